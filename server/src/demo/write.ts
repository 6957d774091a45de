/** What a person at the keyboard would have done: a block at the end, or other words in place of some. */
import * as Y from 'yjs'
import { type Block, fromContentFormats, type Inline, newRow, newTable, type TableBlock } from '../document/index.ts'

/** Adds one block after the last one. */
export function appendBlock(text: Y.Text, block: Block): void {
  text.insertEmbed(
    text.length,
    block.type === 'table' ? tableMarker(block) : textMarker(block.id, block.kind, block.level),
  )
  if (block.type === 'block') appendInline(text, block.content)
}

/** Replaces the one place where `find` stands; what both wordings share at their ends keeps its author. */
export function reword(text: Y.Text, find: string, replacement: string): void {
  const start = findOnce(text, find)
  const before = sharedStart(find, replacement)
  const after = sharedStart(reversed(find.slice(before)), reversed(replacement.slice(before)))
  const at = start + before
  text.delete(at, find.length - before - after)
  text.insert(at, replacement.slice(before, replacement.length - after))
}

function appendInline(text: Y.Text, content: readonly Inline[]): void {
  for (const piece of content) {
    const formats = fromContentFormats(piece.formats)
    if ('text' in piece) text.insert(text.length, piece.text, formats)
    else text.insertEmbed(text.length, { br: 1 }, formats)
  }
}

function textMarker(id: string, kind: string, level: number): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ['id', id],
    ['kind', kind],
    ['level', level],
  ])
}

function tableMarker(table: TableBlock): Y.Map<unknown> {
  const columns = (table.rows[0]?.cells ?? []).map((cell) => cell.id)
  const rows = table.rows.map((row) => {
    const cells = columns.map((column, index) => [column, cellText(row.cells[index]?.content ?? [])] as const)
    return newRow({ id: row.id, header: row.cells.every((cell) => cell.header), cells })
  })
  return newTable({ id: table.id, columns, rows })
}

function cellText(content: readonly Inline[]): Y.Text {
  const cell = new Y.Text()
  cell.applyDelta(
    content.map((piece) => ({
      insert: 'text' in piece ? piece.text : { br: 1 },
      attributes: fromContentFormats(piece.formats),
    })),
  )
  return cell
}

/** Index in the text, where every embedded marker counts as one. */
function findOnce(text: Y.Text, find: string): number {
  const characters = text
    .toDelta()
    .map(({ insert }: { insert: unknown }) => (typeof insert === 'string' ? insert : '\n'))
    .join('')
  const index = characters.indexOf(find)
  if (index === -1 || characters.includes(find, index + 1))
    throw new Error('The words to replace must stand there once')
  return index
}

function sharedStart(left: string, right: string): number {
  const longest = Math.min(left.length, right.length)
  let length = 0
  while (length < longest && left[length] === right[length]) length += 1
  return length
}

function reversed(text: string): string {
  return [...text].reverse().join('')
}
