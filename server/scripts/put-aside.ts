import { mkdir, rename, stat } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { openDatabase } from '@app/prisma'
import { databaseFolder } from '@app/prisma/embedded'
import { acquireLock } from '@app/prisma/lock'
import { redactionListFile } from '../src/proof/redaction/redaction-list.ts'

/**
 * Puts a demonstration's database aside, and beside it the list of what was redacted there; answers where the database is
 * now, null where there was none.
 * @throws where it is of a real instance: the environment of this shell need not be the one its server is started with
 */
export async function putAside(dataDir: string): Promise<string | null> {
  const database = databaseFolder(dataDir)
  if ((await stat(database).catch(() => null)) === null) {
    await moveList(redactionListFile(dataDir), await nameAside(dataDir, '.redactions.jsonl'))
    return null
  }
  // What was made as a demonstration stays one, so this holds also after the moment in which nobody has the lock.
  if (!(await isDemo(dataDir))) {
    throw new Error(`The database in ${dataDir} was not made as a demonstration: it stays where it is`)
  }
  const lock = await acquireLock(dataDir, () => undefined)
  try {
    const aside = await nameAside(dataDir)
    // Before the database: what a new demonstration finds listed, in documents with the same ids, it takes out of them.
    await moveList(redactionListFile(dataDir), `${aside}.redactions.jsonl`)
    await rename(database, aside)
    return aside
  } finally {
    await lock.release()
  }
}

async function nameAside(dataDir: string, ending = ''): Promise<string> {
  const moment = new Date().toISOString().replace(/[:.]/g, '-')
  const aside = join(dataDir, 'copies', `${moment}-before-seed${ending}`)
  await mkdir(dirname(aside), { recursive: true, mode: 0o700 })
  return aside
}

async function moveList(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error
  })
}

/** Of whichever version its tables are. */
async function isDemo(dataDir: string): Promise<boolean> {
  const { pool, close } = await openDatabase({ dataDir })
  try {
    const { rows } = await pool.query<{ known: string | null }>(`SELECT to_regclass('"Instance"')::text AS known`)
    if (rows[0]?.known == null) return false
    return (await pool.query('SELECT 1 FROM "Instance" WHERE "demo"')).rowCount === 1
  } finally {
    await close()
  }
}
