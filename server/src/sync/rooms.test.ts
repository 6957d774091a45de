import type { Db } from '@app/prisma'
import { type FreshDatabase, freshDatabase } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { createLog } from './log.ts'
import { createOffers } from './offers.ts'
import { abilitiesWith, roomsOver, seededIn, settled, TestRecords, TestRights, windowIn } from './testing.ts'
import { firstCell, mapsOf, rowsOf, tableWith } from './testing-tables.ts'

let database: FreshDatabase
let db: Db

beforeAll(async () => {
  database = await freshDatabase('embedded')
  db = database.db
}, 60_000)

afterAll(() => database.drop())

describe('a room', () => {
  test('commits before it answers and answers before peers see it', async () => {
    const order: string[] = []
    const log = createLog({ db, logger: new TestRecords().logger })
    const append = log.append.bind(log)
    log.append = async (request) => {
      const verdict = await append(request)
      order.push('committed')
      return verdict
    }
    const { rooms } = roomsOver(db, { log })
    const documentId = await seededIn(rooms, db)
    order.length = 0
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    const basia = await windowIn(rooms, documentId, 'basia', 12)
    const { deliver } = basia
    basia.deliver = (event) => {
      if (event.type === 'changed') order.push('shown')
      return deliver.call(basia, event)
    }
    await anna.write((text) => text.insert(1, 'x')).then(() => order.push('answered'))
    await settled(() => basia.letters === anna.letters)
    expect(order).toEqual(['committed', 'answered', 'shown'])
    await rooms.close()
  })

  test('loads once for any number of arrivals, and not at all for a document that is not there', async () => {
    const { rooms } = roomsOver(db)
    const documentId = await seededIn(rooms, db)
    await rooms.close()
    const again = roomsOver(db).rooms
    const opened = await Promise.all(Array.from({ length: 50 }, () => again.get(documentId)))
    expect(new Set(opened).size).toBe(1)
    await expect(again.get('nie-ma')).rejects.toThrow('NOT_FOUND')
    expect(again.stats().rooms).toBe(1)
    await again.close()
  })

  test('takes a push once, however often it is sent, and no other under its number', async () => {
    const { rooms } = roomsOver(db)
    const documentId = await seededIn(rooms, db)
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    const update = anna.change((text) => text.insert(1, 'x'))
    const answers = await Promise.all([anna.push(update, 1), anna.push(update, 1), anna.push(update, 1)])
    expect(new Set(answers.map(({ seq }) => seq))).toEqual(new Set([2]))
    const other = anna.change((text) => text.insert(1, 'y'))
    await expect(anna.push(other, 1)).rejects.toMatchObject({ extensions: { detail: 'reused-number' } })
    expect((await rooms.read(documentId)).seq).toBe(2)
    await rooms.close()
  })

  test('gives words back to whoever wrote them into what was really deleted unseen, as no page of ours does', async () => {
    const { rooms } = roomsOver(db)
    const documentId = await seededIn(rooms, db)
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    const basia = await windowIn(rooms, documentId, 'basia', 12)
    const withTable = (text: Y.Text): void => void text.insertEmbed(0, tableWith(''))
    await anna.write(withTable)
    await settled(() => basia.letters === anna.letters && mapsOf(basia.doc.getText('body')).length === 2)
    const removal = basia.change((text) => rowsOf(text).delete(0, 1))
    await anna.write((text) => firstCell(text).insert(0, 'moje słowa'))
    await basia.push(removal)
    await settled(() => anna.events.some((event) => event.type === 'stranded'))
    expect(anna.events.find((event) => event.type === 'stranded')).toMatchObject({ text: 'moje słowa' })
    expect(basia.events.some((event) => event.type === 'stranded')).toBe(false)
    await rooms.close()
  })

  test('says that nothing is saved until the words it strands are kept, and keeps them when it is sent again', async () => {
    const offers = createOffers(db)
    const keep = vi.fn(offers.keep).mockRejectedValueOnce(new Error('away'))
    const { rooms, records } = roomsOver(db, { offers: { ...offers, keep } })
    const documentId = await seededIn(rooms, db)
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    const basia = await windowIn(rooms, documentId, 'basia', 12)
    await anna.write((text) => void text.insertEmbed(0, tableWith('')))
    await settled(() => mapsOf(basia.doc.getText('body')).length === 2)
    const seen = Y.encodeStateVector(basia.doc)
    const removal = basia.change((text) => rowsOf(text).get(0).delete('shown'))
    await anna.write((text) => firstCell(text).insert(0, 'moje słowa'))
    await expect(basia.push(removal, 1, seen)).rejects.toThrow('UNAVAILABLE')
    expect(records.logged).toContain('words to give back could not be kept')
    expect(anna.events.some((event) => event.type === 'stranded')).toBe(false)
    await basia.push(removal, 1, seen)
    expect(anna.events.filter((event) => event.type === 'stranded')).toMatchObject([{ text: 'moje słowa' }])
    await rooms.close()
  })

  test('repairs what two people left behind, in a row of its own', async () => {
    const { rooms } = roomsOver(db)
    const documentId = await seededIn(rooms, db)
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    await anna.write((text) => text.insertEmbed(0, new Y.Map([['id', 'a']])))
    await settled(() => anna.events.some((event) => event.type === 'changed'))
    const { content } = await rooms.read(documentId)
    expect(new Set(content.map((block) => block.id)).size).toBe(content.length)
    const rows = await db.documentUpdate.findMany({ where: { documentId }, orderBy: { seq: 'asc' } })
    expect(rows.map(({ kind, userId }) => `${kind} ${userId}`)).toEqual(['SEED u', 'EDIT anna', 'REPAIR server'])
    await rooms.close()
  })

  test('repairs what a stop kept from being repaired', async () => {
    const { rooms } = roomsOver(db)
    const documentId = await seededIn(rooms, db)
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    await anna.write((text) => text.insertEmbed(0, new Y.Map([['id', 'a']])))
    await rooms.close()
    const { rooms: next } = roomsOver(db)
    const basia = await windowIn(next, documentId, 'basia', 12)
    await settled(() => basia.events.some((event) => event.type === 'changed'))
    const { content } = await next.read(documentId)
    expect(new Set(content.map((block) => block.id)).size).toBe(content.length)
    await next.close()
  })

  test('holds a member whose rights are in doubt, then tells them', async () => {
    const rights = new TestRights()
    const { rooms } = roomsOver(db, { rights })
    const documentId = await seededIn(rooms, db)
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    const basia = await windowIn(rooms, documentId, 'basia', 12)
    const readOnly = abilitiesWith('read')
    rights.abilities.set('basia', readOnly)
    rights.tell({ userId: 'basia' })
    await anna.write((text) => text.insert(1, 'x'))
    await settled(() => basia.letters === anna.letters)
    const seen = basia.events.map((event) => event.type).filter((type) => type === 'access' || type === 'changed')
    expect(seen).toEqual(['access', 'changed'])
    await expect(basia.write((text) => text.insert(1, 'y'))).rejects.toThrow('FORBIDDEN')
    await rooms.close()
  })
})
