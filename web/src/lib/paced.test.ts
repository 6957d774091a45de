import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { paced } from './paced.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('the first is done shortly after, what goes on all the time once in a while, and its last is not forgotten', () => {
  let done = 0
  const news = paced(() => (done += 1), 5_000)
  news.ask()
  news.ask()
  vi.advanceTimersByTime(500)
  expect(done).toBe(1)
  for (let second = 0; second < 10; second += 1) {
    news.ask()
    vi.advanceTimersByTime(1_000)
  }
  expect(done).toBe(3)
  news.ask()
  vi.advanceTimersByTime(10_000)
  expect(done).toBe(4)
  news.ask()
  vi.advanceTimersByTime(500)
  expect(done).toBe(5)
})

test('nothing is done after the end', () => {
  let done = 0
  const news = paced(() => (done += 1), 5_000)
  news.ask()
  news.stop()
  vi.advanceTimersByTime(10_000)
  expect(done).toBe(0)
})
