import { expect, test } from 'vitest'
import { BODY } from '../yjs.ts'
import { compare } from './compare.ts'
import type { UnitDifference } from './difference.ts'
import { decodeFrame, encodeFrame, type FrameUnit, settle } from './frames.ts'
import { readState } from './read-state.ts'
import type { CompareState } from './state.ts'
import { continueHistory, diceOf, startHistory } from './testing-history.ts'

const SEEDS = Array.from({ length: 6 }, (_, index) => index + 1)

/** The states of a text at some moments, the first one empty. */
function moments(seed: number): CompareState[] {
  const dice = diceOf(seed)
  let doc = startHistory(dice)
  const states = [[], readState(doc.getText(BODY))]
  for (let step = 0; step < 5; step++) {
    doc = continueHistory(doc, dice, 1 + dice(8))
    states.push(readState(doc.getText(BODY)))
  }
  return states
}

const frameOf = (before: CompareState, after: CompareState): FrameUnit[] =>
  compare(before, after).units.map((unit) => ({
    unit,
    by: { unit: 0, kind: null, level: null, columns: [], rows: [] },
  }))
const unitsOf = (frame: readonly FrameUnit[]): UnitDifference[] => frame.map(({ unit }) => unit)
const withoutIds = (value: unknown): unknown =>
  JSON.parse(
    JSON.stringify(value, (key, each: unknown) => (/^(ids|standing|kindBy|levelBy|headerBy)$/.test(key) ? null : each)),
  )
const byId = (units: readonly UnitDifference[]) => new Map(units.map((unit) => [unit.after?.id ?? '', unit]))

test.each(SEEDS)('seed %i: what is settled after a step is the text that is read whole', (seed) => {
  const states = moments(seed)
  for (const [index, after] of states.entries()) {
    const before = states[index - 1] ?? []
    expect(settle(compare(before, after).units)).toEqual(settle(compare(after, after).units))
  }
})

test.each(SEEDS)('seed %i: played step by step, with units only named, it is the same text', (seed) => {
  const states = moments(seed)
  let shown: UnitDifference[] = []
  for (const [index, after] of states.entries()) {
    const sent = encodeFrame(frameOf(states[index - 1] ?? [], after), index > 0)
    shown = settle(unitsOf(decodeFrame(sent, byId(shown))))
    expect(withoutIds(shown)).toEqual(withoutIds(settle(compare(after, after).units)))
  }
})

test.each(SEEDS)('seed %i: a frame that is sent whole is the one that was made, without ids', (seed) => {
  const states = moments(seed)
  const [before, after] = [states[2] ?? [], states[3] ?? []]
  const frame = frameOf(before, after)
  const got = decodeFrame(encodeFrame(frame, false), new Map())
  const changed = (units: readonly FrameUnit[]) => units.filter(({ unit, by }) => by !== null && unit.category !== null)
  expect(withoutIds(changed(got))).toEqual(withoutIds(changed(frame)))
  expect(got).toHaveLength(frame.length)
  expect(JSON.stringify(got)).not.toMatch(/"clock"/)
})

test('a named unit that is not known is no frame', () => {
  const [, before = [], after = []] = moments(1)
  const sent = encodeFrame(frameOf(before, after), true)
  expect(() => decodeFrame(sent, new Map())).toThrow('not known')
})
