import { expect, test } from 'vitest'
import { dwellOf, type Speed } from './timing.ts'

const step = (words: number, isVersion = false) => ({ words, isVersion })

test('more words are shown for longer, up to a point; a step without changes is passed quickly', () => {
  const times = [0, 1, 10, 50, 500, 5_000].map((words) => dwellOf(step(words), 'normal'))
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect(times.at(-1)).toBe(times.at(-2))
  expect(times[0]).toBeLessThan((times[1] ?? 0) / 2)
})

test('a version is shown for longer', () => {
  expect(dwellOf(step(5, true), 'normal')).toBeGreaterThan(dwellOf(step(5), 'normal') + 1_000)
})

test('the speed counts, and nothing only flickers', () => {
  const speeds: Speed[] = ['slow', 'normal', 'fast', 'fastest']
  const times = speeds.map((speed) => dwellOf(step(20), speed))
  expect(times).toEqual([times[1]! * 2, times[1], times[1]! / 2, times[1]! / 4])
  expect(Math.min(...speeds.map((speed) => dwellOf(step(0), speed)))).toBe(150)
})
