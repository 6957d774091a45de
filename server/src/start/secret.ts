import { randomBytes } from 'node:crypto'
import { link, open, readFile, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Env } from '../env.ts'

const SECRET_BYTES = 32

/**
 * What sessions are signed with: given from outside, else made at the first start and kept in the data folder.
 * @throws Error where the file is there and is no secret: another one would end all sessions and every link in mails
 */
export async function loadSecret(env: Env): Promise<string> {
  if (env.authSecret !== undefined) return env.authSecret
  const file = join(env.dataDir, 'secret')
  return (await readSecret(file)) ?? (await makeSecret(file))
}

async function readSecret(file: string): Promise<string | null> {
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null
    throw error
  })
  if (kept === null) return null
  const secret = kept.trim()
  if (secret.length >= SECRET_BYTES) return secret
  throw new Error(`${file} is no whole secret: put the old one back, or remove it to begin with another`)
}

/** Whole and on the disk before it has its name. */
async function makeSecret(file: string): Promise<string> {
  const made = randomBytes(SECRET_BYTES).toString('base64url')
  const partial = `${file}.partial`
  await rm(partial, { force: true })
  const handle = await open(partial, 'wx', 0o600)
  try {
    await handle.writeFile(made)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await link(partial, file)
  await rm(partial)
  return made
}
