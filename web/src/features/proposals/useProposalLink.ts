import type { Ref, ShallowRef } from 'vue'
import { useI18n } from 'vue-i18n'
import { useNamedInAddress } from '../../lib/useNamedInAddress.ts'
import { notify } from '../../ui/toast.ts'
import { focusCard } from './focus-card.ts'
import type { Proposal } from './proposal-fields.ts'

interface Options {
  proposals: Readonly<ShallowRef<readonly Proposal[]>>
  /** Whether proposals and text are both there. */
  isReady: Readonly<Ref<boolean>>
  current: ShallowRef<string | null>
  openPanel(): void
  show(proposal: Proposal): void
}

/** `?propozycja=<id>`: what notices and mails lead to, whatever became of the proposal. */
export function useProposalLink({ proposals, isReady, current, openPanel, show }: Options): void {
  const { t } = useI18n()

  function openAt(id: string): void {
    const proposal = proposals.value.find((each) => each.id === id)
    if (!proposal) {
      notify(t('proposals.missing'), { tone: 'danger' })
      return
    }
    openPanel()
    current.value = id
    if (proposal.state === 'OPEN') show(proposal)
    void focusCard(id)
  }

  useNamedInAddress('propozycja', isReady, openAt)
}
