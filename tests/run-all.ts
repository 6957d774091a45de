import { fileURLToPath } from 'node:url'
import { findPostgres, prepareDatabases } from '@app/prisma/testing'
import { terminalProgress as progress } from '@app/server/progress'
import { startVitest } from 'vitest/node'
import { findChromium } from './chromium.ts'
import { announceChromium } from './env.ts'
import { countTests, describeTally, type Lacking } from './tally.ts'

const CONFIG = fileURLToPath(new URL('./vitest.config.ts', import.meta.url))

async function findLacking(): Promise<Lacking> {
  const postgres = await findPostgres()
  const chromium = await findChromium(progress.say)
  announceChromium('path' in chromium ? chromium.path : undefined)
  if ('unavailable' in chromium) progress.say(`✗ ${chromium.unavailable}`)
  return {
    postgres: 'unavailable' in postgres ? postgres.unavailable : undefined,
    chromium: 'unavailable' in chromium ? chromium.unavailable : undefined,
  }
}

/** Runs the tests whose path holds one of the words, or all; true if none failed. */
export async function runTests(words: string[]): Promise<boolean> {
  const close = await progress.step('Preparing databases', prepareDatabases)
  const lacking = await findLacking()
  const vitest = await startVitest('test', words, { config: CONFIG, watch: false, run: true })
  const tally = countTests(vitest.state.getTestModules(), lacking)
  const errors = vitest.state.getUnhandledErrors().length
  await vitest.close()
  await close()
  process.stdout.write(`${describeTally({ ...tally, failed: tally.failed + errors })}\n`)
  return tally.failed + errors === 0 && tally.passed > 0
}
