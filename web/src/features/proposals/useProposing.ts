import { overlappingProposals, readContent } from '@app/server/document'
import type { Editor } from '@tiptap/core'
import { Selection } from '@tiptap/pm/state'
import { computed, type Ref, ref, type ShallowRef, shallowRef, watch } from 'vue'
import { useI18n } from 'vue-i18n'
import { notify } from '../../ui/toast.ts'
import { session } from '../auth/session.ts'
import { followProposals } from '../editor/extensions/proposing.ts'
import { positionOfProposal, showProposal } from '../editor/proposing/proposal-marks.ts'
import { useReached } from '../sync/useReached.ts'
import type { Sync } from '../sync/useSync.ts'
import { focusCard } from './focus-card.ts'
import type { Proposal } from './proposal-fields.ts'
import { unitsOf } from './units.ts'
import { usePresentUnits } from './usePresentUnits.ts'
import { useProposalActions, type WordingInput } from './useProposalActions.ts'
import { useProposalLink } from './useProposalLink.ts'
import { useProposals } from './useProposals.ts'
import { useReasonDrafts } from './useReasonDrafts.ts'
import { useRecoveredProposal } from './useRecoveredProposal.ts'
import { useWordingDrafts } from './useWordingDrafts.ts'

/** The text with proposals, without any, or as it would be with all. */
export type TextView = 'proposals' | 'base' | 'accepted'

export interface ProposingPage {
  documentId: string
  sync: Sync
  editor: ShallowRef<Editor | null>
  isArchived: Readonly<Ref<boolean>>
  /** The mode as the editor asks for it; set here. */
  isProposing: Ref<boolean>
  /** Brings the text back first where a preview of it is read. */
  inText<Args extends unknown[]>(act: (...args: Args) => unknown): (...args: Args) => void
  focusText(): void
}

/** Proposals of the open document: the mode, the list, and what can be done with them. */
export function useProposing(page: ProposingPage) {
  const { documentId, sync, editor, isArchived, isProposing, inText } = page
  const { t } = useI18n()
  const { proposals, isLoaded, error, load, take } = useProposals(documentId, useReached(sync.status))
  const stateOf = (id: string) => proposals.value.find((proposal) => proposal.id === id)?.state
  const actions = useProposalActions({ take, load, stateOf })
  const isPanelOpen = ref(false)
  const isWordingOpen = ref(false)
  const current = shallowRef<string | null>(null)

  const mode = computed(() => {
    const { edit = false, propose = false } = sync.abilities.value ?? {}
    if (isArchived.value || !(edit || propose)) return 'none'
    if (!edit) return 'only'
    return isProposing.value ? 'on' : 'off'
  })
  /** By form: asks for no right to write in the editor. */
  const mayPropose = computed(() => sync.abilities.value?.proposeByForm === true && !isArchived.value)
  const mayEnter = computed(() => sync.abilities.value?.enterProposals === true && !isArchived.value)
  const openCount = computed(() => proposals.value.filter(({ state }) => state === 'OPEN').length)
  const unitOrder = shallowRef<readonly string[]>([])
  const units = shallowRef<ReturnType<typeof unitsOf>>([])
  const startUnit = ref('')
  const present = usePresentUnits(sync, isWordingOpen)
  const wordings = useWordingDrafts(
    documentId,
    computed(() => mayEnter.value && !mayPropose.value),
  )

  const reasons = useReasonDrafts(documentId)

  const overlapping = shallowRef<readonly (readonly string[])[]>([])

  // The whole text is read: only for who looks at the list, and only when the list has changed.
  watch([proposals, isPanelOpen, sync.session], ([, isOpen, replica]) => {
    const text = replica?.text
    if (isOpen && text) overlapping.value = overlappingProposals(readContent(text))
  })

  function toggle(): void {
    isProposing.value = !isProposing.value
    // Not by a command, which would go to the caret: whoever reads further down presses this too.
    editor.value?.view.focus()
  }

  watch([mode, editor], ([now, open]) => {
    if (open) open.storage.proposing.isOn = now === 'on' || now === 'only'
  })

  watch([proposals, editor], ([list, open]) => {
    const myId = session.value.viewer?.id
    const isMine = ({ author, state }: Proposal) => author.id === myId && state === 'OPEN'
    const closed = list.filter(({ state }) => state !== 'OPEN')
    const idsOf = (some: readonly Proposal[]) => new Set(some.map(({ id }) => id))
    if (open) followProposals(open, idsOf(list.filter(isMine)), idsOf(closed))
  })

  function openPanel(): void {
    unitOrder.value = editor.value?.state.doc.children.map((node) => String(node.attrs.id)) ?? []
    isPanelOpen.value = true
  }

  function togglePanel(): void {
    if (isPanelOpen.value) {
      isPanelOpen.value = false
      return
    }
    openPanel()
    // Who was just shown one in the text, over which a phone's sheet would lie, comes back to decide on it.
    if (current.value !== null) void focusCard(current.value)
  }

  function closePanel(): void {
    isPanelOpen.value = false
    page.focusText()
  }

  /** Takes the person to where a proposal begins in the text. */
  const show = inText(({ id }: Proposal) => {
    const shown = editor.value?.view
    const position = shown ? positionOfProposal(shown.state.doc, id) : null
    if (!shown || position === null) {
      notify(t('proposals.gone'))
      return
    }
    current.value = id
    showProposal(shown, id)
    shown.dispatch(shown.state.tr.setSelection(Selection.near(shown.state.doc.resolve(position))))
    shown.dom.querySelector('.proposal-current')?.scrollIntoView({ block: 'center' })
  })

  function openWording(): void {
    const text = sync.session.value?.text
    if (!text) return
    units.value = unitsOf(readContent(text))
    startUnit.value = String(editor.value?.state.selection.$from.node(1)?.attrs.id ?? '')
    actions.problem.value = ''
    isWordingOpen.value = true
  }

  async function proposeWording(input: WordingInput): Promise<void> {
    const isDone = await actions.proposeWording(input)
    if (!isDone && actions.isConflict.value) present.follow()
    if (actions.isDecided.value) wordings.renew(input)
    if (!isDone) return
    const isAll = wordings.settle(input)
    isWordingOpen.value &&= !isAll
    notify(t(isAll ? 'proposals.done.proposed' : 'proposals.done.proposedBefore'))
  }

  /** The sheet would cover the text. */
  function showFromSheet(proposal: Proposal): void {
    isPanelOpen.value = false
    show(proposal)
  }

  const isReady = computed(() => isLoaded.value && editor.value !== null && sync.status.value !== 'opening')
  useProposalLink({ proposals, isReady, current, openPanel, show })
  const proposeRecovered = useRecoveredProposal({ documentId, sync, editor, actions })

  const panel = computed(() => ({
    proposals: proposals.value,
    unitOrder: unitOrder.value,
    overlapping: overlapping.value,
    isLoaded: isLoaded.value,
    error: error.value,
    current: current.value,
    actions,
    reasons,
  }))

  return {
    ...{ panel, load, actions, mode, mayPropose, mayEnter, openCount, isPanelOpen, isWordingOpen, units, startUnit },
    ...{ presentUnits: present.units, wordings },
    ...{ toggle, togglePanel, closePanel, show, showFromSheet, focusText: page.focusText },
    ...{ openWording, proposeWording, proposeRecovered },
  }
}

export type Proposing = ReturnType<typeof useProposing>
