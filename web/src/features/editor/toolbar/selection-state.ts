import { getMarkRange, isMarkActive } from '@tiptap/core'
import type { ResolvedPos } from '@tiptap/pm/model'
import type { EditorState } from '@tiptap/pm/state'
import { lookOf, shownLook } from '../proposing/looks.ts'
import { shownLinkAround } from '../proposing/shown-link.ts'
import { type KindChoice, selectedKind } from './kinds.ts'

/** What the toolbar shows about the selection. */
export interface SelectionState {
  kind: KindChoice | 'mixed' | null
  bold: boolean
  italic: boolean
  underline: boolean
  strike: boolean
  /** Address of the link at the caret. */
  link: string | null
  /** Nothing is selected and no link is at the caret: a new link needs words. */
  linkNeedsText: boolean
  inTable: boolean
  canIndent: boolean
  canOutdent: boolean
  canUndo: boolean
  canRedo: boolean
}

export const NOTHING_SELECTED: SelectionState = {
  kind: 'paragraph',
  bold: false,
  italic: false,
  underline: false,
  strike: false,
  link: null,
  linkNeedsText: true,
  inTable: false,
  canIndent: false,
  canOutdent: false,
  canUndo: false,
  canRedo: false,
}

type Possible = Pick<SelectionState, 'canIndent' | 'canOutdent' | 'canUndo' | 'canRedo'>

export function selectionState(state: EditorState, possible: Possible, isProposing: boolean): SelectionState {
  const { $from, empty } = state.selection
  const link = linkAt(state, isProposing)
  return {
    ...possible,
    kind: selectedKind(state),
    bold: isShown(state, 'bold'),
    italic: isShown(state, 'italic'),
    underline: isShown(state, 'underline'),
    strike: isShown(state, 'strike'),
    link,
    linkNeedsText: empty && link === null,
    inTable: $from.parent.type.name === 'tableCell',
  }
}

/** A look that is wished counts as what the reader sees. */
function isShown(state: EditorState, look: 'bold' | 'italic' | 'underline' | 'strike'): boolean {
  const { from, to, empty } = state.selection
  if (empty) return isMarkActive(state, look)
  let isOn = true
  let hasText = false
  state.doc.nodesBetween(from, to, (node) => {
    if (!node.isInline) return
    hasText = true
    isOn &&= shownLook(node.marks, look) === true
  })
  return hasText && isOn
}

/** The address at the caret or in the selection; while changes are proposed, as the reader sees it. */
export function linkAt(state: EditorState, isProposing: boolean): string | null {
  const { $from, from, to, empty } = state.selection
  if (empty) return isProposing ? (shownLinkAround($from)?.href ?? null) : realLinkAround($from)
  let href: string | null = null
  state.doc.nodesBetween(from, to, ({ marks }) => {
    const look = isProposing ? shownLook(marks, 'link') : lookOf(marks, 'link')
    if (typeof look === 'string') href ??= look
  })
  return href
}

function realLinkAround($place: ResolvedPos): string | null {
  const range = getMarkRange($place, $place.doc.type.schema.marks.link!)
  const marks = range && $place.doc.nodeAt(range.from)?.marks
  const href = marks && lookOf(marks, 'link')
  return typeof href === 'string' ? href : null
}

export function sameSelection(one: SelectionState, other: SelectionState): boolean {
  return (Object.keys(one) as (keyof SelectionState)[]).every((key) => one[key] === other[key])
}
