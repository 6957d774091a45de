import { type BlockKind, MAX_LEVEL } from '@app/server/document'
import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { type EditorState, TextSelection, type Transaction } from '@tiptap/pm/state'
import { carriesProposal, unmarked } from '../proposing/unmarked.ts'

declare module '@tiptap/core' {
  interface Commands<ReturnType> {
    blocks: {
      /** Makes the selected blocks this kind; when all of them are already, they become paragraphs. */
      setKind: (kind: BlockKind, level?: number) => ReturnType
      /** Sets the level of the selected blocks (0 to MAX_LEVEL). */
      setLevel: (level: number) => ReturnType
      /** One deeper: the next list level, or ust → pkt → lit → tiret. */
      indent: () => ReturnType
      /** One up. */
      outdent: () => ReturnType
      /** Moves the selected blocks past their neighbour. */
      moveBlock: (direction: 'up' | 'down') => ReturnType
    }
  }
}

/** Legal units from the highest to the lowest, as Tab walks them. */
const UNITS: readonly BlockKind[] = ['ust', 'pkt', 'lit', 'tiret']

export interface PlacedBlock {
  node: Node
  position: number
}

export const BlockCommands = Extension.create({
  name: 'blocks',
  addCommands() {
    return {
      setKind:
        (kind, level) =>
        ({ state, tr, dispatch }) => {
          const blocks = selectedBlocks(state)
          if (dispatch) setKind(tr, blocks, kind, level)
          return blocks.length > 0
        },
      setLevel:
        (level) =>
        ({ state, tr, dispatch }) => {
          const blocks = selectedBlocks(state)
          const clamped = Math.min(MAX_LEVEL, Math.max(0, level))
          if (dispatch) for (const { position } of blocks) tr.setNodeAttribute(position, 'level', clamped)
          return blocks.length > 0
        },
      indent:
        () =>
        ({ state, tr, dispatch }) =>
          shift(state, dispatch ? tr : null, 1),
      outdent:
        () =>
        ({ state, tr, dispatch }) =>
          shift(state, dispatch ? tr : null, -1),
      moveBlock:
        (direction) =>
        ({ editor, state, tr, dispatch }) =>
          moveBlocks(state, dispatch ? tr : null, direction, editor.storage.proposing?.isOn ?? false),
    }
  },
})

/** The blocks (not tables) that the selection touches. */
export function selectedBlocks(state: EditorState): PlacedBlock[] {
  const { from, to } = state.selection
  const blocks: PlacedBlock[] = []
  state.doc.nodesBetween(from, to, (node, position) => {
    if (node.type.name === 'block') blocks.push({ node, position })
    return false
  })
  return blocks
}

function setKind(transaction: Transaction, blocks: PlacedBlock[], kind: BlockKind, level: number | undefined): void {
  const isAlready = blocks.every(
    ({ node }) => node.attrs.kind === kind && (level ?? node.attrs.level) === node.attrs.level,
  )
  for (const { node, position } of blocks) {
    const next = isAlready ? { kind: 'paragraph', level: 0 } : { kind, level: level ?? defaultLevel(kind, node) }
    setAttributes(transaction, position, node, next)
  }
}

/** A list keeps its depth when it becomes another list. */
function defaultLevel(kind: BlockKind, node: Node): number {
  const isList = (name: string) => name === 'bullet' || name === 'number'
  if (kind === 'heading') return 1
  return isList(kind) && isList(node.attrs.kind) ? node.attrs.level : 0
}

function setAttributes(
  transaction: Transaction,
  position: number,
  node: Node,
  next: { kind: string; level: number },
): void {
  if (node.attrs.kind !== next.kind) transaction.setNodeAttribute(position, 'kind', next.kind)
  if (node.attrs.level !== next.level) transaction.setNodeAttribute(position, 'level', next.level)
}

function shift(state: EditorState, transaction: Transaction | null, by: 1 | -1): boolean {
  const changes = selectedBlocks(state).flatMap(({ node, position }) => {
    const next = shifted(node, by)
    return next === null ? [] : [{ node, position, next }]
  })
  if (transaction) for (const { node, position, next } of changes) setAttributes(transaction, position, node, next)
  return changes.length > 0
}

/** What a block becomes one step deeper or higher; null when it cannot move. */
function shifted(node: Node, by: 1 | -1): { kind: string; level: number } | null {
  const { kind, level } = node.attrs
  if (kind === 'bullet' || kind === 'number') {
    const next = level + by
    return next < 0 || next > MAX_LEVEL ? null : { kind, level: next }
  }
  const unit = UNITS.indexOf(kind)
  const next = unit < 0 ? undefined : UNITS[unit + by]
  return next === undefined ? null : { kind: next, level }
}

function moveBlocks(
  state: EditorState,
  transaction: Transaction | null,
  direction: 'up' | 'down',
  isProposing: boolean,
): boolean {
  const { $from, $to } = state.selection
  const { doc } = state
  const neighbour = doc.maybeChild(direction === 'up' ? $from.index(0) - 1 : $to.index(0) + 1)
  if (!neighbour) return false
  if (!transaction) return true
  const moved = doc.children.slice($from.index(0), $to.index(0) + 1)
  const start = $from.depth > 0 ? $from.before(1) : $from.pos
  const end = start + moved.reduce((sum, node) => sum + node.nodeSize, 0)
  const size = neighbour.nodeSize
  const by = direction === 'up' ? -size : size
  if (!isProposing && staysPut(moved, neighbour)) {
    if (direction === 'up') transaction.delete(start - size, start).insert(end - size, neighbour)
    else transaction.delete(end, end + size).insert(start, neighbour)
  } else {
    transaction.delete(start, end).insert(start + by, isProposing ? moved : moved.map(unmarked))
  }
  const { anchor, head } = state.selection
  transaction.setSelection(TextSelection.create(transaction.doc, anchor + by, head + by)).scrollIntoView()
  return true
}

/** What is moved is written again, and no proposal outlives that: rather the neighbour, if it carries none. */
function staysPut(moved: readonly Node[], neighbour: Node): boolean {
  return neighbour.type.name === 'block' && !carriesProposal(neighbour) && moved.some(carriesProposal)
}
