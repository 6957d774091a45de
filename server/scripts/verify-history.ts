import type { Db } from '@app/prisma'
import { readEnv } from '../src/env.ts'
import { checkLog } from '../src/proof/check-log.ts'
import { describeCheck } from '../src/proof/problem-words.ts'
import { terminalProgress } from '../src/start/progress.ts'
import { openQuiet } from './open-quiet.ts'

/** `verify-history [document id…]`: checks the history of all documents, or of these. Ends with 1 where one is wrong. */
async function verifyHistory(ids: readonly string[]): Promise<void> {
  const database = await openQuiet(readEnv())
  try {
    const failed = await checkAll(database.db, ids)
    if (failed > 0)
      throw new Error(`The history of ${failed} ${failed === 1 ? 'document is' : 'documents are'} not whole`)
  } finally {
    await database.close()
  }
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
