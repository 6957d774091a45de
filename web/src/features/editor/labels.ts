import { computeLabels, type LabelInput, type UnitLabel } from '@app/server/document'
import type { Node } from '@tiptap/pm/model'

/** Labels of the whole document by block id; computed once per state of the document. */
export function labelsOf(doc: Node): ReadonlyMap<string, UnitLabel> {
  const known = computed.get(doc)
  if (known) return known
  const blocks = doc.children.map(labelInput)
  const labels = new Map(computeLabels(blocks).map((label, index) => [blocks[index]!.id, label]))
  computed.set(doc, labels)
  return labels
}

const computed = new WeakMap<Node, ReadonlyMap<string, UnitLabel>>()

export function labelInput(node: Node): LabelInput {
  const id = String(node.attrs.id)
  if (node.type.name === 'table') return { id, kind: 'table', level: 0, isEmpty: false }
  return { id, kind: node.attrs.kind, level: Number(node.attrs.level), isEmpty: node.content.size === 0 }
}
