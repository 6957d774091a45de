import { expect, test } from 'vitest'
import { runSession } from './session.ts'

/** `pnpm fuzz` runs 1,000; these are the first of them. */
const SEEDS = 100

test(`${SEEDS} seeded sessions of two to four editors: nothing lost, nothing doubled untold, all the same`, () => {
  let recognised = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    expect(() => {
      const { doubled } = runSession(seed)
      recognised += doubled.recognised
      if (doubled.untold > 0) throw new Error(`${doubled.untold} characters are there twice, and nobody is told`)
    }, `seed ${seed}`).not.toThrow()
  }
  expect(recognised).toBeGreaterThan(0)
})
