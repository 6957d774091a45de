import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { WRITING_MS } from '../sync/members.ts'
import { type Activity, createActivity } from './activity.ts'

let activity: Activity
const told: string[] = []

beforeEach(() => {
  vi.useFakeTimers()
  told.length = 0
  activity = createActivity({
    publish: (_topic: string, { documentId }: { documentId: string }) => void told.push(documentId),
  } as never)
})
afterEach(() => {
  activity.close()
  vi.useRealTimers()
})

test('lists hear of writing once a second, and once more when the writers’ time is over', () => {
  for (let stroke = 0; stroke < 30; stroke += 1) {
    activity.note('a')
    vi.advanceTimersByTime(100)
  }
  expect(told.length).toBeLessThanOrEqual(3)
  vi.advanceTimersByTime(1_000)
  told.length = 0
  vi.advanceTimersByTime(WRITING_MS - 2_000)
  expect(told).toEqual([])
  vi.advanceTimersByTime(3_000)
  expect(told).toEqual(['a'])
  vi.advanceTimersByTime(10 * WRITING_MS)
  expect(told).toEqual(['a'])
})
