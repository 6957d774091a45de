import { computeLabels, type LabelInput } from '@app/server/document'
import type { Dropped, PastedBlock, PastedNode } from './pasted.ts'

type Changes = Pick<Dropped, 'listStarts' | 'listMarks'>

/** How many lists had other numbers or letters than the document gives: as in its labels, other text ends a list. */
export function countChangedLists(nodes: readonly PastedNode[]): Changes {
  const changes: Changes = { listStarts: 0, listMarks: 0 }
  const isListed = nodes.some((node) => node.type === 'block' && node.kind === 'number')
  const labels = isListed ? computeLabels(nodes.map(toLabelInput)) : []
  /** By level: was the list there counted already? */
  const open = new Map<number, boolean>()
  for (const [index, node] of nodes.entries()) {
    closeLists(open, node)
    if (node.type === 'table' || node.kind !== 'number') continue
    const change = changeOf(printedAt(node), labels[index]?.label ?? '', !open.has(node.level))
    const isCounted = open.get(node.level) ?? false
    if (change && !isCounted) changes[change] += 1
    open.set(node.level, isCounted || change !== null)
  }
  return changes
}

function closeLists(open: Map<number, boolean>, node: PastedNode): void {
  const isItem = node.type === 'block' && (node.kind === 'number' || node.kind === 'bullet')
  for (const level of [...open.keys()]) {
    if (!isItem || level > node.level || (level === node.level && node.kind === 'bullet')) open.delete(level)
  }
}

/** What was printed at an item, without the signs around it; null where that is not known. */
function printedAt({ marker, counter }: PastedBlock): string | null {
  return counter ?? marker?.replace(/^\(|[.)]+$/g, '') ?? null
}

function changeOf(printed: string | null, label: string, isFirst: boolean): keyof Changes | null {
  if (printed === null || printed === label.replace('.', '')) return null
  return isFirst && /^\d+$/.test(printed) && /^\d/.test(label) ? 'listStarts' : 'listMarks'
}

export function toLabelInput(node: PastedNode, index: number): LabelInput {
  const id = String(index)
  if (node.type === 'table') return { id, kind: 'table', level: 0, isEmpty: false }
  return { id, kind: node.kind, level: node.level, isEmpty: node.content.length === 0 }
}
