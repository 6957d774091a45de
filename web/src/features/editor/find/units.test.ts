import { type BlockKind, computeLabels } from '@app/server/document'
import { Schema } from '@tiptap/pm/model'
import { expect, test } from 'vitest'
import { findMatches } from './matches.ts'
import { unitsNamed } from './units.ts'

const schema = new Schema({
  nodes: {
    doc: { content: 'block+' },
    block: { content: 'text*', attrs: { id: { default: '' }, kind: { default: 'paragraph' }, level: { default: 0 } } },
    text: {},
  },
})

const BLOCKS: [BlockKind, string][] = [
  ['section', ''],
  ['ust', 'Pierwszy.'],
  ['ust', 'Drugi:'],
  ['pkt', 'punkt'],
  ['section', 'Umowa z § 1 ust. 2.'],
  ...Array.from({ length: 11 }, (): [BlockKind, string] => ['ust', 'Kolejny.']),
]
const doc = schema.node(
  'doc',
  null,
  BLOCKS.map(([kind, text], index) =>
    schema.node('block', { id: `b${index}`, kind }, text === '' ? [] : [schema.text(text)]),
  ),
)

/** What is found, by its number in the text. */
function found(query: string): number[] {
  const places = unitsNamed(doc, query)
  const numbers: number[] = []
  doc.forEach((_node, place, index) => {
    if (places.has(place)) numbers.push(index)
  })
  return numbers
}

test.each([
  ['§ 2', [4]],
  ['§2', [4]],
  ['§ 2.', [4]],
  ['§ 1 ust. 2', [2]],
  ['ust. 2 pkt 1', [3]],
  ['ust. 2', [2, 6]],
  ['UST 2', [2, 6]],
  ['ust. 12', []],
  ['1)', [3]],
  ['11.', [15]],
  ['§', []],
  ['2', []],
  ['pkt', []],
  ['umowa', []],
])('„%s” names these units', (query, expected) => {
  expect(found(query)).toEqual(expected)
})

test('an empty § is found on the line where its mark stands', () => {
  const labels = computeLabels(
    BLOCKS.map(([kind, text], index) => ({ id: `b${index}`, kind, level: 0, isEmpty: text === '' })),
  )
  expect(labels[1]?.printed).toContain('§')
  expect(found('§ 1')).toEqual([1])
})

test('units come in their place among the words', () => {
  const matches = findMatches(doc, '§ 1 ust. 2')
  expect(matches.map(({ from, to, isUnit }) => [doc.textBetween(from, to), isUnit ?? false])).toEqual([
    ['Drugi:', true],
    ['§ 1 ust. 2', false],
  ])
})
