import 'fake-indexeddb/auto'
import { afterEach, describe, expect, test } from 'vitest'
import { Leftovers } from './leftovers.ts'
import { databaseName } from './store.ts'
import { FakeLocks, FakeServer, until } from './testing.ts'
import { closeTabs, givenBack, isSaved, openTab, textOf } from './testing-tabs.ts'
import { Refusal } from './wire.ts'

afterEach(closeTabs)

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

async function leftoversOn(device: string, server: FakeServer) {
  const { transport, drop, restore } = server.connect()
  const leftovers = await Leftovers.find({ userId: 'anna', transport, locks: new FakeLocks().tab(), device })
  return { leftovers: leftovers!, drop, restore }
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
    await session.givenBack.dismiss(session.givenBack.list('refused')[0]!.id)
    expect(await isThere(device)).toBe(false)
  })

  test('is not given a database only to look into it', async () => {
    const server = new FakeServer()
    const { leftovers } = await leftoversOn('untouched:', server)
    expect(leftovers).toBeNull()
    expect(await isThere('untouched:')).toBe(false)
  })
})
