import { type Block, inlineText } from '@app/server/document'
import type { Node } from '@tiptap/pm/model'

/** A unit and a place in its wording, both as they are without proposals. */
export interface PlaceInUnit {
  unitId: string
  offset: number
}

/** Where a position of the text stands without proposals; null outside of blocks. */
export function placeInUnit(doc: Node, position: number): PlaceInUnit | null {
  const place = doc.resolve(Math.min(position, doc.content.size))
  if (place.depth !== 1 || place.parent.type.name !== 'block') return null
  let offset = lengthOf(place.parent.cut(0, place.parentOffset))
  let index = place.index(0)
  // A block whose start is only proposed belongs to the one before it.
  while (doc.child(index).attrs.ins !== null && doc.maybeChild(index - 1)?.type.name === 'block') {
    index -= 1
    offset += lengthOf(doc.child(index))
  }
  return { unitId: String(doc.child(index).attrs.id), offset }
}

function lengthOf(block: Node): number {
  const base = block.children.filter(({ marks }) => !marks.some(({ type }) => type.name === 'ins'))
  return base.reduce((length, { nodeSize }) => length + nodeSize, 0)
}

/** The wording of a unit with these words in it, instead of those that stand there; null where there is no such unit. */
export function wordingWith(
  base: readonly Block[],
  { unitId, offset }: PlaceInUnit,
  words: string,
  replaced = '',
): string | null {
  const unit = base.find(({ id }) => id === unitId)
  if (unit?.type !== 'block') return null
  const wording = inlineText(unit.content)
  const rest = wording.slice(offset)
  return wording.slice(0, offset) + words + (rest.startsWith(replaced) ? rest.slice(replaced.length) : rest)
}
