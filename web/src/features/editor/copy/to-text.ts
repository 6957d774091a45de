import { type PastedCell, textOf } from '../paste/pasted.ts'
import type { Copied } from './copied.ts'

const INDENT = '  '

/** Plain text as the document is printed: a line a block, its mark in front. */
export function toText(copied: readonly Copied[]): string {
  return copied.flatMap(linesOf).join('\n')
}

function linesOf(node: Copied): string[] {
  if (node.type === 'table') return node.rows.map(rowText)
  const text = textOf(node.content)
  if (node.kind === 'bullet') return [`${INDENT.repeat(node.level)}• ${text}`]
  if (node.kind === 'number') return [`${INDENT.repeat(node.level)}${withMark(node.label, text)}`]
  if (node.kind === 'section' && node.label === '' && text === '') return []
  return [withMark(node.label, text)]
}

function withMark(label: string, text: string): string {
  return label === '' ? text : `${label} ${text}`.trimEnd()
}

function rowText(cells: readonly PastedCell[]): string {
  return cells.map((cell) => textOf(cell.content).replaceAll('\n', ' ')).join('\t')
}
