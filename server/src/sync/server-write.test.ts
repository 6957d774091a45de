import type { Db } from '@app/prisma'
import { type FreshDatabase, freshDatabase } from '@app/prisma/testing'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type * as Y from 'yjs'
import { newId } from '../ids.ts'
import type { Rooms } from './rooms.ts'
import type { PreparedChange, PreparedWrite } from './server-write.ts'
import { roomsOver, seededIn } from './testing.ts'
import { firstCell, mapsOf, tableWith } from './testing-tables.ts'

let database: FreshDatabase
let db: Db
/** Two nodes that do not hear each other. */
let here: Rooms
let there: Rooms
let documentId: string
let version: string

beforeAll(async () => {
  database = await freshDatabase('embedded')
  db = database.db
  await db.user.create({ data: { id: 'anna', name: 'Anna', email: 'anna@example.org' } })
  here = roomsOver(db).rooms
  there = roomsOver(db).rooms
}, 60_000)

afterAll(async () => {
  await here.close()
  await there.close()
  await database.drop()
})

beforeEach(async () => {
  documentId = await seededIn(here, db, 'Ala ma kota')
  version = newId()
  const now = new Date()
  const place = { documentId, number: 1, seq: 1, stage: 'DRAFT' as const, createdAt: now, writtenAt: now }
  await db.version.create({ data: { id: version, ...place, kind: 'RESTORE', hash: '' } })
})

const elsewhere = (change: (text: Y.Text) => void) =>
  there.append(documentId, { kind: 'EDIT', userId: 'basia', organizationId: null, change })

function restoring(id: string, change: PreparedChange['change']): PreparedChange {
  const moment = { momentSeq: null, momentAt: null }
  const changes = { personId: null, fromSeq: null, toSeq: null, changesKind: null, changesOrganizationId: null }
  const kept = { kind: 'VERSION' as const, versionId: version, keptVersionId: version }
  return { change, restoration: { id, ...kept, ...moment, ...changes } }
}

const write = (prepare: PreparedWrite['prepare']) =>
  here.append(documentId, { kind: 'RESTORE', userId: 'anna', organizationId: null, prepare })

const lettersHere = async () => (await here.inspect(documentId, (text) => text.toString())).found

test('a prepared change is made of all that other nodes wrote, and anew where they wrote meanwhile', async () => {
  await here.read(documentId)
  await elsewhere((text) => text.insert(text.length, ' i psa'))
  const heads: number[] = []
  const written = await write(async (head) => {
    heads.push(head)
    if (heads.length === 1) await elsewhere((text) => text.insert(text.length, '!'))
    return restoring('r1', (text) => text.insert(1, `${head}: `))
  })
  expect([heads, written]).toEqual([[2, 3], { seq: 4, changed: true }])
  expect(await lettersHere()).toBe('3: Ala ma kota i psa!')
  expect(await db.documentUpdate.findFirst({ where: { documentId, seq: 4 } })).toMatchObject({
    causeType: 'restoration',
    causeId: 'r1',
  })
  expect(await write(async () => restoring('r1', (text) => text.insert(1, 'znowu ')))).toEqual({
    seq: 4,
    changed: false,
  })
  expect(await lettersHere()).toBe('3: Ala ma kota i psa!')
})

test('where another node never stops writing it is appended beside, and what it hid unseen is offered back', async () => {
  const table = (text: Y.Text) => text.insertEmbed(text.length, tableWith('komórka'))
  await elsewhere(table)
  let times = 0
  const written = await write(async () => {
    times += 1
    await elsewhere((text) => firstCell(text).insert(0, `${times} `))
    return restoring('r2', (text) => mapsOf(text).at(-1)?.delete('shown'))
  })
  expect([times, written]).toEqual([4, { seq: 7, changed: true }])
  const offers = await db.strandedText.findMany({ where: { documentId } })
  expect(offers.map(({ userId, text }) => [userId, text])).toEqual([['basia', '4 3 2 1 komórka']])
})

test('nothing is written where there is nothing to change', async () => {
  expect(await write(async () => null)).toEqual({ seq: 1, changed: false })
  expect(await write(async () => restoring('r3', () => undefined))).toEqual({ seq: 1, changed: false })
  expect(await db.restoration.count({ where: { documentId } })).toBe(0)
})
