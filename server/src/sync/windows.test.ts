import { type FreshDatabase, freshDatabase } from '@app/prisma/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { SCHEMA_VERSION } from '../document/index.ts'
import { LIMITS } from '../limits.ts'
import { actorOf, roomsOver, seededIn, settled, TestRights, windowIn } from './testing.ts'

let database: FreshDatabase

beforeAll(async () => {
  database = await freshDatabase('embedded')
})
afterAll(() => database.drop())

test('nobody takes the client id that somebody announced while their window is away', async () => {
  const { rooms } = roomsOver(database.db)
  const id = await seededIn(rooms, database.db)
  await windowIn(rooms, id, 'leon', 3)
  const anna = await windowIn(rooms, id, 'anna', 4_000)
  const mallory = await windowIn(rooms, id, 'mallory', 5_000)
  anna.leave()
  mallory.doc.clientID = 4_000
  await expect(mallory.write((text) => text.insert(1, 'x'))).rejects.toMatchObject({
    extensions: { detail: 'foreign-client' },
  })
  anna.change((text) => text.insert(3, ' Anna'))
  await anna.join()
  await rooms.close()
})

test('a person has so many windows in a document; one that comes again takes its own place', async () => {
  const { rooms } = roomsOver(database.db)
  const id = await seededIn(rooms, database.db)
  for (let at = 0; at < LIMITS.windowsOfOne; at += 1) await windowIn(rooms, id, 'anna', 100 + at)
  await expect(windowIn(rooms, id, 'anna', 99)).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED' } })
  await windowIn(rooms, id, 'anna', 100)
  await windowIn(rooms, id, 'leon', 200)
  await rooms.close()
})

test('a page newer than this server waits, and nothing of it is looked at', async () => {
  const { rooms } = roomsOver(database.db)
  const id = await seededIn(rooms, database.db)
  const room = await rooms.get(id)
  const newer = { actor: actorOf('anna'), clientId: 7, schemaVersion: SCHEMA_VERSION + 1 }
  const unavailable = { extensions: { code: 'UNAVAILABLE', detail: 'schema' } }
  const outlet = { deliver: () => undefined, end: () => undefined } as never
  await expect(room.join({ ...newer, stateVector: null, outlet })).rejects.toMatchObject(unavailable)
  const push = { ...newer, clientSeq: 1, epoch: 'e', update: new Uint8Array([9, 9, 9]) }
  await expect(room.push(push)).rejects.toMatchObject(unavailable)
  await rooms.close()
})

test('where somebody is is not shown while it is in doubt whether they may be here', async () => {
  const rights = new TestRights()
  const { rooms } = roomsOver(database.db, { rights })
  const id = await seededIn(rooms, database.db)
  const anna = await windowIn(rooms, id, 'anna', 4_000)
  await windowIn(rooms, id, 'mallory', 5_000)
  const room = await rooms.get(id)
  const judge = rights.judgeAnew.bind(rights)
  const head = Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(anna.doc.getText('body'), 1))
  rights.judgeAnew = () => new Promise(() => undefined)
  rights.tell({ userId: 'mallory' })
  room.select(actorOf('mallory'), 5_000, { anchor: head, head })
  rights.judgeAnew = judge
  const isShown = () =>
    anna.events.some((event) => event.type === 'presence' && event.joined.some((one) => one.head !== null))
  room.select(actorOf('anna'), 4_000, { anchor: null, head: null })
  const seen = anna.events.length
  await settled(() => anna.events.length > seen)
  expect(isShown()).toBe(false)
  const tail = new Uint8Array([...head, 0, 0, 0])
  expect(() => room.select(actorOf('anna'), 4_000, { anchor: tail, head })).toThrow(
    expect.objectContaining({ extensions: expect.objectContaining({ detail: 'malformed' }) }),
  )
  await rooms.close()
})
