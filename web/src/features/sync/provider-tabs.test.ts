import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { DocumentSession } from './provider.ts'
import { type DeviceStore, databaseName, openStore } from './store.ts'
import { FakeLocks, FakeServer, until } from './testing.ts'
import { closeTabs, givenBack, isSaved, openTab, textOf } from './testing-tabs.ts'
import { Refusal } from './wire.ts'

afterEach(async () => {
  vi.useRealTimers()
  await closeTabs()
})

/** One tab, offline with words, and a second one that opened offline, wrote right behind them, and was closed. */
async function twoTabsOffline(server: FakeServer) {
  const locks = new FakeLocks()
  const first = await openTab({ server, locks })
  await isSaved(first.session)
  first.connection.drop()
  first.type('pierwsza ')
  await until('kept', () => first.session.status === 'offlineKept')
  const second = await openTab({ server, locks, on: first.on, offline: true })
  second.type('druga ')
  await until('kept', () => second.session.status === 'offlineKept')
  await second.session.close()
  return { first, locks }
}

describe('words typed behind those of another tab', () => {
  test('are given back when the tab they rest on may not write any more', async () => {
    const server = new FakeServer()
    const { first } = await twoTabsOffline(server)
    server.demote()
    first.connection.restore()
    await until('given back', () => givenBack(first.session).length >= 2 && first.session.status === 'saved')
    expect(givenBack(first.session)).toEqual(['pierwsza', 'druga'])
  })

  test('are given back when the words they rest on are refused', async () => {
    const server = new FakeServer()
    const { first } = await twoTabsOffline(server)
    let refused = 0
    server.onPush = () => ((refused += 1) === 1 ? new Refusal('TOO_LARGE') : 'accept')
    first.connection.restore()
    await until('given back', () => givenBack(first.session).length >= 2 && first.session.status === 'saved')
    expect(givenBack(first.session)).toEqual(['pierwsza', 'druga'])
    first.type('dalej')
    await isSaved(first.session)
    expect(server.text).toBe('|dalej')
  })
})

describe('words that another, living tab holds', () => {
  /** The second tab opened offline, and shows what the first one has not sent. */
  async function twoLivingTabs(server: FakeServer) {
    const locks = new FakeLocks()
    const first = await openTab({ server, locks })
    await isSaved(first.session)
    first.connection.drop()
    first.type('pierwsza ')
    await until('kept', () => first.session.status === 'offlineKept')
    const second = await openTab({ server, locks, on: first.on, offline: true })
    expect(textOf(second.session)).toBe('pierwsza ')
    return { first, second, locks }
  }

  const listed = (session: DocumentSession) =>
    session.givenBack.list('refused').map(({ reason, text }) => `${reason}: ${text}`)

  /** What this device offers, whatever tab is asked. */
  async function onDevice(server: FakeServer, on: string): Promise<string[]> {
    return listed((await openTab({ server, locks: new FakeLocks(), on, offline: true })).session)
  }

  test('are given back once, by that tab, when they may not be sent any more', async () => {
    const server = new FakeServer()
    const { first, second } = await twoLivingTabs(server)
    server.demote()
    second.connection.restore()
    await isSaved(second.session)
    await until('shows the document', () => textOf(second.session) === '')
    expect(listed(second.session)).toEqual([])
    first.connection.restore()
    await until('given back', () => givenBack(first.session).length > 0 && first.session.status === 'saved')
    expect(await onDevice(server, first.on)).toEqual(['FORBIDDEN: pierwsza'])
  })

  test('are given back by the other one when that tab is gone before it comes back', async () => {
    const server = new FakeServer()
    const { first, second, locks } = await twoLivingTabs(server)
    server.demote()
    second.connection.restore()
    await until('shows the document', () => second.session.status === 'saved' && textOf(second.session) === '')
    await locks.kill(first.tab)
    await until('given back', () => givenBack(second.session).length > 0)
    expect(await onDevice(server, first.on)).toEqual(['FORBIDDEN: pierwsza'])
  })

  describe('and the document cannot be had any more', () => {
    /** The second tab is told first; the first one dies before it comes back. */
    async function firstDies(server: FakeServer) {
      const { first, second, locks } = await twoLivingTabs(server)
      server.onJoin = () => new Refusal('NOT_FOUND')
      second.connection.restore()
      await until('closed', () => second.session.status === 'noAccess')
      await second.session.settle()
      return { first, second, locks }
    }

    test('are given back by the other one when that tab is gone', async () => {
      const server = new FakeServer()
      const { first, second, locks } = await firstDies(server)
      expect(givenBack(second.session)).toEqual([])
      await locks.kill(first.tab)
      await until('given back', () => givenBack(second.session).length > 0)
      expect(await onDevice(server, first.on)).toEqual(['NOT_FOUND: pierwsza'])
    })

    test('are given back by a later page when both are gone', async () => {
      const server = new FakeServer()
      const { first, second, locks } = await firstDies(server)
      await second.session.close()
      await locks.kill(first.tab)
      const later = await openTab({ server, on: first.on, locks })
      await until('given back', () => givenBack(later.session).length > 0)
      expect(await onDevice(server, first.on)).toEqual(['NOT_FOUND: pierwsza'])
    })

    test('are sent after all where the other one may come back before that tab is gone', async () => {
      const server = new FakeServer()
      const { first, second, locks } = await firstDies(server)
      server.onJoin = () => null
      second.session.wake()
      await isSaved(second.session)
      await locks.kill(first.tab)
      await until('taken over', () => server.text === '|pierwsza ')
      await isSaved(second.session)
      expect(givenBack(second.session)).toEqual([])
    })
  })

  test('are given back once when the document began anew', async () => {
    const server = new FakeServer()
    const { first, second } = await twoLivingTabs(server)
    server.epoch = 'epoch-2'
    second.connection.restore()
    await isSaved(second.session)
    first.connection.restore()
    await until('given back', () => givenBack(first.session).length > 0 && first.session.status === 'saved')
    expect(givenBack(second.session)).toEqual([])
    expect(await onDevice(server, first.on)).toEqual(['EPOCH_CHANGED: pierwsza'])
  })

  test('are given back once when both are refused what they send', async () => {
    const server = new FakeServer()
    const { first, second } = await twoLivingTabs(server)
    second.type('druga')
    server.onPush = () => new Refusal('INVALID')
    second.connection.restore()
    await until('given back', () => givenBack(second.session).length > 0)
    first.connection.restore()
    await until('given back', () => givenBack(first.session).length > 0)
    expect([givenBack(first.session), givenBack(second.session)]).toEqual([['pierwsza'], ['druga']])
  })

  test('are given back once when the other one writes its copy after they were refused', async () => {
    const server = new FakeServer()
    const { first, second } = await twoLivingTabs(server)
    second.type('druga ')
    server.onPush = () => new Refusal('TOO_LARGE')
    first.connection.restore()
    await until('given back', () => givenBack(first.session).length > 0 && first.session.status === 'saved')
    second.type('dalej')
    await until('kept', () => second.session.status === 'offlineKept')
    await first.session.close()
    await second.session.close()
    const next = await openTab({ server, on: first.on })
    await until('given back', () => givenBack(next.session).join('').includes('dalej'))
    await isSaved(next.session)
    expect(await onDevice(server, first.on)).toEqual(['TOO_LARGE: pierwsza', 'INVALID: druga dalej'])
  })

  test('are given back no more once the other one has brought them to the server after all', async () => {
    const server = new FakeServer()
    const { first, second } = await twoLivingTabs(server)
    second.type('druga ')
    server.onPush = () => new Refusal('TOO_LARGE')
    first.connection.restore()
    await until('given back', () => givenBack(first.session).length > 0 && first.session.status === 'saved')
    server.onPush = () => 'accept'
    second.connection.restore()
    await isSaved(second.session)
    await until('taken back', () => givenBack(first.session).length === 0)
    expect(server.text).toBe('|pierwsza druga ')
    expect(await onDevice(server, first.on)).toEqual([])
  })

  test('and are refused with words of two tabs that were taken over one by the other are all given back, once', async () => {
    const server = new FakeServer()
    const { first, second, locks } = await twoLivingTabs(server)
    second.type('druga ')
    await until('kept', () => second.session.status === 'offlineKept')
    await locks.kill(first.tab)
    await until('taken over', async () => (await onlyClient(first.on)) && second.session.status === 'offlineKept')
    await first.session.close()
    await second.session.close()
    server.onPush = () => new Refusal('TOO_LARGE')
    const third = await openTab({ server, on: first.on, locks })
    await until('given back', () => givenBack(third.session).length > 0 && third.session.status === 'saved')
    expect(await onDevice(server, first.on)).toEqual(['TOO_LARGE: pierwsza druga'])
  })

  test('stay its own when a page of a newer version opens beside it', async () => {
    const server = new FakeServer()
    const { first, second, locks } = await twoLivingTabs(server)
    await second.session.close()
    await asOfOlderVersion(first.on)
    const newer = await openTab({ server, on: first.on, locks })
    await isSaved(newer.session)
    expect(givenBack(newer.session)).toEqual([])
    server.onPush = () => new Refusal('INVALID')
    first.connection.restore()
    await until('given back', () => givenBack(first.session).length > 0 && first.session.status === 'saved')
    expect(await onDevice(server, first.on)).toEqual(['INVALID: pierwsza'])
  })
})

/** Does all that is unsent lie under one tab's name? */
async function onlyClient(on: string): Promise<boolean> {
  const store = await openStore('anna', on)
  const clients = await store.clients('document-1')
  store.close()
  return clients.length === 1
}

/** Marks the copy as made by an older page. */
async function asOfOlderVersion(on: string): Promise<void> {
  const db = await openDB(databaseName('anna', on))
  await db.put('heads', { ...(await db.get('heads', 'document-1')), schemaVersion: 0 })
  db.close()
}

test('records of an older page are given back as words when that page is gone', async () => {
  const server = new FakeServer()
  const locks = new FakeLocks()
  const old = await openTab({ server, locks })
  await isSaved(old.session)
  old.connection.drop()
  old.type('dawna ')
  await until('kept', () => old.session.status === 'offlineKept')
  const db = await openDB(databaseName('anna', old.on))
  for (const record of await db.getAll('records')) await db.put('records', { ...record, schemaVersion: 0 })
  db.close()
  const newer = await openTab({ server, on: old.on, locks })
  await isSaved(newer.session)
  expect(textOf(newer.session)).toBe('')
  await locks.kill(old.tab)
  await until('given back', () => givenBack(newer.session).length > 0)
  expect([server.text, givenBack(newer.session)]).toEqual(['|', ['dawna']])
})

test('words typed right before a tab is closed are taken over whole by the one that waits for it', async () => {
  const server = new FakeServer()
  const locks = new FakeLocks()
  const first = await openTab({ server, locks })
  const second = await openTab({ server, locks, on: first.on })
  await isSaved(first.session)
  await isSaved(second.session)
  first.connection.drop()
  first.type('na urządzeniu, ')
  await until('kept', () => first.session.status === 'offlineKept')
  second.connection.drop()
  second.connection.restore()
  await isSaved(second.session)
  for (const letter of 'ostatnie słowa') first.type(letter)
  await first.session.close()
  await until('taken over', () => server.text.endsWith('słowa'))
  expect(server.text).toBe('|na urządzeniu, ostatnie słowa')
})

describe('a tab that dies beside one that was there before it', () => {
  /** The one that stays never left the room, and knows nothing of the other. */
  async function oneOfTwoDies(server: FakeServer, storeIs?: (store: DeviceStore) => DeviceStore) {
    const locks = new FakeLocks()
    const staying = await openTab({ server, locks, ...(storeIs && { storeIs }) })
    await isSaved(staying.session)
    const dying = await openTab({ server, locks, on: staying.on })
    await isSaved(dying.session)
    dying.connection.drop()
    dying.type('z karty, która zginie')
    await until('kept', () => dying.session.status === 'offlineKept')
    await locks.kill(dying.tab)
    return staying
  }

  test('is taken over when the page is looked at again', async () => {
    const server = new FakeServer()
    const { session } = await oneOfTwoDies(server)
    session.wake()
    await until('taken over', () => server.text === '|z karty, która zginie')
  })

  test('is taken over after a while, also where nobody looks', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
    const server = new FakeServer()
    await oneOfTwoDies(server)
    vi.advanceTimersByTime(30_000)
    await until('taken over', () => server.text === '|z karty, która zginie')
  })

  test('is taken over although another one left what nobody can read', async () => {
    const server = new FakeServer()
    const { session, on } = await oneOfTwoDies(server)
    const db = await openDB(databaseName('anna', on))
    const [record] = await db.getAll('records')
    await db.put('records', { ...record, clientId: 1, update: new Uint8Array([255]) })
    db.close()
    session.wake()
    await until('taken over', () => server.text === '|z karty, która zginie')
  })

  test('is taken over later where its records could not be read', async () => {
    const server = new FakeServer()
    let reads = 0
    const failsOnce = (store: DeviceStore): DeviceStore => ({
      ...store,
      // The first one sees that there is something, the second one is under the lock.
      clients: (documentId) => {
        const isBroken = isFailing && (reads += 1) === 2
        return isBroken ? Promise.reject(new Error('The disk is busy.')) : store.clients(documentId)
      },
    })
    let isFailing = false
    const { session } = await oneOfTwoDies(server, failsOnce)
    isFailing = true
    session.wake()
    await until('failed', () => reads === 2)
    expect(server.text).toBe('|')
    session.wake()
    await until('taken over', () => server.text === '|z karty, która zginie')
  })
})

test('words are listed once where the disk is full and they may not be sent any more', async () => {
  const server = new FakeServer()
  let isFull = false
  let replaced = 0
  const full = (store: DeviceStore): DeviceStore => ({
    ...store,
    discard: (discarded) => {
      replaced += 1
      return isFull ? isBroken() : store.discard(discarded)
    },
    addRecovered: (edit) => (isFull ? isBroken() : store.addRecovered(edit)),
  })
  const locks = new FakeLocks()
  const { session, connection, on, type } = await openTab({ server, locks, storeIs: full })
  await isSaved(session)
  connection.drop()
  type('słowa')
  await until('kept', () => session.status === 'offlineKept')
  isFull = true
  server.demote()
  connection.restore()
  await until('given back', () => givenBack(session).length > 0 && session.status === 'saved')
  session.wake()
  await session.settle()
  await until('saved', () => session.status === 'saved')
  expect([givenBack(session), replaced]).toEqual([['słowa'], 1])
  await session.close()
  const next = await openTab({ server, locks, on })
  await until('given back', () => givenBack(next.session).length > 0 && next.session.status === 'saved')
  expect(givenBack(next.session)).toEqual(['słowa'])
})

const isBroken = (): Promise<never> => Promise.reject(new DOMException('The disk is full.', 'QuotaExceededError'))
