/** For tests: seeded histories of a document, written as people do it, several at once and on old copies too. */
import * as Y from 'yjs'
import type { DocumentContent, Inline } from '../content.ts'
import { newBlockId } from '../ids.ts'
import { newRow, writeContent } from '../write-content.ts'
import { BODY, createDocument, isMarker, markerMap } from '../yjs.ts'

export type Dice = (sides: number) => number

/** Whole numbers that repeat with their seed. */
export function diceOf(seed: number): Dice {
  let state = Math.imul(seed + 1, 2_654_435_761)
  return (sides) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) % sides
  }
}

const SENTENCES = [
  'Celem głównym Programu jest wzmocnienie wspólnej odpowiedzialności miasta i organizacji za jakość życia w mieście.',
  'Cel ten osiąga się przez trwałe partnerstwo, a nie przez pojedyncze zlecenia.',
  'Wykaz lokali przewidzianych dla organizacji aktualizuje się nie rzadziej niż raz na kwartał.',
  'Harmonogram konkursów ogłasza się do dnia 31 stycznia 2027 r. i aktualizuje w razie zmian;',
  'Rekomendacje Forum otrzymują pisemne stanowisko w terminie 30 dni od dnia przekazania.',
  'W skład komisji wchodzą przedstawiciele miasta oraz osoby wskazane przez organizacje,',
  'Zasada jawności oznacza, że na każdą uwagę zgłoszoną w konsultacjach udziela się odpowiedzi wraz z uzasadnieniem.',
  'udostępnianie lokali i sal, w tym w formule współdzielenia:',
  'na stałe, na podstawie umowy najmu lub użyczenia,',
  'Program realizuje się od dnia 1 stycznia 2027 r. do dnia 31 grudnia 2027 r.',
  'Umożliwić zawieranie umów najmu na co najmniej 5 lat z organizacjami prowadzącymi w lokalu działalność od 3 lat.',
  'Usługi społeczne finansowane publicznie powinny być dostępne dla wszystkich.',
]
const WORDS = SENTENCES.join(' ').split(' ')
const KINDS = ['paragraph', 'heading', 'section', 'ust', 'pkt', 'lit', 'bullet', 'number', 'quote'] as const

/** A document of some twenty blocks and a table. */
export function startHistory(dice: Dice): Y.Doc {
  const doc = createDocument()
  doc.clientID = 1 + dice(1_000_000)
  const content: DocumentContent = Array.from({ length: 8 + dice(14) }, (_, at) => ({
    type: 'block',
    id: `b${at}`,
    kind: pick(dice, KINDS),
    level: dice(3),
    content: sentence(dice),
  }))
  const rows = Array.from({ length: 4 }, (_, row) => ({
    id: `r${row}`,
    cells: ['k1', 'k2', 'k3'].map((id) => ({ id, header: row === 0, content: [{ text: phrase(dice, 3) }] })),
  }))
  content.splice(dice(content.length), 0, { type: 'table', id: 'tab', rows })
  doc.transact(() => writeContent(doc.getText(BODY), content))
  return doc
}

/** A few people change copies of the document, which then meet. */
export function continueHistory(doc: Y.Doc, dice: Dice, steps: number): Y.Doc {
  const copies = [0, 1].map(() => copyOf(doc, dice))
  for (let step = 0; step < steps; step++) act(pick(dice, copies), dice)
  const merged = copyOf(doc, dice)
  for (const copy of copies) Y.applyUpdate(merged, Y.encodeStateAsUpdate(copy))
  return merged
}

function copyOf(doc: Y.Doc, dice: Dice): Y.Doc {
  const copy = createDocument()
  copy.clientID = 1 + dice(1_000_000_000)
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  return copy
}

type Action = (text: Y.Text, dice: Dice) => void

const ACTIONS: readonly Action[] = [
  typeWords,
  typeWords,
  typeWords,
  removeWords,
  removeWords,
  replaceWords,
  replaceWords,
  retype,
  split,
  split,
  join,
  join,
  setKind,
  format,
  move,
  addBlock,
  removeBlock,
  respace,
  inTable,
  inTable,
  undo,
]

function act(doc: Y.Doc, dice: Dice): void {
  const text = doc.getText(BODY)
  doc.transact(() => (lines(text).length === 0 ? addBlock : pick(dice, ACTIONS))(text, dice))
}

interface Line {
  marker: Y.Item
  start: number
  end: number
  words: string
}

/** Blocks with the places of their characters in the text; not the table. */
function lines(text: Y.Text): Line[] {
  const found: Line[] = []
  let at = 0
  for (let item = text._start; item !== null; item = item.right) {
    if (item.deleted || !item.countable) continue
    if (isMarker(item)) found.push({ marker: item, start: at + 1, end: at + 1, words: '' })
    const last = found.at(-1)
    at += item.length
    if (last === undefined) continue
    last.end = at
    if (!isMarker(item))
      last.words += item.content instanceof Y.ContentString ? item.content.str : '\n'.repeat(item.length)
  }
  return found.filter(({ marker }) => !markerMap(marker).has('rows'))
}

function someWords(text: Y.Text, dice: Dice): { from: number; size: number } | null {
  const line = pick(dice, lines(text))
  const starts = [...line.words.matchAll(/\S+/g)]
  if (starts.length === 0) return null
  const first = dice(starts.length)
  const last = starts[Math.min(starts.length - 1, first + dice(4))]
  const from = starts[first]?.index ?? 0
  return { from: line.start + from, size: (last?.index ?? 0) + (last?.[0].length ?? 0) - from }
}

function typeWords(text: Y.Text, dice: Dice): void {
  const line = pick(dice, lines(text))
  const places = [0, ...[...line.words.matchAll(/\s/g)].map((match) => match.index + 1), line.words.length]
  text.insert(line.start + pick(dice, places), ` ${phrase(dice, 3)} `)
}

function removeWords(text: Y.Text, dice: Dice): void {
  const found = someWords(text, dice)
  if (found !== null) text.delete(found.from, found.size)
}

function replaceWords(text: Y.Text, dice: Dice): void {
  const found = someWords(text, dice)
  if (found === null) return
  text.delete(found.from, found.size)
  text.insert(found.from, phrase(dice, 3))
}

/** The same words typed anew: no change. */
function retype(text: Y.Text, dice: Dice): void {
  const line = pick(dice, lines(text))
  text.delete(line.start, line.end - line.start)
  text.insert(line.start, line.words)
}

function split(text: Y.Text, dice: Dice): void {
  const line = pick(dice, lines(text))
  const spaces = [...line.words.matchAll(/ /g)].map((match) => match.index)
  const at = line.start + (spaces.length === 0 ? 0 : pick(dice, [...spaces, 0, line.words.length]))
  const map = markerMap(line.marker)
  text.insertEmbed(at, markerOf(newId(dice), String(map.get('kind')), Number(map.get('level'))))
}

function join(text: Y.Text, dice: Dice): void {
  const line = pick(dice, lines(text))
  text.delete(line.start - 1, 1)
}

function setKind(text: Y.Text, dice: Dice): void {
  const map = markerMap(pick(dice, lines(text)).marker)
  if (dice(2) === 0) map.set('kind', pick(dice, KINDS))
  else map.set('level', dice(3))
}

function format(text: Y.Text, dice: Dice): void {
  const found = someWords(text, dice)
  const look = pick(dice, [
    { bold: true },
    { bold: null },
    { italic: true },
    { link: { href: 'https://example.org/' } },
  ])
  if (found !== null) text.format(found.from, found.size, look)
}

/** Cut and pasted: the id stays, the characters are new ones. */
function move(text: Y.Text, dice: Dice): void {
  const line = pick(dice, lines(text))
  const map = markerMap(line.marker)
  const [id, kind, level] = [String(map.get('id')), String(map.get('kind')), Number(map.get('level'))]
  text.delete(line.start - 1, line.end - line.start + 1)
  const target = lines(text)
  if (target.length === 0) return
  const at = pick(dice, target).start - 1
  text.insertEmbed(at, markerOf(id, kind, level))
  if (line.words !== '') text.insert(at + 1, line.words)
}

function addBlock(text: Y.Text, dice: Dice): void {
  const all = lines(text)
  const at = all.length === 0 ? 0 : pick(dice, all).start - 1
  text.insertEmbed(at, markerOf(newId(dice), pick(dice, KINDS), dice(3)))
  text.insert(at + 1, pick(dice, SENTENCES))
}

function removeBlock(text: Y.Text, dice: Dice): void {
  const line = pick(dice, lines(text))
  text.delete(line.start - 1, line.end - line.start + 1)
}

function respace(text: Y.Text, dice: Dice): void {
  const line = pick(dice, lines(text))
  const at = line.words.indexOf(' ')
  if (at >= 0) text.insert(line.start + at, pick(dice, [' ', '\u00a0']))
}

function inTable(text: Y.Text, dice: Dice): void {
  const marker = tableMarker(text)
  if (marker === null) return
  const rows = markerMap(marker).get('rows') as Y.Array<Y.Map<unknown>>
  const row = rows.get(dice(rows.length))
  const choice = dice(5)
  if (choice === 0) row.delete('shown')
  else if (choice === 1) rows.insert(dice(rows.length + 1), [rowOf(dice)])
  else if (choice === 2) {
    const columns = markerMap(marker).get('columns') as Y.Array<string>
    if (columns.length > 1) columns.delete(dice(columns.length), 1)
  } else {
    const cell = (row.get('cells') as Y.Map<Y.Text>).get(pick(dice, ['k1', 'k2', 'k3']))
    cell?.insert(0, `${phrase(dice, 2)} `)
  }
}

function tableMarker(text: Y.Text): Y.Item | null {
  for (let item = text._start; item !== null; item = item.right) {
    if (!item.deleted && isMarker(item) && markerMap(item).has('rows')) return item
  }
  return null
}

function rowOf(dice: Dice): Y.Map<unknown> {
  const cells = ['k1', 'k2', 'k3'].map((id) => [id, new Y.Text(phrase(dice, 2))] as const)
  return newRow({ id: newId(dice), header: false, cells })
}

/** Takes a deletion back as undo does: with new items that hold the same. */
function undo(text: Y.Text, dice: Dice): void {
  if (text.doc === null) return
  const origin = {}
  const manager = new Y.UndoManager(text, { trackedOrigins: new Set([origin]) })
  text.doc.transact(() => pick(dice, [removeBlock, removeWords, join])(text, dice), origin)
  manager.undo()
  manager.destroy()
}

function markerOf(id: string, kind: string, level: number): Y.Map<unknown> {
  return new Y.Map<unknown>([
    ['id', id],
    ['kind', kind],
    ['level', level],
  ])
}

function newId(dice: Dice): string {
  return newBlockId(() => dice(1_000_000) / 1_000_000)
}

function sentence(dice: Dice): Inline[] {
  const text = pick(dice, SENTENCES)
  return dice(4) > 0 ? [{ text }] : [{ text }, { lineBreak: true }, { text: phrase(dice, 2), formats: { bold: true } }]
}

function phrase(dice: Dice, most: number): string {
  return Array.from({ length: 1 + dice(most) }, () => pick(dice, WORDS)).join(' ')
}

function pick<T>(dice: Dice, from: readonly T[]): T {
  return from[dice(from.length)] as T
}
