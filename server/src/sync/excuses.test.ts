import { expect, test } from 'vitest'
import { Excuses } from './excuses.ts'

const NOON = Date.UTC(2026, 10, 27, 12)
const at = (seconds: number) => new Date(NOON + seconds * 1_000)
const closed = (authorId: string, seconds: number) => ({ authorId, isOpen: false, closedAt: at(seconds) })

test('a decision, of however many proposals, excuses one push of each author within a minute', () => {
  const excuses = new Excuses()
  const together = [closed('piotr', 0), closed('piotr', 0), closed('pola', 0)]
  expect(excuses.take(together, 'ewa', at(1))).toBe(false)
  expect([1, 2].map((second) => excuses.take(together, 'piotr', at(second)))).toEqual([true, false])
  expect(excuses.take(together, 'pola', at(2))).toBe(true)
  const later = [...together, closed('piotr', 5)]
  expect([6, 7].map((second) => excuses.take(later, 'piotr', at(second)))).toEqual([true, false])
})

test('nothing excuses after a minute, and an open proposal never does', () => {
  const excuses = new Excuses()
  expect(excuses.take([closed('piotr', 0)], 'piotr', at(61))).toBe(false)
  expect(excuses.take([{ authorId: 'piotr', isOpen: true, closedAt: null }], 'piotr', at(0))).toBe(false)
})
