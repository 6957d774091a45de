import { expect, test } from 'vitest'
import type { Block, Formats, Inline } from '../content.ts'
import { baseOf } from '../proposal-views.ts'
import { readContent } from '../read-content.ts'
import { BODY } from '../yjs.ts'
import { compare } from './compare.ts'
import type { Counts } from './difference.ts'
import { readState } from './read-state.ts'
import type { CompareState } from './state.ts'
import { applyDifference, toContent } from './testing-apply.ts'
import { changedWords, editDistance } from './testing-distance.ts'
import { continueHistory, diceOf, startHistory } from './testing-history.ts'

const SEEDS = Array.from({ length: 50 }, (_, index) => index + 1)
/** Of the further seeds that `pnpm fuzz` plays: words that went over the borders of units were told as typed anew. */
const FROZEN = [191, 226, 324, 694, 759, 2592]

function history(seed: number): { before: CompareState; after: CompareState } {
  const dice = diceOf(seed)
  const start = startHistory(dice)
  const before = continueHistory(start, dice, dice(10))
  const after = continueHistory(before, dice, 1 + dice(25))
  return { before: readState(before.getText(BODY)), after: readState(after.getText(BODY)) }
}

test.each([...SEEDS, ...FROZEN])('seed %i: the difference makes the new state of the old one, and back', (seed) => {
  const { before, after } = history(seed)
  expect(applyDifference(before, compare(before, after))).toEqual(toContent(after))
  expect(applyDifference(after, compare(after, before))).toEqual(toContent(before))
})

test.each([...SEEDS, ...FROZEN])('seed %i: hardly more words than must be are taken out and put in', (seed) => {
  const { before, after } = history(seed)
  const most = 1.2 * editDistance(before, after)
  expect(changedWords(compare(before, after))).toBeLessThanOrEqual(most)
  expect(changedWords(compare(after, before))).toBeLessThanOrEqual(most)
})

test.each(SEEDS)('seed %i: nothing differs from itself, and what came one way went the other', (seed) => {
  const { before, after } = history(seed)
  const same = compare(before, before)
  expect([same.counts.units, same.counts.renumbered, same.counts.spacing, changedWords(same)]).toEqual([0, 0, 0, 0])
  const [there, back] = [compare(before, after).counts, mirrored(compare(after, before).counts)]
  // Words that flowed through several blocks can be told of in more than one right way.
  if (there.split + there.joined + back.split + back.joined === 0) expect(back).toEqual(there)
})

test('what got another id where it stands is the same unit', () => {
  const table = (id: string, text: string): CompareState[number] => ({
    ...{ type: 'table', id, standing: { client: 7, clock: 47 } },
    columns: [{ id: 'k', standing: null }],
    rows: [
      { id: 'w', header: false, headerBy: null, standing: null, cells: [[{ text, look: {}, client: 7, clock: 50 }]] },
    ],
  })
  const difference = compare([table('a~2', 'jeden dwa')], [table('b', 'jeden trzy')])
  expect(difference.units.map((unit) => [unit.before?.id, unit.after?.id])).toEqual([['a~2', 'b']])
  expect(changedWords(difference)).toBe(2)
})

test.each(['there', 'back'])('words that go in front of those of another unit are the same words, %s', (way) => {
  const block = (id: string, text: string): CompareState[number] => ({
    ...{ type: 'block', id, kind: 'paragraph', level: 0, standing: null, kindBy: null, levelBy: null },
    runs: [{ text, look: {}, client: 1, clock: 0 }],
  })
  const words = (name: string, count: number): string =>
    Array.from({ length: count }, (_, at) => `${name}${String.fromCodePoint(97 + at)}`).join(' ')
  const [part, rest, between] = [words('część', 6), words('reszta', 20), block('x', words('obok', 5))]
  const apart = [block('a', part), between, block('b', rest)]
  // With so much that is new elsewhere the whole does not take too many words anyway.
  const together = [
    between,
    block('b', `${part} ${rest}`),
    block('n', words('nowe', 26)),
    block('m', words('inne', 26)),
  ]
  const [before, after] = way === 'there' ? [apart, together] : [together, apart]
  const difference = compare(before, after)
  expect(changedWords(difference)).toBe(52)
  expect(applyDifference(before, difference)).toEqual(toContent(after))
})

test('a number is the same with and without white space between its groups, exact to the character', () => {
  const state = (text: string): CompareState => [
    {
      ...{ type: 'block', id: 'a', kind: 'paragraph', level: 0, standing: null, kindBy: null, levelBy: null },
      runs: [{ text, look: {}, client: 1, clock: 0 }],
    },
  ]
  const numbers = ['1000 zł i 25000,50 zł', '1 000 zł i 25\u00a0000,50 zł', '1\u202f000 zł i 25 000,50 zł']
  for (const before of numbers) {
    for (const after of numbers) {
      const difference = compare(state(before), state(after))
      expect([difference.counts.units, difference.counts.spacing]).toEqual([0, before === after ? 0 : 1])
      expect(applyDifference(state(before), difference)).toEqual(toContent(state(after)))
    }
  }
  expect(compare(state('1000 zł'), state('1 0000 zł')).counts.wording).toBe(1)
})

function mirrored({ added, removed, split, joined, ...counts }: Counts): Counts {
  return { ...counts, added: removed, removed: added, split: joined, joined: split }
}

test.each(SEEDS.slice(0, 10))('seed %i: a state holds what the document says without proposals', (seed) => {
  const text = continueHistory(startHistory(diceOf(seed)), diceOf(seed + 1_000), 10).getText(BODY)
  expect(toContent(readState(text))).toEqual(baseOf(readContent(text)).map(withPlainBreaks))
})

/** A line break is a character in a state. */
function withPlainBreaks(block: Block): Block {
  const plain = (line: readonly Inline[]): Inline[] =>
    line.reduce<{ text: string; formats?: Formats }[]>((out, piece) => {
      const text = 'text' in piece ? piece.text : '\n'
      const last = out.at(-1)
      const isSame = last !== undefined && JSON.stringify(last.formats) === JSON.stringify(piece.formats)
      if (isSame) last.text += text
      else out.push({ text, ...(piece.formats && { formats: piece.formats }) })
      return out
    }, [])
  if (block.type === 'block') return { ...block, content: plain(block.content) }
  const rows = block.rows.map((row) => ({
    ...row,
    cells: row.cells.map((cell) => ({ ...cell, content: plain(cell.content) })),
  }))
  return { ...block, rows }
}
