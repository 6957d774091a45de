import { textHash } from '@app/server/document'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { fromBase64, openWindow, openWire, toBase64, Window } from '../kit/wire.ts'

onEachDatabase('a room', (database) => {
  let app: TestApp
  let organization: SeededOrganization
  let person: SeededPerson
  let clients = 10_000

  beforeAll(async () => {
    app = await startApp({ database })
    organization = await seed(app).organization()
    person = await organization.person()
  })

  afterAll(() => app.close())

  async function windowOn(document: SeededDocument, who = person, clientId = (clients += 1)): Promise<Window> {
    return openWindow(await openWire(app, { cookie: await signInAs(app, who) }), document.id, clientId)
  }

  async function leave(...windows: Window[]): Promise<void> {
    for (const window of windows) await window.wire.close()
  }

  describe('joining', () => {
    test('nothing falls between the opening and what comes after it', async () => {
      const document = await organization.document(person, { text: 'Początek' })
      const writer = await windowOn(document)
      const wire = await openWire(app, { cookie: await signInAs(app, await organization.person()) })
      const readers: Window[] = []
      for (let round = 0; round < 10; round++) {
        const reader = new Window(wire, document.id, (clients += 1))
        const writes = Array.from('abc', (letter) => writer.write((text) => text.insert(text.length, letter)))
        reader.join()
        readers.push(reader)
        await Promise.all(writes)
      }
      await until('all to see all', () => readers.every((reader) => reader.letters() === writer.letters()))
      expect(writer.letters()).toBe(`Początek${'abc'.repeat(10)}`)
      await leave(writer)
      await wire.close()
    })

    test('again, with what one has, brings only what is missing', async () => {
      const document = await organization.document(person, { text: 'x'.repeat(50_000) })
      const mine = await windowOn(document)
      const theirs = await windowOn(document, await organization.person())
      await leave(theirs)
      await mine.write((text) => text.insert(text.length, 'koniec'))
      const again = new Window(
        await openWire(app, { cookie: await signInAs(app, await organization.person()) }),
        document.id,
        (clients += 1),
      )
      Y.applyUpdate(again.doc, Y.encodeStateAsUpdate(theirs.doc))
      again.join()
      const opened = await until('the opening', () => again.has('DocumentOpened'))
      expect(fromBase64(String(opened.diff)).length).toBeLessThan(100)
      expect(again.letters()).toBe(mine.letters())
      await leave(mine, again)
    })

    test('a long document comes compressed', async () => {
      const text = Array.from({ length: 300 }, (_, index) => `Akapit ${index} o rzeczach ważnych dla Krakowa.`).join(
        '\n',
      )
      const document = await organization.document(person, { text })
      const window = await windowOn(document)
      expect(window.has('DocumentOpened')?.encoding).toBe('V2_GZIP')
      expect(window.letters()).toContain('Akapit 299 o rzeczach')
      await leave(window)
    })

    test('under one’s own client id again replaces the older self', async () => {
      const document = await organization.document(person, { text: 'Ala' })
      const older = await windowOn(document)
      const newer = await windowOn(document, person, older.clientId)
      await until('the older one to end', () => older.isOver)
      expect((await newer.write((text) => text.insert(1, 'x'))).codes).toEqual([])
      await leave(older, newer)
    })

    test('an older page is told to reload, and may not write', async () => {
      const document = await organization.document(person, { text: 'Ala' })
      const window = new Window(
        await openWire(app, { cookie: await signInAs(app, person) }),
        document.id,
        (clients += 1),
      )
      window.join({ schemaVersion: 0 })
      await until('an end', () => window.isOver)
      expect(window.events).toEqual([{ type: 'DocumentClosed', reason: 'SCHEMA_TOO_OLD' }])
      expect((await window.push(new Uint8Array([0, 0]), { schemaVersion: 0 })).codes).toEqual(['SCHEMA_TOO_OLD'])
      await leave(window)
    })
  })

  describe('pushing', () => {
    test('in the wrong order is refused, and heals in the right one', async () => {
      const document = await organization.document(person, { text: 'Ala' })
      const window = await windowOn(document)
      const first = window.change((text) => text.insert(1, 'a'))
      const second = window.change((text) => text.insert(2, 'b'))
      expect((await window.push(second)).details).toEqual(['gap'])
      expect((await window.push(first)).codes).toEqual([])
      expect((await window.push(second)).codes).toEqual([])
      expect((await app.app.rooms.read(document.id)).content).toMatchObject([{ content: [{ text: 'abAla' }] }])
      await leave(window)
    })

    test('under another epoch is refused', async () => {
      const document = await organization.document(person, { text: 'Ala' })
      const window = await windowOn(document)
      const update = window.change((text) => text.insert(1, 'a'))
      expect((await window.push(update, { epoch: 'another' })).codes).toEqual(['EPOCH_CHANGED'])
      await leave(window)
    })

    test('twice, after a restart in between, adds it once', async () => {
      const document = await organization.document(person, { text: 'Ala' })
      const window = await windowOn(document)
      const update = window.change((text) => text.insert(1, 'raz '))
      const first = await window.push(update, { clientSeq: 1 })
      await app.restart()
      expect(window.has('DocumentClosed')?.reason).toBe('SHUTDOWN')
      const again = await windowOn(document, person, window.clientId)
      const second = await again.push(update, { clientSeq: 1 })
      expect(second.data).toEqual(first.data)
      expect(again.letters()).toBe('raz Ala')
      expect(await app.db.documentUpdate.count({ where: { documentId: document.id } })).toBe(2)
      await leave(again)
    })
  })

  test('the hash of the text is told to whoever has exactly this text', async () => {
    const document = await organization.document(person, { text: 'Ala' })
    const window = await windowOn(document)
    const QUERY = 'query($id: ID!, $vector: Bytes!) { documentTextHash(documentId: $id, stateVector: $vector) }'
    const ask = (vector: Uint8Array) => window.wire.ask(QUERY, { id: document.id, vector: toBase64(vector) })
    expect((await ask(Y.encodeStateVector(window.doc))).data).toEqual({ documentTextHash: textHash(window.text) })
    expect((await ask(new Uint8Array([0]))).data).toEqual({ documentTextHash: null })
    expect((await ask(new Uint8Array([9, 9]))).codes).toEqual(['INVALID'])
    await leave(window)
  })
})
