import 'fake-indexeddb/auto'
import { expect, test } from 'vitest'
import { runTabsSession } from './tabs-session.ts'

/** `pnpm fuzz` runs more; these are the first of them. */
const SEEDS = 50

test(`${SEEDS} seeded sessions of one person's tabs: every word is saved, deleted on purpose or given back`, async () => {
  const seeds = Array.from({ length: SEEDS }, (_, at) => at + 1)
  const outcomes = await Promise.all(
    seeds.map((seed) =>
      runTabsSession(seed).catch((error: unknown) => {
        throw new Error(`seed ${seed}`, { cause: error })
      }),
    ),
  )
  expect(outcomes.reduce((sum, { givenBack }) => sum + givenBack, 0)).toBeGreaterThan(0)
  expect(outcomes.reduce((sum, { arrived }) => sum + arrived, 0)).toBeGreaterThan(0)
})
