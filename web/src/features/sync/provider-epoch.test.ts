import 'fake-indexeddb/auto'
import { BODY, createDocument } from '@app/server/document'
import { afterEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { databaseName } from './store.ts'
import { FakeServer, until } from './testing.ts'
import { closeTabs, givenBack, isSaved, openTab } from './testing-tabs.ts'

afterEach(closeTabs)

const SECRET = 'PESEL 90010112345'

/** A text with something in it, or with as many blanks, as a redaction leaves it. */
function textWith(words: string): Y.Doc {
  const doc = createDocument()
  doc.clientID = 1
  const text = doc.getText(BODY)
  const attributes = { id: 'first', kind: 'paragraph', level: 0 }
  text.insertEmbed(0, new Y.Map<unknown>(Object.entries(attributes)))
  text.insert(1, `Najemca: ${words}. `)
  return doc
}

function serverWith(words: string): FakeServer {
  const server = new FakeServer()
  server.doc = textWith(words)
  return server
}

function redact(server: FakeServer): void {
  server.doc = textWith(' '.repeat(SECRET.length))
  server.epoch = 'epoch-2'
}

/** All that lies on a device, as one text. */
async function everythingOn(device: string): Promise<string> {
  const db = await new Promise<IDBDatabase>((resolve, reject) => {
    const opening = indexedDB.open(databaseName('anna', device))
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  const names = [...db.objectStoreNames]
  const tx = db.transaction(names)
  const rows = await Promise.all(
    names.map(
      (name) =>
        new Promise<unknown[]>((resolve) => {
          const reading = tx.objectStore(name).getAll()
          reading.onsuccess = () => resolve(reading.result)
        }),
    ),
  )
  db.close()
  const asText = (_key: string, value: unknown) =>
    value instanceof Uint8Array ? new TextDecoder().decode(value) : value
  return JSON.stringify(rows, asText)
}

describe('once the text began anew because something was taken out of it', () => {
  test('this device keeps nothing of what it said, beside words given back now and before neither', async () => {
    const server = serverWith(SECRET)
    const { session, connection, type, on } = await openTab({ server })
    await isSaved(session)
    connection.drop()
    type('przedtem ')
    server.demote()
    connection.restore()
    await until('given back', () => givenBack(session).length === 1 && session.status === 'saved')
    server.promote()
    await until('promoted', () => session.abilities?.edit === true)
    expect(session.givenBack.list('refused')[0]?.near).toContain(SECRET)
    connection.drop()
    type('teraz ')
    await until('kept', () => session.status === 'offlineKept')
    expect(await everythingOn(on)).toContain(SECRET)

    redact(server)
    connection.restore()
    await until('given back', () => givenBack(session).length === 2 && session.status === 'saved')
    expect(session.givenBack.list('refused').map(({ text, near }) => [text, near])).toEqual([
      ['przedtem', null],
      ['teraz', null],
    ])
    await session.settle()
    const kept = await everythingOn(on)
    expect(kept).not.toContain(SECRET)
    expect(kept).toContain('przedtem')
    expect(kept).toContain('teraz')
  })

  test('words that were given back while the person had no access lose what stood around them too', async () => {
    const server = serverWith(SECRET)
    const first = await openTab({ server })
    await isSaved(first.session)
    first.connection.drop()
    first.type('moje ')
    server.demote()
    first.connection.restore()
    await until('given back', () => givenBack(first.session).length === 1)
    await first.session.close()
    redact(server)
    const { session } = await openTab({ server, on: first.on })
    await isSaved(session)
    expect(session.givenBack.list('refused').map(({ text, near }) => [text, near])).toEqual([['moje', null]])
    await session.settle()
    expect(await everythingOn(first.on)).not.toContain(SECRET)
  })

  test('words that landed in something deleted are what the server says of them by now', async () => {
    const server = serverWith('Jan')
    const first = await openTab({ server })
    await isSaved(first.session)
    server.send({ type: 'stranded', id: 'offer', text: `moje ${SECRET}`, near: null })
    await until('kept', async () => (await everythingOn(first.on)).includes(SECRET))
    await first.session.close()
    const { session } = await openTab({ server, on: first.on })
    await isSaved(session)
    server.send({ type: 'stranded', id: 'offer', text: 'moje  ', near: null })
    await until('rewritten', async () => !(await everythingOn(first.on)).includes(SECRET))
    expect(session.givenBack.list('stranded').map(({ text }) => text)).toEqual(['moje'])
  })
})
