import { prepare } from '@app/server/prepare'
import { terminalProgress as progress } from '@app/server/progress'

await prepare(progress)

// Only now: on a fresh clone the database client that the tests load did not exist before.
const { runTests } = await import('./run-all.ts')
const words = process.argv.slice(2).filter((word) => word !== '--')
const isGreen = await runTests(words)
process.exit(isGreen ? 0 : 1)
