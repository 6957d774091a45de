import { readFileSync } from 'node:fs'
import { type CompareState, compare, type RowDifference } from '@app/server/document'
import { expect, it } from 'vitest'
import { readGoldenPairs } from './golden-pairs.ts'
import { carrierName } from './joint-lines.ts'
import { isHeaderOn, stateOn } from './sides.ts'
import { textIn } from './unit-text.ts'

const pairs = readGoldenPairs(readFileSync(`${import.meta.dirname}/pairs.golden.txt`, 'utf8'))
const SIDES = ['before', 'after'] as const

function wordsOf(texts: readonly string[]): string[] {
  return texts.join(' ').split(/\s+/).filter(Boolean).sort()
}

function wordsIn(state: CompareState): string[] {
  const texts = state.map((unit) => (unit.type === 'block' ? unit.runs.map(({ text }) => text).join('') : ''))
  return wordsOf(texts)
}

it.each(pairs)('side by side both texts are whole: $name', ({ before, after }) => {
  const { units } = compare(before, after)
  const shownOn = (side: 'before' | 'after') =>
    units.flatMap((unit) => {
      const isThere = stateOn(unit, side) !== null || carrierName(unit, side, units, (key) => key) !== null
      return isThere ? [textIn(unit, side)] : []
    })
  expect(wordsOf(shownOn('before'))).toEqual(wordsIn(before))
  expect(wordsOf(shownOn('after'))).toEqual(wordsIn(after))
})

it('a row is a header where it was or is one, and in one text for both as it is now', () => {
  const row = (headerBefore: boolean, headerAfter: boolean, placeAfter: number | null = 1) =>
    ({ headerBefore, headerAfter, placeAfter }) as RowDifference
  const headers = (one: RowDifference) => [...SIDES, 'both' as const].map((side) => isHeaderOn(one, side))
  expect(headers(row(true, false))).toEqual([true, false, false])
  expect(headers(row(false, true))).toEqual([false, true, true])
  expect(headers(row(true, false, null))).toEqual([true, true, true])
})
