import { randomUUID } from 'node:crypto'
import type { Db } from '@app/prisma'
import { type FreshDatabase, freshDatabase } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { baseOf, firstItem, isMarker, markerMap, readContent, textHash } from '../document/index.ts'
import type { Rooms } from './rooms.ts'
import { abilitiesWith, roomsOver, seededIn, settled, TestRights, windowIn } from './testing.ts'

const PEOPLE = ['piotr', 'pola', 'ewa'] as const
const MAY_PROPOSE = abilitiesWith('propose', 'proposeByForm', 'comment')

let database: FreshDatabase
let db: Db

beforeAll(async () => {
  database = await freshDatabase('embedded')
  db = database.db
  const data = PEOPLE.map((id) => ({ id, name: id, email: `${id}@example.org`, emailVerified: true }))
  await db.user.createMany({ data })
}, 60_000)

afterAll(() => database.drop())

function proposersRooms(): Rooms {
  const rights = new TestRights()
  rights.abilities.set('piotr', MAY_PROPOSE)
  rights.abilities.set('pola', MAY_PROPOSE)
  return roomsOver(db, { rights }).rooms
}

const typing =
  (id: string, words: string, at = 1) =>
  (text: Y.Text) =>
    text.insert(at, words, { [`ins:${id}`]: true })

describe('the gate for proposals', () => {
  test('takes pushes of several proposers and editors at the same moment, and refuses only what is wrong', async () => {
    const rooms = proposersRooms()
    const documentId = await seededIn(rooms, db)
    const windows = [
      await windowIn(rooms, documentId, 'piotr', 11),
      await windowIn(rooms, documentId, 'pola', 12),
      await windowIn(rooms, documentId, 'ewa', 13),
    ] as const
    const [piotr, pola, ewa] = windows
    const mallory = await windowIn(rooms, documentId, 'pola', 14)
    const [ofPiotr, ofPola] = [randomUUID(), randomUUID()]
    for (let round = 0; round < 10; round++) {
      const wrong = mallory.push(mallory.change((text) => text.insert(1, 'z', {})))
      const answers = await Promise.allSettled([
        piotr.write(typing(ofPiotr, 'p')),
        pola.write(typing(ofPola, 'q')),
        ewa.write((text) => text.insert(text.length, 'e', {})),
        wrong,
      ])
      expect(answers.slice(0, 3).map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled', 'fulfilled'])
      expect(answers[3]?.status).toBe('rejected')
    }
    await settled(() => windows.every((window) => window.letters === piotr.letters))
    const [block] = baseOf(readContent(piotr.doc.getText('body')))
    expect(block).toMatchObject({ content: [{ text: `Ala ma kota${'e'.repeat(10)}` }] })
    await rooms.close()
  })

  test('binds an id to whoever sends it first, on whichever node', async () => {
    const [here, there] = [proposersRooms(), proposersRooms()]
    const documentId = await seededIn(here, db)
    const piotr = await windowIn(here, documentId, 'piotr', 11)
    const pola = await windowIn(there, documentId, 'pola', 12)
    const id = randomUUID()
    await pola.write(typing(randomUUID(), 'x'))
    await piotr.write(typing(id, 'pierwszy'))
    await expect(pola.write(typing(id, 'druga'))).rejects.toMatchObject({
      extensions: { code: 'FORBIDDEN', detail: 'changes-base' },
    })
    const row = await db.changeProposal.findUniqueOrThrow({ where: { id } })
    expect(row).toMatchObject({ createdById: 'piotr', documentId, state: 'OPEN', organizationId: 'o' })
    await Promise.all([here.close(), there.close()])
  })

  test('compares with what another node appended since: two harmless halves do not become a change of the text', async () => {
    const [here, there] = [proposersRooms(), proposersRooms()]
    const documentId = await seededIn(here, db)
    const id = randomUUID()
    const window = await windowIn(here, documentId, 'piotr', 11)
    await window.write(typing(id, 'abc'))
    const second = await windowIn(there, documentId, 'piotr', 12)
    // Words in the middle of the run carry no mark themselves; there the run goes, with all that it is known to hold.
    const words = window.change((text) => text.insert(3, 'ukryte', { [`ins:${id}`]: true }))
    const run = second.change((text) => {
      text.delete(1, 3)
      withoutOpener(`ins:${id}`)(text)
    })
    await window.push(words)
    await expect(second.push(run)).rejects.toMatchObject({ extensions: { detail: 'changes-base' } })
    const { content } = await here.read(documentId)
    expect(baseOf(content)).toMatchObject([{ content: [{ text: 'Ala ma kota' }] }])
    await Promise.all([here.close(), there.close()])
  })

  test('is followed at once by the row of what was compared: an edit at the same moment comes after it', async () => {
    const rooms = proposersRooms()
    const documentId = await seededIn(rooms, db)
    const piotr = await windowIn(rooms, documentId, 'piotr', 11)
    const ewa = await windowIn(rooms, documentId, 'ewa', 13)
    const edited = ewa.write((text) => text.insert(text.length, 'e', {}))
    const proposed = piotr.write(typing(randomUUID(), 'p'))
    expect([await edited, await proposed]).toEqual([{ seq: 3 }, { seq: 2 }])
    await rooms.close()
  })

  test('refuses an id of another document, and leaves no row of a push that was refused', async () => {
    const rooms = proposersRooms()
    const [first, second] = [await seededIn(rooms, db), await seededIn(rooms, db)]
    const id = randomUUID()
    await (await windowIn(rooms, first, 'piotr', 11)).write(typing(id, 'tu'))
    const elsewhere = await windowIn(rooms, second, 'piotr', 12)
    const fresh = randomUUID()
    const both = elsewhere.change((text) => {
      typing(id, 'tam')(text)
      typing(fresh, 'i tu')(text)
    })
    await expect(elsewhere.push(both)).rejects.toMatchObject({ extensions: { detail: 'foreign-proposal' } })
    expect(await db.changeProposal.findUnique({ where: { id: fresh } })).toBeNull()
    await rooms.close()
  })

  test('takes words typed inside a strike that is taken back at the same time, and does not bring the strike back', async () => {
    const rooms = proposersRooms()
    const documentId = await seededIn(rooms, db)
    const [piotr, pola, ewa] = [
      await windowIn(rooms, documentId, 'piotr', 11),
      await windowIn(rooms, documentId, 'pola', 12),
      await windowIn(rooms, documentId, 'ewa', 13),
    ]
    const [strike, words] = [randomUUID(), randomUUID()]
    await piotr.write((text) => text.format(1, 8, { [`del:${strike}`]: true }))
    await settled(() =>
      [pola, ewa].every(({ doc }) => JSON.stringify(readContent(doc.getText('body'))).includes(strike)),
    )
    const inside = { [`del:${strike}`]: null }
    const typed = pola.change((text) => text.insert(5, 'nowe', { ...inside, [`ins:${words}`]: true }))
    const edited = ewa.change((text) => text.insert(3, 'i', inside))
    await piotr.write(withoutOpener(`del:${strike}`))
    await pola.push(typed)
    await ewa.push(edited)

    await settled(() => new Set([piotr, pola, ewa].map(({ doc }) => textHash(doc.getText('body')))).size === 1)
    const [block] = readContent(pola.doc.getText('body'))
    expect(block).toMatchObject({
      content: [{ text: 'Alia ' }, { text: 'nowe', formats: { ins: [words] } }, { text: 'ma kota' }],
    })
    await rooms.close()
  })

  test.each([
    ['wins', 21],
    ['loses', 9],
  ])('takes a proposed kind that an edit at the same time makes stale, where it %s', async (_, clientId) => {
    const rooms = proposersRooms()
    const documentId = await seededIn(rooms, db)
    const piotr = await windowIn(rooms, documentId, 'piotr', clientId)
    const ewa = await windowIn(rooms, documentId, 'ewa', 13)
    const id = randomUUID()
    const proposed = piotr.change((text) => {
      const map = markerMap(firstMarker(text))
      map.set('was', { kind: 'paragraph', level: 0, id })
      map.set('kind', 'pkt')
      map.set('level', 0)
      text.insert(text.length, ' i psa', { [`ins:${id}`]: true })
    })
    await ewa.write((text) => {
      markerMap(firstMarker(text)).set('kind', 'heading')
      markerMap(firstMarker(text)).set('level', 2)
    })
    await piotr.push(proposed)

    await settled(() => new Set([piotr, ewa].map(({ doc }) => textHash(doc.getText('body')))).size === 1)
    const content = readContent(piotr.doc.getText('body'))
    expect(JSON.stringify(content)).toContain(' i psa')
    const base = baseOf(content)
    expect(base).toMatchObject([{ kind: 'heading', level: 2, content: [{ text: 'Ala ma kota' }] }])
    const owner = await db.documentClient.findMany({ where: { documentId, userId: 'piotr' } })
    expect(owner.length).toBeGreaterThan(1)
    await rooms.close()
  })
})

function firstMarker(text: Y.Text): Y.Item {
  for (let item = firstItem(text); item !== null; item = item.right) if (!item.deleted && isMarker(item)) return item
  throw new Error('The text has no marker.')
}

/** As undo does it: the end of the mark stays. */
const withoutOpener = (key: string) => (text: Y.Text) => {
  for (let item = firstItem(text); item !== null; item = item.right) {
    const { content } = item
    if (text.doc?._transaction && content instanceof Y.ContentFormat && content.key === key && content.value !== null) {
      item.delete(text.doc._transaction)
      return
    }
  }
}
