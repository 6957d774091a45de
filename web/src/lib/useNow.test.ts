// @vitest-environment happy-dom
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { useNow } from './useNow.ts'

const START = new Date('2026-10-05T10:00:00Z')

beforeEach(() => {
  vi.useFakeTimers()
  vi.setSystemTime(START)
})
afterEach(() => {
  vi.restoreAllMocks()
  vi.useRealTimers()
})

function look() {
  const scope = effectScope()
  return { now: scope.run(useNow)!, stop: () => scope.stop() }
}

function show(state: DocumentVisibilityState): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(state)
  document.dispatchEvent(new Event('visibilitychange'))
}

const after = (ms: number) => new Date(START.getTime() + ms)

it('moves on every minute, for all by one timer that stops with the last of them', () => {
  const [first, second] = [look(), look()]
  expect([first.now.value, vi.getTimerCount()]).toEqual([START, 1])
  vi.advanceTimersByTime(59_999)
  expect(second.now.value).toEqual(START)
  vi.advanceTimersByTime(1)
  expect([first.now.value, second.now.value]).toEqual([after(60_000), after(60_000)])
  first.stop()
  vi.advanceTimersByTime(60_000)
  expect(second.now.value).toEqual(after(120_000))
  second.stop()
  expect(vi.getTimerCount()).toBe(0)
})

it('is right for whoever comes after a while in which nobody looked', () => {
  look().stop()
  vi.advanceTimersByTime(3_600_000)
  const { now, stop } = look()
  expect(now.value).toEqual(after(3_600_000))
  stop()
})

it('rests while the tab is hidden, and is right at once when it is looked at again', () => {
  const { now, stop } = look()
  show('hidden')
  expect(vi.getTimerCount()).toBe(0)
  vi.advanceTimersByTime(600_000)
  show('visible')
  expect([now.value, vi.getTimerCount()]).toEqual([after(600_000), 1])
  vi.advanceTimersByTime(60_000)
  expect(now.value).toEqual(after(660_000))
  stop()
  show('visible')
  expect(vi.getTimerCount()).toBe(0)
})
