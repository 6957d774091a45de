import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@app/prisma'
import {
  DATABASE_KINDS,
  type FreshDatabase,
  freshDatabase,
  isAvailable,
  tampering,
  UNCHAINED,
} from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { BODY } from '../document/index.ts'
import type { Bus, Committed } from './bus.ts'
import { createLog, type UpdateLog } from './log.ts'
import {
  abilitiesWith,
  roomsOver,
  seededIn,
  settled,
  TestRecords,
  TestRights,
  TestWindow,
  windowIn,
} from './testing.ts'

const KINDS = await Promise.all(DATABASE_KINDS.map(async (kind) => ({ kind, isHere: await isAvailable(kind) })))

describe.each(KINDS)('recovery on $kind', ({ kind, isHere }) => {
  describe.skipIf(!isHere)('', () => {
    let database: FreshDatabase
    let db: Db

    beforeAll(async () => {
      database = await freshDatabase(kind)
      db = database.db
    }, 60_000)

    afterAll(() => database.drop())

    describe('what was acknowledged', () => {
      test('is there after another start, from the log alone and from a checkpoint', async () => {
        const first = roomsOver(db).rooms
        const documentId = await seededIn(first, db)
        const anna = await windowIn(first, documentId, 'anna', 11)
        for (const letter of 'słowa') await anna.write((text) => text.insert(text.length, letter))
        const fromLog = roomsOver(db).rooms
        expect((await fromLog.read(documentId)).content).toEqual((await first.read(documentId)).content)
        await first.close()
        expect(await db.documentCheckpoint.count({ where: { documentId } })).toBe(1)
        const fromCheckpoint = roomsOver(db).rooms
        expect(await fromCheckpoint.read(documentId)).toEqual(await fromLog.read(documentId))
        await fromLog.close()
        await fromCheckpoint.close()
      })

      test('survives a row that cannot be applied: it is void and skipped', async () => {
        const { rooms } = roomsOver(db)
        const documentId = await seededIn(rooms, db)
        await rooms.close()
        await appendRaw(documentId, 2, new Uint8Array([9, 9, 9]))
        const { rooms: next, records } = roomsOver(db)
        expect((await next.read(documentId)).seq).toBe(2)
        const rows = await db.documentUpdate.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
        expect(rows.map(({ kind }) => kind)).toEqual(['SEED', 'VOID'])
        expect(records.logged).toContain('row marked void')
        const anna = await windowIn(next, documentId, 'anna', 11)
        expect(await anna.write((text) => text.insert(1, 'x'))).toEqual({ seq: 3 })
        await next.close()
      })

      test('is not built upon where the log has a hole: the document is read-only', async () => {
        const { rooms } = roomsOver(db)
        const documentId = await seededIn(rooms, db)
        const anna = await windowIn(rooms, documentId, 'anna', 11)
        for (const letter of 'abc') await anna.write((text) => text.insert(1, letter))
        await tampering(db, db.documentUpdate.delete({ where: { documentId_seq: { documentId, seq: 3 } } }))
        const { rooms: next, records } = roomsOver(db)
        const basia = await windowIn(next, documentId, 'basia', 12)
        expect(basia.events[0]).toMatchObject({ type: 'opened', seq: 2, abilities: { read: true, edit: false } })
        await expect(basia.write((text) => text.insert(1, 'x'))).rejects.toThrow('UNAVAILABLE')
        expect(records.logged).toContain('hole in the log, the document is read-only')
        await next.close()
        expect(await db.documentCheckpoint.count({ where: { documentId } })).toBe(0)
        await rooms.close()
      })

      test('is not claimed while the database is away, and lands once it is back', async () => {
        const records = new TestRecords()
        const log = createLog({ db, logger: records.logger })
        const flaky = withFailures(log)
        const { rooms } = roomsOver(db, { log: flaky.log })
        const documentId = await seededIn(rooms, db)
        const anna = await windowIn(rooms, documentId, 'anna', 11)
        flaky.isAway = true
        let isAnswered = false
        const push = anna
          .write((text) => text.insert(1, 'x'))
          .then(() => {
            isAnswered = true
          })
        await settled(() => flaky.refused > 1)
        expect(isAnswered).toBe(false)
        expect((await rooms.read(documentId)).seq).toBe(1)
        flaky.isAway = false
        await push
        expect((await rooms.read(documentId)).seq).toBe(2)
        await rooms.close()
      })
    })

    describe('two nodes on one database', () => {
      test('both take pushes, and agree', async () => {
        const bus = new TestBus()
        const first = roomsOver(db, { bus }).rooms
        const second = roomsOver(db, { bus }).rooms
        const documentId = await seededIn(first, db)
        const anna = await windowIn(first, documentId, 'anna', 11)
        const basia = await windowIn(second, documentId, 'basia', 12)
        await Promise.all([
          ...Array.from('pierwszy', (letter) => anna.write((text) => text.insert(1, letter))),
          ...Array.from('drugi', (letter) => basia.write((text) => text.insert(1, letter))),
        ])
        await settled(() => anna.letters === basia.letters)
        expect((await first.read(documentId)).seq).toBe((await second.read(documentId)).seq)
        const rows = await db.documentUpdate.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
        expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1))
        await first.close()
        await second.close()
      })

      test('what one appends after rows it had not heard of, the other hears of', async () => {
        const bus = new TestBus()
        const mute: Bus = { publish: () => undefined, subscribe: (id, listener) => bus.subscribe(id, listener) }
        const first = roomsOver(db, { bus: mute }).rooms
        const second = roomsOver(db, { bus }).rooms
        const documentId = await seededIn(first, db)
        const anna = await windowIn(first, documentId, 'anna', 11)
        const basia = await windowIn(second, documentId, 'basia', 12)
        await anna.write((text) => text.insert(1, 'x'))
        await basia.write((text) => text.insert(1, 'y'))
        await settled(() => anna.letters === basia.letters)
        await anna.write((text) => text.insert(1, 'z'))
        const change = (body: Y.Text): void => body.insert(1, 'w')
        await second.append(documentId, { kind: 'SEED', userId: 'u', organizationId: 'o', change })
        await settled(() => anna.letters === basia.letters)
        expect(anna.letters).toContain('w')
        await first.close()
        await second.close()
      })

      test('what was committed though its answer was lost reaches everybody, once', async () => {
        const bus = new TestBus()
        const records = new TestRecords()
        const forgetful = losingOneAnswer(db)
        const first = roomsOver(db, { bus, log: createLog({ db: forgetful.db, logger: records.logger }) }).rooms
        const second = roomsOver(db, { bus }).rooms
        const documentId = await seededIn(first, db)
        const anna = await windowIn(first, documentId, 'anna', 11)
        const basia = await windowIn(second, documentId, 'basia', 12)
        forgetful.isNext = true
        expect(await anna.write((text) => text.insert(1, 'x'))).toEqual({ seq: 2 })
        expect(forgetful.isNext).toBe(false)
        await settled(() => basia.letters.startsWith('xAla'))
        forgetful.isNext = true
        const change = (body: Y.Text): void => body.insert(1, 'w')
        await first.append(documentId, { kind: 'SEED', userId: 'u', organizationId: 'o', change })
        await settled(() => basia.letters === 'wxAla ma kota' && anna.letters === basia.letters)
        expect(await db.documentUpdate.count({ where: { documentId } })).toBe(3)
        await first.close()
        await second.close()
      })

      test('rows behind one that cannot be applied reach everybody who is here', async () => {
        const { rooms } = roomsOver(db)
        const documentId = await seededIn(rooms, db)
        const anna = await windowIn(rooms, documentId, 'anna', 11)
        const basia = await windowIn(rooms, documentId, 'basia', 12)
        const elsewhere = new Y.Doc()
        Y.applyUpdate(elsewhere, Y.encodeStateAsUpdate(anna.doc))
        const known = Y.encodeStateVector(elsewhere)
        elsewhere.getText('body').insert(1, 'y')
        await appendRaw(documentId, 2, new Uint8Array([9, 9, 9]))
        await appendRaw(documentId, 3, new Uint8Array(Y.encodeStateAsUpdate(elsewhere, known)))
        expect(await anna.write((text) => text.insert(text.length, 'x'))).toEqual({ seq: 4 })
        await settled(() => anna.letters === 'yAla ma kotax' && basia.letters === anna.letters)
        expect(await basia.write((text) => text.insert(1, 'z'))).toEqual({ seq: 5 })
        await rooms.close()
      })

      test('one that missed a message reads the log before it refuses', async () => {
        const first = roomsOver(db).rooms
        const second = roomsOver(db).rooms
        const documentId = await seededIn(first, db)
        const anna = await windowIn(first, documentId, 'anna', 11)
        const basia = await windowIn(second, documentId, 'basia', 12)
        await anna.write((text) => text.insert(1, 'x'))
        Y.applyUpdate(basia.doc, Y.encodeStateAsUpdate(anna.doc))
        await basia.write((text) => text.insert(2, 'y'))
        expect((await second.read(documentId)).seq).toBe(3)
        await first.close()
        await second.close()
      })
    })

    test('a document whose clients know more of others than its log begins a new epoch, once', async () => {
      const { rooms } = roomsOver(db)
      const documentId = await seededIn(rooms, db)
      const anna = await windowIn(rooms, documentId, 'anna', 11)
      const basia = await windowIn(rooms, documentId, 'basia', 12)
      for (const letter of 'abc') await anna.write((text) => text.insert(1, letter))
      await settled(() => basia.letters === anna.letters)
      await rooms.close()
      await db.documentCheckpoint.deleteMany({ where: { documentId } })
      await tampering(db, db.documentUpdate.deleteMany({ where: { documentId, seq: { gt: 2 } } }))
      await db.document.update({ where: { id: documentId }, data: { headSeq: 2 } })

      const { rooms: next, records } = roomsOver(db)
      const celina = await windowIn(next, documentId, 'celina', 13)
      const late = new TestWindow(await next.get(documentId), 'basia', 12)
      Y.applyUpdate(late.doc, Y.encodeStateAsUpdate(basia.doc))
      await late.join()
      const { epoch } = await db.document.findUniqueOrThrow({ where: { id: documentId } })
      expect(epoch).not.toBe('first')
      expect(late.events[0]).toMatchObject({ type: 'opened', epoch })
      expect(celina.events.at(-1)).toEqual({ type: 'closed', reason: 'EPOCH_CHANGED' })
      expect(records.audited).toMatchObject([{ action: 'document.behind', documentId }])

      const another = new TestWindow(await next.get(documentId), 'anna', 14)
      Y.applyUpdate(another.doc, Y.encodeStateAsUpdate(basia.doc))
      await another.join()
      expect((await db.document.findUniqueOrThrow({ where: { id: documentId } })).epoch).toBe(epoch)
      await next.close()
    })

    test('a reader who says that the log lacks words of others is audited once, however often they join', async () => {
      const { rooms } = roomsOver(db)
      const documentId = await seededIn(rooms, db)
      const anna = await windowIn(rooms, documentId, 'anna', 11)
      await anna.write((text) => text.insert(1, 'a'))
      await rooms.close()

      const rights = new TestRights()
      const { rooms: next, records } = roomsOver(db, { rights })
      rights.abilities.set('basia', abilitiesWith('read'))
      const room = await next.get(documentId)
      for (const clientId of [21, 22, 23]) {
        const ahead = new TestWindow(room, 'basia', clientId)
        Y.applyUpdate(ahead.doc, Y.encodeStateAsUpdate(anna.doc))
        ahead.doc.transact(() => insertAs(ahead.doc, 11))
        await ahead.join()
      }
      expect(records.audited).toMatchObject([{ action: 'document.behind', documentId, actorId: 'basia' }])
      await next.close()
    })

    async function appendRaw(documentId: string, seq: number, data: Uint8Array<ArrayBuffer>): Promise<void> {
      await db.documentUpdate.create({ data: { documentId, seq, seqFrom: seq, userId: 'u', data, ...UNCHAINED } })
      await db.document.update({ where: { id: documentId }, data: { headSeq: seq } })
    }
  })
})

/** Words under somebody else's client id, which the log has never had. */
function insertAs(doc: Y.Doc, clientId: number): void {
  const own = doc.clientID
  doc.clientID = clientId
  doc.getText(BODY).insert(1, 'zmyślone')
  doc.clientID = own
}

function withFailures(log: UpdateLog) {
  const control = { log, isAway: false, refused: 0 }
  const append = log.append.bind(log)
  log.append = async (request) => {
    while (control.isAway) {
      control.refused += 1
      await delay(5)
    }
    return append(request)
  }
  return control
}

/** A database of which one answer is lost, though it did what it was asked. */
function losingOneAnswer(db: Db): { db: Db; isNext: boolean } {
  const control = { db, isNext: false }
  const askRaw = async (...words: Parameters<Db['$queryRaw']>): Promise<unknown> => {
    const answer = await db.$queryRaw(...words)
    if (!control.isNext) return answer
    control.isNext = false
    throw new Error('connection lost')
  }
  control.db = new Proxy(db, { get: (target, key) => (key === '$queryRaw' ? askRaw : Reflect.get(target, key)) })
  return control
}

/** Delivers to every node, as Redis would. */
class TestBus implements Bus {
  private readonly listeners = new Set<(committed: Committed) => void>()

  publish(committed: Committed): void {
    setImmediate(() => {
      for (const listener of this.listeners) listener(committed)
    })
  }

  subscribe(documentId: string, listener: (committed: Committed) => void): () => void {
    const own = (committed: Committed): void => {
      if (committed.documentId === documentId) listener(committed)
    }
    this.listeners.add(own)
    return () => void this.listeners.delete(own)
  }
}
