import 'fake-indexeddb/auto'
import { forceCloseDatabase } from 'fake-indexeddb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { DocumentSession } from './provider.ts'
import { databaseName, deleteStore, openStore } from './store.ts'
import { FakeLocks, FakeServer, until } from './testing.ts'
import { closeTabs, isSaved, openTab, textOf } from './testing-tabs.ts'

afterEach(async () => {
  await closeTabs()
  vi.restoreAllMocks()
})

/** The newest handle of the browser, beneath the store. */
function watchHandle(): () => IDBDatabase {
  const opened = vi.spyOn(indexedDB, 'open')
  return () => opened.mock.results.at(-1)?.value.result
}

const terminate = forceCloseDatabase as unknown as (handle: IDBDatabase) => void

const isThere = async (on: string): Promise<boolean> =>
  (await indexedDB.databases()).some(({ name }) => name === databaseName('anna', on))

const isKept = (session: DocumentSession): Promise<void> =>
  until('kept', () => session.status === 'offlineKept' && !session.isAtRisk)

describe('a connection that the browser lost', () => {
  test.each(['is told', 'is not told'])('is made again for what comes next, where the page %s', async (told) => {
    const handle = watchHandle()
    const server = new FakeServer()
    const locks = new FakeLocks()
    const first = await openTab({ server, locks })
    await isSaved(first.session)
    first.type('przed ')
    await isSaved(first.session)
    await first.session.settle()
    first.connection.drop()
    if (told === 'is told') terminate(handle())
    else handle().close()
    first.type('po ')
    await isKept(first.session)
    await first.session.close()
    const second = await openTab({ server, locks, on: first.on, offline: true })
    expect(textOf(second.session)).toBe('przed po ')
  })

  test('is not made again where the database went meanwhile, until the server lets the person in', async () => {
    const handle = watchHandle()
    const server = new FakeServer()
    const { session, connection, on, type } = await openTab({ server })
    await isSaved(session)
    await session.settle()
    connection.drop()
    terminate(handle())
    await deleteStore('anna', on)
    type('poufne ')
    await until('a failure', () => session.isAtRisk)
    expect(await isThere(on)).toBe(false)
    connection.restore()
    await until('it to be there', () => isThere(on))
  })
})

describe('a database that was deleted under an open page, as by signing out in another tab', () => {
  test('is made again, whole, after the server lets the person in, and no sooner', async () => {
    const server = new FakeServer()
    const locks = new FakeLocks()
    const first = await openTab({ server, locks })
    await isSaved(first.session)
    first.type('zapisane ')
    await isSaved(first.session)
    await first.session.settle()
    first.connection.drop()
    first.type('niewysłane ')
    await isKept(first.session)
    await deleteStore('anna', first.on)
    await until('the risk to be told', () => first.session.isAtRisk)
    first.type('i dalej ')
    await until('a failure', () => first.session.status === 'keptNowhere')
    expect(await isThere(first.on)).toBe(false)

    server.onPush = () => 'hang'
    first.connection.restore()
    await until('all to be kept', () => !first.session.isUnkept)
    await first.session.close()
    const second = await openTab({ server, locks, on: first.on, offline: true })
    expect(textOf(second.session)).toBe('zapisane niewysłane i dalej ')
  })

  test('is asked for at once: the person may have signed in again already', async () => {
    const server = new FakeServer()
    const { session, on, type } = await openTab({ server })
    await isSaved(session)
    await deleteStore('anna', on)
    await until('it to be there', () => isThere(on))
    type('słowa')
    await isSaved(session)
    await session.settle()
    const store = await openStore('anna', on)
    expect((await store.load('document-1'))?.pieces).not.toEqual([])
    store.close()
  })

  test('takes the place of no other document there', async () => {
    const server = new FakeServer()
    const { session, connection, on, type } = await openTab({ server })
    await isSaved(session)
    for (const words of ['raz ', 'dwa ']) {
      type(words)
      await isSaved(session)
      await session.settle()
    }
    connection.drop()
    await deleteStore('anna', on)
    const store = await openStore('anna', on)
    const kept = { documentId: 'document-2', clientId: 5, epoch: 'e', schemaVersion: 1, abilities: null }
    const nothing = { keep: [], forget: [], takeOver: [], replace: [], fullState: () => new Uint8Array([9]) }
    for (const byte of [1, 2])
      await store.write({ ...kept, ...nothing, generation: null, unsent: () => [], seen: [new Uint8Array([byte])] })
    connection.restore()
    await until('the copy', async () => ((await store.load('document-1'))?.pieces.length ?? 0) > 0)
    expect((await store.load('document-2'))?.pieces.flatMap(({ updates }) => updates)).toHaveLength(2)
    store.close()
  })

  test('holds the words that were given back, too', async () => {
    const server = new FakeServer()
    const { session, connection, on, type } = await openTab({ server })
    await isSaved(session)
    connection.drop()
    type('moje słowa')
    await isKept(session)
    server.demote()
    connection.restore()
    await until('them to be kept', () => session.givenBack.list('refused').length > 0 && !session.isUnkept)
    await deleteStore('anna', on)
    await until('the risk to be told', () => session.isAtRisk)
    connection.drop()
    connection.restore()
    await until('them to be kept again', () => !session.isUnkept)
    const store = await openStore('anna', on)
    expect((await store.listRecovered('document-1')).map(({ text }) => text)).toEqual(['moje słowa'])
    store.close()
  })

  test.each([
    ['where the computer is called a shared one meanwhile', true],
    ['by the page that signed out', false],
  ])('is not made again %s', async (_why, isShared) => {
    const server = new FakeServer()
    const { session, connection, on, type } = await openTab({ server, mayReturn: () => !isShared })
    await isSaved(session)
    await session.settle()
    if (!isShared) await session.close()
    connection.drop()
    await deleteStore('anna', on)
    connection.restore()
    if (isShared) {
      await isSaved(session)
      server.onPush = () => 'hang'
      type('poufne ')
      await until('a failure', () => session.isAtRisk)
    }
    expect(await isThere(on)).toBe(false)
  })
})
