import type { Db } from '@app/prisma'
import {
  DATABASE_KINDS,
  type FreshDatabase,
  freshDatabase,
  isAvailable,
  tampering,
  UNCHAINED,
} from '@app/prisma/testing'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { AttributionFold, BODY, readContent } from '../document/index.ts'
import { newId } from '../ids.ts'
import { createCheckpoints } from '../sync/checkpoint.ts'
import { createDocumentRow, seededRandom } from '../sync/testing.ts'
import { createAuthorship } from './authorship.ts'
import { fillingCheckpoints } from './authorship-checkpoints.ts'
import type { Authored } from './authorship-run.ts'
import { docAt, readRowsAfter } from './content-at.ts'
import { play } from './testing-play.ts'

const KINDS = await Promise.all(DATABASE_KINDS.map(async (kind) => ({ kind, isHere: await isAvailable(kind) })))

describe.each(KINDS)('the authorship beside the rooms, on $kind', ({ kind, isHere }) => {
  describe.skipIf(!isHere)('', () => {
    let database: FreshDatabase
    let db: Db
    const warned: string[] = []
    const logger = { warn: (_detail: object, words: string) => void warned.push(words) }

    beforeAll(async () => {
      database = await freshDatabase(kind)
      db = database.db
    }, 60_000)

    afterEach(() => {
      vi.restoreAllMocks()
      warned.length = 0
    })
    afterAll(() => database.drop())

    /** A played history in the log, a second between its rows. */
    async function played(seed: number, length = 40): Promise<string> {
      const documentId = await createDocumentRow(db, newId())
      const { rows } = play(seededRandom(seed), { length })
      await db.documentUpdate.createMany({
        data: rows.map(({ userId, update }, index) => ({
          documentId,
          seqFrom: index + 1,
          seq: index + 1,
          userId,
          data: new Uint8Array(update),
          ...UNCHAINED,
          createdAt: new Date(Date.UTC(2026, 9, 1, 8, 0, index)),
        })),
      })
      await db.document.update({ where: { id: documentId }, data: { headSeq: rows.length } })
      return documentId
    }

    /** The same from the log alone, at once. */
    async function folded(documentId: string): Promise<AttributionFold> {
      const fold = AttributionFold.start()
      const rows = await readRowsAfter(db, documentId, 0, 1_000)
      for (const { seq, kind: rowKind, update, createdAt } of rows) {
        expect(fold.add({ seq, kind: rowKind, update, at: createdAt.getTime() })).toEqual([])
      }
      return fold
    }

    const everything = ({ attribution, doc, seq }: Pick<Authored, 'attribution' | 'doc' | 'seq'>) => ({
      seq,
      text: readContent(doc.getText(BODY)),
      typed: [...attribution.typed.entries()],
      written: [...attribution.written.entries()],
      deleted: [...attribution.deleted.entries()],
      stray: [...attribution.stray.entries()],
    })

    async function saveCheckpoint(documentId: string, seq: number, fill: (id: string, at: number) => void) {
      const { doc } = await docAt(db, documentId, seq)
      const checkpoints = fillingCheckpoints(createCheckpoints(db), fill)
      await checkpoints.save(documentId, { seq, state: Y.encodeStateAsUpdateV2(doc), epoch: 'first' }, new Date())
    }

    const filled = async (documentId: string): Promise<number[]> => {
      const where = { documentId, attribution: { not: null } }
      return (await db.documentCheckpoint.findMany({ where, orderBy: { seq: 'asc' } })).map(({ seq }) => seq)
    }

    test('who waits while it is forgotten is not told from what was kept before', async () => {
      const authorship = createAuthorship({ db, logger })
      const documentId = await played(11)
      let former: Y.Doc | undefined
      let end: () => void = () => undefined
      const ended = new Promise<void>((resolve) => {
        end = resolve
      })
      const first = authorship.inspect(documentId, async ({ doc }) => {
        former = doc
        await ended
      })
      await vi.waitUntil(() => former !== undefined)
      const second = authorship.inspect(documentId, ({ doc }) => doc === former)
      authorship.forget(documentId)
      end()
      await first
      expect(await second).toBe(false)
      await authorship.close()
    })

    test('is what the log says, from any checkpoint that was filled on the way', async () => {
      for (let seed = 1; seed <= 8; seed += 1) {
        const documentId = await played(seed)
        const fold = await folded(documentId)
        const expected = everything(fold)
        for (const seq of [7, 15, 30]) {
          const authorship = createAuthorship({ db, logger })
          await saveCheckpoint(documentId, seq, authorship.fill)
          expect(await authorship.inspect(documentId, ({ seq: reached }) => reached, seq)).toBe(seq)
          expect(await filled(documentId), `seed ${seed}`).toEqual([seq])
          expect(await authorship.inspect(documentId, everything), `seed ${seed} from ${seq}`).toEqual(expected)
          await authorship.close()
        }
      }
    })

    test('of places before a checkpoint that has it is that one’s, and reads on for later ones', async () => {
      const documentId = await played(24)
      const first = createAuthorship({ db, logger })
      await saveCheckpoint(documentId, 30, first.fill)
      await first.inspect(documentId, () => null, 30)
      await first.close()
      const typed = [...(await folded(documentId)).attribution.typed.entries()]
      const authorship = createAuthorship({ db, logger })
      const early = await authorship.attributionAt(documentId, 20)
      expect([early.seq, [...early.typed.entries()]]).toEqual([30, typed.filter(({ value }) => value <= 30)])
      expect([...early.broughtBetween(10, 20)]).toEqual(typed.filter(({ value }) => value > 10 && value <= 20))
      expect(await authorship.attributionAt(documentId, 30)).toBe(early)
      const late = await authorship.attributionAt(documentId, 38)
      expect([late.seq, await authorship.attributionAt(documentId, 20)]).toEqual([38, late])
      await authorship.close()
    })

    test('fills a checkpoint that it missed when it comes by', async () => {
      const documentId = await played(20)
      await saveCheckpoint(documentId, 12, () => undefined)
      expect(await filled(documentId)).toEqual([])
      const authorship = createAuthorship({ db, logger })
      await authorship.inspect(documentId, () => null)
      expect(await filled(documentId)).toEqual([12])
      await authorship.close()
    })

    test('knows who wrote each row, and reads on where the log goes on', async () => {
      const documentId = await played(21)
      const authorship = createAuthorship({ db, logger })
      const names = await authorship.inspect(
        documentId,
        ({ authors }) => [1, 2, 3, 4].map((seq) => authors.find(seq)?.author.userId),
        4,
      )
      const rows = await readRowsAfter(db, documentId, 0, 100)
      expect(names).toEqual(rows.slice(0, 4).map(({ userId }) => userId))
      const last = await authorship.inspect(documentId, ({ authors, seq }) => authors.find(seq))
      expect(last).toMatchObject({
        author: { userId: rows.at(-1)?.userId, kind: 'EDIT' },
        at: rows.at(-1)?.createdAt.getTime(),
      })
      await authorship.close()
    })

    test('passes over a row that cannot be applied, and says so; bytes of another version are folded again', async () => {
      const documentId = await played(22)
      const broken = { documentId_seq: { documentId, seq: 41 } }
      await tampering(db, db.documentUpdate.update({ where: broken, data: { data: new Uint8Array([7, 7, 7]) } }))
      await saveCheckpoint(documentId, 20, () => undefined)
      await db.documentCheckpoint.updateMany({ where: { documentId }, data: { attribution: new Uint8Array([99, 1]) } })
      const authorship = createAuthorship({ db, logger })
      expect(await authorship.inspect(documentId, ({ seq }) => seq)).toBe(41)
      expect(warned).toContain('a row has no authorship')
      expect(warned).toContain('an authorship is read anew')
      const [kept] = await db.documentCheckpoint.findMany({ where: { documentId } })
      expect(kept?.attribution?.[0], 'what cannot be read is replaced').toBe(4)
      await authorship.close()
    })

    test('rows that lack a lost one are passed over without folding the log again for each', async () => {
      const documentId = await played(24)
      const lost = { documentId_seq: { documentId, seq: 1 } }
      await tampering(db, db.documentUpdate.update({ where: lost, data: { data: new Uint8Array([0, 0]) } }))
      const begun = vi.spyOn(AttributionFold, 'start')
      const authorship = createAuthorship({ db, logger })
      expect(await authorship.inspect(documentId, ({ seq }) => seq)).toBe(41)
      expect(begun).toHaveBeenCalledTimes(1)
      expect(warned).toEqual(['a row has no authorship'])
      await authorship.close()
    })

    test('rows that break the fold are left out, and what lies before them is not folded again for each', async () => {
      const documentId = await played(25)
      const { add } = AttributionFold.prototype
      let added = 0
      vi.spyOn(AttributionFold.prototype, 'add').mockImplementation(function (this: AttributionFold, row) {
        added += 1
        const breaks = (): never => {
          this.doc.off('beforeTransaction', breaks)
          throw new Error('broken')
        }
        if (row.kind !== 'VOID' && [37, 38, 39, 40].includes(row.seq)) this.doc.on('beforeTransaction', breaks)
        return add.call(this, row)
      })
      const authorship = createAuthorship({ db, logger })
      expect(await authorship.inspect(documentId, ({ seq }) => seq)).toBe(41)
      expect(added).toBeLessThan(2.5 * 40)
      await authorship.close()
    })

    test('fills one checkpoint at a time', async () => {
      const documentIds = [await played(26), await played(27), await played(28)]
      for (const documentId of documentIds) await saveCheckpoint(documentId, 40, () => undefined)
      const { add } = AttributionFold.prototype
      const open = new Set<AttributionFold>()
      let most = 0
      vi.spyOn(AttributionFold.prototype, 'add').mockImplementation(function (this: AttributionFold, row) {
        most = Math.max(most, open.add(this).size)
        if (row.seq === 40) open.delete(this)
        return add.call(this, row)
      })
      const authorship = createAuthorship({ db, logger })
      for (const documentId of documentIds) authorship.fill(documentId, 40)
      await expect.poll(() => Promise.all(documentIds.map(filled)), { timeout: 20_000 }).toEqual([[40], [40], [40]])
      expect(most).toBe(1)
      await authorship.close()
    })

    test('answers nobody when the server stops, and its filling ends', async () => {
      const documentId = await played(23)
      const authorship = createAuthorship({ db, logger })
      await authorship.close()
      authorship.fill(documentId, 3)
      await expect(authorship.inspect(documentId, () => null)).rejects.toThrow('UNAVAILABLE')
    })
  })
})
