import { expect, test } from 'vitest'
import { retryDelay, SOCKET_TIMING } from './socket.ts'

test('retries soon at first, later at most every five seconds, and nobody at the same moment', () => {
  const at = (attempt: number, chance: number): number => retryDelay(attempt, SOCKET_TIMING, () => chance)
  expect(at(0, 0)).toBe(500)
  expect(at(0, 1)).toBe(1_000)
  expect(at(2, 1)).toBe(4_000)
  expect(at(20, 0)).toBe(500)
  expect(at(20, 1)).toBe(5_000)
  expect(at(20, 0.5)).toBe(2_750)
})
