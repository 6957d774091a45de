import { expect, test } from 'vitest'
import { runRemarkSession } from './remark-session.ts'

/** `pnpm fuzz` runs 10,000; these are the first of them. */
const SEEDS = 150
/** In these somebody took the first letter back of what then went into a deleted row, and nobody was told of the rest. */
const MORE = [1908, 5235]
const KEYS = ['threads', 'orphaned', 'restored', 'cut', 'strayed', 'spread'] as const

test(`${SEEDS} seeded sessions with remarks: every thread is at its passage, or its passage is gone`, () => {
  const total = { threads: 0, orphaned: 0, restored: 0, cut: 0, strayed: 0, spread: 0 }
  for (const seed of [...Array.from({ length: SEEDS }, (_, index) => index + 1), ...MORE]) {
    expect(() => {
      const outcome = runRemarkSession(seed)
      for (const count of KEYS) total[count] += outcome[count]
    }, `seed ${seed}`).not.toThrow()
  }
  // A play in which nothing was said, nothing was lost or brought back, would prove nothing.
  expect(total.threads).toBeGreaterThan(SEEDS)
  expect(total.orphaned).toBeGreaterThan(SEEDS / 50)
  expect(total.restored).toBeGreaterThan(SEEDS / 10)
  expect(total.cut + total.strayed + total.spread).toBeLessThan(total.threads / 50)
  expect(total.strayed).toBeLessThan(total.threads / 200)
})
