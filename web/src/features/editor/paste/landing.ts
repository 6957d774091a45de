import type { ResolvedPos } from '@tiptap/pm/model'
import { asOneLine } from './from-table.ts'
import type { PastedBlock, PastedNode } from './pasted.ts'

/** How what is pasted comes to stand around the caret. */
export interface Landing {
  /** In front of the present block, which keeps its words, its kind and its id. */
  before: readonly PastedNode[]
  /** At the caret; what stands behind it goes on in the last of these. */
  here: readonly PastedNode[]
  /** Does the present block become what the first of these is? */
  takesKind: boolean
}

/** Paragraphs between their blocks would tear them apart, and number a list anew. */
const RUNS: ReadonlySet<unknown> = new Set(['bullet', 'number', 'quote'])

/**
 * Words of a unit stay in it, and no unit is numbered anew by lines that are none: before its words they stand above it,
 * behind them below, and amid them they are lines of it.
 */
export function landingOf(place: ResolvedPos, nodes: readonly PastedNode[]): Landing {
  const { parent, parentOffset } = place
  const at = (here: readonly PastedNode[], takesKind = false): Landing => ({ before: [], here, takesKind })
  if (parent.type.name !== 'block') return at([asLines(nodes)])
  if (parent.content.size === 0) return inEmpty(place, nodes)
  if (nodes.length === 1) return at(nodes)
  const isEnd = parentOffset === parent.content.size
  if (isPlain(nodes) && parent.attrs.kind !== 'paragraph') {
    if (RUNS.has(parent.attrs.kind) || (parentOffset > 0 && !isEnd)) return at([asLines(nodes)])
  }
  return parentOffset > 0 ? at(nodes) : inFront(place, nodes)
}

/** Only what is more than a paragraph makes an empty block what it is itself. */
function inEmpty({ parent }: ResolvedPos, nodes: readonly PastedNode[]): Landing {
  const { kind, level } = parent.attrs
  const [first] = nodes
  const here = isPlain(nodes) && RUNS.has(kind) ? nodes.map((node) => ({ ...node, kind, level })) : nodes
  return { before: [], here, takesKind: first?.type === 'block' && first.kind !== 'paragraph' }
}

function inFront({ parent }: ResolvedPos, nodes: readonly PastedNode[]): Landing {
  const last = nodes.at(-1)
  const isSame = last?.type === 'block' && last.kind === parent.attrs.kind && last.level === parent.attrs.level
  return isSame
    ? { before: nodes.slice(0, -1), here: [last], takesKind: false }
    : { before: nodes, here: [], takesKind: false }
}

export function isPlain(nodes: readonly PastedNode[]): nodes is readonly PastedBlock[] {
  return nodes.every((node) => node.type === 'block' && node.kind === 'paragraph')
}

function asLines(nodes: readonly PastedNode[]): PastedBlock {
  return { type: 'block', kind: 'paragraph', level: 0, content: asOneLine(nodes) }
}
