import { stat } from 'node:fs/promises'
import { type Database, findHolder, openDatabase } from '@app/prisma'
import { databaseFolder } from '@app/prisma/embedded'
import type { Env } from '../src/env.ts'

/** The database of an instance; the embedded one only while no server has it. */
export async function openQuiet({ dataDir, databaseUrl }: Pick<Env, 'dataDir' | 'databaseUrl'>): Promise<Database> {
  if (databaseUrl === undefined) await assertFree(dataDir)
  return openDatabase({ url: databaseUrl, dataDir })
}

async function assertFree(dataDir: string): Promise<void> {
  const holder = await findHolder(dataDir)
  if (holder !== null)
    throw new Error(`${holder.message}\nStop the server first: the embedded database has one reader.`)
  const isThere = await stat(databaseFolder(dataDir)).catch(() => null)
  if (isThere === null) throw new Error(`There is no database in ${dataDir}`)
}
