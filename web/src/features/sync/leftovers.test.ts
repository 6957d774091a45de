import 'fake-indexeddb/auto'
import { BODY, createDocument, SCHEMA_VERSION } from '@app/server/document'
import { type IDBPDatabase, openDB } from 'idb'
import { afterEach, describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { Leftovers } from './leftovers.ts'
import { type DeviceStore, databaseName, openStore, type StoreChange } from './store.ts'
import { FakeLocks, FakeServer, until } from './testing.ts'
import { closeTabs, givenBack, isSaved, openTab, textOf } from './testing-tabs.ts'
import { Refusal } from './wire.ts'

afterEach(async () => {
  vi.useRealTimers()
  await closeTabs()
})

const isThere = async (device: string): Promise<boolean> =>
  (await indexedDB.databases()).some(({ name }) => name === databaseName('anna', device))

/** A device with words that were typed without a connection, in a tab that is gone. */
async function deviceWithWords(server: FakeServer, words: string): Promise<string> {
  const tab = await openTab({ server })
  await isSaved(tab.session)
  tab.connection.drop()
  if (words !== '') tab.type(words)
  await until('kept', () => !tab.session.isAtRisk && ['offline', 'offlineKept'].includes(tab.session.status))
  await tab.session.close()
  return tab.on
}

async function leftoversOn(device: string, server: FakeServer, locks = new FakeLocks()) {
  const { transport, drop, restore } = server.connect()
  const leftovers = await Leftovers.find({ userId: 'anna', transport, locks: locks.tab(), device, retryMs: 10 })
  return { leftovers: leftovers!, drop, restore }
}

const change = (keep: StoreChange['keep']): StoreChange => ({
  documentId: 'document-1',
  clientId: 7,
  epoch: 'epoch-1',
  schemaVersion: SCHEMA_VERSION,
  abilities: null,
  generation: null,
  keep,
  forget: [],
  takeOver: [],
  seen: [],
  replace: [],
  unsent: () => [],
  fullState: () => new Uint8Array(),
})

function updateOf(words: string): Uint8Array {
  const doc = createDocument()
  doc.clientID = 7
  doc.getText(BODY).insert(0, words)
  return Y.encodeStateAsUpdate(doc)
}

/** Does this in the moment between looking whether anything waits and asking for the deletion. */
function justBeforeDeletion(work: () => void): () => void {
  const { open, deleteDatabase } = indexedDB
  let done = false
  const once = (): void => {
    if (!done) work()
    done = true
  }
  const spies = [
    vi.spyOn(indexedDB, 'open').mockImplementation((name, version) => {
      if (version === 2) once()
      return open.call(indexedDB, name, version)
    }),
    vi.spyOn(indexedDB, 'deleteDatabase').mockImplementation((name) => {
      once()
      return deleteDatabase.call(indexedDB, name)
    }),
  ]
  return () => {
    for (const spy of spies) spy.mockRestore()
  }
}

describe('a device that is a shared computer now', () => {
  test('sends what waits, then keeps nothing', async () => {
    const server = new FakeServer()
    const device = await deviceWithWords(server, 'sprzed końca sesji')
    const { leftovers } = await leftoversOn(device, server)
    await leftovers.deliver()
    expect(server.text).toBe('|sprzed końca sesji')
    expect(await isThere(device)).toBe(false)
    const { session } = await openTab({ server, keeps: false, leftBehind: leftovers })
    await isSaved(session)
    expect(textOf(session)).toBe('sprzed końca sesji')
    expect(await isThere(device)).toBe(false)
  })

  test('deletes copies where nothing waits', async () => {
    const server = new FakeServer()
    const device = await deviceWithWords(server, '')
    const { leftovers } = await leftoversOn(device, server)
    await leftovers.deliver()
    expect(await isThere(device)).toBe(false)
  })

  test('keeps what waits for as long as there is no connection', async () => {
    const server = new FakeServer()
    const device = await deviceWithWords(server, 'czeka')
    const { leftovers, drop, restore } = await leftoversOn(device, server)
    drop()
    const delivered = leftovers.deliver()
    await leftovers.forgetRecovered([])
    expect(await isThere(device)).toBe(true)
    restore()
    await delivered
    expect(server.text).toBe('|czeka')
    expect(await isThere(device)).toBe(false)
  })

  test('shows what is refused in the open document, and keeps it until it is dismissed', async () => {
    const server = new FakeServer()
    const device = await deviceWithWords(server, 'bez prawa')
    const { leftovers } = await leftoversOn(device, server)
    const { session } = await openTab({ server, keeps: false, leftBehind: leftovers })
    leftovers.onChange(() => void session.givenBack.load('document-1'))
    server.onPush = () => new Refusal('FORBIDDEN')
    await leftovers.deliver()
    await until('given back', () => givenBack(session).length > 0)
    expect(givenBack(session)).toEqual(['bez prawa'])
    expect(session.isAtRisk).toBe(false)
    expect(await isThere(device)).toBe(true)
    await session.dismiss(session.givenBack.list('refused')[0]!.id)
    await until('deleted', async () => !(await isThere(device)))
  })

  test('lists what a tab that is gone left of a document that cannot be had any more', async () => {
    const server = new FakeServer()
    const locks = new FakeLocks()
    const first = await openTab({ server, locks })
    await isSaved(first.session)
    first.connection.drop()
    first.type('bez dostępu')
    await until('kept', () => first.session.status === 'offlineKept')
    server.onJoin = () => new Refusal('NOT_FOUND')
    const second = await openTab({ server, locks, on: first.on })
    await until('closed', () => second.session.status === 'noAccess')
    await second.session.close()
    await locks.kill(first.tab)
    const { leftovers } = await leftoversOn(first.on, server, locks)
    await leftovers.deliver()
    expect((await leftovers.listRecovered('document-1')).map(({ text }) => text)).toEqual(['bez dostępu'])
  })

  test('keeps what another tab wrote when nothing seemed to wait any more', async () => {
    const server = new FakeServer()
    const device = await deviceWithWords(server, '')
    const { leftovers } = await leftoversOn(device, server)
    const other = await openStore('anna', device)
    await other.clients('document-1')
    let written: Promise<unknown> = Promise.resolve()
    const write = (): void => {
      written = other.write(change([{ index: 0, update: updateOf('ostatnie słowa') }]))
    }
    const stop = justBeforeDeletion(write)
    await leftovers.deliver()
    stop()
    await written
    expect(await other.unsentDocuments()).toEqual(['document-1'])
    expect(await isThere(device)).toBe(true)
    other.close()
    await leftovers.deliver()
    expect(server.text).toContain('ostatnie słowa')
    expect(await isThere(device)).toBe(false)
  })

  test('is left by a tab that is still open as soon as all of its words are sent, and then deleted', async () => {
    const server = new FakeServer()
    const locks = new FakeLocks()
    const tab = await openTab({ server, locks })
    await isSaved(tab.session)
    tab.connection.drop()
    tab.type('z karty bez sesji ')
    await until('kept', () => tab.session.status === 'offlineKept')
    const leaving = tab.session.keepNothingMore()
    const { leftovers } = await leftoversOn(tab.on, server, locks)
    const deleted = leftovers.clear()
    await until('delivered', () => server.text === '|z karty bez sesji ')
    expect(await isThere(tab.on)).toBe(true)
    tab.connection.restore()
    await leaving
    await deleted
    tab.type('dalej')
    await isSaved(tab.session)
    expect(server.text).toBe('|z karty bez sesji dalej')
    tab.connection.drop()
    tab.type('!')
    expect(tab.session.status).toBe('keptNowhere')
    expect(await isThere(tab.on)).toBe(false)
  })

  test('keeps no words that landed in something deleted while the others were sent', async () => {
    const server = new FakeServer()
    const device = await deviceWithWords(server, 'czeka')
    const { leftovers, drop, restore } = await leftoversOn(device, server)
    drop()
    const delivered = leftovers.deliver()
    server.onPush = () => {
      server.send({ type: 'stranded', id: 'offer', text: 'słowa', near: null })
      return new Refusal('TOO_LARGE')
    }
    restore()
    await delivered
    const rows = await leftovers.listRecovered('document-1')
    expect(rows.map(({ kind, text }) => [kind, text])).toEqual([['refused', 'czeka']])
  })

  test('is deleted although one document cannot be opened', async () => {
    const server = new FakeServer()
    const device = await deviceWithWords(server, 'czeka')
    const { leftovers } = await leftoversOn(device, server)
    const open = vi.spyOn(indexedDB, 'open').mockImplementationOnce(() => {
      throw new DOMException('Internal error opening backing store.', 'UnknownError')
    })
    await leftovers.deliver()
    open.mockRestore()
    expect(await isThere(device)).toBe(true)
    const cleared = leftovers.clear()
    await cleared
    expect(server.text).toBe('|czeka')
    expect(await isThere(device)).toBe(false)
  })

  test('is said to be deleted to a tab that was connected, and can be made again', async () => {
    const device = await deviceWithWords(new FakeServer(), '')
    const other = await openStore('anna', device, () => true)
    await other.clients('document-1')
    let deletions = 0
    other.onDeleted(() => (deletions += 1))
    const { leftovers } = await leftoversOn(device, new FakeServer())
    await leftovers.deliver()
    await expect(other.clients('document-1')).rejects.toThrow()
    expect(deletions).toBe(1)
    other.renew()
    expect(await other.clients('document-1')).toEqual([])
    other.close()
  })

  describe('and whose deletion another tab holds up', () => {
    /** One that does not answer, as a page that was frozen. */
    async function heldUp(server = new FakeServer()) {
      const device = await deviceWithWords(server, '')
      const frozen = await openDB(databaseName('anna', device))
      const keeping = await openStore('anna', device)
      const { leftovers } = await leftoversOn(device, server)
      const deleted = leftovers.deliver()
      await until('closed by its own', async () => (await stillOpen(keeping)) === false)
      return { server, device, frozen, leftovers, deleted, keeping }
    }

    /** Its answers come no more, since its connection has made room for the deletion. */
    async function stillOpen(store: DeviceStore): Promise<boolean> {
      const late = new Promise<boolean>((resolve) => setTimeout(() => resolve(false), 20))
      return Promise.race([store.unsentDocuments().then(() => true), late])
    }

    test('opens documents all the same, and is deleted when that tab is gone', async () => {
      const { server, device, frozen, leftovers, deleted, keeping } = await heldUp()
      const { session } = await openTab({ server, keeps: false, leftBehind: leftovers })
      await isSaved(session)
      server.send({ type: 'stranded', id: 'offer', text: 'słowa', near: null })
      await session.dismiss('offer')
      await until('dealt with', () => server.dismissed.includes('offer'))
      expect(await isThere(device)).toBe(true)
      frozen.close()
      await deleted
      keeping.close()
      expect(await isThere(device)).toBe(false)
    })

    test('is said to keep nothing by a tab that would keep something, and lets it go', async () => {
      const server = new FakeServer()
      const tab = await openTab({ server })
      await isSaved(tab.session)
      await tab.session.settle()
      const frozen = await openDB(databaseName('anna', tab.on))
      const { leftovers } = await leftoversOn(tab.on, server)
      const deleted = leftovers.deliver()
      await new Promise((resolve) => setTimeout(resolve, 20))
      tab.connection.drop()
      tab.type('nigdzie')
      await until('a failure', () => tab.session.status === 'keptNowhere')
      await tab.session.close()
      frozen.close()
      await deleted
      expect(await isThere(tab.on)).toBe(false)
    })

    test('does not keep a page from being opened', async () => {
      const { device, frozen, deleted, keeping } = await heldUp()
      await expect(openStore('anna', device)).rejects.toThrow('does not open')
      frozen.close()
      await deleted
      keeping.close()
      expect(await isThere(device)).toBe(false)
    })
  })

  test('that was emptied, but not deleted before the browser went, is made anew', async () => {
    const device = await deviceWithWords(new FakeServer(), '')
    const name = databaseName('anna', device)
    const upgrade = (database: IDBPDatabase): void => {
      for (const store of database.objectStoreNames) database.deleteObjectStore(store)
    }
    ;(await openDB(name, 2, { upgrade })).close()
    const store = await openStore('anna', device)
    expect(await store.unsentDocuments()).toEqual([])
    store.close()
  })

  test('is not given a database only to look into it', async () => {
    const server = new FakeServer()
    const { leftovers } = await leftoversOn('untouched:', server)
    expect(leftovers).toBeNull()
    expect(await isThere('untouched:')).toBe(false)
  })
})
