import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type ClockRange, joinRanges, RangeSet, without } from './ranges.ts'

/** Clock by clock, as it is meant. */
const clocksOf = (ranges: readonly ClockRange[]): string[] =>
  ranges.flatMap(({ clientId, from, to }) => Array.from({ length: to - from }, (_, at) => `${clientId}:${from + at}`))

const someRange = fc
  .tuple(fc.integer({ min: 7, max: 9 }), fc.nat(40), fc.nat(9))
  .map(([clientId, from, length]) => ({ clientId, from, to: from + length }))
const someRanges = fc.array(someRange, { maxLength: 12 })

/** Counts how often the ends of these ranges are looked at. */
function counted(ranges: readonly ClockRange[], looks: { count: number }): ClockRange[] {
  return ranges.map(({ clientId, from, to }) => ({
    clientId,
    get from() {
      looks.count += 1
      return from
    },
    to,
  }))
}

test('is clock by clock what is meant, in the order it was asked in', () => {
  fc.assert(
    fc.property(someRanges, someRanges, (ranges, others) => {
      const held = new Set(clocksOf(others))
      expect(clocksOf(without(ranges, others))).toEqual(clocksOf(ranges).filter((clock) => !held.has(clock)))
      const set = new RangeSet(others)
      for (const range of ranges) {
        expect(clocksOf(set.partsOf(range))).toEqual(clocksOf([range]).filter((clock) => held.has(clock)))
      }
    }),
    { seed: 2029, numRuns: 500 },
  )
})

test('is the same set whether its ranges come at once or one after the other', () => {
  fc.assert(
    fc.property(someRanges, fc.nat(50), (ranges, clock) => {
      const grown = new RangeSet()
      for (const range of ranges) grown.add(range)
      const all = { clientId: 8, from: 0, to: 100 }
      expect(grown.partsOf(all)).toEqual(new RangeSet(ranges).partsOf(all))
      const next = joinRanges(ranges).find(({ clientId, to }) => clientId === 8 && to > clock)
      expect(grown.find(8, clock)).toEqual(next)
    }),
    { seed: 2029, numRuns: 500 },
  )
})

test('does not look at every range for every other', () => {
  const looks = { count: 0 }
  const ranges = Array.from({ length: 4_000 }, (_, at) => ({ clientId: 7, from: at * 3, to: at * 3 + 2 }))
  const others = ranges.map(({ clientId, from }) => ({ clientId, from: from + 1, to: from + 2 }))
  expect(without(counted(ranges, looks), counted(others, looks))).toHaveLength(4_000)
  expect(looks.count).toBeLessThan(ranges.length * 60)
})

test('leaves out what others have, of the client whose it is', () => {
  const others = { clientId: 8, from: 0, to: 3 }
  const held = [
    { clientId: 7, from: 0, to: 5 },
    { clientId: 7, from: 5, to: 10 },
  ]
  expect(without([{ clientId: 7, from: 2, to: 8 }, others], held)).toEqual([others])
  expect(without([{ clientId: 7, from: 5, to: 20 }], held)).toEqual([{ clientId: 7, from: 10, to: 20 }])
  expect(without([{ clientId: 7, from: 0, to: 9 }], [{ clientId: 7, from: 3, to: 4 }])).toEqual([
    { clientId: 7, from: 0, to: 3 },
    { clientId: 7, from: 4, to: 9 },
  ])
})
