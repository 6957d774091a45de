import { afterAll, beforeAll, expect, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { type LiveOutcome, runLiveRestore } from './restore-session.ts'

/** `pnpm fuzz` runs 200; these are the first of them. */
const SEEDS = 6

let app: TestApp

beforeAll(async () => {
  app = await startApp()
})
afterAll(() => app.close())

test(`${SEEDS} seeded restores and undoings in the middle of two people's typing lose nothing`, async () => {
  const total: LiveOutcome = { before: 0, after: 0, offered: 0, undone: 0 }
  for (let seed = 1; seed <= SEEDS; seed++) {
    const outcome = await runLiveRestore(app, seed).catch((error: unknown) => {
      throw new Error(`seed ${seed}`, { cause: error })
    })
    for (const key of Object.keys(total) as (keyof LiveOutcome)[]) total[key] += outcome[key]
  }
  // A play in which nobody typed on either side of the row, or nothing was undone, would prove nothing.
  expect(total.before).toBeGreaterThan(SEEDS)
  expect(total.after).toBeGreaterThan(SEEDS)
  expect(total.undone).toBeGreaterThan(0)
})
