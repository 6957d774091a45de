import type { Db } from '@app/prisma'
import { DATABASE_KINDS, type FreshDatabase, freshDatabase, isAvailable, UNCHAINED } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { BODY, canonicalJson, readContent } from '../document/index.ts'
import { newId } from '../ids.ts'
import { createDocumentRow, seededRandom } from '../sync/testing.ts'
import { docAt } from './content-at.ts'
import { RestorePlanner } from './restore-plan.ts'
import type { Wish } from './restore-target.ts'
import { type Played, play } from './testing-play.ts'

const KINDS = await Promise.all(DATABASE_KINDS.map(async (kind) => ({ kind, isHere: await isAvailable(kind) })))
const SEEDS = [1, 2, 3, 4]
const LENGTH = 60
const BEGUN = 45

describe.each(KINDS)('planning a restoration, on $kind', ({ kind, isHere }) => {
  describe.skipIf(!isHere)('', () => {
    let database: FreshDatabase
    let db: Db

    beforeAll(async () => {
      database = await freshDatabase(kind)
      db = database.db
    }, 60_000)
    afterAll(() => database.drop())

    async function append(documentId: string, rows: readonly Played[], from: number): Promise<void> {
      await db.documentUpdate.createMany({
        data: rows.map(({ userId, update }, index) => ({
          documentId,
          seqFrom: from + index,
          seq: from + index,
          userId,
          data: new Uint8Array(update),
          ...UNCHAINED,
        })),
      })
      await db.document.update({ where: { id: documentId }, data: { headSeq: from + rows.length - 1 } })
    }

    /** The document at `seq` after the planned change. */
    async function textAfter(documentId: string, planner: RestorePlanner, seq: number): Promise<string> {
      const { update } = await planner.plan('change', seq)
      const { doc } = await docAt(db, documentId, seq)
      if (update !== null) Y.applyUpdate(doc, update)
      return canonicalJson(readContent(doc.getText(BODY)))
    }

    const wishes: Wish[] = [
      { kind: 'VERSION', versionId: newId(), seq: 20 },
      { kind: 'MOMENT', seq: 20, writtenAt: new Date() },
      { kind: 'CHANGES', personId: 'person-1', fromSeq: 10, toSeq: 50, of: null },
    ]

    test.each(wishes)('of $kind, begun before the last rows, is as if it began with them', async (wish) => {
      for (const seed of SEEDS) {
        const documentId = await createDocumentRow(db, newId())
        const { rows } = play(seededRandom(seed), { length: LENGTH })
        await append(documentId, rows.slice(0, BEGUN), 1)
        const planner = await RestorePlanner.create(db, documentId, wish, 'ewa')
        await planner.begin()
        await append(documentId, rows.slice(BEGUN), BEGUN + 1)
        const whole = await RestorePlanner.create(db, documentId, wish, 'ewa')
        const wanted = await textAfter(documentId, whole, rows.length)
        expect(await textAfter(documentId, planner, rows.length), `seed ${seed}`).toBe(wanted)
        // What was begun is used up, and leads to no earlier place.
        expect(await textAfter(documentId, planner, rows.length), `seed ${seed}, again`).toBe(wanted)
        await planner.begin()
        const earlier = await textAfter(documentId, planner, BEGUN)
        expect(earlier, `seed ${seed}, earlier`).toBe(await textAfter(documentId, whole, BEGUN))
      }
    })

    test('brings nothing back that was read before a redaction', async () => {
      const documentId = await createDocumentRow(db, newId())
      const { rows } = play(seededRandom(5), { length: LENGTH })
      await append(documentId, rows, 1)
      const planner = await RestorePlanner.create(db, documentId, wishes[0] as Wish, 'ewa')
      await planner.begin()
      await db.document.update({ where: { id: documentId }, data: { epoch: newId() } })
      await expect(planner.plan('change', rows.length)).rejects.toThrow('UNAVAILABLE')
    })
  })
})
