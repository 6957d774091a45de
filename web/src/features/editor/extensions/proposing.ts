import { type Editor, Extension } from '@tiptap/core'
import { TextSelection, type Transaction } from '@tiptap/pm/state'
import { bindingKey } from '../binding/binding.ts'
import { withoutInherited } from '../proposing/inherited.ts'
import { type Look, shownLook } from '../proposing/looks.ts'
import { OwnProposals } from '../proposing/own-proposals.ts'
import { type ProposalWords, proposalMarksPlugin } from '../proposing/proposal-marks.ts'
import type { Refusal } from '../proposing/refusal.ts'
import { shownLinkAround } from '../proposing/shown-link.ts'
import { type LookChange, proposeLook, trackChanges } from '../proposing/track.ts'

export interface ProposingOptions {
  /** A change was not made, because it cannot be proposed. */
  onRefused(reason: Refusal): void
  /** What is said of blocks that proposals would split, join or change. */
  words: ProposalWords
}

export interface ProposingStorage {
  /** Is what the person writes proposed, rather than written? */
  isOn: boolean
  own: OwnProposals
}

declare module '@tiptap/core' {
  interface Storage {
    proposing: ProposingStorage
  }
}

/** Marks a local transaction that is to be applied as it is, also while changes are proposed. */
export const AS_IT_IS = 'asItIs'
const LOOK = 'proposedLook'

/** "Proponuję zmiany": while it is on, what the person writes becomes proposals before it is applied. */
export const Proposing = Extension.create<ProposingOptions, ProposingStorage>({
  name: 'proposing',
  addOptions: () => ({ onRefused: () => undefined, words: { split: '', join: '', kind: () => '' } }),
  addStorage: () => ({ isOn: false, own: new OwnProposals() }),

  dispatchTransaction({ transaction, next }) {
    const { isOn, own } = this.storage
    const look: LookChange | undefined = transaction.getMeta(LOOK)
    const isOthers = transaction.getMeta(bindingKey) || transaction.getMeta(AS_IT_IS)
    if (isOthers || (!transaction.docChanged && !look)) {
      next(transaction)
      return
    }
    const { state } = this.editor
    if (!isOn) {
      next(withoutInherited(transaction))
      return
    }
    const tracked = look ? proposeLook(state, look, own) : trackChanges(transaction, state, own)
    if ('refused' in tracked) this.options.onRefused(tracked.refused)
    else next(withMeta(tracked.transaction, transaction))
  },

  addProseMirrorPlugins() {
    return [proposalMarksPlugin(this.options.words)]
  },
})

/**
 * What the server says: the person's own open proposals, and all that were decided or withdrawn. What became of those is
 * nobody's to undo: it would change the text itself, whatever the mode says.
 */
export function followProposals(
  { storage: { proposing, collaboration } }: Pick<Editor, 'storage'>,
  known: ReadonlySet<string>,
  closed: ReadonlySet<string>,
): void {
  collaboration.binding?.letGo(proposing.own.follow(known, closed))
}

/** Switches a look of the selection on or off as the reader sees it; false where nothing is proposed. */
export function toggleProposedLook(
  storage: ProposingStorage | undefined,
  transaction: Transaction,
  look: Exclude<Look, 'link'>,
): boolean {
  const { selection, doc } = transaction
  if (!storage?.isOn || selection.empty || !(selection instanceof TextSelection)) return false
  let isOn = true
  doc.nodesBetween(selection.from, selection.to, (node) => {
    if (node.isInline) isOn &&= shownLook(node.marks, look) === true
  })
  const { from, to } = selection
  transaction.setMeta(LOOK, { look, value: !isOn, from, to } satisfies LookChange)
  return true
}

/**
 * Links what is selected, or the link around it as the reader sees it, or (null) takes its link off; false where nothing
 * is proposed.
 */
export function proposeLink(
  storage: ProposingStorage | undefined,
  transaction: Transaction,
  href: string | null,
): boolean {
  const { $from, from, to } = transaction.selection
  if (!storage?.isOn) return false
  const around = shownLinkAround($from)
  const range = around !== null && around.from <= from && around.to >= to ? around : { from, to }
  if (range.from < range.to) {
    transaction.setMeta(LOOK, { look: 'link', value: href, from: range.from, to: range.to } satisfies LookChange)
  }
  return true
}

const KEPT_META = ['uiEvent', 'paste', 'composition', 'pointer', 'focus', 'blur', 'preventUpdate'] as const

function withMeta(tracked: Transaction, wanted: Transaction): Transaction {
  for (const key of KEPT_META) {
    const value: unknown = wanted.getMeta(key)
    if (value !== undefined) tracked.setMeta(key, value)
  }
  if (wanted.storedMarksSet) tracked.setStoredMarks(wanted.storedMarks)
  return wanted.scrolledIntoView ? tracked.scrollIntoView() : tracked
}
