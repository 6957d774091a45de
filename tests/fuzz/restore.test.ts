import { expect, test } from 'vitest'
import { runRestoreSession } from './restore-session.ts'

/** `pnpm fuzz` runs 1,000; these are the first of them. */
const SEEDS = 50

test(`${SEEDS} seeded restores in the middle of others' typing: the older wording, and whatever was typed`, () => {
  const total = { typed: 0, offered: 0, threadsBack: 0, broughtBack: 0 }
  for (let seed = 1; seed <= SEEDS; seed++) {
    expect(() => {
      const outcome = runRestoreSession(seed)
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += outcome[key]
    }, `seed ${seed}`).not.toThrow()
  }
  // A play in which nothing was typed, or nothing came back, would prove nothing.
  expect(total.typed).toBeGreaterThan(SEEDS)
  expect(total.threadsBack).toBeGreaterThan(SEEDS / 10)
  expect(total.broughtBack).toBeGreaterThan(SEEDS)
})
