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
import { encodeStateAsUpdateV2, mergeUpdates } from 'yjs'
import { createDocument } from '../document/index.ts'
import { createCheckpoints } from '../sync/checkpoint.ts'
import { roomsOver, seededIn, seededRandom, windowIn } from '../sync/testing.ts'
import { docAt, readPast, seqAt } from './content-at.ts'
import { readPackedPieces, unpackPast } from './past-pieces.ts'
import { contentAt as readContentAt } from './read-past.ts'

const KINDS = await Promise.all(DATABASE_KINDS.map(async (kind) => ({ kind, isHere: await isAvailable(kind) })))

describe.each(KINDS)('a document as it was, on $kind', ({ kind, isHere }) => {
  describe.skipIf(!isHere)('', () => {
    let database: FreshDatabase
    let db: Db

    beforeAll(async () => {
      database = await freshDatabase(kind)
      db = database.db
    }, 60_000)

    afterAll(() => database.drop())

    const contentAt = (documentId: string, seq?: number) =>
      readContentAt(db, { documentId, askedBy: null, ...(seq !== undefined && { seq }) })

    /** Ten letters by one person, and what was there after each row. */
    async function written(letters: string) {
      let now = Date.parse('2026-10-01T08:00:00Z')
      const { rooms } = roomsOver(db, { clock: { now: () => new Date((now += 60_000)) } })
      const documentId = await seededIn(rooms, db, '')
      const anna = await windowIn(rooms, documentId, 'anna', 11)
      const after = [(await rooms.read(documentId)).content]
      for (const letter of letters) {
        await anna.write((text) => text.insert(text.length, letter))
        after.push((await rooms.read(documentId)).content)
      }
      return { rooms, documentId, after }
    }

    /** What goes to a thread leads to the same as what is read here. */
    async function expectPackedAlike(documentId: string, seq: number): Promise<void> {
      const { checkpoint, rows, seq: reached } = await readPast(db, documentId, seq)
      const packed = unpackPast(await readPackedPieces(db, documentId, seq))
      const bytes = (updates: { seq: number; update: Uint8Array }[]) => updates.map((row) => [row.seq, ...row.update])
      expect(packed.seq).toBe(reached)
      expect(packed.checkpoint?.seq).toBe(checkpoint?.seq)
      expect([...(packed.checkpoint?.state ?? [])]).toEqual([...(checkpoint?.state ?? [])])
      expect(bytes(packed.rows)).toEqual(bytes(rows.filter(({ kind }) => kind !== 'VOID')))
    }

    test('is the same at every place, with and without checkpoints', async () => {
      const { rooms, documentId, after } = await written('historia')
      const look = async () =>
        Promise.all(after.map(async (_content, index) => (await contentAt(documentId, index + 1)).content))
      expect(await look()).toEqual(after)
      await rooms.flushAll()
      const { doc } = await docAt(db, documentId, 4)
      expect((await readPast(db, documentId, 6)).checkpoint).toBe(null)
      await createCheckpoints(db).save(
        documentId,
        { seq: 4, state: encodeStateAsUpdateV2(doc), epoch: 'first' },
        new Date(),
      )
      expect(await readPast(db, documentId, 6)).toMatchObject({ checkpoint: { seq: 4 }, seq: 6 })
      expect(await look()).toEqual(after)
      for (const seq of [0, 3, 4, 6, 99]) await expectPackedAlike(documentId, seq)
      await expectPackedAlike('nie-ma', 3)
      await rooms.close()
    })

    test('ends at the head, and is empty before the first row and where there is no document', async () => {
      const { rooms, documentId, after } = await written('ab')
      expect(await contentAt(documentId)).toEqual({ content: after.at(-1), seq: 3 })
      expect((await docAt(db, documentId, 0)).seq).toBe(0)
      expect((await docAt(db, 'nie-ma')).seq).toBe(0)
      await rooms.close()
    })

    test('does without a checkpoint that cannot be read', async () => {
      const { rooms, documentId, after } = await written('abc')
      await createCheckpoints(db).save(
        documentId,
        { seq: 3, state: new Uint8Array([7, 7, 7]), epoch: 'first' },
        new Date(),
      )
      expect((await contentAt(documentId, 4)).content).toEqual(after.at(-1))
      await rooms.close()
    })

    test('skips void rows, and says where the log has a hole', async () => {
      const { rooms, documentId, after } = await written('abc')
      await rooms.close()
      const row = { documentId, seq: 5, seqFrom: 5, userId: 'u', data: new Uint8Array([9, 9, 9]) }
      await db.documentCheckpoint.deleteMany({ where: { documentId } })
      await db.documentUpdate.create({ data: { ...row, ...UNCHAINED, kind: 'VOID' } })
      await db.document.update({ where: { id: documentId }, data: { headSeq: 5 } })
      expect(await contentAt(documentId)).toEqual({ content: after.at(-1), seq: 5 })
      await expectPackedAlike(documentId, 5)
      await tampering(db, db.documentUpdate.delete({ where: { documentId_seq: { documentId, seq: 3 } } }))
      await expect(contentAt(documentId)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
      const packed = await readPackedPieces(db, documentId, 5)
      expect(() => unpackPast(packed)).toThrow('UNAVAILABLE')
      expect((await contentAt(documentId, 2)).content).toEqual(after[1])
    })

    test('stops before a sealed row that ends later', async () => {
      const { rooms, documentId, after } = await written('abc')
      await rooms.close()
      await db.documentCheckpoint.deleteMany({ where: { documentId } })
      const { rows } = await readPast(db, documentId)
      const sealed = new Uint8Array(mergeUpdates(rows.slice(1, 3).map(({ update }) => update)))
      await tampering(db, db.documentUpdate.deleteMany({ where: { documentId, seq: { in: [2, 3] } } }))
      await db.documentUpdate.create({
        data: { documentId, seqFrom: 2, seq: 3, userId: 'anna', data: sealed, ...UNCHAINED },
      })
      expect(await contentAt(documentId, 2)).toEqual({ content: after[0], seq: 1 })
      expect(await contentAt(documentId, 3)).toEqual({ content: after[2], seq: 3 })
      for (const seq of [2, 3]) await expectPackedAlike(documentId, seq)
    })

    test('is named by a moment', async () => {
      const { rooms, documentId } = await written('abc')
      const moments = ['2026-10-01T07:00:00Z', '2026-10-01T08:01:30Z', '2026-10-01T08:02:00Z', '2027-01-01T00:00:00Z']
      const places = await Promise.all(moments.map((moment) => seqAt(db, documentId, new Date(moment))))
      expect(places).toEqual([0, 1, 2, 4])
      await rooms.close()
    })

    test('keeps enough checkpoints to open any place quickly, and no more', async () => {
      const checkpoints = createCheckpoints(db)
      const { rooms, documentId } = await written('')
      await rooms.close()
      await db.documentCheckpoint.deleteMany({ where: { documentId } })
      const random = seededRandom(5)
      const state = encodeStateAsUpdateV2(createDocument())
      await db.$executeRaw`
        INSERT INTO "DocumentUpdate" ("documentId", "seq", "seqFrom", "userId", "data", "salt", "link")
        SELECT ${documentId}, n, n, 'u', '\\x0000'::bytea, '', '' FROM generate_series(2, 40000) n`
      for (let seq = 1; seq <= 40_000; seq += 100 + Math.floor(random() * 800))
        await checkpoints.save(documentId, { seq, state, epoch: 'first' }, new Date())
      const kept = await db.documentCheckpoint.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
      const gaps = kept.map(({ seq }, index) => seq - (kept[index - 1]?.seq ?? 0))
      expect(Math.max(...gaps)).toBeLessThanOrEqual(10_000)
      expect(kept.length).toBeLessThanOrEqual(2 + 2 * (40_000 / 10_000))
    })
  })
})
