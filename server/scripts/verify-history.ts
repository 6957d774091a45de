import { stat } from 'node:fs/promises'
import { type Db, findHolder, openDatabase } from '@app/prisma'
import { databaseFolder } from '@app/prisma/embedded'
import { readEnv } from '../src/env.ts'
import { checkLog } from '../src/proof/check-log.ts'
import { describeCheck } from '../src/proof/problem-words.ts'
import { terminalProgress } from '../src/start/progress.ts'

/** `verify-history [document id…]`: checks the history of all documents, or of these. Ends with 1 where one is wrong. */
async function verifyHistory(ids: readonly string[]): Promise<void> {
  const { dataDir, databaseUrl } = readEnv()
  if (databaseUrl === undefined) await assertFree(dataDir)
  const database = await openDatabase({ url: databaseUrl, dataDir })
  try {
    const failed = await checkAll(database.db, ids)
    if (failed > 0)
      throw new Error(`The history of ${failed} ${failed === 1 ? 'document is' : 'documents are'} not whole`)
  } finally {
    await database.close()
  }
}

async function assertFree(dataDir: string): Promise<void> {
  const holder = await findHolder(dataDir)
  if (holder !== null)
    throw new Error(`${holder.message}\nStop the server first: the embedded database has one reader.`)
  const isThere = await stat(databaseFolder(dataDir)).catch(() => null)
  if (isThere === null) throw new Error(`There is no database in ${dataDir}`)
}

async function checkAll(db: Db, ids: readonly string[]): Promise<number> {
  const where = ids.length === 0 ? {} : { id: { in: [...ids] } }
  const documents = await db.document.findMany({ where, orderBy: { createdAt: 'asc' }, select: { id: true } })
  const unknown = ids.filter((id) => !documents.some((document) => document.id === id))
  for (const id of unknown) process.stderr.write(`✗ ${id}: there is no such document\n`)
  let failed = unknown.length
  for (const { id } of documents) {
    const checked = await checkLog(db, id)
    if (checked.problem === null) terminalProgress.say(describeCheck(checked))
    else {
      failed += 1
      process.stderr.write(`${describeCheck(checked)}\n`)
    }
  }
  return failed
}

await verifyHistory(process.argv.slice(2)).catch((error: unknown) => {
  process.stderr.write(`✗ ${error instanceof Error ? error.message : String(error)}\n`)
  process.exit(1)
})
