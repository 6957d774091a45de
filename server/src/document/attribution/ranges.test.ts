import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Ranges } from './ranges.ts'

test('every id keeps the first value it got, however ranges meet', () => {
  const range = fc.record({
    client: fc.integer({ min: 1, max: 3 }),
    clock: fc.integer({ min: 0, max: 60 }),
    length: fc.integer({ min: 1, max: 12 }),
    value: fc.integer({ min: 1, max: 4 }),
  })
  fc.assert(
    fc.property(fc.array(range, { maxLength: 40 }), (all) => {
      const ranges = new Ranges<number>()
      const plain = new Map<string, number>()
      for (const { value, ...each } of all) {
        ranges.add(each, value)
        for (let at = each.clock; at < each.clock + each.length; at++) {
          const key = `${each.client}.${at}`
          if (!plain.has(key)) plain.set(key, value)
        }
      }
      for (let client = 1; client <= 3; client++) {
        for (let at = 0; at < 75; at++) expect(ranges.get(client, at)).toBe(plain.get(`${client}.${at}`))
        const parts = [...ranges.within({ client, clock: 0, length: 75 })]
        expect(parts.reduce((sum, { length }) => sum + length, 0)).toBe(75)
        for (const { clock, value } of parts) expect(value).toBe(plain.get(`${client}.${clock}`))
      }
      const entries = [...ranges.entries()]
      expect(entries.reduce((sum, { length }) => sum + length, 0)).toBe(plain.size)
      expect(entries.length).toBe(ranges.size)
    }),
  )
})

test('ranges whose values rise are found by value', () => {
  const ranges = new Ranges<number>()
  for (const [at, value] of [1, 1, 3, 4, 8].entries()) {
    for (const client of [1, 2]) ranges.add({ client, clock: at * 2, length: 2 - (at % 2) }, value * client)
  }
  const found = (after: number, upTo: number) =>
    [...ranges.rising(after, upTo)].map(({ client, clock, length }) => [client, clock, length])
  expect(found(1, 4)).toEqual([
    [1, 4, 2],
    [1, 6, 1],
    [2, 0, 3],
  ])
  expect(found(0, 1)).toEqual([[1, 0, 3]])
  expect(found(16, 99)).toEqual([])
  expect(found(-1, 99)).toHaveLength(8)
})
