import type { Db } from '@app/prisma'
import { type FreshDatabase, freshDatabase } from '@app/prisma/testing'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCheckpoints } from './checkpoint.ts'
import { createLog } from './log.ts'
import { createOffers } from './offers.ts'
import type { Rooms } from './rooms.ts'
import { roomsOver, seededIn, seededRandom, TestRights, type TestWindow, windowIn } from './testing.ts'

const SEED = 909
const TOKENS = 80
/** Of a hundred calls so many fail before they do anything, and as many after they did it. */
const FAULTS = 6

class Fault extends Error {}

let database: FreshDatabase
let db: Db

beforeAll(async () => {
  database = await freshDatabase('embedded')
  db = database.db
}, 60_000)
afterAll(() => database.drop())

/** Whatever is asked about this document fails now and then, before or after it was done. */
class Faults {
  documentId = ''
  isOn = false
  struck = 0
  private readonly random = seededRandom(SEED)

  wrap<T extends object>(target: T): T {
    return new Proxy(target, {
      get: (object, name) => {
        const member: unknown = Reflect.get(object, name)
        if (typeof member !== 'function' || name === 'close' || name === 'giveUpAfter') return member
        return (...args: unknown[]) => this.call(() => Reflect.apply(member, object, args) as unknown, args)
      },
    })
  }

  private call(run: () => unknown, args: readonly unknown[]): unknown {
    if (!this.isOn || !JSON.stringify(args).includes(this.documentId)) return run()
    this.strike()
    const made = run()
    if (!(made instanceof Promise)) return made
    return made.then((value: unknown) => {
      this.strike()
      return value
    })
  }

  private strike(): void {
    if (this.random() * 100 >= FAULTS) return
    this.struck += 1
    throw new Fault()
  }
}

/** Types one word after the other, in a new window where the last one is of no more use; answers what was acknowledged. */
async function type(rooms: Rooms, documentId: string, name: string, client: number) {
  const acknowledged: string[] = []
  let windows = 0
  let failures = 0
  let window: TestWindow | null = null
  for (let count = 0; count < TOKENS; count += 1) {
    const token = `${name}${count};`
    try {
      window ??= await windowIn(rooms, documentId, name, client + (windows += 1))
      await window.write((text) => text.insert(text.length, token))
      acknowledged.push(token)
    } catch {
      failures += 1
      window = null
    }
  }
  return { acknowledged, failures }
}

test(`faults about one document (seed ${SEED}) lose nothing that was acknowledged, and are no other's`, async () => {
  const faults = new Faults()
  const quiet = { warn: () => undefined, error: () => undefined }
  const log = faults.wrap(createLog({ db, logger: quiet }))
  const { rooms } = roomsOver(db, {
    log,
    checkpoints: faults.wrap(createCheckpoints(db)),
    offers: faults.wrap(createOffers(db)),
    rights: faults.wrap(new TestRights()),
    onActivity: faults.wrap({ call: (_documentId: string) => undefined }).call,
  })
  const [documentId, other] = [await seededIn(rooms, db), await seededIn(rooms, db)]
  faults.documentId = documentId
  faults.isOn = true
  const [anna, basia, cyryl] = await Promise.all([
    type(rooms, documentId, 'a', 1_000),
    type(rooms, documentId, 'b', 5_000),
    type(rooms, other, 'c', 9_000),
  ])
  faults.isOn = false
  expect(faults.struck).toBeGreaterThan(10)
  expect(cyryl).toMatchObject({ failures: 0, acknowledged: { length: TOKENS } })
  await rooms.close()

  const { rooms: again } = roomsOver(db)
  const text = JSON.stringify((await again.read(documentId)).content)
  const timesOf = (token: string): number => text.split(new RegExp(`(?<![0-9])${token}`)).length - 1
  const lost = [...anna.acknowledged, ...basia.acknowledged].filter((token) => timesOf(token) !== 1)
  expect(lost).toEqual([])
  expect(anna.acknowledged.length + basia.acknowledged.length).toBeGreaterThan(TOKENS)
  const doubled = ['a', 'b'].flatMap((name) =>
    Array.from({ length: TOKENS }, (_, at) => `${name}${at};`).filter((token) => timesOf(token) > 1),
  )
  expect(doubled).toEqual([])
  await again.close()
})
