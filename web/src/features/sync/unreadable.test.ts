import 'fake-indexeddb/auto'
import { SCHEMA_VERSION } from '@app/server/document'
import { openDB } from 'idb'
import { afterEach, describe, expect, test } from 'vitest'
import { hasUnsaved } from './device.ts'
import { Leftovers } from './leftovers.ts'
import { databaseName } from './store.ts'
import { replicaLock } from './tabs.ts'
import { FakeLocks, FakeServer, until } from './testing.ts'
import { closeTabs, givenBack, isSaved, openTab, textOf } from './testing-tabs.ts'
import { Refusal } from './wire.ts'

afterEach(closeTabs)

/** Said to hold more than there is; what a person wrote stands in it as it was. */
const BROKEN = new Uint8Array([255, 7, ...new TextEncoder().encode('słowa z urządzenia'), 0, 255])

const database = (on: string, userId = 'anna') => openDB(databaseName(userId, on))

/** Another page's record, beside what lies there. */
async function putBroken(on: string, changes = {}, userId = 'anna'): Promise<void> {
  const db = await database(on, userId)
  const [record] = await db.getAll('records')
  await db.put('records', { ...record, clientId: 1, index: 0, update: BROKEN, ...changes })
  db.close()
}

async function recordsOn(on: string): Promise<unknown[]> {
  const db = await database(on)
  const rows = await db.getAll('records')
  db.close()
  return rows
}

/** A page that is gone, and these words of it, one record each. */
async function deviceWith(server: FakeServer, words: string[], { locks = new FakeLocks(), userId = 'anna' } = {}) {
  const { session, connection, type, on, tab } = await openTab({
    server,
    locks,
    userId,
    ...(userId !== 'anna' && { on: '' }),
  })
  await isSaved(session)
  connection.drop()
  for (const word of words) type(word)
  await until('kept', () => session.status === 'offlineKept' && !session.isAtRisk)
  await session.close()
  await locks.kill(tab)
  return { on, locks }
}

describe('a record that is no update', () => {
  test('keeps no other one from being sent, is not sent, and is offered as what can be read of it', async () => {
    const server = new FakeServer()
    const { on, locks } = await deviceWith(server, ['dobre '])
    await putBroken(on)
    const { session, type, connection } = await openTab({ server, on, locks })
    await until('sent', () => server.text === '|dobre ')
    await until('offered', () => givenBack(session).length > 0)
    expect(givenBack(session)).toEqual(['słowa z urządzenia'])
    expect(session.givenBack.list('refused')[0]?.reason).toBe('UNREADABLE')
    await isSaved(session)
    connection.drop()
    type('dalej')
    await until('kept', () => session.status === 'offlineKept')
    expect(session.isAtRisk).toBe(false)
    expect(server.arrived).toHaveLength(1)
  })

  test('is offered once, by later pages too, until it is dealt with', async () => {
    const server = new FakeServer()
    const { on, locks } = await deviceWith(server, ['dobre '])
    await putBroken(on)
    const first = await openTab({ server, on, locks })
    await until('offered', () => givenBack(first.session).length > 0)
    await isSaved(first.session)
    await first.session.close()
    expect(await recordsOn(on)).toEqual([])
    const second = await openTab({ server, on, locks })
    await isSaved(second.session)
    expect(givenBack(second.session)).toEqual(['słowa z urządzenia'])
    const [edit] = second.session.givenBack.list('refused')
    await second.session.dismiss(edit?.id ?? '')
    await second.session.close()
    const third = await openTab({ server, on, locks })
    await isSaved(third.session)
    expect(givenBack(third.session)).toEqual([])
  })

  test('takes along only what its page wrote after it: what came before is sent', async () => {
    const server = new FakeServer()
    const { on, locks } = await deviceWith(server, ['pierwsze ', 'drugie ', 'trzecie '])
    const db = await database(on)
    const second = (await db.getAll('records')).find(({ index }) => index === 1)
    await db.put('records', { ...second, update: BROKEN })
    db.close()
    const { session } = await openTab({ server, on, locks })
    await until('sent', () => server.text === '|pierwsze ')
    await until('offered', () => givenBack(session).length === 2)
    expect(givenBack(session).sort()).toEqual(['słowa z urządzenia', 'trzecie'])
    await isSaved(session)
    expect(textOf(session)).toBe('pierwsze ')
  })

  test('of a living tab does not keep refused words of another one from this device', async () => {
    const server = new FakeServer()
    const locks = new FakeLocks()
    const { session, on, type } = await openTab({ server, locks })
    await isSaved(session)
    locks.tab().hold(replicaLock('anna', 'document-1', 1))
    const db = await database(on)
    const row = { documentId: 'document-1', clientId: 1, index: 0, update: BROKEN }
    await db.put('records', { ...row, epoch: 'epoch-1', schemaVersion: SCHEMA_VERSION })
    db.close()
    server.onPush = () => new Refusal('TOO_LARGE')
    type('odrzucone')
    await until('given back', () => givenBack(session).includes('odrzucone'))
    await until('kept', () => !session.isUnkept)
    expect(await recordsOn(on)).toHaveLength(1)
  })

  test('of a document that cannot be had any more is given back with the others', async () => {
    const server = new FakeServer()
    const { on, locks } = await deviceWith(server, ['dobre '])
    await putBroken(on)
    server.onJoin = () => new Refusal('NOT_FOUND')
    const { session } = await openTab({ server, on, locks })
    await until('offered', () => givenBack(session).length === 2)
    expect(givenBack(session).sort()).toEqual(['dobre', 'słowa z urządzenia'])
  })

  test('in which not one letter can be read goes when its page is gone, and that is said', async () => {
    const server = new FakeServer()
    const { on, locks } = await deviceWith(server, ['dobre '])
    await putBroken(on, { update: new Uint8Array([255, 0, 7]) })
    const living = locks.tab()
    living.hold(replicaLock('anna', 'document-1', 1))
    const { session } = await openTab({ server, on, locks })
    await isSaved(session)
    await until('only it lies there', async () => (await recordsOn(on)).length === 1)
    const told: string[] = []
    session.reverted.add((reason) => told.push(reason))
    await locks.kill(living)
    await until('said', () => told.length > 0)
    expect([told, givenBack(session), await recordsOn(on)]).toEqual([['UNREADABLE'], [], []])
  })

  test('is asked about before signing out for as long as it is offered', async () => {
    const server = new FakeServer()
    const { on, locks } = await deviceWith(server, ['dobre '], { userId: 'ksenia' })
    await putBroken(on, {}, 'ksenia')
    const { session } = await openTab({ server, on, locks, userId: 'ksenia' })
    await until('offered', () => givenBack(session).length > 0)
    await isSaved(session)
    expect(await hasUnsaved('ksenia')).toBe(true)
    await session.dismiss(session.givenBack.list('refused')[0]?.id ?? '')
    expect(await hasUnsaved('ksenia')).toBe(false)
  })

  test('does not keep a shared computer from sending the rest, and from being emptied when it is dealt with', async () => {
    const server = new FakeServer()
    const { on, locks } = await deviceWith(server, ['dobre '])
    await putBroken(on)
    const { transport } = server.connect()
    const leftovers = await Leftovers.find({ userId: 'anna', transport, locks: locks.tab(), device: on, retryMs: 5 })
    await leftovers?.deliver()
    expect(server.text).toBe('|dobre ')
    const offered = (await leftovers?.listRecovered('document-1')) ?? []
    expect(offered.map(({ text }) => text)).toEqual(['słowa z urządzenia'])
    await leftovers?.dismissRecovered(offered)
    await leftovers?.clear()
    expect((await indexedDB.databases()).map(({ name }) => name)).not.toContain(databaseName('anna', on))
  })
})

test('a copy that is no update is fetched anew, and what was typed over it is sent', async () => {
  const server = new FakeServer()
  const { on, locks } = await deviceWith(server, ['dobre '])
  const db = await database(on)
  const [piece] = await db.getAll('pieces')
  const [key] = await db.getAllKeys('pieces')
  await db.put('pieces', { ...piece, updates: [BROKEN] }, key)
  db.close()
  const first = await openTab({ server, on, locks })
  await until('sent', () => server.text === '|dobre ')
  await isSaved(first.session)
  await first.session.close()
  const second = await openTab({ server, on, locks, offline: true })
  expect(textOf(second.session)).toBe('dobre ')
})
