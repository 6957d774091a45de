import { expect, test } from 'vitest'
import { runAuthorshipSession } from './authorship-session.ts'
import { runTypedWordsSession } from './typed-words-session.ts'

/** `pnpm fuzz` runs 1,000; these are the first of them. */
const SEEDS = 50
const TYPED_SEEDS = 15

test(`${SEEDS} seeded histories of five authors: every character and every deletion is its author's`, () => {
  const total = { rows: 0, characters: 0, recreated: 0, deletions: 0, accepted: 0 }
  for (let seed = 1; seed <= SEEDS; seed++) {
    expect(() => {
      const outcome = runAuthorshipSession(seed)
      for (const key of Object.keys(total) as (keyof typeof total)[]) total[key] += outcome[key]
    }, `seed ${seed}`).not.toThrow()
  }
  for (const count of Object.values(total)) expect(count).toBeGreaterThan(SEEDS)
})

test('what somebody types is theirs, whatever the same words were before', () => {
  for (let seed = 1; seed <= TYPED_SEEDS; seed++) {
    const { typed, given } = runTypedWordsSession(seed, 'letters', true)
    expect(given, `seed ${seed}, of ${typed}`).toBe(0)
  }
})
