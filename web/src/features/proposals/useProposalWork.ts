import { computed, nextTick, type Ref, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../ui/toast.ts'
import { cardAfter, focusCard } from './focus-card.ts'
import type { Proposal } from './proposal-fields.ts'
import type { ProposalActions } from './useProposalActions.ts'

/** What is done from the list of proposals, whose cards stand in this order, and the dialogs that ask for reasons. */
export function useProposalWork(actions: ProposalActions, order: Readonly<Ref<readonly string[]>>) {
  const { t } = useI18n()
  const declining = ref<readonly string[]>([])
  const described = ref<Proposal | null>(null)
  const hidden = ref<Proposal | null>(null)
  /** What went wrong is said in the dialog then, not below it. */
  const isInDialog = computed(() => declining.value.length > 0 || described.value !== null || hidden.value !== null)

  /** To be called before cards change: what had the focus may be gone with them, or from them. */
  function goingOnFrom(ids: readonly string[]): () => Promise<void> {
    const before = order.value
    return async () => {
      await nextTick()
      const next = order.value.find((id) => ids.includes(id)) ?? cardAfter(before, ids)
      if (next !== null) await focusCard(next)
    }
  }

  async function accept(ids: readonly string[]): Promise<void> {
    const goOn = goingOnFrom(ids)
    if (!(await actions.decide([...ids], 'ACCEPTED', null))) return
    notify(t('proposals.done.accepted', ids.length))
    await goOn()
  }

  function startDeclining(ids: readonly string[]): void {
    actions.problem.value = ''
    declining.value = ids
  }

  async function decline(reason: string): Promise<void> {
    const ids = [...declining.value]
    const goOn = goingOnFrom(ids)
    if (!(await actions.decide(ids, 'DECLINED', reason))) return
    declining.value = []
    notify(t('proposals.done.declined', ids.length))
    await goOn()
  }

  async function withdraw({ id }: Proposal): Promise<void> {
    const goOn = goingOnFrom([id])
    if (!(await actions.withdraw(id))) return
    notify(t('proposals.done.withdrawn'))
    await goOn()
  }

  function startDescribing(proposal: Proposal): void {
    actions.problem.value = ''
    described.value = proposal
  }

  async function describe(title: string, grounds: string): Promise<void> {
    if (described.value && (await actions.describe(described.value.id, title, grounds))) described.value = null
  }

  function startHiding(proposal: Proposal): void {
    actions.problem.value = ''
    hidden.value = proposal
  }

  /** The words in the text go first. Where only that was done, the same again does the rest. */
  async function hide(reason: string, declines: boolean): Promise<void> {
    const { id } = hidden.value ?? {}
    if (id === undefined) return
    const goOn = goingOnFrom([id])
    if (declines && !(await actions.decide([id], 'DECLINED', reason))) return
    if (!(await actions.hide(id, reason))) return
    hidden.value = null
    notify(t('proposals.done.hidden'))
    await goOn()
  }

  async function reveal({ id }: Proposal): Promise<void> {
    if (await actions.hide(id, null)) notify(t('proposals.done.revealed'))
  }

  return {
    ...{ declining, described, hidden, isInDialog, accept, startDeclining, decline, withdraw },
    ...{ startDescribing, describe, startHiding, hide, reveal },
  }
}
