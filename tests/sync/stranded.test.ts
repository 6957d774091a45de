import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { HeadlessEditor } from '../fuzz/editors.ts'
import { type CellSelection, deleteColumn, deleteRow, deleteTable } from '../fuzz/table-actions.ts'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { openPeer, type Peer, type PeerOptions } from '../kit/peer.ts'
import { type ChaosProxy, startProxy } from '../kit/proxy.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire } from '../kit/wire.ts'

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
const open: Writer[] = []

beforeAll(async () => {
  app = await startApp()
  proxy = await startProxy(app.port, () => 0)
  organization = await seed(app).organization()
  anna = await organization.person('Anna')
  basia = await organization.person('Basia')
  celina = await organization.person('Celina')
})

beforeEach(async () => {
  const cells = (row: number) =>
    ['k1', 'k2'].map((id) => ({ id, header: false, content: [{ text: `komórka ${row}` }] }))
  document = await organization.document(anna, {
    content: [
      { type: 'block', id: 'a', kind: 'paragraph', level: 0, content: [{ text: 'Przed tabelą' }] },
      { type: 'table', id: 't', rows: [1, 2].map((row) => ({ id: `w${row}`, cells: cells(row) })) },
    ],
  })
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

/** The page's own provider and the page's own editor, without a page. */
class Writer {
  readonly peer: Peer
  readonly editor: HeadlessEditor
  private isOpen = true

  constructor(peer: Peer) {
    this.peer = peer
    this.editor = new HeadlessEditor(peer.doc)
  }

  /** At the end of the first cell of the table. */
  type(words: string): void {
    const { table, tablePosition } = this.cell()
    const first = table.child(0).child(0)
    this.editor.edit((tr) => tr.insertText(words, tablePosition + 3 + first.content.size))
  }

  remove(removal: (transaction: HeadlessEditor['state']['tr'], cell: CellSelection) => void): void {
    this.editor.edit((tr) => removal(tr, this.cell()))
  }

  shows(words: string): boolean {
    return this.editor.state.doc.textContent.includes(words)
  }

  async close(): Promise<void> {
    if (!this.isOpen) return
    this.isOpen = false
    this.editor.destroy()
    await this.peer.close()
  }

  private cell(): CellSelection {
    const [block, table] = this.editor.state.doc.children
    if (!block || !table) throw new Error('there is no table')
    return { table, tablePosition: block.nodeSize, row: 0, column: 0 }
  }
}

async function enter(person: SeededPerson, options: Partial<PeerOptions> = {}): Promise<Writer> {
  const { port, origin } = app
  const cookie = await signInAs(app, person)
  const peer = await openPeer({ origin, port, cookie, documentId: document.id, userId: person.id, ...options })
  await peer.opened()
  const writer = new Writer(peer)
  open.push(writer)
  return writer
}

async function saved(...writers: Writer[]): Promise<void> {
  for (const { peer } of writers) await peer.saved()
}

/** Waits until all pushes made so far have been heard by everybody, so that what did not come does not come. */
async function quiet(...writers: Writer[]): Promise<void> {
  await saved(...writers)
  const [first] = writers
  first?.editor.edit((tr) => tr.insertText('koniec', 1))
  await saved(...writers)
  await until('all to hear all', () => writers.every((writer) => writer.shows('koniec')))
}

async function givenBack({ peer }: Writer): Promise<string> {
  await until('words to be given back', () => peer.givenBack().length > 0)
  expect(peer.givenBack()).toHaveLength(1)
  return peer.givenBack()[0] ?? ''
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
  async function strand(meanwhile: (a: Writer) => Promise<void>): Promise<Writer> {
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
