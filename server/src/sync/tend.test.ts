import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@app/prisma'
import { type FreshDatabase, freshDatabase } from '@app/prisma/testing'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { abilitiesWith, roomsOver, seededIn, settled, TestRights, windowIn } from './testing.ts'

/** As often as rooms are looked after, and as long as one stays open that nobody needs. */
const ROUND_MS = 30_000
const ROUND_TAKES_MS = 300

let database: FreshDatabase
let db: Db

beforeAll(async () => {
  database = await freshDatabase('embedded')
  db = database.db
}, 60_000)

afterAll(() => database.drop())
beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'performance'] }))
afterEach(() => void vi.useRealTimers())

test('a room that was opened anew while others were looked after is kept, and hears of changes of rights', async () => {
  const rights = new TestRights()
  const { rooms } = roomsOver(db, { rights })
  const [slow, other] = [await seededIn(rooms, db), await seededIn(rooms, db)]
  await windowIn(rooms, slow, 'anna', 11)
  let goOn: () => void = () => undefined
  const judgeAnew = rights.judgeAnew.bind(rights)
  const hangs = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const asked = vi.fn(() => hangs)
  rights.judgeAnew = async (actor) => {
    if (actor.userId === 'anna') await asked()
    return judgeAnew(actor)
  }
  vi.advanceTimersByTime(ROUND_MS - 1)
  await rooms.read(other)
  vi.advanceTimersByTime(1)
  await settled(() => asked.mock.calls.length > 0)

  await rooms.reopen(other)
  const basia = await windowIn(rooms, other, 'basia', 12)
  vi.advanceTimersByTime(ROUND_MS)
  goOn()
  await delay(ROUND_TAKES_MS)
  expect(rooms.stats()).toEqual({ rooms: 2, members: 2 })
  rights.abilities.set('basia', { ...abilitiesWith(), read: false })
  rights.tell({ userId: 'basia' })
  await settled(() => basia.hasEnded)
  await rooms.close()
})
