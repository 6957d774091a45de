import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey, type Transaction } from '@tiptap/pm/state'
import { Decoration, DecorationSet, type EditorView } from '@tiptap/pm/view'
import { blockPlaces, markedPieces, type Span } from './anchors.ts'

/** What of all that people said is drawn in the text. */
export interface Highlighted {
  /** Threads that are open; marks of resolved ones are not shown. */
  open: ReadonlySet<string>
  active: string | null
  /** The unit of the active thread, where it is about a whole unit. */
  activeUnit: string | null
  /** What a remark is being written about. */
  draft: Span | null
}

interface HighlightState extends Highlighted {
  decorations: DecorationSet
}

const highlightsKey = new PluginKey<HighlightState>('comment-highlights')
const NOTHING: HighlightState = {
  open: new Set(),
  active: null,
  activeUnit: null,
  draft: null,
  decorations: DecorationSet.empty,
}

/** Draws passages by decorations only: the document never hears of who is looking at what. */
export function highlightsPlugin(): Plugin {
  return new Plugin<HighlightState>({
    key: highlightsKey,
    state: { init: () => NOTHING, apply },
    props: { decorations: (state) => highlightsKey.getState(state)?.decorations },
  })
}

export function highlight(view: EditorView, highlighted: Highlighted): void {
  view.dispatch(view.state.tr.setMeta(highlightsKey, highlighted).setMeta('addToHistory', false))
}

function apply(transaction: Transaction, state: HighlightState): HighlightState {
  const { doc } = transaction
  const now: Highlighted | undefined = transaction.getMeta(highlightsKey)
  if (now) return { ...now, decorations: DecorationSet.create(doc, decorationsIn(doc, now, 0, doc.childCount)) }
  if (!transaction.docChanged) return state
  const { mapping } = transaction
  const mapped = state.draft && { from: mapping.map(state.draft.from, 1), to: mapping.map(state.draft.to, -1) }
  const draft = mapped && mapped.from < mapped.to ? mapped : null
  return { ...state, draft, decorations: redrawn(transaction, { ...state, draft }) }
}

/** Only blocks that differ are drawn anew: a keystroke must not pay for five hundred remarks elsewhere. */
function redrawn({ before, doc, mapping }: Transaction, state: HighlightState): DecorationSet {
  const decorations = state.decorations.map(mapping, doc)
  const { first, end } = changedBlocks(before, doc)
  if (first === end) return decorations
  const from = startOf(doc, first)
  const to = startOf(doc, end)
  const outdated = decorations.find(from, to).filter((each) => each.from >= from && each.to <= to)
  return decorations.remove(outdated).add(doc, decorationsIn(doc, state, first, end))
}

function changedBlocks(before: Node, after: Node): { first: number; end: number } {
  const most = Math.min(before.childCount, after.childCount)
  let first = 0
  while (first < most && before.child(first) === after.child(first)) first += 1
  let same = 0
  while (
    same < most - first &&
    before.child(before.childCount - 1 - same) === after.child(after.childCount - 1 - same)
  ) {
    same += 1
  }
  return { first, end: after.childCount - same }
}

function startOf(doc: Node, index: number): number {
  let pos = 0
  for (let child = 0; child < index; child += 1) pos += doc.child(child).nodeSize
  return pos
}

function decorationsIn(doc: Node, shown: Highlighted, first: number, end: number): Decoration[] {
  const decorations: Decoration[] = []
  let pos = startOf(doc, first)
  for (let index = first; index < end; index += 1) {
    const block = doc.child(index)
    decorations.push(...blockDecorations(block, pos, shown))
    pos += block.nodeSize
  }
  return decorations
}

function blockDecorations(block: Node, pos: number, { open, active, activeUnit, draft }: Highlighted): Decoration[] {
  const start = pos + 1
  const decorations = markedPieces(block)
    .filter(({ id }) => open.has(id) || id === active)
    .map(({ id, from, to }) => {
      const isActive = id === active
      return Decoration.inline(start + from, start + to, { class: isActive ? 'comment-active' : 'comment-open' })
    })
  if (activeUnit !== null && block.attrs.id === activeUnit) {
    decorations.push(Decoration.node(pos, pos + block.nodeSize, { class: 'comment-unit' }))
  }
  const inBlock = draft && { from: Math.max(draft.from, start), to: Math.min(draft.to, pos + block.nodeSize - 1) }
  if (inBlock && inBlock.from < inBlock.to) {
    decorations.push(Decoration.inline(inBlock.from, inBlock.to, { class: 'comment-draft' }))
  }
  return decorations
}

/** The whole of a block as a span; null where it is gone. */
export function spanOfBlock(doc: Node, blockId: string): Span | null {
  const place = blockPlaces(doc).get(blockId)
  return place ? { from: place.pos + 1, to: place.end - 1 } : null
}
