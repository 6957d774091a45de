import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { movedDecorations } from '../moved-decorations.ts'

/** What is said of a block that proposals would split, join or change. */
export interface ProposalWords {
  split: string
  join: string
  /** From one kind to another, by their names. */
  kind(before: string, now: string): string
}

interface MarksState {
  current: string | null
  decorations: DecorationSet
}

const marksKey = new PluginKey<MarksState>('proposal-marks')

/** Brings one proposal out of all; null for none. */
export function showProposal(view: EditorView, id: string | null): void {
  view.dispatch(view.state.tr.setMeta(marksKey, { current: id }).setMeta('addToHistory', false))
}

/** Where a proposal begins in the text; null where it is not (or no longer) there. */
export function positionOfProposal(doc: Node, id: string): number | null {
  let found: number | null = null
  doc.descendants((node, position) => {
    if (found !== null) return false
    if (isOf(node, id)) found = node.isInline ? position : position + 1
    return true
  })
  return found
}

/** Signs and words at blocks, which no `<ins>` or `<del>` can say. */
export function proposalMarksPlugin(words: ProposalWords): Plugin {
  return new Plugin<MarksState>({
    key: marksKey,
    state: {
      init: (_, { doc }) => ({ current: null, decorations: decorate(doc, words, null) }),
      apply(transaction, { current, decorations }) {
        const shown: { current: string | null } | undefined = transaction.getMeta(marksKey)
        const next = shown === undefined ? current : shown.current
        if (!transaction.docChanged && shown === undefined) return { current, decorations }
        const isSame = shown === undefined && next === null && hasSameMarkers(transaction.before, transaction.doc)
        const moved = isSame ? movedDecorations(decorations, transaction) : null
        return { current: next, decorations: moved ?? decorate(transaction.doc, words, next) }
      },
    },
    props: { decorations: (state) => marksKey.getState(state)?.decorations },
  })
}

function decorate(doc: Node, words: ProposalWords, current: string | null): DecorationSet {
  const decorations: Decoration[] = []
  doc.descendants((node, position) => {
    const end = position + node.nodeSize
    if (node.type.name === 'block') decorations.push(...signsOf(node, position, words))
    if (current === null || !isOf(node, current)) return
    const attributes = { class: 'proposal-current' }
    decorations.push(
      node.isInline ? Decoration.inline(position, end, attributes) : Decoration.node(position, end, attributes),
    )
  })
  return DecorationSet.create(doc, decorations)
}

function signsOf(node: Node, position: number, words: ProposalWords): Decoration[] {
  const { ins, del, was, kind } = node.attrs
  const said = [
    ...(ins === null ? [] : [words.split]),
    ...(del === null ? [] : [words.join]),
    ...(was === null ? [] : [words.kind(was.kind, kind)]),
  ]
  if (said.length === 0) return []
  const signs = ['proposed-block', ins && 'proposed-split', del && 'proposed-join', was && 'proposed-kind']
  const attributes = { class: signs.filter(Boolean).join(' '), 'data-proposed': said.join(' · ') }
  return [Decoration.node(position, position + node.nodeSize, attributes)]
}

function isOf(node: Node, id: string): boolean {
  const { ins, del, was } = node.attrs
  if (node.type.name === 'block') return ins === id || del === id || was?.id === id
  return node.marks.some(({ type, attrs }) => ['ins', 'del', 'set'].includes(type.name) && attrs.id === id)
}

function hasSameMarkers(before: Node, after: Node): boolean {
  if (before.childCount !== after.childCount) return false
  return before.children.every((node, index) => {
    const other = after.child(index)
    return node === other || node.sameMarkup(other)
  })
}
