import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Env } from '../env.ts'

const SECRET_BYTES = 32

/** What sessions are signed with: given from outside, else made at the first start and kept in the data folder. */
export async function loadSecret(env: Env): Promise<string> {
  if (env.authSecret !== undefined) return env.authSecret
  const file = join(env.dataDir, 'secret')
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (kept !== null && kept.length >= SECRET_BYTES) return kept
  const made = randomBytes(SECRET_BYTES).toString('base64url')
  await writeFile(file, made, { mode: 0o600 })
  return made
}
