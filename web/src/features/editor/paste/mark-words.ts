import { type PastedBlock, type PastedNode, textRun } from './pasted.ts'
import { isMark, isOrderedMarker } from './word-list.ts'

/** What the source numbered a block with, or ''; bullets are none. */
export function printedMark({ marker = '', counter }: PastedBlock): string {
  if (isMark(marker)) return marker
  return counter ? `${counter}.` : ''
}

/** The document numbers no headings and has no "Art. 5." or "Etap 1": what they were numbered with is words. */
export function withMarkAsWords(node: PastedNode): PastedNode {
  if (node.type === 'table') return node
  const { kind, marker = '' } = node
  const isForeign = kind === 'bullet' && isMark(marker) && !isOrderedMarker(marker)
  return kind === 'heading' || isForeign ? markAsWords(node) : node
}

/** A number without words, put into words, is one of them. */
export function withLoneMarkAsWords(node: PastedNode): PastedNode {
  return node.type === 'block' && node.content.length === 0 ? markAsWords(node) : withMarkAsWords(node)
}

/** What is numbered, as words: what the document would count by itself, it is not to count. */
export function numberAsWords(node: PastedBlock): PastedBlock {
  return node.kind === 'number' ? markAsWords(node) : node
}

function markAsWords(node: PastedBlock): PastedBlock {
  const mark = printedMark(node)
  if (mark === '') return node
  const { marker: _marker, counter: _counter, ...block } = node
  const words = [textRun(node.content.length > 0 ? `${mark} ` : mark, {}), ...node.content]
  if (node.kind === 'heading') return { ...block, content: words }
  return { ...block, kind: 'paragraph', level: 0, content: words }
}
