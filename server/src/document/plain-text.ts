/** The document as plain text: what search, quotes and exports read of it. */
import type { Block, DocumentContent, Inline } from './content.ts'
import { computeLabels, type LabelInput, type UnitLabel } from './labels.ts'
import { baseOf } from './proposal-views.ts'

/** Text of one block or cell; a line break inside it becomes `\n`. */
export function inlineText(content: readonly Inline[]): string {
  return content.map((piece) => ('text' in piece ? piece.text : '\n')).join('')
}

/** Labels of a whole document, aligned with its blocks. */
export function labelContent(content: DocumentContent): UnitLabel[] {
  return computeLabels(content.map(labelInput))
}

/**
 * What units are called without any proposal, for instance „§ 6 ust. 3”, by the ids of all blocks; empty where one has no
 * name. A block that is only proposed is part of the one before.
 */
export function referencesInForce(content: DocumentContent): Map<string, string> {
  const base = baseOf(content)
  const references = new Map(labelContent(base).map(({ reference }, index) => [base[index]?.id ?? '', reference]))
  let last = ''
  for (const { id } of content) {
    last = references.get(id) ?? last
    references.set(id, last)
  }
  return references
}

/** One line a block, its mark in front; cells of a table are separated by tabs. */
export function contentToText(content: DocumentContent): string {
  const labels = labelContent(content)
  return content.flatMap((block, index) => blockLines(block, labels[index]?.printed ?? '')).join('\n')
}

function labelInput(block: Block): LabelInput {
  if (block.type === 'table') return { id: block.id, kind: 'table', level: 0, isEmpty: false }
  return { id: block.id, kind: block.kind, level: block.level, isEmpty: inlineText(block.content) === '' }
}

function blockLines(block: Block, mark: string): string[] {
  if (block.type === 'table') {
    return block.rows.map((row) => row.cells.map((cell) => inlineText(cell.content)).join('\t'))
  }
  const text = inlineText(block.content)
  const lendsItsMark = block.kind === 'section' && mark === ''
  if (lendsItsMark && text === '') return []
  if (block.kind === 'bullet') return [`• ${text}`]
  return [mark === '' ? text : `${mark} ${text}`.trimEnd()]
}
