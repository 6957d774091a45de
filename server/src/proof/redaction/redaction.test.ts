import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { BODY, createDocument } from '../../document/index.ts'
import { isFormatAllowed } from '../../document/shape.ts'
import { play } from '../../history/testing-play.ts'
import type { StoredRow } from '../../sync/index.ts'
import { seededRandom } from '../../sync/testing.ts'
import { redactRow, redactUpdate, SecretIds } from './redact-update.ts'
import { findSecret } from './secret-places.ts'
import { blanked, occurrences, stretchesInExcerpt, stretchesOf } from './secret-words.ts'
import { takeOut } from './take-out.ts'

const SEEDS = [41, 42, 43, 44, 45, 46, 47, 48]
const SECRET = 'Tel. 600-123'

function stored(update: Uint8Array, seq: number): StoredRow {
  const none = {
    clientId: null,
    clientSeq: null,
    organizationId: null,
    onBehalfOf: null,
    causeType: null,
    causeId: null,
  }
  return { seqFrom: seq, seq, kind: 'EDIT', userId: 'u', createdAt: new Date(0), update, ...none }
}

/** A random history into which the secret is typed in several ways, and taken out again now and then. */
function historyWithSecret(seed: number): StoredRow[] {
  const random = seededRandom(seed)
  const updates = play(random, { people: 3, length: 40 }).rows.map(({ update }) => update)
  const doc = createDocument()
  for (const update of updates) Y.applyUpdate(doc, update)
  doc.clientID = 5_000 + seed
  const text = doc.getText(BODY)
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const pick = (size: number): number => Math.floor(random() * size)
  for (let round = 0; round < 4; round += 1) {
    const at = 1 + pick(text.length - 1)
    if (random() < 0.3) text.insert(at, `x${SECRET.toUpperCase()}y`)
    else if (random() < 0.5) for (const [index, letter] of [...SECRET].entries()) text.insert(at + index, letter)
    else {
      // Its halves are joined by what stood between going away.
      text.insert(at, SECRET.slice(0, 5))
      text.insert(at + 5, 'między')
      text.insert(at + 11, SECRET.slice(5))
      text.delete(at + 5, 6)
    }
    if (random() < 0.4) text.delete(at, Math.min(4, text.length - at))
  }
  return updates.map((update, index) => stored(update, index + 1))
}

function replay(rows: readonly StoredRow[]): { states: string[]; doc: Y.Doc } {
  const doc = createDocument()
  const states = rows.map(({ update }) => {
    Y.applyUpdate(doc, update)
    return JSON.stringify(doc.getText(BODY).toDelta())
  })
  return { states, doc }
}

test.each(SEEDS)(
  'words are found however they came to be, and every moment reads the same without them (seed %i)',
  async (seed) => {
    const rows = historyWithSecret(seed)
    const signs = await findSecret(rows, SECRET)
    expect(signs.length).toBeGreaterThan(0)
    const ids = new SecretIds(signs)
    const clean = rows.map((row) => ({ ...row, update: redactUpdate(row.update, ids, SECRET) ?? row.update }))
    expect(await findSecret(clean, SECRET)).toEqual([])
    const [before, after] = [replay(rows), replay(clean)]
    for (const [index, state] of after.states.entries()) {
      expect(occurrences(state, SECRET), `row ${index + 1}`).toEqual([])
      const lengthOf = (text: string): number => [...text].length
      expect(lengthOf(state)).toBe(lengthOf(before.states[index] ?? ''))
    }
    expect(Y.encodeStateVector(after.doc)).toEqual(Y.encodeStateVector(before.doc))
    for (const { update } of clean) expect(occurrences(Buffer.from(update).toString('utf8'), SECRET)).toEqual([])
  },
)

test.each(SEEDS)('are taken out of the living text, and out of nothing else (seed %i)', async (seed) => {
  const rows = historyWithSecret(seed)
  const { doc } = replay(rows)
  const before = doc.getText(BODY).toString()
  takeOut(doc, new SecretIds(await findSecret(rows, SECRET)), SECRET)
  const after = doc.getText(BODY).toString()
  expect(occurrences(after, SECRET)).toEqual([])
  if (occurrences(before, SECRET).length > 0) expect(after).toContain('[usunięto]')
})

/** Rows that write these runs after a marker. */
function rowsWith(runs: readonly [words: string, formats: object][]): { rows: StoredRow[]; doc: Y.Doc } {
  const doc = createDocument()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText(BODY)
  const marker = { id: 'a', kind: 'paragraph', level: 0 }
  text.insertEmbed(0, new Y.Map<unknown>(Object.entries(marker)))
  for (const [words, formats] of runs) text.insert(text.length, words, formats)
  return { rows: updates.map((update, index) => stored(update, index + 1)), doc }
}

const WISH = 'set:3f0e4d52'
const LINK = { href: `mailto:${SECRET.replaceAll(' ', '%20')}` }
const OTHER = { href: 'https://example.org/' }

test('a link that names them is none afterwards, and no other reaches further', async () => {
  const { rows, doc } = rowsWith([
    ['przed ', {}],
    ['zewnątrz ', { link: LINK }],
    ['wewnątrz', { link: OTHER }],
    [' dalej', { link: LINK }],
    [' po', {}],
  ])
  const runs = [
    ['przed zewnątrz ', undefined],
    ['wewnątrz', { link: OTHER }],
    [' dalej po', undefined],
  ]
  const read = (from: Y.Doc) => readRuns(from.getText(BODY))
  const signs = await findSecret(rows, SECRET)
  // The second of them is also known where the words are not: of a restored database.
  for (const secret of [SECRET, null]) {
    const clean = rows.map((row) => ({
      ...row,
      update: redactUpdate(row.update, new SecretIds(signs), secret) ?? row.update,
    }))
    for (const { update } of clean) expect(Buffer.from(update).toString('utf8')).not.toContain('600-123')
    expect(read(replay(clean).doc)).toEqual(runs)
    const living = replay(rows).doc
    takeOut(living, new SecretIds(signs), secret)
    expect(read(living)).toEqual(runs)
    expect(Buffer.from(Y.encodeStateAsUpdate(living)).toString('utf8')).not.toContain('600-123')
  }
  expect(await findSecret(rows, 'example.org')).not.toEqual([])
  expect(doc.getText(BODY).toString()).not.toContain('600')
})

test('a row that is void goes whole where its words are in pieces, for nobody ever read where they stood', () => {
  const { doc } = rowsWith([
    [SECRET.slice(0, 6), { bold: true }],
    [SECRET.slice(6), { bold: null }],
  ])
  const row = { ...stored(Y.encodeStateAsUpdate(doc), 1), kind: 'VOID' as const }
  const going = { ids: new SecretIds([]), text: SECRET, rows: new Set<number>() }
  expect(redactRow(row, going)).toEqual(new Uint8Array([0, 0]))
  expect(redactRow({ ...row, update: new Uint8Array([0, 0]) }, going)).toBeNull()
  expect(redactRow(row, { ...going, text: 'zupełnie co innego' })).toBeNull()
})

test('a link that is proposed goes too, and the rest of what is proposed stays', async () => {
  const address = LINK.href
  const { rows } = rowsWith([
    ['jeden', { [WISH]: { link: address, bold: true } }],
    [' dwa ', {}],
    ['trzy', { [`${WISH}b`]: { link: address } }],
  ])
  const living = replay(rows).doc
  takeOut(living, new SecretIds(await findSecret(rows, SECRET)), SECRET)
  expect(readRuns(living.getText(BODY))).toEqual([
    ['jeden', { [WISH]: { bold: true } }],
    [' dwa trzy', undefined],
  ])
  for (const item of formatsOf(living)) expect(isFormatAllowed(item.key, item.value)).toBe(true)
})

function readRuns(text: Y.Text): [unknown, unknown][] {
  const delta = text.toDelta() as { insert: unknown; attributes?: Record<string, unknown> }[]
  const runs: [unknown, unknown][] = []
  for (const { insert, attributes } of delta) {
    const last = runs.at(-1)
    if (typeof insert !== 'string') continue
    if (last !== undefined && JSON.stringify(last[1]) === JSON.stringify(attributes)) last[0] = `${last[0]}${insert}`
    else runs.push([insert, attributes])
  }
  return runs
}

function formatsOf(doc: Y.Doc): Y.ContentFormat[] {
  const structs = [...doc.store.clients.values()].flat()
  const contents = structs.map((struct) => (struct instanceof Y.Item && !struct.deleted ? struct.content : null))
  return contents.filter((content) => content instanceof Y.ContentFormat)
}

test('spaces and hyphens of another sort are found, and every sign keeps its place', () => {
  expect(stretchesOf('x Tel.\u00A0600\u2011123 y', SECRET)).toEqual([[2, 12]])
  expect(occurrences('w\u202Fsprawie', 'W sprawie')).toEqual([0])
})

test('in what was cut out of a text a part of them goes too', () => {
  expect(stretchesOf('a TEL. 600-123 b', SECRET)).toEqual([[2, 12]])
  expect(blanked('a Tel. 600-123 b', [[2, 12]])).toBe('a ████████████ b')
  expect(stretchesInExcerpt('koniec: Tel. 6', SECRET)).toEqual([[8, 6]])
  expect(stretchesInExcerpt('0-123 i dalej', SECRET)).toEqual([[0, 5]])
  expect(stretchesInExcerpt('mail: „Tel. 60…” i dalej', SECRET)).toEqual([[7, 7]])
  expect(stretchesInExcerpt('nic z tego', SECRET)).toEqual([])
})
