import { generate, prepare } from '@app/server/prepare'
import { terminalProgress as progress } from '@app/server/progress'
import { findChromium } from './chromium.ts'
import { announceBuiltThreads } from './env.ts'
import { useQuickFolder } from './quick-folder.ts'

await useQuickFolder()

// First, and beside the rest: where it must be installed, that takes as long as all of it.
const finding = findChromium(progress.say)
await generate(progress)

// Only now: on a fresh clone the database client that the tests load did not exist before.
const { prepareTests, runTests } = await import('./run-all.ts')
const databases = prepareTests(progress)
try {
  await prepare(progress)
  announceBuiltThreads()
} catch (error) {
  await (await databases)()
  throw error
}
const closeDatabases = await databases
const chromium = await finding
const words = process.argv.slice(2).filter((word) => word !== '--')
const isGreen = await runTests(words, chromium)
await closeDatabases()
process.exit(isGreen ? 0 : 1)
