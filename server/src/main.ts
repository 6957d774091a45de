import { findHolder, LockedError } from '@app/prisma/lock'
import { EnvError, readEnv } from './env.ts'
import { StartError } from './start/start-error.ts'

/** The lock is looked at before the rest is even loaded: a second start must be told at once. */
async function main(): Promise<void> {
  const env = readEnv()
  const holder = env.databaseUrl === undefined ? await findHolder(env.dataDir) : null
  if (holder !== null) throw holder
  const { serve } = await import('./start/serve.ts')
  await serve(env)
}

function wordsFor(error: unknown): string {
  if (error instanceof EnvError || error instanceof StartError || error instanceof LockedError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

try {
  await main()
} catch (error) {
  process.stderr.write(`✗ ${wordsFor(error)}\n`)
  process.exit(1)
}
