import { expect, it } from 'vitest'
import { changedSince, hasMore } from './review-units.ts'

it('shows that a unit says more than how it begins', () => {
  expect(hasMore({ words: 'Najem trwa rok.', text: 'Najem trwa rok.' })).toBe(false)
  expect(hasMore({ words: 'Najem trwa…', text: 'Najem trwa rok i ani dnia dłużej.' })).toBe(true)
  expect(hasMore({ words: 'Lokal Stan', text: 'Lokal Stan\nNowa 1 dobry' })).toBe(true)
})

it('leads from one’s own review to what was changed since, else from the newest', () => {
  const at = (hour: number, isOwn: boolean, isStale = true) => {
    return { reviewedAt: `2026-11-26T0${hour}:00:00.000Z`, isOwn, isStale }
  }
  expect(changedSince([])).toBeNull()
  expect(changedSince([at(1, true, false)])).toBeNull()
  expect(changedSince([at(1, false), at(2, false)])).toBe('chwila:2026-11-26T02:00:00.000Z')
  expect(changedSince([at(1, true), at(2, false)])).toBe('chwila:2026-11-26T01:00:00.000Z')
  // Somebody has gone over it as it is.
  expect(changedSince([at(1, true), at(2, false, false)])).toBeNull()
})
