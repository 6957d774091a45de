import type { Db } from '@app/prisma'
import {
  chainRows,
  DATABASE_KINDS,
  type FreshDatabase,
  freshDatabase,
  isAvailable,
  tampering,
} from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { readPast, readRowsAfter, seqAt } from '../history/content-at.ts'
import { contentAt } from '../history/read-past.ts'
import { checkLog } from '../proof/check-log.ts'
import { readFacts, readLog, readRowsAt, readTimes } from './log-read.ts'
import { findLastSegment, sealLog } from './sealed.ts'
import type { StoredRow } from './segment/chain.ts'
import { packSegment, unpackSegment } from './segment/segment.ts'
import { roomsOver, seededIn, seededRandom, type TestWindow, windowIn } from './testing.ts'

const KINDS = await Promise.all(DATABASE_KINDS.map(async (kind) => ({ kind, isHere: await isAvailable(kind) })))
const SEEDS = [21, 22, 23]

describe.each(KINDS)('a sealed log, on $kind', ({ kind, isHere }) => {
  describe.skipIf(!isHere)('', () => {
    let database: FreshDatabase
    let db: Db

    beforeAll(async () => {
      database = await freshDatabase(kind)
      db = database.db
    }, 60_000)

    afterAll(() => database.drop())

    async function written(letters: string, people = 1) {
      let now = Date.parse('2026-10-01T08:00:00Z')
      const { rooms } = roomsOver(db, { clock: { now: () => new Date((now += 61_003)) } })
      const documentId = await seededIn(rooms, db, '')
      const windows: TestWindow[] = []
      for (let index = 0; index < people; index += 1) {
        windows.push(await windowIn(rooms, documentId, `osoba-${index}`, 11 + index))
      }
      for (const [index, letter] of [...letters].entries()) {
        await windows[index % people]?.write((text) => text.insert(text.length, letter))
      }
      return { rooms, documentId, windows }
    }

    test.each(SEEDS)('says the same at every place, however it was sealed (seed %i)', async (seed) => {
      const random = seededRandom(seed)
      const { rooms, documentId } = await written('historia, której nikt nie zgubi', 3)
      await rooms.close()
      await db.documentCheckpoint.deleteMany({ where: { documentId } })
      const rows = await readLog(db, documentId, { after: 0 })
      const contents = await Promise.all(rows.map(({ seq }) => contentAt(db, { documentId, seq, askedBy: null })))
      for (let upTo = 0; upTo < rows.length; upTo += 1 + Math.floor(random() * 9)) {
        await sealLog(db, documentId, upTo, new Date())
        expect(await readLog(db, documentId, { after: 0 })).toEqual(rows)
        const facts = rows.map(({ update: _update, ...row }) => row)
        expect(await readFacts(db, documentId, { after: 2, upTo: 20 })).toEqual(facts.slice(2, 20))
        const seq = 1 + Math.floor(random() * rows.length)
        expect(await contentAt(db, { documentId, seq, askedBy: null })).toEqual(contents[seq - 1])
        const limit = 1 + Math.floor(random() * rows.length)
        expect(await readRowsAfter(db, documentId, seq, limit)).toEqual(rows.slice(seq, seq + limit))
        expect(await seqAt(db, documentId, rows[seq - 1]?.createdAt as Date)).toBe(seq)
        expect(await readRowsAt(db, documentId, [seq, 3, 9_999])).toEqual(
          rows.filter((row) => [seq, 3].includes(row.seq)),
        )
        expect([...(await readTimes(db, documentId, [seq]))]).toEqual([[seq, rows[seq - 1]?.createdAt]])
      }
      expect(await db.documentUpdate.count({ where: { documentId } })).toBeLessThan(rows.length)
      expect((await readPast(db, documentId, 5)).rows).toEqual(rows.slice(0, 5))
      expect(await checkLog(db, documentId)).toMatchObject({ rows: rows.length, problem: null })
    })

    test('is opened, written and sealed on by two nodes at once, and no row is missing or there twice', async () => {
      const { rooms, documentId, windows } = await written('początek', 2)
      const other = roomsOver(db).rooms
      const far = await windowIn(other, documentId, 'daleko', 99)
      let isWriting = true
      const writing = (async () => {
        for (let index = 0; index < 30; index += 1) {
          await windows[index % 2]?.write((text) => text.insert(text.length, 'x'))
          await far.write((text) => text.insert(1, 'y'))
        }
        isWriting = false
      })()
      while (isWriting) {
        await Promise.all([sealLog(db, documentId, 2 ** 30, new Date()), sealLog(db, documentId, 2 ** 30, new Date())])
        const rows = await readLog(db, documentId, { after: 0 })
        expect(rows.map(({ seq }) => seq)).toEqual(rows.map((_, index) => index + 1))
      }
      await writing
      const { content } = await rooms.read(documentId)
      await Promise.all([rooms.close(), other.close()])
      await db.documentCheckpoint.deleteMany({ where: { documentId } })
      await sealLog(db, documentId, 2 ** 30, new Date())
      expect(await db.documentUpdate.count({ where: { documentId } })).toBe(0)
      expect(await checkLog(db, documentId)).toMatchObject({ rows: 69, sealed: 69, problem: null })
      const again = roomsOver(db).rooms
      expect((await again.read(documentId)).content.length).toBe(content.length)
      await again.close()
    })

    test('knows the numbers of sealed pushes: no number stands for two', async () => {
      const { rooms, documentId, windows } = await written('abc')
      const [window] = windows as [TestWindow]
      await sealLog(db, documentId, 2 ** 30, new Date())
      const head = (await rooms.read(documentId)).seq
      const update = window.change((text) => text.insert(text.length, 'nowe'))
      await expect(window.push(update, 2)).rejects.toMatchObject({ extensions: { detail: 'reused-number' } })
      expect((await rooms.read(documentId)).seq).toBe(head)
      await expect(window.push(update, 4)).resolves.toEqual({ seq: head + 1 })
      await rooms.close()
    })

    test('is in segments that end with their block of rows', async () => {
      const { rooms, documentId } = await written('')
      await rooms.close()
      await db.$executeRaw`
        INSERT INTO "DocumentUpdate" ("documentId", "seq", "seqFrom", "userId", "data", "salt", "link")
        SELECT ${documentId}, n, n, 'u', '\\x0000'::bytea, '', '' FROM generate_series(2, 5000) n`
      await chainRows(db, documentId)
      for (const upTo of [300, 999, 1_500, 2_600, 5_000]) await sealLog(db, documentId, upTo, new Date())
      const segments = await db.logSegment.findMany({ where: { documentId }, orderBy: { seqFrom: 'asc' } })
      expect(segments.map(({ seqFrom, seq }) => [seqFrom, seq])).toEqual([
        [1, 1_024],
        [1_025, 2_048],
        [2_049, 3_072],
        [3_073, 4_096],
        [4_097, 5_000],
      ])
      expect(await readLog(db, documentId, { after: 1_990, limit: 20 })).toHaveLength(20)
    })

    test('can have a row found void, and keeps its chain', async () => {
      const { rooms, documentId } = await written('abcd')
      await rooms.close()
      await sealLog(db, documentId, 4, new Date())
      const { createLog } = await import('./log.ts')
      const log = createLog({ db, logger: { warn: () => undefined, error: () => undefined } })
      await log.markVoid(documentId, 3)
      await expect(log.markVoid(documentId, 99)).rejects.toThrow('99')
      await log.close()
      const rows = await readLog(db, documentId, { after: 0 })
      expect(rows.map(({ kind }) => kind)).toEqual(['SEED', 'EDIT', 'VOID', 'EDIT', 'EDIT'])
      // The letters after it stand on the one that is void now.
      expect((await checkLog(db, documentId)).problem).not.toMatchObject({ what: 'BROKEN_LINK' })
    })

    test('cannot be rewritten, nor taken away, by whoever may only write the tables', async () => {
      const { rooms, documentId } = await written('abcdef')
      await rooms.close()
      await sealLog(db, documentId, 4, new Date())
      const where = { documentId }
      const row = { documentId_seq: { documentId, seq: 6 } }
      for (const data of [{ userId: 'kto inny' }, { data: new Uint8Array([0, 0]) }, { createdAt: new Date(0) }])
        await expect(db.documentUpdate.update({ where: row, data })).rejects.toThrow('never changed')
      await expect(db.documentUpdate.delete({ where: row })).rejects.toThrow('only when it was sealed')
      await expect(db.logSegment.deleteMany({ where })).rejects.toThrow('never changed')
      await expect(db.logSegment.updateMany({ where, data: { link: 'x' } })).rejects.toThrow('never changed')
      await expect(db.logSegment.updateMany({ where, data: { data: new Uint8Array([1]) } })).rejects.toThrow()
      expect(await checkLog(db, documentId)).toMatchObject({ sealed: 4, rows: 7, problem: null })
      await db.document.delete({ where: { id: documentId } })
      expect(await db.logSegment.count({ where })).toBe(0)
    })

    describe('tampered with', () => {
      /** Two segments and three rows that stand. */
      async function stage() {
        const { rooms, documentId } = await written('abcdefgh', 2)
        await rooms.close()
        await sealLog(db, documentId, 6, new Date())
        const segment = await findLastSegment(db, documentId)
        if (segment === null) throw new Error('nothing was sealed')
        return { documentId, segment }
      }

      async function repack(change: (rows: StoredRow[]) => StoredRow[]) {
        const { documentId, segment } = await stage()
        const { rows, salts } = unpackSegment(segment.data)
        const data = new Uint8Array(await packSegment(change(rows), salts))
        await tampering(db, db.logSegment.updateMany({ where: { documentId }, data: { data } }))
        return checkLog(db, documentId)
      }

      test('a byte, an author, a time, the order of sealed rows: the chain breaks', async () => {
        const broken = { problem: { what: 'BROKEN_LINK', from: 1, to: 6 } }
        const [at, other] = [2, 3]
        const lists = [
          await repack((rows) => rows.with(at, { ...rows[at]!, userId: 'kto inny' })),
          await repack((rows) => rows.with(at, { ...rows[at]!, createdAt: new Date(0) })),
          await repack((rows) => rows.with(at, { ...rows[at]!, update: flipped(rows[at]!.update) })),
          await repack((rows) =>
            rows
              .with(at, { ...rows[other]!, seq: at + 1, seqFrom: at + 1 })
              .with(other, { ...rows[at]!, seq: other + 1, seqFrom: other + 1 }),
          ),
        ]
        for (const checked of lists) expect(checked).toMatchObject(broken)
      })

      test('a flipped byte of what is packed, wherever it is', async () => {
        const { documentId, segment } = await stage()
        const random = seededRandom(31)
        let noticed = 0
        for (let round = 0; round < 12; round += 1) {
          const data = new Uint8Array(segment.data)
          const place = Math.floor(random() * data.length)
          data[place] = (data[place] ?? 0) ^ (1 << Math.floor(random() * 8))
          await tampering(db, db.logSegment.updateMany({ where: { documentId }, data: { data } }))
          const { problem } = await checkLog(db, documentId)
          // A few bits of what brotli packs, such as those behind its end, say nothing.
          if (problem === null) expect(unpackSegment(data), `byte ${place}`).toEqual(unpackSegment(segment.data))
          else expect(['UNREADABLE_SEGMENT', 'BROKEN_LINK'], `byte ${place}`).toContain(problem.what)
          if (problem !== null) noticed += 1
        }
        expect(noticed).toBeGreaterThan(6)
      })

      test('a segment or a row that is gone, a row at the end, another author, another order', async () => {
        const gone = await stage()
        await tampering(db, db.logSegment.deleteMany({ where: { documentId: gone.documentId } }))
        expect((await checkLog(db, gone.documentId)).problem).toEqual({ what: 'HOLE', from: 1, to: 6 })
        const { documentId } = await stage()
        const row = (seq: number) => ({ documentId_seq: { documentId, seq } })
        await tampering(db, db.documentUpdate.update({ where: row(8), data: { userId: 'osoba-1' } }))
        expect((await checkLog(db, documentId)).problem).toEqual({ what: 'BROKEN_LINK', from: 8, to: 8 })
        await tampering(db, db.documentUpdate.update({ where: row(8), data: { seq: 20, seqFrom: 20 } }))
        expect((await checkLog(db, documentId)).problem).toEqual({ what: 'HOLE', from: 8, to: 8 })
        await tampering(db, db.documentUpdate.delete({ where: row(9) }))
        expect((await checkLog(db, documentId)).problem).toEqual({ what: 'SHORT_LOG', from: 8, to: 9 })
        const last = await stage()
        const end = { documentId_seq: { documentId: last.documentId, seq: 9 } }
        await tampering(db, db.documentUpdate.delete({ where: end }))
        expect((await checkLog(db, last.documentId)).problem).toEqual({ what: 'SHORT_LOG', from: 9, to: 9 })
      })
    })
  })
})

function flipped(update: Uint8Array): Uint8Array {
  const copy = update.slice()
  copy[copy.length - 2] = (copy.at(-2) ?? 0) ^ 1
  return copy
}
