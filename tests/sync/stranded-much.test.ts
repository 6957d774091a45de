// Words that are given back, however much they are and whatever they hold: they are kept, whoever took them along is
// answered, and they reach who wrote them.

import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import * as Y from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { bytes } from '../kit/attack-bytes.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, Window } from '../kit/wire.ts'
import { TABLE } from './table-writer.ts'

/** As much as an update may hold. */
const PIECE = 'słowa '.repeat(35_000)
const CLIENTS_PER_PUSH = 32
/** Of both cells of the row. */
const BEFORE = 'komórka 1\nkomórka 1'

let app: TestApp
let organization: SeededOrganization
let anna: SeededPerson
let basia: SeededPerson
let document: SeededDocument
let clientId = 5_000
const open: Window[] = []

beforeAll(async () => {
  app = await startApp()
  organization = await seed(app).organization()
  anna = await organization.person('Anna')
  basia = await organization.person('Basia')
})
beforeEach(async () => {
  document = await organization.document(anna, { content: TABLE })
})
afterEach(async () => {
  for (const { wire } of open.splice(0)) await wire.close()
})
afterAll(() => app.close())

async function enter(person: SeededPerson): Promise<Window> {
  const wire = await openWire(app, { cookie: await signInAs(app, person) })
  const window = await openWindow(wire, document.id, (clientId += 1))
  open.push(window)
  return window
}

function firstRow(text: Y.Text): Y.Map<unknown> {
  for (const { insert } of text.toDelta() as { insert: unknown }[]) {
    if (insert instanceof Y.Map && insert.has('rows')) return (insert.get('rows') as Y.Array<Y.Map<unknown>>).get(0)
  }
  throw new Error('there is no table')
}

function firstCell(text: Y.Text): Y.Text {
  const [cell] = [...(firstRow(text).get('cells') as Y.Map<Y.Text>).values()]
  if (cell === undefined) throw new Error('there is no cell')
  return cell
}

async function write(window: Window, words: string): Promise<void> {
  const { codes } = await window.write((text) => firstCell(text).insert(0, words))
  expect(codes).toEqual([])
}

/** The same person in as many more windows, which wrote a letter each. */
async function writeAsMany(window: Window, clients: number): Promise<void> {
  for (let made = 0; made < clients; made += CLIENTS_PER_PUSH) {
    const before = Y.encodeStateAsUpdate(window.doc)
    const updates = Array.from({ length: CLIENTS_PER_PUSH }, () => {
      const doc = new Y.Doc()
      Y.applyUpdate(doc, before)
      doc.clientID = clientId += 1
      const vector = Y.encodeStateVector(doc)
      firstCell(doc.getText('body')).insert(0, 'x')
      return Y.encodeStateAsUpdate(doc, vector)
    })
    const update = Y.mergeUpdates(updates)
    expect((await window.push(update)).codes).toEqual([])
    Y.applyUpdate(window.doc, update)
  }
}

/** Says nothing of what it has seen. */
async function hideRow(window: Window): Promise<void> {
  const { codes, details } = await window.write((text) => firstRow(text).delete('shown'))
  expect([codes, details]).toEqual([[], []])
}

const offered = ({ events }: Window) =>
  events.flatMap((event) => (event.type === 'TextStranded' ? String(event.text).length : []))

test('more than waits for a slow reader does not keep a window from opening', async () => {
  const a = await enter(anna)
  for (let piece = 0; piece < 6; piece += 1) await write(a, PIECE)
  await hideRow(await enter(basia))
  const length = 6 * PIECE.length + BEFORE.length
  await until('the words to be offered', () => offered(a).length > 0 || a.isOver)
  expect([a.isOver, offered(a)]).toEqual([false, [length]])
  const again = await enter(anna)
  await until('the words to be offered again', () => offered(again).length > 0 || again.isOver)
  expect([again.isOver, offered(again)]).toEqual([false, [length]])
})

test('many words that wait do not keep a window from opening that takes its time', async () => {
  const texts = Array.from({ length: 40 }, (_none, index) => `${index} ${PIECE}${PIECE}`)
  const of = { documentId: document.id, userId: anna.id }
  for (const [index, text] of texts.entries()) {
    await app.db.strandedText.create({ data: { id: `${document.id} ${index}`, ...of, seq: index + 1, text } })
  }
  const wire = await openWire(app, { cookie: await signInAs(app, anna) })
  const a = new Window(wire, document.id, (clientId += 1))
  open.push(a)
  a.join()
  wire.socket.pause()
  await delay(500)
  wire.socket.resume()
  await until('the words to be offered', () => offered(a).length === texts.length || a.isOver)
  expect([a.isOver, offered(a)]).toEqual([false, texts.map((text) => text.length)])
})

test('words of one person in many windows are offered once, and who took them along is answered', async () => {
  const a = await enter(anna)
  for (let piece = 0; piece < 5; piece += 1) await write(a, PIECE)
  await writeAsMany(a, 640)
  await hideRow(await enter(basia))
  await until('the words to be offered', () => offered(a).length > 0 || a.isOver)
  expect(offered(a)).toEqual([5 * PIECE.length + 640 + BEFORE.length])
})

const texts = ({ events }: Window) => events.flatMap((event) => (event.type === 'TextStranded' ? event.text : []))

test('words from before NUL was refused are offered without it', async () => {
  const by = { userId: anna.id, organizationId: organization.id }
  const { id } = document
  await app.app.rooms.append(id, { kind: 'EDIT', ...by, change: (text) => firstCell(text).insert(0, 'a\0b ') })
  const a = await enter(anna)
  await write(a, 'Anna: ')
  await hideRow(await enter(basia))
  await until('the words to be offered', () => texts(a).length > 0)
  expect(texts(a)).toEqual([`Anna: a\ufffdb ${BEFORE}`])
})

test('words that a deletion cuts within a character are offered', async () => {
  const [a, b] = [await enter(anna), await enter(basia)]
  const removal = b.change((text) => text.delete(indexOfTable(text), 1))
  await write(a, '\u{1f4f1}tel')
  const firstHalf = bytes([0, 1, a.clientId, 1, 0, 1])
  const { codes, details } = await b.push(Y.mergeUpdates([removal, firstHalf]))
  expect([codes, details]).toEqual([[], []])
  await until('the words to be offered', () => texts(a).length > 0)
  expect(texts(a)).toEqual(['\ufffdtel'])
})

function indexOfTable(text: Y.Text): number {
  let at = 0
  for (const { insert } of text.toDelta() as { insert: unknown }[]) {
    if (insert instanceof Y.Map && insert.has('rows')) return at
    at += typeof insert === 'string' ? insert.length : 1
  }
  throw new Error('there is no table')
}
