import type { Db } from '@app/prisma'
import { DATABASE_KINDS, type FreshDatabase, freshDatabase, isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { AppendRequest } from './append-request.ts'
import { createLog, type UpdateLog } from './log.ts'
import { appendRows } from './log-statement.ts'
import { createDocumentRow, TestRecords } from './testing.ts'

const KINDS = await Promise.all(DATABASE_KINDS.map(async (kind) => ({ kind, isHere: await isAvailable(kind) })))

describe.each(KINDS)('the log on $kind', ({ kind, isHere }) => {
  describe.skipIf(!isHere)('', () => {
    let database: FreshDatabase
    let db: Db
    let log: UpdateLog
    let documents = 0

    beforeAll(async () => {
      database = await freshDatabase(kind)
      db = database.db
      log = createLog({ db, logger: new TestRecords().logger })
    }, 60_000)

    afterAll(async () => {
      await log.close()
      await database.drop()
    })

    const newDocument = (): Promise<string> => createDocumentRow(db, `log-${(documents += 1)}`)

    const request = (documentId: string, changes: Partial<AppendRequest> = {}): AppendRequest => ({
      documentId,
      kind: 'EDIT',
      clientId: 1,
      clientSeq: 1,
      clients: [1],
      userId: 'anna',
      organizationId: 'o',
      accessVersion: 0,
      epoch: 'first',
      head: null,
      update: new Uint8Array([1, 2, 3]),
      cause: null,
      proposals: [],
      restoration: null,
      seen: null,
      offeredSeq: 0,
      createdAt: new Date('2026-11-23T12:00:00.000Z'),
      ...changes,
    })

    test('says up to which row all is offered, and of later ones what their makers had seen', async () => {
      const documentId = await newDocument()
      const seen = (clock: number) => Y.encodeStateVector(new Map([[7, clock]]))
      const append = (clientSeq: number, changes: Partial<AppendRequest>) =>
        log.append(request(documentId, { clientSeq, ...changes }))
      await append(1, { seen: seen(1) })
      await append(2, { offeredSeq: 0 })
      expect(await log.readUnoffered(documentId)).toEqual({ offeredSeq: 0, seen: new Map([[1, new Map([[7, 1]])]]) })
      await append(3, { offeredSeq: 2 })
      await append(4, { offeredSeq: 1, seen: seen(4) })
      expect(await log.readUnoffered(documentId)).toEqual({ offeredSeq: 2, seen: new Map([[4, new Map([[7, 4]])]]) })
      const left = await db.updateKnowledge.findMany({ where: { documentId } })
      expect(left.map(({ seq }) => seq)).toEqual([4])
      // A database that came back behind its pages says too much of what is to come.
      await db.document.update({ where: { id: documentId }, data: { offeredSeq: 9 } })
      await append(5, { offeredSeq: 3 })
      expect(await log.findHead(documentId)).toMatchObject({ seq: 5, offeredSeq: 4 })
    })

    test('numbers each document without holes, whatever is refused between', async () => {
      const [first, second] = [await newDocument(), await newDocument()]
      const verdicts = await Promise.all([
        log.append(request(first)),
        log.append(request(second)),
        log.append(request(first, { clientSeq: 2, accessVersion: 7 })),
        log.append(request(first, { clientSeq: 3, epoch: 'other' })),
        log.append(request(first, { clientSeq: 4, userId: 'basia' })),
        log.append(request('nie-ma')),
        log.append(request(first, { clientSeq: 5 })),
      ])
      expect(verdicts).toEqual([
        { kind: 'APPENDED', seq: 1 },
        { kind: 'APPENDED', seq: 1 },
        { kind: 'STALE_ACCESS' },
        { kind: 'EPOCH_CHANGED' },
        { kind: 'FOREIGN_CLIENT' },
        { kind: 'NO_DOCUMENT' },
        { kind: 'APPENDED', seq: 2 },
      ])
      expect(await log.findHead(first)).toMatchObject({ seq: 2, epoch: 'first' })
      expect((await log.readAfter(first, 0)).map(({ seq, update }) => [seq, [...update]])).toEqual([
        [1, [1, 2, 3]],
        [2, [1, 2, 3]],
      ])
    })

    test('gives a push that comes again its earlier place, also when rights have changed since', async () => {
      const documentId = await newDocument()
      await log.append(request(documentId))
      await log.append(request(documentId, { clientSeq: 2 }))
      await db.document.update({ where: { id: documentId }, data: { accessVersion: 1 } })
      expect(await log.append(request(documentId))).toEqual({ kind: 'REPEATED', seq: 1 })
      expect(await log.append(request(documentId, { clientSeq: 3 }))).toEqual({ kind: 'STALE_ACCESS' })
      expect(await log.append(request(documentId, { userId: 'basia' }))).toEqual({ kind: 'FOREIGN_CLIENT' })
    })

    test('binds a client id to the first who brings it, within one statement too', async () => {
      const documentId = await newDocument()
      const verdicts = await appendRows(db, [
        request(documentId, { clients: [1, 50] }),
        request(documentId, { clientId: 2, clients: [2, 50], userId: 'basia' }),
        request(documentId, { clientSeq: 2, clients: [1, 50] }),
      ])
      expect(verdicts.map(({ kind }) => kind)).toEqual(['APPENDED', 'FOREIGN_CLIENT', 'APPENDED'])
      const owners = await log.readOwners(documentId)
      expect([owners.get(1), owners.get(50)]).toEqual(['anna', 'anna'])
    })

    test('two that write at once never share a number', async () => {
      const documentId = await newDocument()
      const other = createLog({ db, logger: new TestRecords().logger })
      const appends = Array.from({ length: 40 }, (_, index) => {
        const clientId = 100 + (index % 2)
        const changes = { clientId, clients: [clientId], clientSeq: index, userId: `u${index % 2}` }
        return (index % 2 === 0 ? log : other).append(request(documentId, changes))
      })
      const verdicts = await Promise.all(appends)
      const places = verdicts.map((verdict) => ('seq' in verdict ? verdict.seq : 0))
      expect(places.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, index) => index + 1))
      await other.close()
    })

    test('one row that cannot be written does not take the others with it', async () => {
      const documentId = await newDocument()
      const bad = request(documentId, { clientId: 9, clients: [9], organizationId: '\u0000' })
      const results = await Promise.allSettled([
        log.append(request(documentId)),
        log.append(bad),
        log.append(request(documentId, { clientSeq: 2 })),
      ])
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
      expect(results[1]).toMatchObject({ reason: { code: 'UNAVAILABLE' } })
    })

    test('keeps the moment it is told', async () => {
      const documentId = await newDocument()
      await log.append(request(documentId))
      const row = await db.documentUpdate.findUniqueOrThrow({ where: { documentId_seq: { documentId, seq: 1 } } })
      expect(row.createdAt).toEqual(new Date('2026-11-23T12:00:00.000Z'))
    })
  })
})

test('a log that is full refuses, and one that is closed takes nothing', async () => {
  const stuck = { $queryRaw: () => new Promise<never>(() => undefined) } as unknown as Db
  const log = createLog({ db: stuck, logger: new TestRecords().logger, maxWaitingBytes: 10 })
  const request = { update: new Uint8Array(8) } as AppendRequest
  void log.append(request)
  await expect(log.append(request)).rejects.toThrow('UNAVAILABLE')
})
