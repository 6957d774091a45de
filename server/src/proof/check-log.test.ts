import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db } from '@app/prisma'
import { type FreshDatabase, freshDatabase, tampering } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createHistoryFold } from '../history/activity-fold.ts'
import { keepVersion } from '../history/versions.ts'
import { PubSub } from '../pubsub.ts'
import { type Amendment, amendSegment, readLog, sealLog } from '../sync/index.ts'
import { actorOf, roomsOver, seededIn, TestRecords, windowIn } from '../sync/testing.ts'
import { checkLog } from './check-log.ts'
import { describeProblem } from './problem-words.ts'
import { readAgain } from './redaction/read-again.ts'
import { createRedactionList } from './redaction/redaction-list.ts'
import { redact } from './redaction/redactions.ts'

const SECRET = 'jan.kowalski@example.org'
const MANAGER = {
  ...actorOf('anna'),
  memberships: [{ organizationId: 'o', organizationKind: 'NGO' as const, role: 'MEMBER' as const }],
} satisfies ReturnType<typeof actorOf>
const NOTHING = new Uint8Array([0, 0])

describe('a log that says it was redacted', () => {
  let database: FreshDatabase
  let db: Db
  let dataDir: string

  beforeAll(async () => {
    database = await freshDatabase('embedded')
    db = database.db
    await db.user.create({ data: { id: 'anna', name: 'Anna', email: 'anna@example.org' } })
    dataDir = await mkdtemp(join(tmpdir(), 'wz-redaction-'))
  })
  afterAll(async () => {
    await database.drop()
    await rm(dataDir, { recursive: true })
  })

  /** A document of three rows and a version. */
  async function written(contact: string) {
    const { rooms } = roomsOver(db)
    const documentId = await seededIn(rooms, db, 'Kontakt: ')
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    await anna.write((text) => text.insert(text.length, contact))
    await anna.write((text) => text.insert(text.length, ' Dopłata wynosi sto złotych.'))
    const { logger } = new TestRecords()
    const [pubsub, clock] = [new PubSub(), { now: () => new Date() }]
    const history = createHistoryFold({ db, logger: logger as never })
    await keepVersion({ db, clock, pubsub, history }, documentId, 'IDLE')
    return { documentId, rooms, tools: { db, clock, pubsub, rooms, logger, env: { dataDir } } }
  }

  async function seal(documentId: string, rooms: { close(): Promise<void> }): Promise<void> {
    await rooms.close()
    const { headSeq } = await db.document.findUniqueOrThrow({ where: { id: documentId } })
    await sealLog(db, documentId, headSeq, new Date())
  }

  /** The same, sealed, in which something was redacted by the rules. */
  async function redacted(): Promise<string> {
    const { documentId, rooms, tools } = await written(SECRET)
    const redactionList = createRedactionList(tools as never)
    const request = { id: randomUUID(), documentId, text: SECRET, reason: 'Dane osobowe' }
    await redact({ ...tools, redactionList } as never, MANAGER, request)
    await seal(documentId, rooms)
    return documentId
  }

  /** Takes what it says out of a row and its salt with it, and says of the version that it reads so since. */
  async function blank(documentId: string, seq: number, amendment: Amendment): Promise<void> {
    const segment = await db.logSegment.findFirstOrThrow({ where: { documentId, seq: { gte: seq } } })
    const { seqFrom } = segment
    const data = await amendSegment(segment, (row) => (row.seq === seq ? amendment : null))
    await tampering(
      db,
      db.logSegment.updateMany({ where: { documentId, seqFrom }, data: { data: data ?? segment.data } }),
    )
    const version = await db.version.findFirstOrThrow({ where: { documentId } })
    const { hashes } = await readAgain(await readLog(db, documentId, { after: 0 }), [version.seq])
    const redactedHash = hashes.get(version.seq) ?? null
    await tampering(db, db.version.update({ where: { id: version.id }, data: { redactedHash } }))
  }

  async function claim(documentId: string, rows: number[]): Promise<void> {
    const { id: _id, places: _places, ...facts } = await db.redaction.findFirstOrThrow({ where: { documentId } })
    const places = { signs: [], fields: [], rows }
    await db.redaction.create({ data: { ...facts, id: randomUUID(), places, createdAt: new Date() } })
  }

  const problem = async (documentId: string) => (await checkLog(db, documentId)).problem
  const unknown = (which: number) => ({ what: 'UNWITNESSED_REDACTION', from: which, to: which })

  test('is whole where its chain says so too', async () => {
    const documentId = await redacted()
    expect(await checkLog(db, documentId)).toMatchObject({ problem: null, redacted: 1, versions: 1 })
  })

  test('is not believed by a row of the database alone', async () => {
    const documentId = await redacted()
    await blank(documentId, 3, { update: NOTHING, isSecret: true })
    expect(await problem(documentId)).toEqual({ what: 'UNDECLARED_REDACTION', from: 3, to: 3 })
    await claim(documentId, [3])
    expect(await problem(documentId)).toEqual(unknown(2))
    expect(describeProblem(unknown(2) as never)).toContain('redaction 2')
  })

  test('nor where one that happened is said to have reached further, or to have had another reason', async () => {
    const documentId = await redacted()
    const { id, places } = await db.redaction.findFirstOrThrow({ where: { documentId } })
    await tampering(db, db.redaction.update({ where: { id }, data: { reason: 'Inny powód' } }))
    expect(await problem(documentId)).toEqual(unknown(1))
    await tampering(db, db.redaction.update({ where: { id }, data: { reason: 'Dane osobowe' } }))
    expect(await problem(documentId)).toBeNull()
    await blank(documentId, 3, { update: NOTHING, isSecret: true })
    await tampering(
      db,
      db.redaction.update({ where: { id }, data: { places: { ...(places as object), rows: [2, 3] } } }),
    )
    expect(await problem(documentId)).toEqual(unknown(1))
  })

  test.each([
    ['without its salt', true, { what: 'UNDECLARED_REDACTION', from: 3, to: 3 }],
    ['with its salt', false, { what: 'WRONG_VERSION', from: 1, to: 1 }],
  ])(
    'nor is a row void that no redaction names, and a version that reads otherwise for it (%s)',
    async (_, isSecret, wrong) => {
      const { documentId, rooms } = await written('biuro.')
      await seal(documentId, rooms)
      expect(await problem(documentId)).toBeNull()
      await blank(documentId, 3, { kind: 'VOID', isSecret })
      expect(await problem(documentId)).toEqual(wrong)
    },
  )
})
