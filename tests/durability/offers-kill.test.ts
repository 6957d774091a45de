import { openDatabase } from '@app/prisma'
import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { describe, expect, test } from 'vitest'
import { deleteRow } from '../fuzz/table-actions.ts'
import { startApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { createServerProcess, type ServerProcess } from '../kit/process.ts'
import { startProxy } from '../kit/proxy.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openTable, TABLE, type TableWriter } from '../sync/table-writer.ts'

const WORDS = 'słowa Anny'
const DISMISS = 'mutation($input: DismissStrandedTextInput!) { dismissStrandedText(input: $input) }'
const OFFER = `komórka 1${WORDS}`

/** The words cannot be kept until the process is dead, so it is always between the two writes that it dies. */
describe('kill -9 between the row that strands words and keeping them', () => {
  test.for(DATABASE_KINDS)('loses no words and offers them once, on %s', async (kind, { skip }) => {
    skip(!(await isAvailable(kind)), `no ${kind} on this machine`)
    const stage = await prepare(kind)
    const server = await createServerProcess(stage)
    try {
      await server.start()
      await strand(server, stage)
      await server.kill()
      await stage.inDatabase((db) => db.$executeRaw`ALTER TABLE "Nowhere" RENAME TO "StrandedText"`)

      await server.start()
      const first = await enter(server, stage, stage.anna)
      await until('the words to be given back', () => first.peer.givenBack().length > 0)
      expect(first.peer.givenBack()).toEqual([OFFER])
      await server.kill()
      await first.close()

      await server.start()
      const again = await enter(server, stage, stage.anna)
      await until('the words to be given back', () => again.peer.givenBack().length > 0)
      const [offer] = again.peer.session.givenBack.list('stranded')
      const { data } = await ask(server, stage.anna.cookie, DISMISS, { input: { id: offer?.id ?? '' } })
      expect(data).toEqual({ dismissStrandedText: true })
      await server.kill()
      await again.close()

      const kept = await stage.inDatabase((db) => db.strandedText.findMany({ select: { userId: true, text: true } }))
      expect(kept).toEqual([{ userId: stage.anna.id, text: '' }])
      await server.start()
      const later = await enter(server, stage, stage.anna)
      later.typeBefore('koniec')
      await later.peer.saved()
      expect(later.peer.givenBack()).toEqual([])
      await later.close()
    } finally {
      await server.kill()
      await stage.drop()
    }
  })
})

type Stage = Awaited<ReturnType<typeof prepare>>
type Somebody = Stage['anna']

/** A database with a document, which cannot keep stranded words and which no process has open any more. */
async function prepare(kind: (typeof DATABASE_KINDS)[number]) {
  const app = await startApp({ database: kind })
  const organization = await seed(app).organization()
  const enroll = async (name: string) => {
    const { id } = await organization.person(name)
    return { id, cookie: await signInAs(app, { id }) }
  }
  const owner = await organization.person()
  const document = await organization.document(owner, { content: TABLE })
  const [anna, basia] = [await enroll('Anna'), await enroll('Basia')]
  await app.db.$executeRaw`ALTER TABLE "StrandedText" RENAME TO "Nowhere"`
  await app.app.close()
  await app.database.close()
  const { url, dataDir } = app.database
  async function inDatabase<T>(ask: (db: typeof app.db) => PromiseLike<T>): Promise<T> {
    const { db, close } = await openDatabase({ url, dataDir })
    return Promise.resolve(ask(db)).finally(close)
  }
  return { url, dataDir, secret: app.secret, documentId: document.id, anna, basia, inDatabase, drop: app.close }
}

function enter(
  { origin, port }: Pick<ServerProcess, 'origin' | 'port'>,
  { documentId }: Stage,
  { id: userId, cookie }: Somebody,
): Promise<TableWriter> {
  return openTable({ origin, port, cookie, documentId, userId })
}

/** Anna types, Basia removes the row without having heard of it, and neither will send anything again. */
async function strand(server: ServerProcess, stage: Stage): Promise<void> {
  const proxy = await startProxy(server.port, () => 0)
  const a = await enter(server, stage, stage.anna)
  const b = await enter({ origin: server.origin, port: proxy.port }, stage, stage.basia)
  proxy.halfOpen()
  a.type(WORDS)
  await a.peer.saved()
  b.remove(deleteRow)
  proxy.heal()
  // Shown to others is only what is committed.
  await until('the removal to be shown', () => !a.shows(WORDS))
  expect(a.peer.givenBack()).toEqual([])
  await a.close()
  await b.close()
  await proxy.close()
}
