import 'fake-indexeddb/auto'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { hasUnsaved, wipe } from './device.ts'
import type { DocumentSession } from './provider.ts'
import type { DeviceStore } from './store.ts'
import { FakeLocks, FakeServer, until } from './testing.ts'
import { closeTabs, givenBack, isSaved, openTab, textOf } from './testing-tabs.ts'
import { Refusal } from './wire.ts'

afterEach(closeTabs)

describe('this device', () => {
  test('opens the document without a connection, with what was typed offline, and sends it later', async () => {
    const server = new FakeServer()
    const locks = new FakeLocks()
    const first = await openTab({ server, locks })
    await isSaved(first.session)
    first.type('zapisane ')
    await isSaved(first.session)
    first.connection.drop()
    first.type('offline ')
    await until('kept', () => first.session.status === 'offlineKept' && !first.session.isAtRisk)
    await first.session.close()
    const second = await openTab({ server, locks, on: first.on, offline: true })
    expect(textOf(second.session)).toBe('zapisane offline ')
    second.type('dalej ')
    await until('kept', () => second.session.status === 'offlineKept')
    second.connection.restore()
    await isSaved(second.session)
    expect(server.text).toBe('|zapisane offline dalej ')
  })

  test('knows what was moved before the page was closed: who moved the same meanwhile doubled it', async () => {
    const server = new FakeServer()
    const locks = new FakeLocks()
    const first = await openTab({ server, locks })
    await isSaved(first.session)
    first.type('Lokale oddaje się bezpłatnie. Koniec. ')
    await isSaved(first.session)
    const other = await openTab({ server })
    await isSaved(other.session)
    first.connection.drop()
    for (const { session } of [first, other]) moveToEnd(session, 'Lokale oddaje się bezpłatnie. ')
    await until('kept', () => first.session.status === 'offlineKept' && !first.session.isAtRisk)
    await first.session.close()
    await isSaved(other.session)
    const second = await openTab({ server, locks, on: first.on, offline: true })
    const told: string[] = []
    second.session.replica?.doubled.listen(({ text }) => told.push(text))
    second.connection.restore()
    await isSaved(second.session)
    expect(server.text.split('bezpłatnie')).toHaveLength(3)
    expect(told).toEqual(['Lokale oddaje się bezpłatnie. '])
  })

  test('a tab that crashed is taken over by one that was open beside it', async () => {
    const server = new FakeServer()
    const locks = new FakeLocks()
    const first = await openTab({ server, locks })
    const second = await openTab({ server, locks, on: first.on })
    await isSaved(first.session)
    await isSaved(second.session)
    first.connection.drop()
    first.type('z karty, która zginie')
    await until('kept', () => first.session.status === 'offlineKept' && !first.session.isAtRisk)
    // The second tab meets the records of the living first one, and waits.
    second.connection.drop()
    second.connection.restore()
    await isSaved(second.session)
    expect(server.text).toBe('|')
    await locks.kill(first.tab)
    await until('taken over', () => server.text === '|z karty, która zginie')
    await isSaved(second.session)
  })

  test('what a living tab typed offline is not lost when the other tab comes back first', async () => {
    const server = new FakeServer()
    const locks = new FakeLocks()
    const first = await openTab({ server, locks })
    await isSaved(first.session)
    first.connection.drop()
    first.type('pierwsza ')
    await until('kept', () => first.session.status === 'offlineKept' && !first.session.isAtRisk)
    const second = await openTab({ server, locks, on: first.on, offline: true })
    expect(textOf(second.session)).toBe('pierwsza ')
    second.type('druga ')
    second.connection.restore()
    await isSaved(second.session)
    first.connection.restore()
    await isSaved(first.session)
    expect(server.text).toBe('|pierwsza druga ')
  })

  test('a copy whose text differs from the server’s is replaced, and it is counted', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server })
    await isSaved(session)
    type('tekst')
    await isSaved(session)
    const before = session.replica
    server.hashOf = () => 'something else'
    await session.checkConvergence()
    expect(session.divergences).toBe(0)
    await session.checkConvergence()
    await until('replaced', () => session.replica !== null && session.replica.doc !== before?.doc)
    expect(session.divergences).toBe(1)
    expect(textOf(session)).toBe('tekst')
  })

  test('a client id that Yjs had to give up is announced by joining again', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server })
    await isSaved(session)
    const { doc, clientId } = session.replica!
    // Somebody else's update under this very client id: Yjs then chooses another one for us.
    const double = new Y.Doc()
    double.clientID = clientId
    Y.applyUpdate(double, Y.encodeStateAsUpdate(server.doc))
    double.getText('body').insert(1, 'cudze ')
    Y.applyUpdate(server.doc, Y.encodeStateAsUpdate(double))
    server.send({ type: 'changed', update: Y.encodeStateAsUpdate(double), seq: 1 })
    await until('another id', () => session.replica?.clientId !== clientId)
    expect(session.replica?.doc).toBe(doc)
    await isSaved(session)
    type('moje')
    await isSaved(session)
    expect(server.text).toBe('|cudze moje')
    expect(server.log.at(-1)?.clientId).toBe(session.replica?.clientId)
  })
})

describe('a device that opens and cannot be read', () => {
  const unreadable = (store: DeviceStore): DeviceStore => ({ ...store, load: broken, listRecovered: broken })

  test('does not keep the document from being opened, and is said to keep nothing', async () => {
    const server = new FakeServer()
    server.write((text) => text.insert(1, 'treść'))
    const { session, connection, type } = await openTab({ server, storeIs: unreadable })
    await isSaved(session)
    expect(textOf(session)).toBe('treść')
    type(' dalej')
    await isSaved(session)
    expect(server.text).toBe('|treść dalej')
    connection.drop()
    type(' nigdzie')
    expect(session.status).toBe('keptNowhere')
    expect(session.isAtRisk).toBe(true)
  })

  test('loses nothing of what lies on it', async () => {
    const server = new FakeServer()
    const first = await openTab({ server })
    await isSaved(first.session)
    first.connection.drop()
    first.type('niewysłane')
    await until('kept', () => first.session.status === 'offlineKept')
    await first.session.close()
    const second = await openTab({
      server,
      on: first.on,
      storeIs: (store) => ({ ...unreadable(store), clients: broken }),
    })
    await isSaved(second.session)
    await second.session.close()
    const third = await openTab({ server, on: first.on })
    await until('sent', () => server.text === '|niewysłane')
    await isSaved(third.session)
  })
})

const broken = (): Promise<never> => Promise.reject(new Error('The database cannot be read.'))

describe('signing out', () => {
  test('right after everything was saved asks nothing, although the disk has not forgotten it yet', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server, userId: 'nina', on: '' })
    await isSaved(session)
    type('zapisane')
    await isSaved(session)
    expect(await hasUnsaved('nina')).toBe(false)
  })

  test('while a push is under way waits for its answer instead of asking', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server, userId: 'olga', on: '' })
    await isSaved(session)
    type('w drodze')
    expect(session.status).toBe('saving')
    expect(await hasUnsaved('olga')).toBe(false)
    expect(server.text).toBe('|w drodze')
  })

  test('asks for words given back on a shared computer, which are in the page only', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server, userId: 'pola', keeps: false })
    await isSaved(session)
    server.onPush = () => new Refusal('FORBIDDEN')
    type('odrzucone')
    await until('given back', () => givenBack(session).length > 0)
    await isSaved(session)
    expect(await hasUnsaved('pola')).toBe(true)
  })

  test('with unsent words, once that was answered, warns no more and leaves nothing behind', async () => {
    const server = new FakeServer()
    const { session, connection, type } = await openTab({ server, userId: 'zofia', keeps: false })
    await isSaved(session)
    connection.drop()
    type('niezapisane')
    expect(session.isAtRisk).toBe(true)
    expect(await hasUnsaved('zofia')).toBe(true)
    await wipe('zofia')
    expect(session.isAtRisk).toBe(false)
    expect(await hasUnsaved('zofia')).toBe(false)
  })
})

function moveToEnd(session: DocumentSession, passage: string): void {
  const text = session.replica?.text
  if (!text) throw new Error('Nothing is open.')
  text.doc?.transact(() => {
    // The marker of the block comes first.
    text.delete(1 + text.toString().indexOf(passage), passage.length)
    text.insert(text.length, passage)
  })
}

test('a document that is closed while words are being given back has them on the disk afterwards', async () => {
  const server = new FakeServer()
  const slow = (store: DeviceStore): DeviceStore => ({
    ...store,
    write: async (change) => {
      const written = await store.write(change)
      await new Promise((resolve) => setTimeout(resolve, 20))
      return written
    },
  })
  const { session, on, type } = await openTab({ server, storeIs: slow })
  await isSaved(session)
  server.onPush = () => new Refusal('TOO_LARGE')
  type('raz ')
  type('dwa')
  await until('given back', () => givenBack(session).length === 1)
  await session.close()
  const next = await openTab({ server, on, offline: true })
  expect(givenBack(next.session)).toEqual(['raz dwa'])
})
