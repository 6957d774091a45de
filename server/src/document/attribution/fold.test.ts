import { expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { resolveProposals } from '../proposals.ts'
import { writeContent } from '../write-content.ts'
import { BODY, createDocument } from '../yjs.ts'
import { AttributionFold, type FoldRow, UnfitRow } from './fold.ts'
import { Matcher } from './matches.ts'
import { MOVE_MS, Recently } from './recently.ts'
import { MARKER_SIGN } from './removed-texts.ts'

const MINUTE = 60_000

/** A log that several people write; every change is one row. */
class Log {
  readonly rows: FoldRow[] = []
  readonly docs = new Map<string, Y.Doc>()
  now = 0

  /** Somebody's copy, with all that was written so far. */
  of(name: string): Y.Doc {
    const known = this.docs.get(name)
    if (known !== undefined) return known
    const doc = createDocument()
    doc.clientID = this.docs.size + 1
    for (const { update } of this.rows) Y.applyUpdate(doc, update, 'remote')
    this.docs.set(name, doc)
    return doc
  }

  write(name: string, change: (text: Y.Text, doc: Y.Doc) => void, kind = 'EDIT', heard = true): number {
    const doc = this.of(name)
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array): number => updates.push(update)
    doc.on('update', collect)
    doc.transact(() => change(doc.getText(BODY), doc), name)
    doc.off('update', collect)
    this.now += 1_000
    return this.commit(Y.mergeUpdates(updates), kind, heard)
  }

  commit(update: Uint8Array, kind = 'EDIT', heard = true): number {
    this.rows.push({ seq: this.rows.length + 1, kind, at: this.now, update })
    if (heard) this.meet()
    return this.rows.length
  }

  /** Everybody gets what they lack. */
  meet(): void {
    for (const doc of this.docs.values()) for (const { update } of this.rows) Y.applyUpdate(doc, update, 'remote')
  }

  fold(): AttributionFold {
    const fold = AttributionFold.start()
    for (const row of this.rows) expect(fold.add(row)).toEqual([])
    return fold
  }
}

/** What stands there, run by run, with the row that wrote it. */
function written({ doc, attribution }: AttributionFold): string[] {
  const runs: { words: string; seq: number }[] = []
  for (let item = doc.getText(BODY)._start; item !== null; item = item.right) {
    if (item.deleted || !(item.content instanceof Y.ContentString)) continue
    for (const { clock, length, seq } of attribution.writers({ ...item.id, length: item.length })) {
      const words = item.content.str.slice(clock - item.id.clock, clock - item.id.clock + length)
      const last = runs.at(-1)
      if (last?.seq === seq) last.words += words
      else runs.push({ words, seq })
    }
  }
  return runs.map(({ words, seq }) => `${seq}:${words}`)
}

function start(words = 'Lokal przy Rynku jest wolny'): Log {
  const log = new Log()
  log.write('anna', (text) =>
    writeContent(text, [{ type: 'block', id: 'a', kind: 'ust', level: 0, content: [{ text: words }] }], () => 0.5),
  )
  log.of('bartek')
  return log
}

function undoOf(log: Log, name: string): Y.UndoManager {
  return new Y.UndoManager(log.of(name).getText(BODY), { trackedOrigins: new Set([name]), captureTimeout: 0 })
}

/** Undo or redo as a row of its own. */
function does(log: Log, name: string, change: () => unknown): number {
  const doc = log.of(name)
  const updates: Uint8Array[] = []
  const collect = (update: Uint8Array): number => updates.push(update)
  doc.on('update', collect)
  change()
  doc.off('update', collect)
  return log.commit(Y.mergeUpdates(updates))
}

test('undo gives back the old author, also of a single letter and long after', () => {
  const log = start()
  const undo = undoOf(log, 'bartek')
  log.write('bartek', (text) => text.delete(1, 1))
  log.now += 3 * 24 * 60 * MINUTE
  does(log, 'bartek', () => undo.undo())
  expect(written(log.fold())).toEqual(['1:Lokal przy Rynku jest wolny'])
})

test('redo and undo in turn keep the author', () => {
  const log = start()
  const undo = undoOf(log, 'bartek')
  log.write('bartek', (text) => text.insert(6, 'duży '))
  for (let count = 0; count < 3; count++) {
    does(log, 'bartek', () => undo.undo())
    does(log, 'bartek', () => undo.redo())
  }
  const fold = log.fold()
  expect(written(fold)).toEqual(['1:Lokal', '2:duży ', '1: przy Rynku jest wolny'])
})

test('a letter that is typed where the same letter was deleted is its typist’s', () => {
  const log = start()
  log.write('bartek', (text) => text.delete(1, 5))
  for (const letter of 'Lokum') log.write('bartek', (text) => text.insert(1 + 'Lokum'.indexOf(letter), letter))
  const [first, rest] = written(log.fold()).map((run) => run.slice(run.indexOf(':') + 1))
  expect(written(log.fold())[0]).not.toMatch(/^1:/)
  expect(`${first}${rest}`).toMatch(/^Lo/)
})

test('words dragged in one row are moved, however few; put in later, from four letters on, and for ten minutes', () => {
  const dragged = start()
  dragged.write('bartek', (text) => {
    text.delete(1, 1)
    text.insert(text.length, 'L')
  })
  expect(written(dragged.fold())).toEqual(['1:okal przy Rynku jest wolnyL'])

  for (const [words, wait, isMoved] of [
    ['Lokal', MINUTE, true],
    ['Lo', MINUTE, false],
    ['Lokal', MOVE_MS + MINUTE, false],
  ] as const) {
    const log = start()
    log.write('bartek', (text) => text.delete(1, words.length))
    log.now += wait
    const seq = log.write('bartek', (text) => text.insert(text.length, words))
    expect(written(log.fold()).at(-1)).toMatch(isMoved ? /^1:/ : new RegExp(`^${seq}:`))
  }
})

test('what is copied while it stands is the copyist’s', () => {
  const log = start()
  log.write('bartek', (text) => text.insert(text.length, 'Lokal przy Rynku jest wolny'))
  expect(written(log.fold())).toEqual(['1:Lokal przy Rynku jest wolny', '2:Lokal przy Rynku jest wolny'])
})

test('what the server writes of an older text is its old authors’, however long ago it was deleted', () => {
  const log = start()
  log.write('bartek', (text) => text.insert(6, 'duży '))
  log.write('bartek', (text) => text.delete(1, text.length - 1))
  log.now += 300 * 24 * 60 * MINUTE
  const restored = 'Lokalduży  przy Rynku jest wolny'
  log.write('cezary', (text) => text.insert(1, restored), 'RESTORE')
  const fold = log.fold()
  expect(written(fold)).toEqual(['1:Lokal', '2:duży ', '1: przy Rynku jest wolny'])
  expect([...fold.attribution.typed.entries()].at(-1)?.value).toBe(4)
})

test('of several who delete the same, the first in the log did', () => {
  const log = start()
  const { client, clock } = firstWords(log.of('anna'))
  log.of('cezary')
  log.write('bartek', (text) => text.delete(1, 5), 'EDIT', false)
  log.write('cezary', (text) => text.delete(1, 9), 'EDIT', false)
  const { attribution } = log.fold()
  expect([0, 4, 5, 8, 9].map((at) => attribution.deletedAt(client, clock + at))).toEqual([2, 2, 3, 3, null])
  expect(attribution.upTo(2).deletedAt(client, clock + 5)).toBeNull()
  expect(attribution.upTo(2).deletedAt(client, clock)).toBe(2)
})

test('words typed into what somebody else had deleted are listed', () => {
  const log = start()
  log.write('anna', (text) => text.delete(1, 20), 'EDIT', false)
  const seq = log.write('bartek', (text) => text.insert(8, 'pewno '), 'EDIT', false)
  const { attribution } = log.fold()
  expect([...attribution.stray.entries()].map(({ length, value }) => [length, value])).toEqual([[6, seq]])
})

test('an accepted proposal leaves its words with who proposed them, and names itself for what it took', () => {
  const log = start('Lokal jest')
  const { client, clock } = firstWords(log.of('anna'))
  const proposed = { 'ins:p1': true }
  log.write('bartek', (text) => text.insert(text.length, ' wolny', proposed))
  log.write('bartek', (text) => text.format(1, 5, { 'del:p1': true }))
  const accepted = log.write(
    'cezary',
    (text) => resolveProposals(text, new Set(['p1']), 'accept', () => true),
    'ACCEPTANCE',
  )
  const fold = log.fold()
  expect(written(fold)).toEqual(['1: jest', '2: wolny'])
  expect(fold.attribution.deletedAt(client, clock)).toBe(accepted)
  expect(fold.attribution.removalProposedBy(client, clock)).toBe('p1')
  const words = [...fold.attribution.proposed.in.entries()]
  expect(words.map(({ length, value }) => [length, value])).toEqual([[6, 'p1']])
})

test.each([
  { what: 'whose other words still stand', also: 4, brought: false, proposalId: null },
  { what: 'of which nothing is left, where the row names it', also: 0, brought: false, proposalId: 'p1' },
  { what: 'of which nothing is left, where it brought words', also: 0, brought: true, proposalId: null },
])(
  'of two proposals to take the same words out the accepted one did, not one $what',
  ({ also, brought, proposalId }) => {
    const log = start('Lokal jest')
    const { client, clock } = firstWords(log.of('anna'))
    log.write('bartek', (text) => text.format(1, 5, { 'del:p1': true }))
    log.write('anna', (text) => text.format(1, 5 + also, { 'del:p2': true }))
    if (brought) log.write('anna', (text) => text.insert(6, 'Dom', { 'ins:p1': true }))
    log.write('cezary', (text) => resolveProposals(text, new Set(['p1']), 'accept', () => true), 'ACCEPTANCE')
    Object.assign(log.rows.at(-1) as FoldRow, { proposalId })
    expect(log.fold().attribution.removalProposedBy(client, clock)).toBe('p1')
  },
)

test('going on from a checkpoint asks for the words it needs, and ends as if it had never stopped', () => {
  const log = start()
  const undo = undoOf(log, 'bartek')
  log.write('bartek', (text) => text.delete(1, 9))
  log.write('anna', (text) => text.insert(text.length, ', a obok'))
  const stopped = log.fold()
  const [state, bytes] = [Y.encodeStateAsUpdateV2(stopped.doc), stopped.encode()]
  expect(Buffer.from(bytes).toString('latin1')).not.toContain('Lokal')

  does(log, 'bartek', () => undo.undo())
  const resumed = AttributionFold.resume([state], bytes) as AttributionFold
  expect(resumed.seq).toBe(3)
  const row = log.rows.at(-1) as FoldRow
  const wanted = resumed.add(row)
  expect(wanted).toEqual([1])
  resumed.learn(wanted.map((seq) => log.rows[seq - 1] as FoldRow))
  expect(resumed.add(row)).toEqual([])
  expect(written(resumed)).toEqual(written(log.fold()))
  expect(resumed.encode()).toEqual(log.fold().encode())
})

test('bytes of another version are read as none', () => {
  const fold = start().fold()
  const bytes = fold.encode()
  for (const version of [1, 99]) {
    bytes[0] = version
    expect(AttributionFold.resume([Y.encodeStateAsUpdateV2(fold.doc)], bytes)).toBeNull()
  }
})

/** As the server does it. */
function learned(log: Log): AttributionFold {
  const fold = AttributionFold.start()
  for (const row of log.rows) {
    const wanted = fold.add(row)
    if (wanted.length === 0) continue
    fold.learn(wanted.map((seq) => log.rows[seq - 1] as FoldRow))
    expect(fold.add(row), `row ${row.seq}`).toEqual([])
    expect(fold.seq).toBe(row.seq)
  }
  return fold
}

/** Twelve times a hundred thousand signs, each put in by Anna and deleted by Bartek. */
function muchDeleted(): Log {
  const log = start()
  for (let count = 0; count < 12; count++) {
    const words = String.fromCharCode(97 + count).repeat(100_000)
    log.write('anna', (text) => text.insert(text.length, words))
    log.write('bartek', (text) => text.delete(text.length - words.length, words.length))
  }
  return log
}

test('no row is passed over, however much was deleted before it', () => {
  const log = muchDeleted()
  const typed = log.write('bartek', (text) => text.insert(text.length, ' oraz dom'))
  const moved = log.write('bartek', (text) => text.insert(text.length, 'l'.repeat(20)))
  const old = log.write('bartek', (text) => text.insert(text.length, 'a'.repeat(20)))
  const anna = 24
  expect(written(learned(log))).toEqual([
    '1:Lokal przy Rynku jest wolny',
    `${typed}: oraz dom`,
    `${anna}:${'l'.repeat(20)}`,
    `${old}:${'a'.repeat(20)}`,
  ])
  expect(moved).toBe(old - 1)
})

test('what the server brings back of more than can be searched is nobody’s known, and not who restored it', () => {
  const log = muchDeleted()
  log.now += 300 * 24 * 60 * MINUTE
  const words = `${'l'.repeat(20)}${'a'.repeat(20)}`
  log.write('cezary', (text) => text.insert(text.length, words), 'RESTORE')
  const typed = log.write('cezary', (text) => text.insert(text.length, ' i tyle'))
  const fold = learned(log)
  expect(written(fold)).toEqual([
    '1:Lokal przy Rynku jest wolny',
    `24:${'l'.repeat(20)}`,
    `0:${'a'.repeat(20)}`,
    `${typed}: i tyle`,
  ])
  const again = AttributionFold.resume([Y.encodeStateAsUpdateV2(fold.doc)], fold.encode())
  expect(again === null ? null : written(again)).toEqual(written(fold))
})

test('a row that lacks earlier ones is as if it had never come, and those after it are read on', () => {
  const log = start()
  log.write('bartek', (text) => text.insert(text.length, ', a obok'))
  const lost = log.rows.pop() as FoldRow
  log.write('bartek', (text) => text.insert(text.length, ' drugi'))
  log.docs.delete('anna')
  const seq = log.write('anna', (text) => text.insert(text.length, ' lokal'))
  const fold = AttributionFold.start()
  const refused: number[] = []
  for (const row of log.rows) {
    try {
      fold.add(row)
    } catch (error) {
      expect(error).toBeInstanceOf(UnfitRow)
      refused.push(row.seq)
      fold.add({ ...row, kind: 'VOID' })
    }
  }
  expect({ refused, isWhole: fold.isWhole, lost: lost.seq }).toEqual({ refused: [2], isWhole: true, lost: 2 })
  expect(written(fold)).toEqual(['1:Lokal przy Rynku jest wolny', `${seq}: lokal`])
})

test('a void row counts and changes nothing', () => {
  const log = start()
  log.rows.push({ seq: 2, kind: 'VOID', at: 0, update: new Uint8Array([255]) })
  expect(log.fold().seq).toBe(2)
})

function firstWords(doc: Y.Doc): Y.ID {
  for (let item = doc.getText(BODY)._start; item !== null; item = item.right) {
    if (item.content instanceof Y.ContentString) return item.id
  }
  throw new Error('no words')
}

test('the short rest of words that were moved together is moved too, also where they were taken out bit by bit', () => {
  const log = start('Uwaga Lokal przy Rynku jest wolny koniec')
  log.write('bartek', (text) => text.delete(7, 6))
  log.write('bartek', (text) => text.delete(7, 21))
  log.write('bartek', (text) => {
    text.insert(text.length, 'lny')
    text.insert(1, 'Lokal przy Rynku jest wo')
  })
  expect(written(log.fold())).toEqual(['1:Lokal przy Rynku jest woUwaga  konieclny'])
})

test('a word put in at once is not of whoever deleted a sentence that holds it', () => {
  for (const word of ['organizacji', 'mieszkańców', 'projektu']) {
    const log = start('Uwagi mieszkańców oraz organizacji społecznych do projektu.')
    log.write('anna', (text) => text.delete(1, text.length - 1))
    log.write('bartek', (text) => text.insert(1, word))
    expect(written(log.fold())).toEqual([`3:${word}`])
  }
})

test('a word that was cut out and put in elsewhere is its author’s', () => {
  const log = start('Uwagi mieszkańców oraz organizacji społecznych.')
  log.write('bartek', (text) => text.delete(7, 12))
  log.write('bartek', (text) => text.insert(1, 'mieszkańców '))
  expect(written(log.fold())).toEqual(['1:mieszkańców Uwagi oraz organizacji społecznych.'])
})

test('a cell that is hidden and shown again is one that was touched, as often as it changed', () => {
  const recently = new Recently()
  for (const seq of [1, 2, 3, 4]) recently.note({ seq, at: seq, ranges: [] })
  const cell = { client: 1, clock: 7 }
  recently.noteCell({ ...cell, seq: 1, wasHidden: true })
  recently.noteCell({ ...cell, seq: 2, wasHidden: true })
  recently.noteCell({ ...cell, seq: 3, wasHidden: false })
  recently.noteCell({ client: 2, clock: 7, seq: 4, wasHidden: true })
  expect(recently.touchedCells().map(({ client, seq }) => [client, seq])).toEqual([
    [1, 2],
    [1, 3],
    [2, 4],
  ])
  recently.forget(3 + MOVE_MS)
  expect(recently.touchedCells().map(({ client, seq }) => [client, seq])).toEqual([
    [1, 3],
    [2, 4],
  ])
  recently.noteCell({ ...cell, seq: 4, wasHidden: false })
  expect(recently.touchedCells().map(({ client, seq }) => [client, seq])).toEqual([
    [1, 4],
    [2, 4],
  ])
})

test('blocks that moved together are compared once, however many they are', () => {
  const blocks = Array.from({ length: 200 }, (_, index) => `${MARKER_SIGN}Zdanie numer ${index}.`)
  const words = blocks.join('')
  const starts = blocks.map((_, index) => blocks.slice(0, index).join('').length)
  const part = { client: 1, clock: 0, length: words.length, words, origin: null, rightOrigin: null, blockId: null }
  const piece = { words, parts: [{ ...part, follows: 'elsewhere', isTyped: false, go: 0 } as const] }
  const run = { client: 2, clock: 0, length: words.length, start: 0, text: 0, isNew: false }
  const matcher = new Matcher({ words, runs: [run], blocks: new Map(), cells: new Map() }, [words])
  const compared = vi.spyOn(matcher, 'common')
  const found = matcher.find(piece, { anchors: starts.map((at) => ({ at, place: at })), sections: [], moved: [] })
  expect(found.filter(({ at, place }) => at === place).map(({ length }) => length)).toContain(words.length)
  const far = compared.mock.results.filter(({ value }) => Number(value) > 100)
  expect(far.length).toBeLessThan(10)
})
