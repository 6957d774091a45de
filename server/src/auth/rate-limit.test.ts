import { expect, it } from 'vitest'
import { RateLimit } from './rate-limit.ts'

function createClock() {
  let now = 1_000_000
  return { now: () => new Date(now), pass: (milliseconds: number) => void (now += milliseconds) }
}

it('lets so many through in any window, and then again', () => {
  const clock = createClock()
  const limit = new RateLimit(clock, 3, 1_000)
  expect([1, 2, 3, 4].map(() => limit.take('a'))).toEqual([true, true, true, false])
  clock.pass(999)
  expect(limit.take('a')).toBe(false)
  clock.pass(1)
  expect(limit.take('a')).toBe(true)
})

it('counts keys apart, and does not count what it refused', () => {
  const clock = createClock()
  const limit = new RateLimit(clock, 1, 1_000)
  expect(limit.take('a')).toBe(true)
  expect(limit.take('b')).toBe(true)
  clock.pass(600)
  expect(limit.take('a')).toBe(false)
  clock.pass(400)
  expect(limit.take('a')).toBe(true)
})
