import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@app/prisma'
import { type FreshDatabase, freshDatabase } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createLog } from './log.ts'
import { abilitiesWith, roomsOver, seededIn, settled, TestRecords, TestRights, windowIn } from './testing.ts'

const PUSHES = 8
const SLOW_MS = 60

let database: FreshDatabase
let db: Db

beforeAll(async () => {
  database = await freshDatabase('embedded')
  db = database.db
}, 60_000)

afterAll(() => database.drop())

/** A window that has sent more than its room could take yet. */
async function queued() {
  const rights = new TestRights()
  const log = createLog({ db, logger: new TestRecords().logger })
  const append = log.append.bind(log)
  const { rooms } = roomsOver(db, { rights, log })
  const documentId = await seededIn(rooms, db)
  const anna = await windowIn(rooms, documentId, 'anna', 11)
  log.append = async (request) => {
    await delay(SLOW_MS)
    return append(request)
  }
  const answers = Array.from({ length: PUSHES }, () =>
    anna
      .write((text) => text.insert(1, 'x'))
      .then(
        () => 'taken',
        (error: Error) => error.message,
      ),
  )
  await delay(SLOW_MS / 2)
  const headOf = async (): Promise<number> => (await rooms.read(documentId)).seq
  return { rights, rooms, anna, answers, headOf }
}

describe('pushes that wait when their window goes', () => {
  test.each([
    ['a session that ended', 'UNAUTHENTICATED', (rights: TestRights) => void rights.signedOut.add('anna')],
    ['somebody who may not read any more', 'NOT_FOUND', (rights: TestRights) => loseAll(rights)],
  ])('are not taken of %s, but for the one the database has already', async (_whose, code, lose) => {
    const { rights, rooms, anna, answers, headOf } = await queued()
    lose(rights)
    rights.tell({ userId: 'anna' })
    await settled(() => anna.hasEnded)
    const head = await headOf()
    const said = await Promise.all(answers)
    expect((await headOf()) - head).toBeLessThanOrEqual(1)
    expect(said.filter((answer) => answer !== 'taken')).toEqual(Array.from({ length: PUSHES - 1 }, () => code))
    await rooms.close()
  })

  test('are all taken of somebody who only left', async () => {
    const { rooms, anna, answers } = await queued()
    anna.leave()
    expect(await Promise.all(answers)).toEqual(Array.from({ length: PUSHES }, () => 'taken'))
    await rooms.close()
  })

  test('are all taken before a stop is over', async () => {
    const { rooms, answers } = await queued()
    const closed = rooms.close()
    expect(await Promise.all(answers)).toEqual(Array.from({ length: PUSHES }, () => 'taken'))
    await closed
  })
})

function loseAll(rights: TestRights): void {
  rights.abilities.set('anna', { ...abilitiesWith(), read: false })
}
