import { expect, test } from 'vitest'
import { runSession } from './session.ts'

/** `pnpm fuzz` runs 1,000; these are the first of them. */
const SEEDS = 150

test(`${SEEDS} seeded sessions of two to four editors: nothing lost, nothing doubled, all the same`, () => {
  for (let seed = 1; seed <= SEEDS; seed++) {
    expect(() => runSession(seed), `seed ${seed}`).not.toThrow()
  }
})
