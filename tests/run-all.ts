import { fileURLToPath } from 'node:url'
import { findPostgres, prepareDatabases } from '@app/prisma/testing'
import type { Progress } from '@app/server/progress'
import { startVitest } from 'vitest/node'
import type { ChromiumFound } from './chromium.ts'
import { announceChromium } from './env.ts'
import { countTests, describeTally, type Lacking } from './tally.ts'

const CONFIG = fileURLToPath(new URL('./vitest.config.ts', import.meta.url))

/** What the databases of the tests are copied from; to be closed once they ran. */
export function prepareTests(progress: Progress): Promise<() => Promise<void>> {
  return progress.step('Preparing databases', prepareDatabases)
}

async function findLacking(chromium: ChromiumFound): Promise<Lacking> {
  const postgres = await findPostgres()
  announceChromium('path' in chromium ? chromium.path : undefined)
  if ('unavailable' in chromium) process.stdout.write(`✗ ${chromium.unavailable}\n`)
  return {
    postgres: 'unavailable' in postgres ? postgres.unavailable : undefined,
    chromium: 'unavailable' in chromium ? chromium.unavailable : undefined,
  }
}

/** Runs the tests whose path holds one of the words, or all; true if none failed. */
export async function runTests(words: string[], chromium: ChromiumFound): Promise<boolean> {
  const lacking = await findLacking(chromium)
  const vitest = await startVitest('test', words, { config: CONFIG, watch: false, run: true })
  const tally = countTests(vitest.state.getTestModules(), lacking)
  const errors = vitest.state.getUnhandledErrors().length
  await vitest.close()
  process.stdout.write(`${describeTally({ ...tally, failed: tally.failed + errors })}\n`)
  return tally.failed + errors === 0 && tally.passed > 0
}
