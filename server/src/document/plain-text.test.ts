import { expect, it } from 'vitest'
import type { BlockKind, DocumentContent, TextBlock } from './content.ts'
import { contentToText, inlineText } from './plain-text.ts'

function block(kind: BlockKind, text: string, level = 0): TextBlock {
  return { type: 'block', id: `${kind}-${text}`, kind, level, content: text === '' ? [] : [{ text }] }
}

it('writes a line a block with its mark, and none for a § that lends its own', () => {
  const content: DocumentContent = [
    block('chapter', 'Formy współpracy'),
    block('section', ''),
    block('ust', 'Pierwszy.'),
    block('ust', 'Drugi:'),
    block('pkt', 'punkt;'),
    block('bullet', 'kropka'),
    block('section', 'Sam.'),
  ]
  expect(contentToText(content).replaceAll('\u00a0', ' ')).toBe(
    ['Rozdział 1. Formy współpracy', '§ 1. 1. Pierwszy.', '2. Drugi:', '1) punkt;', '• kropka', '§ 2. Sam.'].join('\n'),
  )
})

it('separates cells by tabs and keeps breaks inside a block', () => {
  const cell = (text: string) => ({ id: text, header: false, content: [{ text }] })
  const table: DocumentContent = [{ type: 'table', id: 't', rows: [{ id: 'r', cells: [cell('a'), cell('b')] }] }]
  expect(contentToText(table)).toBe('a\tb')
  expect(inlineText([{ text: 'a' }, { lineBreak: true }, { text: 'b' }])).toBe('a\nb')
})
