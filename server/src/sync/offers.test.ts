import type { Db } from '@app/prisma'
import { DATABASE_KINDS, type FreshDatabase, freshDatabase, isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../ids.ts'
import { createOffers, dismissOffer, type Offers } from './offers.ts'
import { createDocumentRow } from './testing.ts'

const KINDS = await Promise.all(DATABASE_KINDS.map(async (kind) => ({ kind, isHere: await isAvailable(kind) })))
const WORDS = 'moje słowa'
const AT = new Date('2026-11-23T12:00:00.000Z')

describe.each(KINDS)('offers on $kind', ({ kind, isHere }) => {
  describe.skipIf(!isHere)('', () => {
    let database: FreshDatabase
    let db: Db
    let offers: Offers
    let documentId: string

    beforeAll(async () => {
      database = await freshDatabase(kind)
      db = database.db
      offers = createOffers(db)
    }, 60_000)

    beforeEach(async () => {
      documentId = await createDocumentRow(db, newId())
    })

    afterAll(() => database.drop())

    const row = (seq: number, epoch = 'first') => ({ documentId, epoch, seq })
    const keep = (seq: number, person: string, ...cells: string[]) =>
      offers.keep(row(seq), new Map([[person, { text: WORDS, cells }]]), AT)
    const close = (seq: number, ...cells: string[]) => offers.close(row(seq), cells, AT)
    const owners = (closed: { userId: string }[]) => closed.map(({ userId }) => userId)
    const kept = async () => {
      const rows = await db.strandedText.findMany({
        where: { documentId },
        orderBy: [{ seq: 'asc' }, { userId: 'asc' }],
      })
      return rows.map(({ userId, seq, text }) => `${userId} ${seq} ${text}`)
    }

    test('are not kept of an epoch that is over', async () => {
      const words = new Map([['anna', { text: WORDS, cells: [] }]])
      expect(await offers.keep(row(2, 'another'), words, AT)).toEqual([])
      expect(await kept()).toEqual([])
      expect(await keep(2, 'anna')).toMatchObject([{ userId: 'anna', text: WORDS }])
      expect(await keep(2, 'anna')).toHaveLength(1)
      expect(await kept()).toEqual([`anna 2 ${WORDS}`])
    })

    test('are closed by a later row that shows all the cells they stand in, and by no other', async () => {
      const inCells = { text: WORDS, cells: ['1:1', '1:2', '1:1'] }
      await offers.keep(row(3), new Map([['anna', inCells]]).set('jan', { text: WORDS, cells: [] }), AT)
      expect(await close(3, '1:1', '1:2')).toEqual([])
      expect(await close(4, '1:1')).toEqual([])
      expect(owners(await close(4, '1:2', '9:9', '1:1'))).toEqual(['anna'])
      expect(await kept()).toEqual(['anna 3 ', `jan 3 ${WORDS}`])
    })

    test('that a row closed are said to every node that reads this row, and to none that reads a later one', async () => {
      const [offer] = await keep(3, 'anna', '1:1')
      const closed = { id: offer?.id, userId: 'anna' }
      expect(await close(4, '1:1')).toEqual([closed])
      expect(await close(4, '1:1')).toEqual([closed])
      expect(await close(9, '1:1')).toEqual([])
    })

    test('that their person dealt with are closed by nothing', async () => {
      const [offer] = await keep(3, 'anna', '1:1')
      expect(await dismissOffer(db, 'anna', offer?.id ?? '', AT)).toBe(true)
      expect(await close(4, '1:1')).toEqual([])
    })

    test('do not say any more where they stood once they were dealt with', async () => {
      const [offer] = await keep(3, 'anna', '1:1')
      await keep(3, 'jan', '1:1')
      await dismissOffer(db, 'anna', offer?.id ?? '', AT)
      await close(4, '1:1')
      expect(await db.strandedText.findMany({ where: { documentId }, select: { cells: true } })).toEqual([
        { cells: [] },
        { cells: [] },
      ])
    })
  })
})
