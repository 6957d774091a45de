import { expect, test } from 'vitest'
import { Arrivals } from './arrivals.ts'

test('what came behind an update that must wait waits too, and comes in in order', () => {
  const applied: number[] = []
  const arrivals = new Arrivals(([number = 0]) => applied.push(number))
  const take = (number: number) => arrivals.take(Uint8Array.of(number))
  take(1)
  arrivals.host = { mustWait: ([number]) => number === 2, makeWay: () => undefined }
  for (const number of [3, 2, 4]) take(number)
  expect([applied, arrivals.areHeld]).toEqual([[1, 3], true])
  arrivals.host = null
  take(5)
  arrivals.release()
  take(6)
  expect([applied, arrivals.areHeld]).toEqual([[1, 3, 2, 4, 5, 6], false])
})

test('nothing waits any more where the text comes as a whole, and the editor makes way', () => {
  const applied: number[] = []
  let madeWay = 0
  const arrivals = new Arrivals(([number = 0]) => applied.push(number))
  arrivals.host = { mustWait: () => true, makeWay: () => void madeWay++ }
  arrivals.take(Uint8Array.of(1))
  arrivals.giveWay()
  arrivals.release()
  expect([applied, madeWay]).toEqual([[], 1])
})

test('what cannot be applied takes nothing along that came behind it', () => {
  const applied: number[] = []
  const arrivals = new Arrivals(([number = 0]) => {
    if (number === 1) throw new Error('broken')
    applied.push(number)
  })
  arrivals.host = { mustWait: () => true, makeWay: () => undefined }
  for (const number of [1, 2]) arrivals.take(Uint8Array.of(number))
  expect(() => arrivals.release()).toThrow('broken')
  arrivals.release()
  expect(applied).toEqual([2])
})
