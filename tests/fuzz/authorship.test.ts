import { expect, test } from 'vitest'
import { runAuthorshipSession } from './authorship-session.ts'
import { compareMoments } from './comparison-session.ts'
import { runTypedWordsSession } from './typed-words-session.ts'

/** `pnpm fuzz` runs 1,000; these are the first of them. */
const SEEDS = 50
const TYPED_SEEDS = 15
/** Of how many of those histories moments are compared, too: what lies between two makes the one of the other. */
const COMPARED = 3

test(`${SEEDS} seeded histories of five authors: every character and every deletion is its author's`, () => {
  const total = { rows: 0, characters: 0, recreated: 0, deletions: 0, accepted: 0, brought: 0, takenOut: 0 }
  let dear = 0
  for (let seed = 1; seed <= SEEDS; seed++) {
    expect(() => {
      const outcome = runAuthorshipSession(seed)
      if (seed <= COMPARED) dear += compareMoments(outcome.log, seed)
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += outcome[key]
    }, `seed ${seed}`).not.toThrow()
  }
  expect(dear, 'comparisons with too many words').toBe(0)
  for (const count of Object.values(total)) expect(count).toBeGreaterThan(SEEDS)
})

test('what somebody types is theirs, whatever the same words were before', () => {
  for (let seed = 1; seed <= TYPED_SEEDS; seed++) {
    const { typed, given } = runTypedWordsSession(seed, 'letters', true)
    expect(given, `seed ${seed}, of ${typed}`).toBe(0)
  }
})
