import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@app/prisma'
import { DATABASE_KINDS, type FreshDatabase, freshDatabase, isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Actor } from '../../auth/policy.ts'
import { createHistoryFold } from '../../history/activity-fold.ts'
import { contentAt } from '../../history/read-past.ts'
import { restore } from '../../history/restore.ts'
import { requestMoment, requestVersion } from '../../history/restore-request.ts'
import { keepVersion } from '../../history/versions.ts'
import { newId } from '../../ids.ts'
import { PubSub } from '../../pubsub.ts'
import { readLog, sealLog } from '../../sync/index.ts'
import { actorOf, roomsOver, seededIn, TestRecords, windowIn } from '../../sync/testing.ts'
import { checkLog } from '../check-log.ts'
import { PATIENCE, type Patience } from './patience.ts'
import { createRedactionList } from './redaction-list.ts'
import { redact } from './redactions.ts'
import { occurrences } from './secret-words.ts'

const SECRET = 'jan.kowalski@example.org'
const KINDS = await Promise.all(DATABASE_KINDS.map(async (kind) => ({ kind, isHere: await isAvailable(kind) })))
const MANAGER = {
  ...actorOf('anna'),
  memberships: [{ organizationId: 'o', organizationKind: 'NGO' as const, role: 'MEMBER' as const }],
} satisfies ReturnType<typeof actorOf>

/** The same database; `before` is called before each transaction, and told whether it is a redaction's. */
function watched(db: Db, before: (isRedaction: boolean) => Promise<void>): Db {
  let isRedaction = false
  const redaction = new Proxy(db.redaction, {
    get(of, key) {
      if (key === 'create') isRedaction = true
      return Reflect.get(of, key)
    },
  })
  return new Proxy(db, {
    get(of, key) {
      const value: unknown = Reflect.get(of, key)
      if (key === 'redaction') return redaction
      if (key !== '$transaction' || typeof value !== 'function')
        return typeof value === 'function' ? value.bind(of) : value
      return async (...args: unknown[]) => {
        const was = isRedaction
        isRedaction = false
        await before(was)
        return Reflect.apply(value, of, args)
      }
    },
  })
}

/** The same database; `before` is called once, before a version is written. */
function beforeVersion(db: Db, before: () => Promise<unknown>): Db {
  let happens: Promise<unknown> | undefined
  const queryRaw = async (words: TemplateStringsArray, ...values: unknown[]): Promise<unknown> => {
    if (words.join('').includes('INSERT INTO "Version"')) await (happens ??= before())
    return db.$queryRaw(words, ...values)
  }
  return new Proxy(db, {
    get(of, key) {
      const value: unknown = key === '$queryRaw' ? queryRaw : Reflect.get(of, key)
      return typeof value === 'function' ? value.bind(of) : value
    },
  })
}

describe.each(KINDS)('a redaction while others write, on $kind', ({ kind, isHere }) => {
  describe.skipIf(!isHere)('', () => {
    let database: FreshDatabase
    let db: Db
    let dataDir: string

    beforeAll(async () => {
      database = await freshDatabase(kind)
      db = database.db
      await db.user.create({ data: { id: 'anna', name: 'Anna', email: 'anna@example.org' } })
      dataDir = await mkdtemp(join(tmpdir(), 'wz-redaction-'))
    })
    afterAll(async () => {
      await database.drop()
      await rm(dataDir, { recursive: true })
    })

    async function written() {
      const { rooms, records } = roomsOver(db)
      const documentId = await seededIn(rooms, db, 'Kontakt: ')
      const anna = await windowIn(rooms, documentId, 'anna', 11)
      await anna.write((text) => text.insert(text.length, 'raz '))
      await anna.write((text) => text.insert(text.length, SECRET))
      await anna.write((text) => text.insert(text.length, ' dwa'))
      /** Writes as somebody who has just opened it. */
      const write = async (words: string) => {
        const window = await windowIn(rooms, documentId, 'jan', 1_000 + Math.floor(Math.random() * 1e6))
        await window.write((text) => text.insert(text.length, words))
      }
      const start = (
        before: (isRedaction: boolean) => Promise<void>,
        id: string = randomUUID(),
        patience: Patience = PATIENCE,
      ) => {
        const services = { clock: { now: () => new Date() }, rooms, pubsub: new PubSub(), logger: records.logger }
        const env = { dataDir }
        const redactionList = createRedactionList({ db, env, logger: records.logger as never })
        const tools = { ...services, db: watched(db, before), env, redactionList } as unknown as Parameters<
          typeof redact
        >[0]
        return redact(tools, MANAGER, { id, documentId, text: SECRET, reason: 'Dane osobowe' }, patience)
      }
      return { rooms, documentId, write, start }
    }

    /** Nowhere in the log, nor in the text; and the log is whole. */
    async function expectGone(documentId: string): Promise<void> {
      const rows = await readLog(db, documentId, { after: 0 })
      const said = rows.map(({ update }) => Buffer.from(update).toString('utf8'))
      expect(said.filter((words) => occurrences(words, SECRET).length > 0)).toEqual([])
      expect(JSON.stringify((await contentAt(db, { documentId, askedBy: null })).content)).not.toContain(SECRET)
      expect(await checkLog(db, documentId)).toMatchObject({ rows: rows.length, problem: null })
    }

    test.each([0, 1, 2])('leaves no row where part of the log is sealed meanwhile (%i rows)', async (count) => {
      const { rooms, documentId, start } = await written()
      const { headSeq } = await db.document.findUniqueOrThrow({ where: { id: documentId } })
      let isFirst = true
      await start(async () => {
        if (!isFirst) return
        isFirst = false
        await sealLog(db, documentId, headSeq - count, new Date())
      })
      await expectGone(documentId)
      await rooms.close()
    })

    test.each([
      ['before it is written', false],
      ['when it is written', true],
    ])('takes them out again where they come back %s', async (_when, isAtOnce) => {
      const { rooms, documentId, write, start } = await written()
      let left = 2
      const { id } = await start(async (isRedaction) => {
        if (isRedaction !== isAtOnce || left === 0) return
        left -= 1
        await write(` ${SECRET}`)
      })
      await expectGone(documentId)
      const redactions = await db.redaction.findMany({ where: { documentId }, orderBy: { createdAt: 'asc' } })
      expect(redactions[0]?.id).toBe(id)
      const list = await readFile(join(dataDir, 'redactions.jsonl'), 'utf8')
      for (const redaction of redactions) expect(list).toContain(redaction.id)
      await rooms.close()
    })

    test('begun twice under one id is one redaction', async () => {
      const { rooms, documentId, start } = await written()
      const id = randomUUID()
      let isFirst = true
      const second = await start(async () => {
        if (!isFirst) return
        isFirst = false
        await start(async () => undefined, id)
      }, id)
      expect(second.id).toBe(id)
      expect(await db.redaction.count({ where: { documentId } })).toBe(1)
      await expectGone(documentId)
      await rooms.close()
    })

    test('does not say it is done where they come back for ever', async () => {
      const { rooms, write, start } = await written()
      await expect(start(() => write(` ${SECRET}`))).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      await rooms.close()
    })

    test('changes nothing where it takes too long to look for them, and is done by who has the time', async () => {
      const { rooms, documentId, start } = await written()
      const before = await readLog(db, documentId, { after: 0 })
      const hurried = start(async () => undefined, randomUUID(), { ...PATIENCE, searchMs: 0 })
      await expect(hurried).rejects.toMatchObject({ code: 'UNAVAILABLE', extensions: { detail: 'redactionTooLong' } })
      expect(await readLog(db, documentId, { after: 0 })).toEqual(before)
      const id = randomUUID()
      const cutOff = start(async () => undefined, id, { ...PATIENCE, inAllMs: 0 })
      await expect(cutOff).rejects.toMatchObject({ code: 'UNAVAILABLE', extensions: { detail: 'redaction' } })
      expect((await start(async () => undefined, id)).id).toBe(id)
      await expectGone(documentId)
      await rooms.close()
    })

    test('overwrites nothing that is said otherwise meanwhile', async () => {
      const { rooms, documentId, start } = await written()
      const thread = { id: newId(), documentId, unitId: 'u', unitLabel: '', quote: '', seq: 1, createdById: 'anna' }
      await db.thread.create({ data: thread })
      const [one, two] = [newId(), newId()]
      const comment = { threadId: thread.id, createdById: 'anna', body: `Czy ${SECRET} wie?` }
      await db.threadComment.createMany({ data: [one, two].map((id) => ({ ...comment, id })) })
      let isFirst = true
      await start(async (isRedaction) => {
        if (!isRedaction || !isFirst) return
        isFirst = false
        await db.threadComment.update({ where: { id: one }, data: { body: 'Wycofuję, przepraszam.' } })
        await db.threadComment.update({ where: { id: two }, data: { body: `A ${SECRET}?` } })
      })
      const rows = await db.threadComment.findMany({ where: { threadId: thread.id } })
      const bodies = new Map(rows.map(({ id, body }) => [id, body]))
      expect([bodies.get(one), bodies.get(two)]).toEqual(['Wycofuję, przepraszam.', `A ${'█'.repeat(SECRET.length)}?`])
      await rooms.close()
    })

    test.each(['version', 'moment'])('what was planned of a %s before it does not bring them back', async (place) => {
      const { rooms, documentId, start } = await written()
      const { logger, audit } = new TestRecords()
      const history = createHistoryFold({ db, logger: logger as never })
      const sessions = { getCurrent: async (actor: Actor) => actor } as never
      const tools = {
        db,
        clock: { now: () => new Date() },
        pubsub: new PubSub(),
        history,
        audit: audit as never,
        sessions,
      }
      const version = await keepVersion(tools, documentId, 'IDLE')
      const jan = await windowIn(rooms, documentId, 'jan', 12)
      await jan.write((text) => text.delete(text.length - 4 - SECRET.length, SECRET.length))
      let isFirst = true
      const append: typeof rooms.append = async (id, write) => {
        if (isFirst) {
          isFirst = false
          await start(async () => undefined)
        }
        return rooms.append(id, write)
      }
      const { id, seq } = version
      const request =
        place === 'version'
          ? await requestVersion({ db }, MANAGER, id)
          : await requestMoment({ db }, MANAGER, { documentId, seq })
      await restore({ ...tools, rooms: { ...rooms, append } as never }, MANAGER, randomUUID(), request)
      await expectGone(documentId)
      const { content } = await contentAt(db, { documentId, askedBy: null })
      expect(JSON.stringify(content)).toContain(`Kontakt: raz ${'█'.repeat(SECRET.length)} dwa`)
      await rooms.close()
    })

    type Ask = (sql: string, values: unknown[]) => Promise<unknown>

    /** Somebody else has the row of the document, as a redaction has it. */
    async function whileLocked(documentId: string, run: (query: Ask) => Promise<void>): Promise<void> {
      const client = await database.pool.connect()
      try {
        await client.query('BEGIN')
        await client.query('SELECT "id" FROM "Document" WHERE "id" = $1 FOR UPDATE', [documentId])
        await run((sql, values) => client.query(sql, values))
        await client.query('COMMIT')
      } finally {
        client.release()
      }
    }

    test('a version that is kept meanwhile is of what the text says after it', async () => {
      const { rooms, documentId, start } = await written()
      const { logger } = new TestRecords()
      const racing = beforeVersion(db, () => start(async () => undefined))
      const history = createHistoryFold({ db, logger: logger as never })
      const tools = { db: racing, clock: { now: () => new Date() }, pubsub: new PubSub(), history }
      const { seq } = await keepVersion(tools, documentId, 'IDLE')
      const { headSeq } = await db.document.findUniqueOrThrow({ where: { id: documentId } })
      await expectGone(documentId)
      expect(seq).toBe(headSeq)
      await rooms.close()
    })

    // The embedded database has one connection: nobody else can be at it.
    if (kind === 'postgres') {
      test('a version waits while it is written, and begins anew', async () => {
        const { rooms, documentId } = await written()
        const { fold } = createHistoryFold({ db, logger: new TestRecords().logger as never })
        let folds = 0
        const history = { fold: (id: string) => fold(id).finally(() => (folds += 1)) }
        const tools = { db, clock: { now: () => new Date() }, pubsub: new PubSub(), history }
        await fold(documentId)
        let kept: Promise<unknown> = Promise.resolve()
        await whileLocked(documentId, async (query) => {
          kept = keepVersion(tools, documentId, 'IDLE')
          await vi.waitFor(() => expect(folds).toBe(1))
          expect(await Promise.race([kept, delay(300, 'waits')])).toBe('waits')
          await query('UPDATE "Document" SET "epoch" = $2 WHERE "id" = $1', [documentId, newId()])
        })
        await kept
        expect(folds).toBe(2)
        await rooms.close()
      })

      test('a history that is worked out meanwhile waits for it, and neither stops the other', async () => {
        const { rooms, documentId, write } = await written()
        const { fold } = createHistoryFold({ db, logger: new TestRecords().logger as never })
        await fold(documentId)
        await write('trzy')
        let folding: Promise<unknown> = Promise.resolve()
        await whileLocked(documentId, async (query) => {
          folding = fold(documentId)
          folding.catch(() => undefined)
          await delay(300)
          await query('UPDATE "DocumentHistory" SET "epoch" = $2 WHERE "documentId" = $1', [documentId, newId()])
        })
        expect(await folding).toMatchObject({ seq: 5 })
        await rooms.close()
      })
    }

    test('the same request again finishes what was left of it', async () => {
      const { rooms, documentId, write, start } = await written()
      const id = randomUUID()
      await start(async () => undefined, id)
      await write(` ${SECRET}`)
      expect((await start(async () => undefined, id)).id).toBe(id)
      await expectGone(documentId)
      await rooms.close()
    })
  })
})
