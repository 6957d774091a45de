/** What a tab sends for another one of the same device goes through the same limits as everything else. */
import 'fake-indexeddb/auto'
import { BODY } from '@app/server/document'
import { LIMITS } from '@app/server/limits'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { DocumentSession } from './provider.ts'
import { FakeLocks, FakeServer, until } from './testing.ts'
import { closeTabs, givenBack, isSaved, openTab } from './testing-tabs.ts'

afterEach(closeTabs)

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

const textIn = (session: DocumentSession): Y.Text => {
  if (!session.replica) throw new Error('Nothing is open.')
  return session.replica.text
}

/** The first tab writes without a connection; a second one shows that, is written in, and has the connection first. */
async function writeInTwoTabs(server: FakeServer, write: (text: Y.Text) => void) {
  const locks = new FakeLocks()
  const first = await openTab({ server, locks })
  await isSaved(first.session)
  first.connection.drop()
  write(textIn(first.session))
  await until('kept', () => first.session.status === 'offlineKept')
  const second = await openTab({ server, locks, on: first.on, offline: true })
  second.type(' druga')
  await until('kept', () => second.session.status === 'offlineKept')
  second.connection.restore()
  return { first, second, locks }
}

async function arrivesOnce(server: FakeServer, { first, second }: Awaited<ReturnType<typeof writeInTwoTabs>>) {
  const { clientId } = second.session.replica ?? {}
  await until('saved', () => second.session.status === 'saved' || givenBack(second.session).length > 0)
  expect(givenBack(second.session)).toEqual([])
  expect(second.session.replica?.clientId).toBe(clientId)
  first.connection.restore()
  await isSaved(first.session)
  expect([givenBack(first.session), server.cutOff]).toEqual([[], 0])
}

/** Two ranges of every letter but the last: Yjs joins what stands side by side. */
function deleteEveryOther(text: Y.Text): void {
  text.doc?.transact(() => {
    for (let at = text.length - 1; at > 0; at -= 2) text.delete(at, 1)
  })
}

describe('what a second tab sends for a living first one', () => {
  test('is a paste of a million characters', async () => {
    const server = new FakeServer()
    const pasted = ALPHABET.repeat(1_000_000 / ALPHABET.length)
    const tabs = await writeInTwoTabs(server, (text) => text.insert(text.length, pasted))
    await arrivesOnce(server, tabs)
    expect(server.text).toBe(`|${pasted} druga`)
  })

  test('is more structs than one push may have', async () => {
    const server = new FakeServer()
    const letters = [...ALPHABET.repeat(200)]
    const tabs = await writeInTwoTabs(server, (text) =>
      text.doc?.transact(() => {
        for (const letter of letters) text.insert(1, letter)
      }),
    )
    expect(letters.length).toBeGreaterThan(LIMITS.updateStructs)
    await arrivesOnce(server, tabs)
    expect(server.text).toBe(`|${letters.reverse().join('')} druga`)
  })

  test('is one letter where the document has lost more than one push may delete', async () => {
    const server = new FakeServer()
    const text = server.doc.getText(BODY)
    text.insert(1, 'x'.repeat(2 * LIMITS.updateRanges + 10))
    deleteEveryOther(text)
    const before = server.text
    const tabs = await writeInTwoTabs(server, (written) => written.insert(written.length, 'y'))
    await arrivesOnce(server, tabs)
    expect(server.text).toBe(`${before}y druga`)
  })

  test('goes with the deletions that belong to it', async () => {
    const server = new FakeServer()
    server.doc.getText(BODY).insert(1, 'zdanie ')
    const tabs = await writeInTwoTabs(server, (text) => {
      text.delete(1, 'zdanie '.length)
      text.insert(text.length, 'przeniesione zdanie ')
    })
    await isSaved(tabs.second.session)
    expect(server.text).toBe('|przeniesione zdanie  druga')
    await arrivesOnce(server, tabs)
    expect(server.text).toBe('|przeniesione zdanie  druga')
  })
})

test('what was taken over goes before the words that were written behind it, however many these are', async () => {
  const server = new FakeServer()
  const locks = new FakeLocks()
  const first = await openTab({ server, locks })
  await isSaved(first.session)
  first.connection.drop()
  first.type('pierwsza ')
  await until('kept', () => first.session.status === 'offlineKept')
  const second = await openTab({ server, locks, on: first.on, offline: true })
  const letters = [...ALPHABET.repeat(8)]
  for (const letter of letters) second.type(letter)
  await first.session.close()
  await locks.kill(first.tab)
  await second.session.settle()
  second.connection.restore()
  await until('saved', () => second.session.status === 'saved' || givenBack(second.session).length > 0)
  expect([givenBack(second.session), server.text]).toEqual([[], `|pierwsza ${letters.join('')}`])
  expect(letters.length).toBeGreaterThan(LIMITS.pushRecords)
})

describe('what the server had and has lost of this tab', () => {
  /** As from a backup that is older than what `write` did. */
  async function loseAgain(server: FakeServer, write: (text: Y.Text) => void) {
    const tab = await openTab({ server })
    await isSaved(tab.session)
    const backup = Y.encodeStateAsUpdate(server.doc)
    write(textIn(tab.session))
    await isSaved(tab.session)
    const text = server.text
    tab.connection.drop()
    server.doc.destroy()
    server.doc = new Y.Doc()
    Y.applyUpdate(server.doc, backup)
    tab.connection.restore()
    await until('saved', () => tab.session.status === 'saved' || givenBack(tab.session).length > 0)
    expect([givenBack(tab.session), server.cutOff]).toEqual([[], 0])
    return text
  }

  test('goes there in pieces', async () => {
    const server = new FakeServer()
    const text = await loseAgain(server, (body) => body.insert(1, ALPHABET.repeat(40_000)))
    expect(server.text).toBe(text)
  })

  test('is not doubled where it was moved', async () => {
    const server = new FakeServer()
    server.doc.getText(BODY).insert(1, 'zdanie i reszta')
    const text = await loseAgain(server, (body) => {
      body.delete(1, 'zdanie '.length)
      body.insert(body.length, ' zdanie')
    })
    expect([text, server.text]).toEqual(['|i reszta zdanie', '|i reszta zdanie'])
  })

  test('goes there although the document has lost more than one push may delete', async () => {
    const server = new FakeServer()
    server.doc.getText(BODY).insert(1, 'x'.repeat(2 * LIMITS.updateRanges + 10))
    deleteEveryOther(server.doc.getText(BODY))
    const text = await loseAgain(server, (body) => body.insert(1, 'moje'))
    expect(server.text).toBe(text)
  })
})
