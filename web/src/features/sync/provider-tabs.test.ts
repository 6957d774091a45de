import 'fake-indexeddb/auto'
import { afterEach, describe, expect, test } from 'vitest'
import { FakeLocks, FakeServer, until } from './testing.ts'
import { closeTabs, givenBack, isSaved, openTab } from './testing-tabs.ts'
import { Refusal } from './wire.ts'

afterEach(closeTabs)

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
