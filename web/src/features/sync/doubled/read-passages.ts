import { isHidden } from '@app/server/document'
import * as Y from 'yjs'
import { Passage, type Run } from './passage.ts'

/** Some characters of an item, with the words, which Yjs may have thrown away by now. */
export interface Piece {
  client: number
  clock: number
  text: string
}

/** Past so much that shows nothing, what comes next is another passage. */
const FAR = 200

/**
 * The passages that deleted items make up, in the order of the text; whatever shows something ends one.
 * @param piecesOf the characters of an item that belong to a passage; none where it is to be passed over
 */
export function readPassages(items: Iterable<Y.Item>, piecesOf: (item: Y.Item) => readonly Piece[]): Passage[] {
  const passages: Passage[] = []
  const known = new Set<Y.Item>()
  for (const item of items) {
    if (known.has(item)) continue
    const stretch = [...reach(item, 'left', piecesOf).reverse(), item, ...reach(item, 'right', piecesOf)]
    for (const each of stretch) known.add(each)
    const pieces = stretch.flatMap((each) => piecesOf(each))
    if (pieces.length > 0) passages.push(toPassage(pieces))
  }
  return passages
}

function reach(start: Y.Item, side: 'left' | 'right', piecesOf: (item: Y.Item) => readonly Piece[]): Y.Item[] {
  const found: Y.Item[] = []
  let empty = 0
  for (let item = start[side]; item !== null && !isBoundary(item) && empty < FAR; item = item[side]) {
    const isPart = piecesOf(item).length > 0
    if (!isPart && !isHidden(item)) break
    if (isPart) found.push(item)
    empty = isPart ? 0 : empty + 1
  }
  return found
}

function isBoundary(item: Y.Item): boolean {
  return item.content instanceof Y.ContentType
}

function toPassage(pieces: readonly Piece[]): Passage {
  const deleted: Run[] = []
  let text = ''
  for (const piece of pieces) {
    deleted.push({ client: piece.client, clock: piece.clock, length: piece.text.length, at: text.length })
    text += piece.text
  }
  return new Passage(text, deleted)
}
