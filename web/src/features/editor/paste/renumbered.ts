import { computeLabels, type LabelInput, listMark } from '@app/server/document'
import type { ResolvedPos } from '@tiptap/pm/model'
import { labelInput } from '../labels.ts'
import { toLabelInput } from './list-marks.ts'
import type { PastedBlock, PastedNode } from './pasted.ts'

/** How many units have another number behind these blocks than they had in their source. */
export function countRenumbered(nodes: readonly PastedNode[], before: readonly LabelInput[]): number {
  const labels = computeLabels([...before, ...nodes.map(toLabelInput)]).slice(before.length)
  const isRenumbered = (node: PastedNode, index: number) =>
    node.type === 'block' && isOther(node, labels[index]?.label ?? '')
  return nodes.filter(isRenumbered).length
}

/** The blocks that what is pasted comes to stand behind. */
export function blocksBefore(place: ResolvedPos): LabelInput[] {
  const count = place.index(0) + (place.parentOffset > 0 ? 1 : 0)
  return place.doc.children.slice(0, count).map(labelInput)
}

function isOther({ kind, marker = '' }: PastedBlock, label: string): boolean {
  const printed = numberIn(marker)
  // An ust. that is the only one of its § has no mark.
  const computed = numberIn(label) || '1'
  if (printed === '' || printed === computed) return false
  return kind !== 'chapter' || printed !== numberIn(listMark(Number(computed), 2))
}

function numberIn(mark: string): string {
  return mark.toLowerCase().replace(/rozdział|dział|[^\p{L}\p{N}]/gu, '')
}
