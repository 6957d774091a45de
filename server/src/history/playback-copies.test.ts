import { expect, test } from 'vitest'
import { CopyPlaces, copyName, dropOldest } from './playback-copies.ts'

const ANNA = copyName('d', 'e', 'anna')

test('a copy goes on to later places, not far and not back, and is one person’s of one past', () => {
  const places = new CopyPlaces()
  places.note(ANNA, 500, true)
  expect([499, 500, 900, 9_000].map((seq) => places.find(ANNA, seq))).toEqual([null, 500, 500, null])
  expect(places.find(copyName('d', 'e', 'jan'), 500)).toBe(null)
  expect(places.find(copyName('d', 'other', 'anna'), 500)).toBe(null)
  places.note(ANNA, 700, false)
  expect([600, 700].map((seq) => places.find(ANNA, seq))).toEqual([null, 700])
})

test('where there are too many the one that was not used goes', () => {
  const places = new CopyPlaces({ copies: 2, ageMs: 1_000, rows: 100 }, () => 0)
  places.note('a/e/p', 1, true)
  places.note('b/e/p', 1, true)
  places.note('a/e/p', 2, false)
  places.note('c/e/p', 1, true)
  expect(['a/e/p', 'b/e/p', 'c/e/p'].map((copy) => places.find(copy, 9))).toEqual([2, null, 1])
  const kept = new Map([1, 2, 3].map((value) => [String(value), value]))
  expect([dropOldest(kept, 1), [...kept.values()]]).toEqual([[1, 2], [3]])
})

test('none gets old, however often it goes on', () => {
  let now = 0
  const places = new CopyPlaces({ copies: 2, ageMs: 1_000, rows: 5_000 }, () => now)
  places.note(ANNA, 1, true)
  for (now = 100; now <= 1_000; now += 100) places.note(ANNA, now, false)
  now = 1_000
  expect(places.find(ANNA, 2_000)).toBe(1_000)
  now = 1_001
  expect(places.find(ANNA, 2_000)).toBe(null)
})
