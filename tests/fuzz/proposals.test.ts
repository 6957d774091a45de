import { expect, test } from 'vitest'
import { runProposalSession } from './proposal-session.ts'

/** `pnpm fuzz` runs 1,000; these are the first of them. */
const SEEDS = 75

/** Seeds beyond those in which honest words were once given back, or undo changed the text. */
const ONCE_WRONG = [174, 219, 394, 420, 566, 725, 800, 860, 940, 984]

test(`${SEEDS} seeded sessions of people who propose: the text without proposals is always what it was`, () => {
  const seeds = [...Array.from({ length: SEEDS }, (_, index) => index + 1), ...ONCE_WRONG]
  let amended = 0
  for (const seed of seeds) {
    let outcome: ReturnType<typeof runProposalSession> | undefined
    expect(() => {
      outcome = runProposalSession(seed)
    }, `seed ${seed}`).not.toThrow()
    expect(outcome?.inexact, `seed ${seed}`).toBeNull()
    // Of 1,000 two are: one takes own words back, or does so again, while another types right behind them.
    expect(outcome?.heldBack, `seed ${seed}`).toBe(0)
    amended += outcome?.amended ?? 0
  }
  expect(amended).toBeGreaterThan(0)
})
