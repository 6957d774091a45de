import { findHolder } from '@app/prisma/lock'
import { EnvError, readEnv } from '../src/env.ts'
import { terminalProgress } from '../src/start/progress.ts'
import { prepare } from './prepare.ts'
import { ProgramError } from './run.ts'

/** Before minutes of building: is there anything to start at all? */
async function findObstacle(): Promise<string | null> {
  try {
    const env = readEnv()
    const holder = env.databaseUrl === undefined ? await findHolder(env.dataDir) : null
    return holder?.message ?? null
  } catch (error) {
    if (error instanceof EnvError) return error.message
    throw error
  }
}

function end(words: string): never {
  process.stderr.write(`✗ ${words}\n`)
  process.exit(1)
}

const obstacle = await findObstacle()
if (obstacle !== null) end(obstacle)
await prepare(terminalProgress).catch((error: unknown) => {
  if (error instanceof ProgramError) end(error.message)
  throw error
})
