// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useToday } from './useToday.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function todayAt(moment: string) {
  vi.setSystemTime(new Date(moment))
  const scope = effectScope()
  return { today: scope.run(useToday)!, stop: () => scope.stop() }
}

it.each([
  ['2026-10-05T21:59:59Z', '2026-10-05T22:00:00.000Z'],
  // The night in which clocks go back, and the one in which they go forward.
  ['2026-10-25T22:30:00Z', '2026-10-25T23:00:00.000Z'],
  ['2026-03-29T21:30:00Z', '2026-03-29T22:00:00.000Z'],
])('from %s on it is another day at %s', (from, midnight) => {
  const { today, stop } = todayAt(from)
  const left = Date.parse(midnight) - Date.parse(from)
  vi.advanceTimersByTime(left - 1)
  expect(today.value).toEqual(new Date(from))
  vi.advanceTimersByTime(1)
  expect(today.value.toISOString()).toBe(midnight)
  vi.advanceTimersByTime(24 * 3_600_000)
  expect(today.value.toISOString()).not.toBe(midnight)
  stop()
  expect(vi.getTimerCount()).toBe(0)
})

it('knows of the midnights that a sleeping device has missed as soon as somebody looks', () => {
  const { today, stop } = todayAt('2026-10-05T10:00:00Z')
  vi.setSystemTime(new Date('2026-10-07T10:00:00Z'))
  document.dispatchEvent(new Event('visibilitychange'))
  expect(today.value.toISOString()).toBe('2026-10-07T10:00:00.000Z')
  stop()
})
