import { expect, it, test } from 'vitest'
import { compare, readState } from '../../document/compare/index.ts'
import { continueHistory, diceOf, startHistory } from '../../document/compare/testing-history.ts'
import {
  BLOCK_KINDS,
  BODY,
  canonicalJson,
  contentToText,
  type DocumentContent,
  plainTextOf,
  readContent,
} from '../../document/index.ts'
import { textOf, unitsAround, unitsOf } from './sprawdz-teksty.mjs'

const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1)

const canonical = (content: DocumentContent) => JSON.parse(canonicalJson(content)) as { blocks: unknown[] }
const sorted = (units: unknown[]) => units.map((unit) => JSON.stringify(unit)).sort()

test.each(SEEDS)('seed %i: the text for reading follows from the one that is hashed', (seed) => {
  const dice = diceOf(seed)
  const content = plainTextOf(
    Array.from({ length: 80 }, (_, at): DocumentContent[number] => {
      const text = dice(3) === 0 ? [] : [{ text: `słowo ${at}` }, { lineBreak: true as const }, { text: '. ' }]
      const kind = BLOCK_KINDS[dice(BLOCK_KINDS.length)] ?? 'paragraph'
      if (dice(12) > 0) return { type: 'block', id: `b${at}`, kind, level: dice(4), content: text }
      return {
        type: 'table',
        id: `t${at}`,
        rows: [{ id: 'r', cells: [0, 1].map((cell) => ({ id: `${cell}`, header: false, content: text })) }],
      }
    }),
  )
  expect(textOf(canonical(content))).toBe(`${contentToText(content)}\n`)
})

it('numbers past the alphabet as the document does', () => {
  for (const kind of ['lit', 'pkt', 'tiret', 'number'] as const) {
    for (const level of [0, 1, 2]) {
      const content = Array.from({ length: 900 }, (_, at): DocumentContent[number] => {
        return { type: 'block', id: `b${at}`, kind, level, content: [{ text: 'x' }] }
      })
      expect(textOf(canonical(content))).toBe(`${contentToText(content)}\n`)
    }
  }
})

test.each(SEEDS)('seed %i: a difference tells of the words of both texts', (seed) => {
  const dice = diceOf(seed)
  const before = continueHistory(startHistory(dice), dice, dice(10))
  const after = continueHistory(before, dice, 1 + dice(25))
  const [former, current] = [before, after]
    .map((doc) => doc.getText(BODY))
    .map((text) => ({ text, units: unitsOf(canonical(readContent(text))) }))
  const around = unitsAround(compare(readState(former!.text), readState(current!.text)))
  expect(around.after).toEqual(current!.units)
  expect(sorted(around.before)).toEqual(sorted(former!.units))
})
