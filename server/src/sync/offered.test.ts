import type { Db } from '@app/prisma'
import { type FreshDatabase, freshDatabase, UNCHAINED } from '@app/prisma/testing'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { newId } from '../ids.ts'
import { createOffers, type Offers } from './offers.ts'
import type { Rooms } from './rooms.ts'
import { roomsOver, seededIn, settled, type TestWindow, windowIn } from './testing.ts'
import { firstCell, mapsOf, rowsOf, tableWith } from './testing-tables.ts'

const WORDS = 'moje słowa'

let database: FreshDatabase
let db: Db
let documentId: string
const open: Rooms[] = []

beforeAll(async () => {
  database = await freshDatabase('embedded')
  db = database.db
}, 60_000)

beforeEach(async () => {
  const { rooms } = roomsOver(db)
  documentId = await seededIn(rooms, db)
  const change = (text: Y.Text): void => text.insertEmbed(text.length, tableWith(''))
  await rooms.append(documentId, { kind: 'SEED', userId: 'u', organizationId: null, change })
  await rooms.close()
})

afterEach(async () => {
  for (const rooms of open.splice(0)) await rooms.close()
})

afterAll(() => database.drop())

function node(keeps: 'keeps' | 'cannot keep', changes: Partial<Offers> = {}): Rooms {
  const { keep, ...rest } = createOffers(db)
  const offers: Offers = {
    ...rest,
    keep: keeps === 'keeps' ? keep : () => Promise.reject(new Error('away')),
    ...changes,
  }
  const { rooms } = roomsOver(db, { offers })
  open.push(rooms)
  return rooms
}

const givenBack = ({ events }: TestWindow) => events.flatMap((event) => (event.type === 'stranded' ? event.text : []))
const kept = async () => {
  const rows = await db.strandedText.findMany({ where: { documentId }, orderBy: { userId: 'asc' } })
  return rows.map(({ userId, seq, text }) => `${userId} ${seq} ${text}`)
}
const placeOf = () =>
  db.document.findUniqueOrThrow({ where: { id: documentId }, select: { headSeq: true, offeredSeq: true } })

/** Anna types into a row that Basia hides without having seen it. */
async function strand(anna: TestWindow, basia: TestWindow): Promise<void> {
  const seen = Y.encodeStateVector(basia.doc)
  const removal = basia.change((text) => rowsOf(text).get(0).delete('shown'))
  await anna.write((text) => firstCell(text).insert(0, WORDS))
  await basia.push(removal, 1, seen).catch(() => undefined)
}

async function strandOn(rooms: Rooms): Promise<TestWindow> {
  const anna = await windowIn(rooms, documentId, 'anna', 11)
  await strand(anna, await windowIn(rooms, documentId, 'basia', 12))
  return anna
}

describe('words that a node could not keep', () => {
  test('are kept by another one that reads its rows, whose people get them, and kept once', async () => {
    const [first, second] = [node('cannot keep'), node('keeps')]
    const here = await windowIn(second, documentId, 'anna', 13)
    await strandOn(first)
    expect(await kept()).toEqual([])
    await here.write((text) => text.insert(1, 'x'))
    await settled(() => givenBack(here).length > 0)
    expect(givenBack(here)).toEqual([WORDS])
    expect(await kept()).toEqual([`anna 4 ${WORDS}`])
    await first.close()
    expect(await kept()).toEqual([`anna 4 ${WORDS}`])
  })

  test('are kept by the next one that opens the document, after a state was asked to be kept', async () => {
    const first = node('cannot keep')
    await strandOn(first)
    await first.flushAll()
    await first.close()
    expect(await placeOf()).toEqual({ headSeq: 4, offeredSeq: 3 })
    const again = await windowIn(node('keeps'), documentId, 'anna', 14)
    await settled(() => givenBack(again).length > 0)
    expect(await kept()).toEqual([`anna 4 ${WORDS}`])
  })

  test('are kept though their row was read together with one that could not be applied', async () => {
    const rooms = node('keeps')
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    const basia = await windowIn(rooms, documentId, 'basia', 12)
    const seen = Y.encodeStateVector(basia.doc)
    const removal = basia.change((text) => rowsOf(text).get(0).delete('shown'))
    await anna.write((text) => firstCell(text).insert(0, WORDS))
    const data = new Uint8Array([9, 9, 9])
    await db.documentUpdate.create({ data: { documentId, seq: 4, seqFrom: 4, userId: 'u', data, ...UNCHAINED } })
    await db.document.update({ where: { id: documentId }, data: { headSeq: 4 } })
    expect(await basia.push(removal, 1, seen)).toEqual({ seq: 5 })
    expect(await kept()).toEqual([`anna 5 ${WORDS}`])
    expect(givenBack(anna)).toEqual([WORDS])
  })

  test('are kept where a restore took them along beside another node', async () => {
    const [first, elsewhere] = [node('cannot keep'), node('keeps')]
    const version = newId()
    const now = new Date()
    const place = { documentId, number: 1, seq: 1, stage: 'DRAFT' as const, createdAt: now, writtenAt: now }
    await db.user.create({ data: { id: 'u', name: 'U', email: 'u@example.org' } })
    await db.version.create({ data: { id: version, ...place, kind: 'RESTORE', hash: '' } })
    const type = (words: string) => (text: Y.Text) => firstCell(text).insert(0, words)
    const noChanges = { personId: null, fromSeq: null, toSeq: null, changesKind: null, changesOrganizationId: null }
    const none = { momentSeq: null, momentAt: null, ...noChanges }
    let times = 0
    await first.append(documentId, {
      kind: 'RESTORE',
      userId: 'u',
      organizationId: null,
      async prepare() {
        const write = { kind: 'ANNOTATION' as const, userId: 'basia', organizationId: null }
        await elsewhere.append(documentId, { ...write, change: type(`${(times += 1)}`) })
        return {
          change: (text) => mapsOf(text).at(-1)?.delete('shown'),
          restoration: { ...none, id: newId(), kind: 'VERSION', versionId: version, keptVersionId: version },
        }
      },
    })
    expect(times).toBe(4)
    await Promise.all([first.close(), elsewhere.close()])
    await node('keeps').read(documentId)
    expect(await kept()).toEqual(['basia 7 4321'])
  })
})

describe('words of a row that cannot be kept', () => {
  let refused = 0
  let isRefused = true

  /** The rows that are named cannot be kept; all others can. */
  function nodeRefusing(isPoison: (text: string) => boolean): Rooms {
    const { keep, close, ...rest } = createOffers(db)
    const offers: Offers = {
      ...rest,
      close,
      keep(row, words, at) {
        if (!isRefused || ![...words.values()].some(({ text }) => isPoison(text))) return keep(row, words, at)
        refused += 1
        return Promise.reject(new Error('no such words'))
      },
    }
    const { rooms } = roomsOver(db, { offers })
    open.push(rooms)
    return rooms
  }

  beforeEach(() => {
    refused = 0
    isRefused = true
  })

  test('hold back who stranded them, nobody else, and no other words', async () => {
    const rooms = nodeRefusing((text) => text === WORDS)
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    const basia = await windowIn(rooms, documentId, 'basia', 12)
    const cyryl = await windowIn(rooms, documentId, 'cyryl', 13)
    await strand(anna, basia)
    expect(refused).toBe(1)
    const more = basia.change((text) => text.insert(1, 'b'))
    await expect(basia.push(more, 2)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await expect(basia.push(more, 2)).rejects.toMatchObject({ code: 'UNAVAILABLE' })
    await expect(cyryl.write((text) => text.insert(1, 'c'))).resolves.toMatchObject({ seq: 6 })
    // Typed by who has not heard of the removal.
    const lost = anna.doc.getText('body')
    await anna.push(anna.change(() => firstCell(lost).insert(0, 'więcej ')))
    expect(await kept()).toEqual(['anna 7 więcej '])
    expect(givenBack(anna)).toEqual(['więcej '])
    expect((await placeOf()).offeredSeq).toBe(3)

    isRefused = false
    await basia.push(more, 2)
    expect((await kept()).sort()).toEqual([`anna 4 ${WORDS}`, 'anna 7 więcej '])
  })

  test('are not offered once they are kept where a row that waits for none shows them meanwhile', async () => {
    const rooms = nodeRefusing((text) => text === WORDS)
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    const basia = await windowIn(rooms, documentId, 'basia', 12)
    const cyryl = await windowIn(rooms, documentId, 'cyryl', 13)
    await strand(anna, basia)
    await expect(cyryl.write((text) => rowsOf(text).get(0).set('shown', 1))).resolves.toMatchObject({ seq: 5 })
    expect((await placeOf()).offeredSeq).toBe(3)
    isRefused = false
    await basia.push(
      basia.change((text) => text.insert(1, 'b')),
      2,
    )
    expect(await kept()).toEqual(['anna 4 '])
  })

  test('are closed later where that fails, which holds nobody back', async () => {
    const { keep, close, ...rest } = createOffers(db)
    let isAway = true
    const { rooms } = roomsOver(db, {
      offers: { ...rest, keep, close: (...row) => (isAway ? Promise.reject(new Error('away')) : close(...row)) },
    })
    open.push(rooms)
    const anna = await windowIn(rooms, documentId, 'anna', 11)
    const cyryl = await windowIn(rooms, documentId, 'cyryl', 13)
    await strand(anna, await windowIn(rooms, documentId, 'basia', 12))
    await expect(cyryl.write((text) => rowsOf(text).get(0).set('shown', 1))).resolves.toMatchObject({ seq: 5 })
    expect(await kept()).toEqual([`anna 4 ${WORDS}`])
    isAway = false
    await cyryl.write((text) => text.insert(1, 'c'))
    expect(await kept()).toEqual(['anna 4 '])
    await rooms.close()
    expect(await placeOf()).toEqual({ headSeq: 6, offeredSeq: 6 })
  })

  test('are tried again before the document is opened anew, and given back then', async () => {
    const rooms = nodeRefusing((text) => text === WORDS)
    const cyryl = await windowIn(rooms, documentId, 'cyryl', 13)
    await strandOn(rooms)
    await cyryl.write((text) => text.insert(1, 'c'))
    await rooms.close()
    expect(await placeOf()).toMatchObject({ offeredSeq: 3 })
    const again = await windowIn(node('keeps'), documentId, 'anna', 14)
    await settled(() => givenBack(again).length > 0)
    expect(givenBack(again)).toEqual([WORDS])
  })

  test('are kept where they hold what no database does, which was taken once', async () => {
    const rooms = node('keeps')
    await rooms.append(documentId, {
      kind: 'EDIT',
      userId: 'anna',
      organizationId: null,
      change: (text) => firstCell(text).insert(0, 'ab\0cd\ud83d\udcf1'),
    })
    await db.documentClient.updateMany({ where: { documentId }, data: { userId: 'anna' } })
    await rooms.close()
    const next = node('keeps')
    const basia = await windowIn(next, documentId, 'basia', 12)
    const cyryl = await windowIn(next, documentId, 'cyryl', 13)
    const removal = basia.change((text) => rowsOf(text).get(0).delete('shown'))
    await basia.push(removal)
    await cyryl.write((text) => text.insert(1, 'c'))
    expect(await kept()).toEqual(['anna 4 ab\ufffdcd\ud83d\udcf1'])
  })
})

test('words are not offered where their own row shows the cells again that they stand in', async () => {
  const rooms = node('keeps')
  const anna = await windowIn(rooms, documentId, 'anna', 11)
  await anna.write((text) => rowsOf(text).get(0).delete('shown'))
  await anna.write((text) => {
    rowsOf(text).get(0).set('shown', 1)
    firstCell(text).insert(0, WORDS)
  })
  expect(await kept()).toEqual([])
  expect(givenBack(anna)).toEqual([])
})

describe('what has been kept', () => {
  test('is said by the next row, and by a state that is kept, so that opening looks at nothing', async () => {
    const rooms = node('keeps')
    const anna = await strandOn(rooms)
    expect(await placeOf()).toEqual({ headSeq: 4, offeredSeq: 3 })
    expect(await db.updateKnowledge.count({ where: { documentId } })).toBe(1)
    await anna.write((text) => text.insert(1, 'x'))
    expect(await placeOf()).toEqual({ headSeq: 5, offeredSeq: 4 })
    await rooms.close()
    expect(await placeOf()).toEqual({ headSeq: 5, offeredSeq: 5 })
  })
})

describe('words that are shown again', () => {
  const about = ({ events }: TestWindow) =>
    events.flatMap(({ type }) => (type === 'stranded' || type === 'unstranded' ? type : []))

  test('while a window comes that its opening told of them are taken back from it, and not brought behind that', async () => {
    const { findWaiting } = createOffers(db)
    let held: Promise<void> | null = null
    let reads = 0
    const rooms = node('keeps', {
      async findWaiting(id) {
        const waiting = await findWaiting(id)
        if (held !== null && (reads += 1) === 1) await held
        return waiting
      },
    })
    const basia = await windowIn(rooms, documentId, 'basia', 12)
    await strand(await windowIn(rooms, documentId, 'anna', 11), basia)
    let letGo = (): void => undefined
    held = new Promise((resolve) => {
      letGo = resolve
    })
    const late = await windowIn(rooms, documentId, 'anna', 15)
    await settled(() => reads === 1)
    await basia.push(
      basia.change((text) => rowsOf(text).get(0).set('shown', 1)),
      2,
    )
    await settled(() => about(late).length > 0)
    letGo()
    await settled(() => reads === 2)
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect(about(late)).not.toContain('stranded')
    expect(about(late)).toContain('unstranded')
  })

  test('between the opening of a window and what is brought to it are taken back from it', async () => {
    let reads = 0
    const rooms = node('keeps', {
      listWaiting: async () => ((reads += 1) === 1 ? ['shown-meanwhile'] : []),
    })
    const late = await windowIn(rooms, documentId, 'anna', 16)
    await settled(() => about(late).length > 0)
    expect(late.events.at(-1)).toEqual({ type: 'unstranded', ids: ['shown-meanwhile'] })
  })
})
