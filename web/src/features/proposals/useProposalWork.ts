import { computed, nextTick, type Ref, ref, shallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../ui/toast.ts'
import { cardAfter, focusCard } from './focus-card.ts'
import type { Proposal } from './proposal-fields.ts'
import { asSaid, decliningOf, hidingOf } from './reason-draft.ts'
import type { ProposalActions } from './useProposalActions.ts'
import type { ReasonDrafts } from './useReasonDrafts.ts'

/** What is done from the list of proposals, whose cards stand in this order, and the dialogs that ask for reasons. */
export function useProposalWork(
  actions: ProposalActions,
  proposals: Readonly<Ref<readonly Proposal[]>>,
  order: Readonly<Ref<readonly string[]>>,
  drafts: ReasonDrafts,
) {
  const { t } = useI18n()
  /** As their cards were when it was begun: the dialog stands over them. */
  const declining = shallowRef<readonly Proposal[]>([])
  const describedId = ref<string | null>(null)
  const hiddenId = ref<string | null>(null)
  /** As they are now: somebody else may decide on them meanwhile. */
  const described = computed(() => proposals.value.find(({ id }) => id === describedId.value) ?? null)
  const hidden = computed(() => proposals.value.find(({ id }) => id === hiddenId.value) ?? null)
  const decliningAim = computed(() =>
    declining.value.length > 0 ? decliningOf(declining.value.map(({ id }) => id)) : '',
  )
  const hidingAim = computed(() => (hiddenId.value === null ? '' : hidingOf(hiddenId.value)))
  const [decliningReason, hidingReason] = [drafts.reasonFor(decliningAim), drafts.reasonFor(hidingAim)]
  const description = drafts.descriptionOf(described)
  const saidSince = drafts.saidSince(described)
  /** What went wrong is said in the dialog then, not below it. */
  const isInDialog = computed(() => declining.value.length > 0 || described.value !== null || hidden.value !== null)

  const isOpen = (id: string) => proposals.value.some((one) => one.id === id && one.state === 'OPEN')

  /** To be called before cards change: what had the focus may be gone with them, or from them. */
  function goingOnFrom(ids: readonly string[]): () => Promise<void> {
    const before = order.value
    return async () => {
      await nextTick()
      const next = order.value.find((id) => ids.includes(id)) ?? cardAfter(before, ids)
      if (next !== null) await focusCard(next)
    }
  }

  async function accept(chosen: readonly Proposal[]): Promise<void> {
    const ids = chosen.map(({ id }) => id)
    const goOn = goingOnFrom(ids)
    if (!(await actions.decide({ proposalIds: ids, state: 'ACCEPTED', seen: seenOf(chosen) }))) return
    notify(t('proposals.done.accepted', ids.length))
    await goOn()
  }

  function startDeclining(chosen: readonly Proposal[]): void {
    actions.problem.value = ''
    declining.value = chosen
  }

  async function decline(reason: string): Promise<void> {
    const ids = declining.value.map(({ id }) => id)
    const goOn = goingOnFrom(ids)
    const decision = { proposalIds: ids, state: 'DECLINED' as const, reason, seen: seenOf(declining.value) }
    const isDone = await actions.decide(decision)
    if (!isDone && !actions.isConflict.value) return
    if (isDone) drafts.forgetDecided((id) => !ids.includes(id) && isOpen(id))
    // Of a conflict one reads on the cards, which the dialog covers; the reason is kept.
    declining.value = []
    if (!isDone) return goOn()
    notify(t('proposals.done.declined', ids.length))
    await goOn()
  }

  function giveUpDeclining(): void {
    drafts.forget(decliningAim.value)
    declining.value = []
  }

  async function withdraw({ id }: Proposal): Promise<void> {
    const goOn = goingOnFrom([id])
    if (!(await actions.withdraw(id))) return
    notify(t('proposals.done.withdrawn'))
    await goOn()
  }

  function startDescribing({ id }: Proposal): void {
    actions.problem.value = ''
    describedId.value = id
  }

  async function describe(): Promise<void> {
    if (described.value === null) return
    const { id, title, grounds } = described.value
    const sent = asSaid(description.value)
    // Whatever came since they began, they were shown.
    const was = { title: title ?? '', grounds: grounds ?? '' }
    if (!(await actions.describe({ proposalId: id, ...sent, was }))) return
    const isAll = drafts.settle(id, sent)
    if (!isAll) notify(t('proposals.done.describedBefore'))
    else if (describedId.value === id) describedId.value = null
  }

  function giveUpDescribing(): void {
    if (describedId.value !== null) drafts.discard(describedId.value)
    describedId.value = null
  }

  function startHiding({ id }: Proposal): void {
    actions.problem.value = ''
    hiddenId.value = id
  }

  /**
   * The words in the text go first, whatever was seen of them: nobody outruns being hidden by typing on. Where only that
   * was done, the same again does the rest.
   */
  async function hide(reason: string, declines: boolean): Promise<void> {
    const id = hiddenId.value
    if (id === null) return
    const goOn = goingOnFrom([id])
    if (declines && !(await actions.decide({ proposalIds: [id], state: 'DECLINED', reason }))) return
    if (!(await actions.hide(id, reason))) return
    drafts.forget(hidingOf(id))
    hiddenId.value = null
    notify(t('proposals.done.hidden'))
    await goOn()
  }

  function giveUpHiding(): void {
    drafts.forget(hidingAim.value)
    hiddenId.value = null
  }

  async function reveal({ id }: Proposal): Promise<void> {
    const goOn = goingOnFrom([id])
    if (!(await actions.hide(id, null))) return
    notify(t('proposals.done.revealed'))
    await goOn()
  }

  return {
    ...{ declining, decliningReason, startDeclining, decline, giveUpDeclining },
    ...{ described, describedId, description, saidSince, startDescribing, describe, giveUpDescribing },
    ...{ hidden, hiddenId, hidingReason, startHiding, hide, giveUpHiding },
    ...{ isInDialog, accept, withdraw, reveal },
  }
}

/** What the cards showed. */
function seenOf(chosen: readonly Proposal[]) {
  return chosen.flatMap(({ id, hash }) => (hash === null ? [] : { proposalId: id, hash }))
}
