import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import { HeadlessEditor } from '../fuzz/editors.ts'
import { deleteColumn, deleteRow, deleteTable } from '../fuzz/table-actions.ts'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import type { PeerOptions } from '../kit/peer.ts'
import { type ChaosProxy, startProxy } from '../kit/proxy.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, type Window, type WireEvent } from '../kit/wire.ts'
import { openTable, TABLE, type TableWriter } from './table-writer.ts'

const WORDS = 'słowa Anny'
const REMOVALS = [
  ['row', deleteRow],
  ['column', deleteColumn],
  ['table', deleteTable],
] as const

let app: TestApp
let proxy: ChaosProxy
let organization: SeededOrganization
let anna: SeededPerson
let basia: SeededPerson
let celina: SeededPerson
let document: SeededDocument
const open: TableWriter[] = []

beforeAll(async () => {
  app = await startApp()
  proxy = await startProxy(app.port, () => 0)
  organization = await seed(app).organization()
  anna = await organization.person('Anna')
  basia = await organization.person('Basia')
  celina = await organization.person('Celina')
})

beforeEach(async () => {
  document = await organization.document(anna, { content: TABLE })
})

afterEach(async () => {
  proxy.faults = {}
  proxy.heal()
  for (const writer of open.splice(0)) await writer.close()
})

afterAll(async () => {
  await proxy.close()
  await app.close()
})

async function enter(person: SeededPerson, options: Partial<PeerOptions> = {}): Promise<TableWriter> {
  const { port, origin } = app
  const cookie = await signInAs(app, person)
  const writer = await openTable({ origin, port, cookie, documentId: document.id, userId: person.id, ...options })
  open.push(writer)
  return writer
}

async function saved(...writers: TableWriter[]): Promise<void> {
  for (const { peer } of writers) await peer.saved()
}

/** Waits until all pushes made so far have been heard by everybody, so that what did not come does not come. */
async function quiet(...writers: TableWriter[]): Promise<void> {
  await saved(...writers)
  const [first] = writers
  first?.typeBefore('koniec')
  await saved(...writers)
  await until('all to hear all', () => writers.every((writer) => writer.shows('koniec')))
}

async function givenBack({ peer }: TableWriter): Promise<string> {
  await until('words to be given back', () => peer.givenBack().length > 0)
  expect(peer.givenBack()).toHaveLength(1)
  return peer.givenBack()[0] ?? ''
}

function hiddenRows({ peer }: TableWriter): Y.Map<unknown>[] {
  const rows = [...tableRows(peer.text)]
  return rows.filter((row) => !row.has('shown'))
}

function tableRows(text: Y.Text): Y.Array<Y.Map<unknown>> {
  for (const { insert } of text.toDelta() as { insert: unknown }[]) {
    if (insert instanceof Y.Map && insert.has('rows')) return insert.get('rows') as Y.Array<Y.Map<unknown>>
  }
  throw new Error('there is no table')
}

/** As an undo does. */
function showRowsAgain(writer: TableWriter): void {
  for (const row of hiddenRows(writer)) row.set('shown', 1)
}

function count({ events }: Window, type: string): number {
  return events.filter((event) => event.type === type).length
}

function updateOf(doc: Y.Doc, work: () => void): Uint8Array {
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array): number => updates.push(update)
  doc.on('update', collect)
  work()
  doc.off('update', collect)
  return Y.mergeUpdates(updates)
}

describe.each(REMOVALS)('words typed into a %s that somebody removes', (_name, removal) => {
  test('at the same moment are given back to who typed them, and to nobody else', async () => {
    const [a, b] = [await enter(anna), await enter(basia)]
    a.type(WORDS)
    b.remove(removal)
    await quiet(a, b)
    expect(a.shows(WORDS)).toBe(false)
    expect(await givenBack(a)).toContain(WORDS)
    expect(b.peer.givenBack()).toEqual([])
  })

  test('who has not heard of them yet, are given back', async () => {
    const [a, c] = [await enter(anna), await enter(celina)]
    const b = await enter(basia, { port: proxy.port })
    proxy.halfOpen()
    a.type(WORDS)
    await saved(a)
    b.remove(removal)
    proxy.heal()
    await until('the removal to arrive', () => !a.shows(WORDS))
    await quiet(a, b, c)
    expect(await givenBack(a)).toBe(`komórka 1${WORDS}`)
    expect(b.peer.givenBack()).toEqual([])
    expect(c.peer.givenBack()).toEqual([])
  })

  test('who had seen them, bother nobody', async () => {
    const [a, b] = [await enter(anna), await enter(basia)]
    a.type(WORDS)
    await until('Basia to see the words', () => b.shows(WORDS))
    b.remove(removal)
    await quiet(a, b)
    expect(a.shows(WORDS)).toBe(false)
    expect(a.peer.givenBack()).toEqual([])
    expect(await app.db.strandedText.count({ where: { documentId: document.id } })).toBe(0)
  })
})

describe('words to give back', () => {
  /** Anna types, Basia removes the row without having heard of it; her push waits until `meanwhile` is over. */
  async function strand(meanwhile: (a: TableWriter) => Promise<void>): Promise<TableWriter> {
    const a = await enter(anna)
    const b = await enter(basia, { port: proxy.port })
    proxy.halfOpen()
    a.type(WORDS)
    await saved(a)
    b.remove(deleteRow)
    await meanwhile(a)
    proxy.heal()
    await saved(b)
    return b
  }

  test('wait for somebody who is away, through a restart, until they have dealt with them', async () => {
    await strand((a) => a.close())
    await app.restart()
    const elsewhere = await enter(anna)
    expect(await givenBack(elsewhere)).toContain(WORDS)
    const again = await enter(anna)
    expect(await givenBack(again)).toContain(WORDS)

    const [offer] = again.peer.session.givenBack.list('stranded')
    await again.peer.session.dismiss(offer?.id ?? '')
    await until('the server to know', () => app.db.strandedText.count({ where: { text: '', userId: anna.id } }))
    const later = await enter(anna)
    await quiet(later)
    expect(later.peer.givenBack()).toEqual([])
  })

  test('that were dealt with in one place are gone from the other device, at the latest when it opens again', async () => {
    await strand((a) => a.close())
    const [here, there] = [await enter(anna), await enter(anna)]
    await givenBack(there)
    await givenBack(here)
    await there.close()
    const [offer] = here.peer.session.givenBack.list('stranded')
    await here.peer.session.dismiss(offer?.id ?? '')
    await until('the server to know', () => app.db.strandedText.count({ where: { text: '', userId: anna.id } }))
    const again = await enter(anna, { device: there.peer.device })
    expect(again.peer.givenBack()).toEqual([])
    await again.close()
    const offline = await enter(anna, { device: there.peer.device })
    expect(offline.peer.givenBack()).toEqual([])
  })

  test('that still wait stay listed when a device opens again', async () => {
    await strand((a) => a.close())
    const a = await enter(anna)
    await givenBack(a)
    await a.close()
    const again = await enter(anna, { device: a.peer.device })
    await quiet(again)
    expect(await givenBack(again)).toContain(WORDS)
  })

  test('are offered no more once what hid them is taken back, and everybody sees them', async () => {
    const a = await enter(anna)
    const b = await enter(basia, { port: proxy.port })
    proxy.halfOpen()
    a.type(WORDS)
    await saved(a)
    b.remove(deleteRow)
    proxy.heal()
    await givenBack(a)
    showRowsAgain(b)
    await until('Anna to see them', () => a.shows(WORDS))
    await until('the offer to be closed', () => a.peer.givenBack().length === 0)
    await quiet(a, b)
    expect(b.shows(WORDS)).toBe(true)
    expect(a.peer.givenBack()).toEqual([])
    const again = await enter(anna)
    await quiet(again)
    expect(again.peer.givenBack()).toEqual([])
  })

  test('come and go with a row that somebody hides and shows again and again, and no window begins anew for it', async () => {
    const window = async (person: SeededPerson, clientId: number) =>
      openWindow(await openWire(app, { cookie: await signInAs(app, person) }), document.id, clientId)
    const [a, b] = [await window(anna, 4_712), await window(basia, 4_713)]
    const editor = new HeadlessEditor(a.doc)
    await a.push(
      updateOf(a.doc, () => editor.edit((tr) => tr.insertText(WORDS, editor.state.doc.child(0).nodeSize + 3))),
    )
    editor.destroy()
    await until('Basia to see the words', () => b.doc.getText('body').toDelta().length > 0 && b.has('DocumentChanged'))
    const [row] = [...tableRows(b.text)]
    for (let time = 1; time <= 3; time += 1) {
      // It says nothing of what it has seen.
      expect((await b.write(() => row?.delete('shown'))).codes).toEqual([])
      await until('the words to be offered', () => count(a, 'TextStranded') === time || a.isOver)
      expect((await b.write(() => row?.set('shown', 1))).codes).toEqual([])
      await until('the offer to be taken back', () => count(a, 'TextUnstranded') === time || a.isOver)
    }
    expect([a.isOver, count(a, 'DocumentClosed'), count(a, 'DocumentOpened')]).toEqual([false, 0, 1])
    const ids = (type: string, idsOf: (event: WireEvent) => unknown) =>
      a.events.filter((event) => event.type === type).flatMap(idsOf)
    expect(ids('TextUnstranded', (event) => event.ids)).toEqual(ids('TextStranded', ({ id }) => id))
    for (const { wire } of [a, b]) await wire.close()
  })

  test('are offered no more where it was the row of who typed them that came late, once what hid them is taken back', async () => {
    const a = await enter(anna, { port: proxy.port })
    const b = await enter(basia)
    proxy.halfOpen()
    a.type(WORDS)
    b.remove(deleteRow)
    await saved(b)
    proxy.heal()
    expect(await givenBack(a)).toBe(WORDS)
    showRowsAgain(b)
    await until('Anna to see them', () => a.shows(WORDS))
    await until('the offer to be closed', () => a.peer.givenBack().length === 0)
    const again = await enter(anna)
    await quiet(a, b, again)
    expect(b.shows(WORDS)).toBe(true)
    expect(again.peer.givenBack()).toEqual([])
  })

  test('stay offered where only another row is shown again', async () => {
    const a = await enter(anna)
    const b = await enter(basia, { port: proxy.port })
    b.remove((tr, cell) => deleteRow(tr, { ...cell, row: 1 }))
    await saved(b)
    const hidden = hiddenRows(b)
    proxy.halfOpen()
    a.type(WORDS)
    await saved(a)
    b.remove(deleteRow)
    proxy.heal()
    await givenBack(a)
    for (const row of hidden) row.set('shown', 1)
    await quiet(a, b)
    expect(await givenBack(a)).toContain(WORDS)
  })

  test('that were dealt with while offline are not shown again when the page is back', async () => {
    await strand((a) => a.close())
    const a = await enter(anna, { port: proxy.port })
    await givenBack(a)
    proxy.halfOpen()
    const [offer] = a.peer.session.givenBack.list('stranded')
    await a.peer.session.dismiss(offer?.id ?? '')
    proxy.heal()
    await until('the server to know', () => app.db.strandedText.count({ where: { id: offer?.id ?? '', text: '' } }))
    expect(a.peer.givenBack()).toEqual([])
  })

  test('are offered once though the answer to the removal was lost', async () => {
    const a = await enter(anna)
    const b = await enter(basia, { port: proxy.port })
    proxy.halfOpen()
    a.type(WORDS)
    await saved(a)
    b.remove(deleteRow)
    proxy.faults = { loseAnswer: 1 }
    proxy.heal()
    await until('an answer to be lost', () => proxy.struck.answersLost > 0)
    proxy.faults = {}
    await quiet(a, b)
    expect(await givenBack(a)).toContain(WORDS)
  })

  test('reach who sent them into a row removed before, though the answer was lost', async () => {
    const b = await enter(basia)
    const wire = await openWire(app, { cookie: await signInAs(app, anna) })
    const window = await openWindow(wire, document.id, 4_711)
    const editor = new HeadlessEditor(window.doc)
    const updates: Uint8Array[] = []
    window.doc.on('update', (update: Uint8Array) => updates.push(update))
    editor.edit((tr) => tr.insertText(WORDS, editor.state.doc.child(0).nodeSize + 3))
    editor.destroy()
    b.remove(deleteRow)
    await quiet(b)
    const pushed = window.push(updates[0] ?? new Uint8Array())
    wire.socket.pause()
    await until('the words to be committed', async () => (await app.app.rooms.read(document.id)).seq === 4)
    wire.socket.terminate()
    await Promise.allSettled([pushed])

    const again = await enter(anna)
    expect(await givenBack(again)).toBe(WORDS)
  })

  test('are found though the tab that removed the row is gone and another one sends its work', async () => {
    const a = await enter(anna)
    const b = await enter(basia, { port: proxy.port })
    proxy.halfOpen()
    b.remove(deleteRow)
    await b.close()
    a.type(WORDS)
    await saved(a)
    proxy.heal()
    const next = await enter(basia, { device: b.peer.device })
    await quiet(a, next)
    expect(a.shows('komórka 1')).toBe(false)
    expect(await givenBack(a)).toContain(WORDS)
  })

  test('cannot be dismissed by somebody else', async () => {
    await strand(async () => undefined)
    const { id } = await app.db.strandedText.findFirstOrThrow({ where: { documentId: document.id } })
    const DISMISS = 'mutation($input: DismissStrandedTextInput!) { dismissStrandedText(input: $input) }'
    const dismiss = async (person: SeededPerson) =>
      (await ask<{ dismissStrandedText: boolean }>(app, await signInAs(app, person), DISMISS, { input: { id } })).data
    expect(await dismiss(basia)).toEqual({ dismissStrandedText: false })
    expect(await dismiss(anna)).toEqual({ dismissStrandedText: true })
    expect(await dismiss(anna)).toEqual({ dismissStrandedText: false })
  })
})
