import { setTimeout as delay } from 'node:timers/promises'
import { isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, type Window } from '../kit/wire.ts'

const PUSHES = 20
/** Enough for all of them to arrive, the first in the database and the others behind it. */
const ARRIVAL_MS = 200

// The embedded database has one connection: nobody can hold a row there while others go on.
describe.skipIf(!(await isAvailable('postgres')))('pushes that the database keeps waiting', () => {
  let app: TestApp
  let home: SeededOrganization
  let person: SeededPerson
  let clients = 100

  beforeAll(async () => {
    app = await startApp({ database: 'postgres' })
    home = await seed(app).organization()
    person = await home.person()
  })

  afterAll(() => app.close())

  async function opened(document: SeededDocument): Promise<Window> {
    return openWindow(await openWire(app, { cookie: await signInAs(app, person) }), document.id, (clients += 1))
  }

  async function headOf({ id }: SeededDocument): Promise<number> {
    return (await app.db.document.findUniqueOrThrow({ where: { id } })).headSeq
  }

  /** Sends many pushes at once while the document's row is held, and lets go of it after `meanwhile`. */
  async function pushWhileHeld(document: SeededDocument, window: Window, meanwhile: () => Promise<unknown>) {
    const holder = await app.database.pool.connect()
    await holder.query('BEGIN')
    await holder.query('SELECT FROM "Document" WHERE "id" = $1 FOR UPDATE', [document.id])
    for (let i = 0; i < PUSHES; i += 1) void window.write((text) => text.insert(1, 'a')).catch(() => null)
    await delay(ARRIVAL_MS)
    await meanwhile()
    await holder.query('COMMIT')
    holder.release()
  }

  test('are not taken after the session ended, but for the one it has already', async () => {
    const document = await home.document(person, { text: 'Tekst' })
    const window = await opened(document)
    const head = await headOf(document)
    await pushWhileHeld(document, window, async () => {
      await gql(app, await signInAs(app, person), 'mutation { signOutEverywhere }')
      await window.wire.gone()
    })
    // Each comes after a round of the queue, and a round takes one push of a person.
    for (let round = 0; round <= PUSHES; round += 1) await app.app.rooms.flushAll()
    expect(await headOf(document)).toBeLessThanOrEqual(head + 1)
  })

  test('are all taken when the window is closed right after them', async () => {
    const document = await home.document(person, { text: 'Tekst' })
    const window = await opened(document)
    const head = await headOf(document)
    await pushWhileHeld(document, window, () => window.wire.close())
    await until('all of them', async () => (await headOf(document)) === head + PUSHES)
    expect((await app.app.rooms.read(document.id)).content).toMatchObject([
      { content: [{ text: `${'a'.repeat(PUSHES)}Tekst` }] },
    ])
  })
})
