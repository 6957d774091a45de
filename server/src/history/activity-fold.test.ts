import type { Db } from '@app/prisma'
import { DATABASE_KINDS, type FreshDatabase, freshDatabase, isAvailable, UNCHAINED } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { newId } from '../ids.ts'
import { PubSub } from '../pubsub.ts'
import { createDocumentRow, seededRandom } from '../sync/testing.ts'
import { listActivity } from './activity.ts'
import { createHistoryFold } from './activity-fold.ts'
import { GAP_MS } from './activity-sittings.ts'
import { noteStageChange } from './stage-changes.ts'
import { play } from './testing-play.ts'
import { keepVersion } from './versions.ts'

const KINDS = await Promise.all(DATABASE_KINDS.map(async (kind) => ({ kind, isHere: await isAvailable(kind) })))
const FIRST = Date.parse('2026-10-01T08:00:00Z')

describe.each(KINDS)('histories on $kind', ({ kind, isHere }) => {
  describe.skipIf(!isHere)('', () => {
    let database: FreshDatabase
    let db: Db
    const warned: unknown[] = []
    const logger = { warn: (...said: unknown[]) => void warned.push(said[1]) }

    beforeAll(async () => {
      database = await freshDatabase(kind)
      db = database.db
    }, 60_000)

    afterAll(() => database.drop())

    function rowsOf(documentId: string, seed: number, length = 80) {
      const random = seededRandom(seed)
      let now = FIRST
      return play(random, { length }).rows.map(({ userId, update }, index) => {
        now += random() < 0.9 ? random() * 60_000 : random() * 2 * GAP_MS
        const place = { documentId, seq: index + 1, seqFrom: index + 1, userId, organizationId: 'o' }
        return { ...place, data: new Uint8Array(update), createdAt: new Date(now) }
      })
    }

    async function append(documentId: string, rows: ReturnType<typeof rowsOf>): Promise<void> {
      await db.documentUpdate.createMany({ data: rows.map((row) => ({ ...row, ...UNCHAINED })) })
      const last = rows.at(-1)
      if (last)
        await db.document.update({
          where: { id: documentId },
          data: { headSeq: last.seq, lastWriteAt: last.createdAt },
        })
    }

    async function read(documentId: string) {
      return (await listActivity(db, documentId, {}, { first: 100, after: null })).items
    }

    const tools = () => ({
      db,
      clock: { now: () => new Date() },
      pubsub: new PubSub(),
      history: createHistoryFold({ db, logger }),
    })

    test.each([1, 2, 3])('are the same however many work them out at once (seed %i)', async (seed) => {
      const random = seededRandom(seed)
      const documentId = await createDocumentRow(db, newId())
      const rows = rowsOf(documentId, seed)
      const nodes = [createHistoryFold({ db, logger }), createHistoryFold({ db, logger })]
      for (let from = 0; from < rows.length; ) {
        const to = Math.min(rows.length, from + 1 + Math.floor(random() * 20))
        await append(documentId, rows.slice(from, to))
        const folds = [...nodes, ...nodes].map((node) => node.fold(documentId))
        for (const { seq } of await Promise.all(folds)) expect(seq).toBe(to)
        from = to
      }
      const together = await read(documentId)
      await db.sitting.deleteMany({ where: { documentId } })
      await db.documentHistory.deleteMany({ where: { documentId } })
      await createHistoryFold({ db, logger }).fold(documentId)
      expect(await read(documentId)).toEqual(together)
      expect(together.length).toBeGreaterThan(3)
    })

    test('pass over a row that cannot be applied, as its room does', async () => {
      const documentId = await createDocumentRow(db, newId())
      const rows = rowsOf(documentId, 4, 10)
      const bad = rows[5]
      if (bad) bad.data = new Uint8Array([9, 9, 9])
      // What builds on it cannot be applied either.
      await append(documentId, rows)
      expect((await createHistoryFold({ db, logger }).fold(documentId)).seq).toBe(rows.length)
      expect(warned).toContain('a row could not be folded')
      expect((await read(documentId)).every(({ firstSeq }) => firstSeq !== 6)).toBe(true)
    })

    test('see a row that came while they were being worked out', async () => {
      const documentId = await createDocumentRow(db, newId())
      const rows = rowsOf(documentId, 5, 20)
      await append(documentId, rows.slice(0, 10))
      const history = createHistoryFold({ db, logger })
      const first = history.fold(documentId)
      await append(documentId, rows.slice(10))
      const late = await Promise.all([history.fold(documentId), history.fold(documentId), first])
      expect(late.slice(0, 2).map(({ seq }) => seq)).toEqual([rows.length, rows.length])
    })

    test('say when a document moved to another stage, and keep its text where it is another one', async () => {
      const documentId = await createDocumentRow(db, newId())
      await append(documentId, rowsOf(documentId, 6, 5))
      await db.user.upsert({
        where: { id: 'ewa' },
        create: { id: 'ewa', name: 'Ewa', email: 'ewa@example.org' },
        update: {},
      })
      const by = { userId: 'ewa', organizationId: 'o' }
      await db.document.update({ where: { id: documentId }, data: { stage: 'CONSULTATION' } })
      await noteStageChange(tools(), { documentId, from: 'DRAFT', to: 'CONSULTATION', reason: 'Termin', by })
      await db.document.update({ where: { id: documentId }, data: { stage: 'FINALISATION' } })
      await noteStageChange(tools(), { documentId, from: 'CONSULTATION', to: 'FINALISATION', by: null })
      const [latest, earlier] = await read(documentId)
      expect([latest, earlier]).toMatchObject([
        { kind: 'STAGE', stageFrom: 'CONSULTATION', stageTo: 'FINALISATION', userId: null },
        { kind: 'STAGE', stageFrom: 'DRAFT', stageTo: 'CONSULTATION', userId: 'ewa', reason: 'Termin' },
      ])
      const versions = await db.version.findMany({ where: { documentId } })
      expect(versions).toMatchObject([{ number: 1, kind: 'STAGE', stage: 'CONSULTATION', createdById: 'ewa' }])
      // Before an older text is restored: the version that has the text is answered, new or not.
      const same = await keepVersion(tools(), documentId, 'RESTORE', by)
      expect(same?.number).toBe(1)
    })
  })
})
