import 'fake-indexeddb/auto'
import { openDB } from 'idb'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { hasUnsaved, wipe } from './device.ts'
import { dismissalsOf } from './dismissals.ts'
import type { DocumentSession } from './provider.ts'
import { type DeviceStore, databaseName, type RecoveredEdit } from './store.ts'
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

  test('asks and warns of nothing for words that landed in something deleted, since the server offers them', async () => {
    const server = new FakeServer()
    const { session } = await openTab({ server, userId: 'ruta', keeps: false })
    await isSaved(session)
    server.send({ type: 'stranded', id: 'offer', text: 'moje słowa', near: null })
    expect(session.givenBack.list('stranded')).toHaveLength(1)
    expect(session.isAtRisk).toBe(false)
    expect(await hasUnsaved('ruta')).toBe(false)
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

describe('words that were given back and are put into the text again', () => {
  test('stay on the disk until what was written in their place is there', async () => {
    const server = new FakeServer()
    const waiting: (() => void)[] = []
    let isSlow = false
    const slow = (store: DeviceStore): DeviceStore => ({
      ...store,
      write: async (change) => {
        if (isSlow) await new Promise<void>((resolve) => waiting.push(resolve))
        return store.write(change)
      },
    })
    const first = await openTab({ server, storeIs: slow })
    await isSaved(first.session)
    server.onPush = () => new Refusal('TOO_LARGE')
    first.type('moje słowa')
    await until('given back', () => givenBack(first.session).length === 1 && first.session.status === 'saved')
    await until('kept', () => !first.session.isUnkept)
    first.connection.drop()
    isSlow = true
    first.type('moje słowa')
    const id = first.session.givenBack.list('refused')[0]?.id ?? ''
    const dismissed = first.session.dismiss(id)
    const listed = givenBack(first.session)
    const afterCrash = await openTab({ server, on: first.on, offline: true })
    isSlow = false
    for (const go of waiting) go()
    expect(listed).toEqual([])
    expect(givenBack(afterCrash.session)).toEqual(['moje słowa'])
    await dismissed
    const later = await openTab({ server, on: first.on, offline: true })
    expect([textOf(later.session), givenBack(later.session)]).toEqual(['moje słowa', []])
  })

  test('are dealt with at the server only then, where this device keeps nothing', async () => {
    const server = new FakeServer()
    const { session, connection, type } = await openTab({ server, keeps: false })
    await isSaved(session)
    server.send({ type: 'stranded', id: 'offer', text: 'moje słowa', near: null })
    server.onPush = () => 'hang'
    type('moje słowa')
    void session.dismiss('offer')
    await new Promise((resolve) => setTimeout(resolve, 20))
    expect([session.givenBack.list('stranded'), server.dismissed]).toEqual([[], []])
    server.onPush = () => 'accept'
    connection.drop()
    connection.restore()
    await until('dealt with', () => server.dismissed.length > 0 && session.status === 'saved')
    expect(server.text).toBe('|moje słowa')
  })

  test('are not dealt with at the server while they were refused there and are in this page only', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server, keeps: false })
    await isSaved(session)
    server.send({ type: 'stranded', id: 'offer', text: 'moje słowa', near: null })
    server.onPush = () => new Refusal('TOO_LARGE')
    type('moje słowa')
    void session.dismiss('offer')
    await until('given back', () => givenBack(session).length > 0 && session.status === 'saved')
    expect(server.dismissed).toEqual([])
    server.onPush = () => 'accept'
    type('moje słowa')
    await session.dismiss(session.givenBack.list('refused')[0]?.id ?? '')
    await until('dealt with', () => server.dismissed.includes('offer'))
    expect(server.text).toBe('|moje słowa')
  })

  test('wait for no other words that this page had to give back before', async () => {
    const server = new FakeServer()
    const { session, type } = await openTab({ server, keeps: false })
    await isSaved(session)
    server.onPush = () => new Refusal('TOO_LARGE')
    type('inne')
    await until('given back', () => givenBack(session).length > 0 && session.status === 'saved')
    server.send({ type: 'stranded', id: 'offer', text: 'moje słowa', near: null })
    server.onPush = () => 'accept'
    type('moje słowa')
    await session.dismiss('offer')
    await until('dealt with', () => server.dismissed.includes('offer'))
    expect(givenBack(session)).toEqual(['inne'])
  })

  test('stay on the disk while it cannot take them where they were refused', async () => {
    const server = new FakeServer()
    let isFull = false
    const full = (store: DeviceStore): DeviceStore => ({
      ...store,
      discard: (discarded) => (isFull ? broken() : store.discard(discarded)),
      addRecovered: (edit) => (isFull ? broken() : store.addRecovered(edit)),
    })
    const { session, on, type } = await openTab({ server, storeIs: full })
    await isSaved(session)
    server.onPush = () => new Refusal('TOO_LARGE')
    type('moje słowa')
    await until('given back', () => givenBack(session).length > 0 && session.status === 'saved')
    await until('kept', () => !session.isUnkept)
    isFull = true
    type('moje słowa')
    void session.dismiss(session.givenBack.list('refused')[0]?.id ?? '')
    await until('in this page only', () => session.isAtRisk && session.status === 'saved')
    expect((await rowsOn(on)).map(({ text }) => text)).toEqual(['moje słowa'])
  })
})

describe('words that landed in something deleted', () => {
  const offered = (session: DocumentSession): string[] => session.givenBack.list('stranded').map(({ text }) => text)

  test('and were dealt with elsewhere are gone from this device too, others are not', async () => {
    const server = new FakeServer()
    const { session, connection, on } = await openTab({ server })
    await isSaved(session)
    for (const id of ['a', 'b', 'c']) server.send({ type: 'stranded', id, text: `słowa ${id}`, near: null })
    server.waitingStranded = ['b']
    connection.drop()
    connection.restore()
    await until('joined', () => session.status === 'saved' && offered(session).length < 3)
    expect(offered(session)).toEqual(['słowa b'])
    server.send({ type: 'stranded', id: 'c', text: 'słowa c', near: null })
    await until('kept', () => offered(session).length === 2)
    server.waitingStranded = null
    connection.drop()
    connection.restore()
    await isSaved(session)
    await session.close()
    const next = await openTab({ server, on, offline: true })
    expect(offered(next.session)).toEqual(['słowa b', 'słowa c'])
  })

  test('and are in the text again are gone from this device too, others are not', async () => {
    const server = new FakeServer()
    const { session, on } = await openTab({ server })
    await isSaved(session)
    for (const id of ['a', 'b']) server.send({ type: 'stranded', id, text: `słowa ${id}`, near: null })
    server.send({ type: 'unstranded', ids: ['a', 'never-listed'] })
    await until('taken back', () => offered(session).length === 1)
    expect(offered(session)).toEqual(['słowa b'])
    await until('forgotten', async () => (await rowsOn(on)).length === 1)
    expect((await rowsOn(on)).map(({ text }) => text)).toEqual(['słowa b'])
  })

  test('and were put into the text again without a connection are not offered by a later page', async () => {
    const server = new FakeServer()
    const { session, connection, on, type } = await openTab({ server })
    await isSaved(session)
    server.send({ type: 'stranded', id: 'a', text: 'słowa', near: null })
    connection.drop()
    type('słowa')
    await session.dismiss('a')
    await session.close()
    const offline = await openTab({ server, on, offline: true })
    expect([textOf(offline.session), offered(offline.session)]).toEqual(['słowa', []])
    await offline.session.close()

    const next = await openTab({ server, on, offline: true })
    server.waitingStranded = ['a']
    next.connection.restore()
    await isSaved(next.session)
    server.send({ type: 'stranded', id: 'a', text: 'słowa', near: null })
    await until('the server to know', () => server.dismissed.includes('a'))
    expect(offered(next.session)).toEqual([])
    await until('forgotten', async () => (await rowsOn(on)).length === 0)
  })

  test('and were dealt with are forgotten on this device once an opening names them no more', async () => {
    const server = new FakeServer()
    const { session, connection, on } = await openTab({ server })
    await isSaved(session)
    server.send({ type: 'stranded', id: 'a', text: 'słowa', near: null })
    connection.drop()
    await session.dismiss('a')
    expect((await rowsOn(on)).map(({ text, near }) => [text, near])).toEqual([['', null]])
    server.waitingStranded = []
    connection.restore()
    await until('forgotten', async () => (await rowsOn(on)).length === 0)
  })

  test('and are dealt with in one tab are gone from the other at once', async () => {
    const server = new FakeServer()
    const dismissals = dismissalsOf('anna', 'document-1')
    const first = await openTab({ server, dismissals })
    const second = await openTab({ server, on: first.on, dismissals })
    await isSaved(first.session)
    await isSaved(second.session)
    server.send({ type: 'stranded', id: 'a', text: 'słowa', near: null })
    expect(offered(second.session)).toEqual(['słowa'])
    await first.session.dismiss('a')
    await until('gone', () => offered(second.session).length === 0)
  })
})

/** What lies among words to give back. */
async function rowsOn(on: string): Promise<RecoveredEdit[]> {
  const db = await openDB(databaseName('anna', on))
  const rows = await db.getAll('recovered')
  db.close()
  return rows
}

test('words of two tabs that were given back and dealt with in one are not given back by the other', async () => {
  const server = new FakeServer()
  const locks = new FakeLocks()
  const first = await openTab({ server, locks })
  await isSaved(first.session)
  first.connection.drop()
  first.type('pierwsza ')
  await until('kept', () => first.session.status === 'offlineKept')
  const second = await openTab({ server, locks, on: first.on, offline: true })
  server.onPush = () => new Refusal('TOO_LARGE')
  first.connection.restore()
  await until('given back', () => givenBack(first.session).length > 0)
  await first.session.dismiss(first.session.givenBack.list('refused')[0]?.id ?? '')
  second.type('druga')
  second.connection.restore()
  await until('given back', () => givenBack(second.session).length > 0 && second.session.status === 'saved')
  expect(givenBack(second.session)).toEqual(['druga'])
  const later = await openTab({ server, on: first.on, offline: true })
  expect(givenBack(later.session)).toEqual(['druga'])
})

test('words dismissed before they were on this device do not come back with the write that was under way', async () => {
  const server = new FakeServer()
  let put = (): void => undefined
  const slow = (store: DeviceStore): DeviceStore => ({
    ...store,
    addRecovered: async (edit) => {
      await new Promise<void>((resolve) => (put = resolve))
      await store.addRecovered(edit)
    },
  })
  const { session, on } = await openTab({ server, storeIs: slow })
  await isSaved(session)
  server.send({ type: 'stranded', id: 'offer', text: 'moje słowa', near: null })
  const dismissed = session.dismiss('offer')
  await new Promise((resolve) => setTimeout(resolve, 20))
  put()
  await dismissed
  const next = await openTab({ server, on, offline: true })
  expect(next.session.givenBack.list('stranded')).toEqual([])
})

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
