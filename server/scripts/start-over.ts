import { readEnv } from '../src/env.ts'
import { terminalProgress } from '../src/start/progress.ts'
import { putAside } from './put-aside.ts'

/** The start that follows writes the demo content anew. */
async function startOver(): Promise<void> {
  const env = readEnv()
  if (!env.demo) throw new Error('Only a demonstration can start over: unset PUBLIC_URL and DATABASE_URL')
  const aside = await putAside(env.dataDir)
  if (aside !== null) terminalProgress.say(`✓ What was there is now in ${aside}`)
}

await startOver().catch((error: unknown) => {
  process.stderr.write(`✗ ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
