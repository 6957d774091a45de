import { Extension } from '@tiptap/core'
import type { Node } from '@tiptap/pm/model'
import { Plugin, PluginKey } from '@tiptap/pm/state'
import { Decoration, DecorationSet } from '@tiptap/pm/view'
import { labelsOf } from '../labels.ts'
import { movedDecorations } from '../moved-decorations.ts'

const labelsKey = new PluginKey<DecorationSet>('labels')

/** Draws the computed labels (§ 3., 2), a)) beside their blocks. They are never typed, so nothing has to be renumbered. */
export const Labels = Extension.create({ name: 'labels', addProseMirrorPlugins: () => [labelsPlugin()] })

export function labelsPlugin(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key: labelsKey,
    state: {
      init: (_, { doc }) => decorate(doc),
      apply(transaction, decorations) {
        if (!transaction.docChanged) return decorations
        const isSame = sameStructure(transaction.before, transaction.doc)
        return (isSame ? movedDecorations(decorations, transaction) : null) ?? decorate(transaction.doc)
      },
    },
    props: { decorations: (state) => labelsKey.getState(state) },
  })
}

function decorate(doc: Node): DecorationSet {
  const labels = labelsOf(doc)
  const decorations: Decoration[] = []
  doc.forEach((node, position) => {
    const label = labels.get(node.attrs.id)?.label
    if (label) decorations.push(Decoration.node(position, position + node.nodeSize, { 'data-label': label }))
  })
  return DecorationSet.create(doc, decorations)
}

/** Labels depend on kinds, levels and on which blocks are empty; most keys change none of them. */
function sameStructure(before: Node, after: Node): boolean {
  if (before.childCount !== after.childCount) return false
  return before.children.every((node, index) => {
    const other = after.child(index)
    return node === other || (node.sameMarkup(other) && (node.content.size === 0) === (other.content.size === 0))
  })
}
