// A backup from before a redaction is restored: all that went then goes again, by what the list beside the database knows.

import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, type Db, openDatabase } from '@app/prisma'
import { chainRows, copyFolder, type FreshDatabase, freshDatabase } from '@app/prisma/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createHistoryFold } from '../../history/activity-fold.ts'
import { contentAt } from '../../history/read-past.ts'
import { keepVersion } from '../../history/versions.ts'
import { PubSub } from '../../pubsub.ts'
import { createLog, readLog, sealLog } from '../../sync/index.ts'
import { actorOf, roomsOver, seededIn, TestRecords, type TestWindow, windowIn } from '../../sync/testing.ts'
import { checkLog } from '../check-log.ts'
import { createRedactionList } from './redaction-list.ts'
import { redact } from './redactions.ts'
import { replayRedactions } from './replay.ts'
import { findSecret } from './secret-places.ts'
import { occurrences } from './secret-words.ts'

const SECRET = 'jan.kowalski@example.org'
const LINK = { href: `mailto:${SECRET}` }
const MANAGER = {
  ...actorOf('anna'),
  memberships: [{ organizationId: 'o', organizationKind: 'NGO' as const, role: 'MEMBER' as const }],
} satisfies ReturnType<typeof actorOf>

let live: FreshDatabase
let root: string
let restored: Database | null

beforeEach(async () => {
  live = await freshDatabase('embedded')
  root = await mkdtemp(join(tmpdir(), 'wz-replay-'))
  restored = null
})
afterEach(async () => {
  await restored?.close()
  await live.drop()
  await rm(root, { recursive: true })
})

/** What a server has. */
function serverOver(db: Db) {
  const { rooms, records } = roomsOver(db)
  const services = { clock: { now: () => new Date() }, rooms, pubsub: new PubSub(), logger: records.logger }
  const env = { dataDir: root }
  const redactionList = createRedactionList({ db, env, logger: records.logger as never })
  return { ...services, db, env, redactionList } as unknown as Parameters<typeof redact>[0]
}

async function typeSecret(window: TestWindow): Promise<void> {
  for (const letter of SECRET) await window.write((text) => text.insert(text.length, letter))
}

/** The words in a text, with a sign that nobody sees among them, in what was deleted, in a link, in halves that a proposal joins, and in rows that are void. */
async function writeDocument(db: Db): Promise<string> {
  const { rooms } = roomsOver(db)
  await db.user.create({ data: { id: 'anna', name: 'Anna', email: 'anna@example.org' } })
  const documentId = await seededIn(rooms, db, 'Kontakt: ')
  const anna = await windowIn(rooms, documentId, 'anna', 11)
  await typeSecret(anna)
  await anna.write((text) => text.insert(text.length, ' napisz', { link: LINK }))
  await anna.write((text) => text.insert(1, `${SECRET} `, { link: null }))
  await anna.write((text) => text.delete(1, SECRET.length + 1))
  await anna.write((text) => text.insert(text.length, ` ${SECRET.slice(0, 9)}xx${SECRET.slice(9)}`, { link: null }))
  await anna.write((text) => text.format(text.length - SECRET.length + 7, 2, { [`del:${randomUUID()}`]: true }))
  await anna.write((text) => text.insert(text.length, ` ${SECRET.slice(0, 9)}\u00AD${SECRET.slice(9)}`))
  const history = createHistoryFold({ db, logger: new TestRecords().logger as never })
  await keepVersion({ db, clock: { now: () => new Date() }, pubsub: new PubSub(), history }, documentId, 'IDLE')
  const jan = await windowIn(rooms, documentId, 'jan', 12)
  const { seq } = await jan.write((text) => text.insert(1, `Zob. ${SECRET} `))
  await rooms.close()
  await makeVoid(db, documentId, seq)
  return documentId
}

/** One row that can be read and stands nowhere, and one that nobody can read. */
async function makeVoid(db: Db, documentId: string, seq: number): Promise<void> {
  const log = createLog({ db, logger: new TestRecords().logger })
  const data = new Uint8Array(Buffer.from(`\xff${SECRET}\xff`, 'latin1'))
  const nothing = { salt: new Uint8Array(), link: new Uint8Array() }
  const row = { documentId, seq: seq + 1, seqFrom: seq + 1, userId: 'u', data, ...nothing }
  await db.documentUpdate.create({ data: row })
  await chainRows(db, documentId)
  for (const each of [seq, seq + 1]) await log.markVoid(documentId, each)
  await log.close()
  await db.documentCheckpoint.deleteMany({ where: { documentId } })
}

async function expectGone(db: Db, documentId: string): Promise<void> {
  const rows = await readLog(db, documentId, { after: 0 })
  const holding = rows.filter(({ update }) => occurrences(Buffer.from(update).toString('utf8'), SECRET).length > 0)
  expect(holding.map(({ seq, kind }) => `${seq} ${kind}`)).toEqual([])
  expect(await findSecret(rows, SECRET)).toEqual([])
  const { content } = await contentAt(db, { documentId, askedBy: null })
  expect(JSON.stringify(content)).not.toContain(SECRET)
  expect(JSON.stringify(content)).toContain('[usunięto]')
  expect(await checkLog(db, documentId)).toMatchObject({ problem: null, rows: rows.length, versions: 1 })
}

test.each(['standing', 'sealed'])('the words go from a database whose text still has them (%s rows)', async (place) => {
  const documentId = await writeDocument(live.db)
  const { headSeq } = await live.db.document.findUniqueOrThrow({ where: { id: documentId } })
  if (place === 'sealed') await sealLog(live.db, documentId, headSeq, new Date())
  await live.close()
  const backup = join(root, 'backup')
  copyFolder(live.dataDir ?? '', backup)

  const first = await openDatabase({ dataDir: live.dataDir ?? '' })
  const id = randomUUID()
  const before = serverOver(first.db)
  await redact(before, MANAGER, { id, documentId, text: SECRET, reason: 'Dane osobowe' })
  await before.rooms.close()
  await expectGone(first.db, documentId)
  await first.close()
  expect(await readFile(join(root, 'redactions.jsonl'), 'utf8')).not.toContain('kowalski')

  restored = await openDatabase({ dataDir: backup })
  const { db } = restored
  expect(await findSecret(await readLog(db, documentId, { after: 0 }), SECRET)).not.toEqual([])
  for (const _start of [1, 2]) {
    const after = serverOver(db)
    await replayRedactions(after)
    await after.rooms.close()
    await expectGone(db, documentId)
    expect(await db.redaction.findMany({ select: { id: true, reason: true } })).toEqual([
      { id, reason: 'Dane osobowe' },
    ])
  }
})
