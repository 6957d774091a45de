import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@app/prisma'
import { type FreshDatabase, freshDatabase } from '@app/prisma/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import * as Y from 'yjs'
import { createLog } from './log.ts'
import { roomsOver, seededIn, settled, TestRecords, windowIn } from './testing.ts'

/** Longer than a repair waits for quiet. */
const REPAIR_MS = 1_200

let database: FreshDatabase
let db: Db

beforeAll(async () => {
  database = await freshDatabase('embedded')
  db = database.db
}, 60_000)

afterAll(() => database.drop())

/** A log that can be made to wait with its rows. */
function slowLog() {
  const log = createLog({ db, logger: new TestRecords().logger })
  const append = log.append.bind(log)
  let held: Promise<void> | null = null
  let waiting = 0
  log.append = async (request) => {
    waiting += 1
    await held
    return append(request)
  }
  const hold = (): (() => void) => {
    let goOn: () => void = () => undefined
    waiting = 0
    held = new Promise((resolve) => {
      goOn = resolve
    })
    return goOn
  }
  return { log, hold, isWaiting: () => waiting > 0 }
}

test('a room that closes while its repair waits for the last push leaves it to the one that is opened next', async () => {
  const { log, hold, isWaiting } = slowLog()
  const { rooms, records } = roomsOver(db, { log })
  const documentId = await seededIn(rooms, db)
  const anna = await windowIn(rooms, documentId, 'anna', 11)
  await anna.write((text) => text.insertEmbed(0, new Y.Map([['id', 'a']])))
  const goOn = hold()
  const answered = anna.write((text) => text.insert(2, 'x'))
  await settled(isWaiting)
  const closed = rooms.close()
  await delay(REPAIR_MS)
  goOn()
  await Promise.all([answered, closed])
  await delay(2 * REPAIR_MS)
  expect(records.logged).toEqual([])

  const { rooms: next } = roomsOver(db)
  const basia = await windowIn(next, documentId, 'basia', 12)
  await settled(() => basia.events.some((event) => event.type === 'changed'))
  const { content } = await next.read(documentId)
  expect(new Set(content.map((block) => block.id)).size).toBe(content.length)
  await next.close()
})
