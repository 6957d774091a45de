// Words that are read only where some proposals are decided: in the text without them, as one of them would have it, as all.

import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { BODY, createDocument, type Decide, decided, inlineText, readContent } from '../../document/index.ts'
import { play } from '../../history/testing-play.ts'
import type { StoredRow } from '../../sync/index.ts'
import { seededRandom } from '../../sync/testing.ts'
import { redactUpdate, SecretIds } from './redact-update.ts'
import { findSecret } from './secret-places.ts'
import { occurrences } from './secret-words.ts'
import { takeOut } from './take-out.ts'

const SEEDS = [51, 52, 53, 54]
const ROUNDS = 3
const VERDICTS = [null, 'accept', 'reject'] as const
const LEAST = 4

function toRows(updates: readonly Uint8Array[]): StoredRow[] {
  return updates.map((update, index) => ({ seq: index + 1, kind: 'EDIT', update }) as StoredRow)
}

/** Every way to decide, or to leave, these proposals. */
function waysOf(ids: readonly string[]): Decide[] {
  const ways = ids.reduce<Map<string, (typeof VERDICTS)[number]>[]>(
    (all, id) => all.flatMap((way) => VERDICTS.map((verdict) => new Map(way).set(id, verdict))),
    [new Map()],
  )
  return ways.map((way) => (id) => way.get(id) ?? null)
}

function linesOf(doc: Y.Doc, decide: Decide): string[] {
  return decided(readContent(doc.getText(BODY)), decide).flatMap((block) => {
    const lines = block.type === 'block' ? [block] : block.rows.flatMap(({ cells }) => cells)
    return lines.map(({ content }) => inlineText(content))
  })
}

/** All lines that could be read between these rows. */
function readingsOf(rows: readonly StoredRow[], ways: readonly Decide[]): string[] {
  const doc = createDocument()
  const lines = new Set<string>()
  for (const { update } of rows) {
    Y.applyUpdate(doc, update)
    for (const decide of ways) for (const line of linesOf(doc, decide)) lines.add(line)
  }
  return [...lines]
}

function isIn(lines: readonly string[], secret: string): boolean {
  return lines.some((line) => occurrences(line, secret).length > 0)
}

function cleaned(rows: readonly StoredRow[], ids: SecretIds, secret: string): StoredRow[] {
  return rows.map((row) => ({ ...row, update: redactUpdate(row.update, ids, secret) ?? row.update }))
}

test.each(SEEDS)('words of any reading are found, and those of none are not (seed %i)', async (seed) => {
  const random = seededRandom(seed)
  const { rows: played } = play(random, { people: 3, length: 30 })
  const rows = toRows(played.map(({ update }) => update))
  const ids = new Set(played.map(({ userId }) => userId))
  const ways = waysOf([...ids])
  const readable = readingsOf(rows, ways)
  const long = readable.filter(({ length }) => length > LEAST)
  for (let round = 0; round < ROUNDS; round += 1) {
    const line = long[Math.floor(random() * long.length)] ?? ''
    const from = Math.floor(random() * (line.length - LEAST))
    const said = line.slice(from, from + LEAST + Math.floor(random() * 9))
    const other = [...said].reverse().join('')
    for (const secret of [said, other]) {
      if (secret.trim() !== secret) continue
      const stands = isIn(readable, secret)
      const signs = await findSecret(rows, secret)
      expect(signs.length > 0, secret).toBe(stands)
      if (!stands) continue
      const clean = cleaned(rows, new SecretIds(signs), secret)
      expect(isIn(readingsOf(clean, ways), secret), secret).toBe(false)
    }
  }
})

/** „Długa 3”, for which one person proposes 5/7, and another 9. */
function street(): { rows: StoredRow[]; doc: Y.Doc } {
  const doc = createDocument()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText(BODY)
  const marker = { id: 'a', kind: 'paragraph', level: 0 }
  text.insertEmbed(0, new Y.Map<unknown>(Object.entries(marker)))
  text.insert(1, 'ul. Długa 3')
  text.format(11, 1, { 'del:p': true })
  text.insert(12, '5/7', { 'ins:p': true })
  text.insert(15, '9', { 'ins:q': true })
  return { rows: toRows(updates), doc }
}

test.each([
  ['as one would have it', 'Długa 5/7'],
  ['as both would have it', 'Długa 5/79'],
  ['as another would have it', 'Długa 39'],
  ['in the text without them', 'Długa 3'],
  ['with all of their marks', '35/79'],
])('they go from the living text: %s', async (_where, secret) => {
  const { rows, doc } = street()
  const ids = new SecretIds(await findSecret(rows, secret))
  doc.clientID = 9
  takeOut(doc, ids, secret)
  const ways = waysOf(['p', 'q'])
  const lines = ways.flatMap((decide) => linesOf(doc, decide))
  expect(isIn(lines, secret)).toBe(false)
  expect(lines.every((line) => line.includes('[usunięto]'))).toBe(true)
})

test('what stands in their place stands where they stood: in the text, or in what is proposed', async () => {
  const { rows, doc } = street()
  const ids = new SecretIds(await findSecret(rows, 'Długa 5/7'))
  doc.clientID = 9
  takeOut(doc, ids, 'Długa 5/7')
  const base: Decide = () => 'reject'
  const proposed: Decide = (id) => (id === 'p' ? 'accept' : 'reject')
  expect([...linesOf(doc, base), ...linesOf(doc, proposed)]).toEqual(['ul. [usunięto]3', 'ul. [usunięto][usunięto]'])
})

test('a letter that is written otherwise at the end of a word is the same letter', async () => {
  const doc = createDocument()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText(BODY)
  text.insert(0, 'ΟΔΟ')
  text.insert(3, 'Σ', { 'ins:p': true })
  expect(await findSecret(toRows(updates), 'ΟΔΟΣ')).not.toEqual([])
})

test('decisions that contradict each other make no reading', async () => {
  const { rows, doc } = street()
  const updates = rows.map(({ update }) => update)
  const text = doc.getText(BODY)
  doc.on('update', (next: Uint8Array) => updates.push(next))
  doc.transact(() => {
    text.insert(text.length, ' m. ', { 'ins:q': null })
    text.insert(text.length, '1', { 'del:p': true })
    text.insert(text.length, '2', { 'ins:p': true, 'del:p': null })
  })
  expect(await findSecret(toRows(updates), 'Długa 5/7 m. 2')).not.toEqual([])
  expect(await findSecret(toRows(updates), 'Długa 3 m. 1')).not.toEqual([])
  expect(await findSecret(toRows(updates), 'Długa 5/7 m. 1')).toEqual([])
})

test('proposals that are many hide nothing, and are gone through in time', async () => {
  const doc = createDocument()
  const updates: Uint8Array[] = []
  doc.on('update', (update: Uint8Array) => updates.push(update))
  const text = doc.getText(BODY)
  text.insertEmbed(0, new Y.Map<unknown>(Object.entries({ id: 'a', kind: 'paragraph', level: 0 })))
  for (const letter of 'jan.kowalski') {
    text.insert(text.length, letter, { 'ins:x': null })
    for (let count = 0; count < 6; count += 1) {
      text.insert(text.length, letter, { [`ins:p${text.length}`]: true })
    }
  }
  const started = performance.now()
  expect(await findSecret(toRows(updates), 'jan.kowalski')).not.toEqual([])
  expect(performance.now() - started).toBeLessThan(5_000)
})
