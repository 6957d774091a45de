import type { BlockKind, Formats, Inline } from '@app/server/document'
import type { Mark, Node } from '@tiptap/pm/model'
import type { PastedCell, PastedNode, PastedTable } from '../paste/pasted.ts'
import { isProposalMark } from '../proposing/unmarked.ts'

/** A block or table that a selection covers, whole or in part, with the mark it is printed with. */
export type Copied = PastedNode & { label: string; isWhole: boolean }

/** A piece of what is copied, and whether it goes along: words that a proposal strikes may stay behind. */
type IsTaken = (piece: Node) => boolean

interface Range {
  from: number
  to: number
}

export interface CopyOptions {
  labelOf(id: string): string
  /** Take words along that a proposal strikes: where they are cut out of the text, nothing else keeps them. */
  keepsStruck: boolean
}

/**
 * What lies between two positions, as it would read with all proposals accepted; nobody's proposal is copied. A block cut
 * at its start goes without its mark, and so does one that the selection only comes up to.
 */
export function copiedBetween(doc: Node, from: number, to: number, { labelOf, keepsStruck }: CopyOptions): Copied[] {
  const isTaken = keepsStruck || isAllStruck(doc, from, to) ? () => true : (piece: Node) => !isStruck(piece)
  const copied: Copied[] = []
  doc.nodesBetween(from, to, (node, pos) => {
    const isWhole = from <= pos + 1 && to >= pos + node.nodeSize - 1
    if (node.type.name === 'table') {
      const range = { from: from - pos, to: to - pos }
      copied.push(
        isWhole ? { type: 'table', rows: rowsOf(node, isTaken), label: '', isWhole } : cutTable(node, range, isTaken),
      )
      return false
    }
    const part = node.cut(Math.max(0, from - pos - 1), Math.min(to - pos - 1, node.content.size))
    const isStarted = from <= pos + 1 && (isWhole || to > pos + 1)
    const block = copiedBlock(part, isTaken, isWhole, isStarted ? labelOf : () => '')
    const isGone = part.content.size > 0 && block.content.length === 0 && node.attrs.del !== null
    if (!isGone) copied.push(block)
    return false
  })
  return copied
}

/** With the marks that are words in a cell; a few words of one block have none. */
export function withMarks(copied: readonly Copied[]): PastedNode[] {
  return copied.map((node) => {
    const isMarked = node.type === 'block' && (copied.length > 1 || node.isWhole)
    return isMarked && node.label !== '' ? { ...node, marker: node.label } : node
  })
}

/** How many proposals stand between two positions. */
export function countProposals(doc: Node, from: number, to: number): number {
  const ids = new Set<unknown>()
  doc.nodesBetween(from, to, (node) => {
    for (const mark of node.marks) if (isProposalMark(mark)) ids.add(mark.attrs.id)
  })
  return ids.size
}

function isStruck(piece: Node): boolean {
  return piece.marks.some(({ type }) => type.name === 'del')
}

function isAllStruck(doc: Node, from: number, to: number): boolean {
  let isAll = true
  doc.nodesBetween(from, to, (node) => {
    if (node.isInline) isAll &&= isStruck(node)
  })
  return isAll
}

function copiedBlock(
  part: Node,
  isTaken: IsTaken,
  isWhole: boolean,
  labelOf: CopyOptions['labelOf'],
): Copied & { type: 'block' } {
  const id = String(part.attrs.id ?? '')
  return {
    type: 'block',
    id,
    kind: part.attrs.kind as BlockKind,
    level: Number(part.attrs.level),
    content: inlineOf(part, isTaken),
    label: labelOf(id),
    isWhole,
  }
}

function rowsOf(table: Node, isTaken: IsTaken): PastedTable['rows'] {
  return table.children.map((row) => row.children.map((cell) => copiedCell(cell, isTaken)))
}

function copiedCell(cell: Node, isTaken: IsTaken): PastedCell {
  return { header: cell.attrs.header === true, content: inlineOf(cell, isTaken) }
}

/** The rows that a selection covers, of a single row its cells, with the words that are covered. In one cell: these words. */
function cutTable(table: Node, range: Range, isTaken: IsTaken): Copied {
  const rows = table.children.map((row, index) => coveredParts(row, 1 + sizeBefore(table, index), range))
  const covered = rows.filter((row) => row.some(({ isCovered }) => isCovered))
  const cells = covered.length === 1 ? covered.map((row) => row.filter(({ isCovered }) => isCovered)) : covered
  const kept = cells.map((row) => row.map(({ part }) => copiedCell(part, isTaken)))
  if (kept.flat().length > 1) return { type: 'table', rows: kept, label: '', isWhole: true }
  const content = kept[0]?.[0]?.content ?? []
  return { type: 'block', kind: 'paragraph', level: 0, content, label: '', isWhole: false }
}

/** What of each cell is covered; `start`: where the row begins, as the range counts. */
function coveredParts(row: Node, start: number, { from, to }: Range): { part: Node; isCovered: boolean }[] {
  return row.children.map((cell, index) => {
    const first = start + sizeBefore(row, index) + 2
    const last = first + cell.content.size
    const isCovered = first === last ? from <= first && to >= last : from < last && to > first
    const part = isCovered ? cell.cut(Math.max(first, from) - first, Math.min(last, to) - first) : cell.cut(0, 0)
    return { part, isCovered }
  })
}

function sizeBefore(parent: Node, index: number): number {
  return parent.children.slice(0, index).reduce((size, { nodeSize }) => size + nodeSize, 0)
}

/** The text of a block or cell with its formats. */
function inlineOf(block: Node, isTaken: IsTaken): Inline[] {
  return block.children.filter(isTaken).map((child) => {
    const formats = formatsOf(child.marks)
    const piece: Inline = child.isText ? { text: child.text ?? '' } : { lineBreak: true }
    return Object.keys(formats).length > 0 ? { ...piece, formats } : piece
  })
}

function formatsOf(marks: readonly Mark[]): Formats {
  const formats: Formats = {}
  for (const { type, attrs } of marks) {
    if (type.name === 'bold' || type.name === 'italic' || type.name === 'underline' || type.name === 'strike') {
      formats[type.name] = true
    }
    if (type.name === 'link') formats.link = String(attrs.href)
    if (type.name === 'comment') formats.comment = [...(formats.comment ?? []), String(attrs.id)]
  }
  return formats
}
