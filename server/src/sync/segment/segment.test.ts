import { expect, test } from 'vitest'
import * as Y from 'yjs'
import { play } from '../../history/testing-play.ts'
import { documentOf, paragraph, seededRandom, updateBy } from '../testing.ts'
import { firstLink, hashUpdate, nextLink, originalOf, type StoredRow, sha256 } from './chain.ts'
import { areSame, BLOCK_ROWS, formerSalts, saltsFrom, saltsListed, saltsOf, withoutSalt } from './salts.ts'
import { packSegment, unpackChanges, unpackFacts, unpackSegment } from './segment.ts'

const SEEDS = [11, 12, 13, 14, 15]
const SALT_SEED = Buffer.alloc(32, 7)
const SEEDED = saltsFrom(SALT_SEED, 1)
const START = Date.parse('2026-10-01T08:00:00.000Z')

function stored(update: Uint8Array, seq: number, changes: Partial<StoredRow> = {}): StoredRow {
  return {
    seqFrom: seq,
    seq,
    kind: 'EDIT',
    clientId: 100,
    clientSeq: seq,
    userId: 'anna',
    organizationId: 'o',
    onBehalfOf: null,
    causeType: null,
    causeId: null,
    createdAt: new Date(START + seq * 137),
    update,
    ...changes,
  }
}

/** The rows of a random history with everything rows can say. */
function randomRows(seed: number, from = 1): StoredRow[] {
  const random = seededRandom(seed)
  let at = START
  return play(random, { people: 4, length: 120 }).rows.map(({ userId, update }, index) => {
    at += Math.floor(random() * 4_000) - 500
    return stored(update, from + index, {
      userId,
      kind: random() < 0.05 ? 'VOID' : random() < 0.1 ? 'ACCEPTANCE' : 'EDIT',
      clientId: random() < 0.1 ? null : Math.floor(random() * 2 ** 32),
      clientSeq: random() < 0.1 ? null : Math.floor(random() * 900),
      organizationId: random() < 0.5 ? null : 'Żółta',
      causeType: random() < 0.9 ? null : 'proposal',
      causeId: random() < 0.9 ? null : `p${index}`,
      createdAt: new Date(at),
      ...(random() < 0.05 && { original: { kind: 'EDIT' as const, updateHash: sha256(update) } }),
    })
  })
}

test.each(SEEDS)('what is packed comes out byte for byte (seed %i)', async (seed) => {
  const rows = randomRows(seed, seed)
  const packed = await packSegment(rows, SEEDED)
  expect(unpackSegment(packed).rows).toEqual(rows)
  const changes = rows.map(({ seqFrom, seq, kind, update }) => ({ seqFrom, seq, kind, update }))
  expect(unpackChanges(packed)).toEqual(changes)
  expect(unpackChanges(packed, seed + 40)).toEqual(changes.slice(0, 41))
  expect(unpackFacts(packed)).toEqual(rows.map(({ update: _update, ...facts }) => facts))
})

test('bytes that no document holds, or that are written otherwise, come out as they are', async () => {
  const odd = [
    new Uint8Array([]),
    new Uint8Array([9, 9, 9]),
    // A number written in more bytes than it needs, and one byte after the end.
    new Uint8Array([0x80, 0x00, 0]),
    new Uint8Array([0, 0, 0]),
    Y.encodeStateAsUpdateV2(documentOf([paragraph('a', 'wersja druga')], 7)),
  ]
  const rows = odd.map((update, index) => stored(update, index + 1))
  expect(unpackSegment(await packSegment(rows, SEEDED)).rows).toEqual(rows)
})

test('keystrokes weigh a few bytes each', async () => {
  const words = 'Miasto udostępnia organizacjom lokale na zasadach określonych w programie współpracy. '
  const doc = documentOf([paragraph('a', '')], 1)
  const random = seededRandom(3)
  let at = START
  const rows = [...words.repeat(10)].map((letter, index) => {
    const update = updateBy(doc, 100, (text) => text.insert(text.length, letter))
    Y.applyUpdate(doc, update)
    at += 90 + Math.floor(random() * 300)
    return stored(update, index + 1, { createdAt: new Date(at) })
  })
  const packed = await packSegment(rows, SEEDED)
  expect(unpackSegment(packed).rows).toEqual(rows)
  expect(packed.length / rows.length).toBeLessThan(3)
})

test('rows with a hole between them, or out of order, are not packed', async () => {
  const [first, second, third] = randomRows(1) as [StoredRow, StoredRow, StoredRow]
  await expect(packSegment([first, third], SEEDED)).rejects.toThrow('out of its place')
  await expect(packSegment([second, first], SEEDED)).rejects.toThrow('out of its place')
  await expect(packSegment([], SEEDED)).rejects.toThrow('nothing')
})

test('a link says all that a row says, and a redacted row keeps its link', () => {
  const before = firstLink('d')
  const salt = '00ff'
  const linkOf = (row: StoredRow) => nextLink(before, row, originalOf(row, salt))
  const [, random] = randomRows(2) as [StoredRow, StoredRow]
  const { original: _original, ...plain } = random
  const row: StoredRow = { ...plain, kind: 'EDIT' }
  const link = linkOf(row)
  const changes: Partial<StoredRow>[] = [
    { kind: 'ACCEPTANCE' },
    { seq: 9 },
    { clientId: 5 },
    { clientSeq: 12_345 },
    { userId: 'kto inny' },
    { organizationId: 'inna' },
    { onBehalfOf: 'ktoś' },
    { causeType: 'thread' },
    { causeId: 'w' },
    { createdAt: new Date(START - 1) },
    { update: new Uint8Array([0, 0]) },
  ]
  for (const change of changes) expect(linkOf({ ...row, ...change })).not.toBe(link)
  expect(nextLink(before, row, originalOf(row, '00fe'))).not.toBe(link)
  const original = originalOf(row, salt)
  expect(linkOf({ ...row, kind: 'VOID', update: new Uint8Array([0, 0]), original })).toBe(link)
})

const FORMER = formerSalts([{ level: 0, index: 0, seed: Buffer.alloc(32, 7) }])

test.each([
  ['of a whole block', saltsFrom(SALT_SEED, 1), BLOCK_ROWS],
  ['from the middle of a block on', saltsFrom(SALT_SEED, 3 * BLOCK_ROWS - 499), 500],
  ['of a segment from before', FORMER, 2_000],
] as const)('a salt that was taken away comes from no seed that is left, all others do: %s', (_which, salts, count) => {
  const all = saltsOf(salts, count)
  expect(new Set(all).size).toBe(count)
  const gone = [0, 7, 8, 31, 32, count - 1]
  const left = gone.reduce(withoutSalt, salts)
  expect(saltsOf(left, count)).toEqual(all.map((salt, index) => (gone.includes(index) ? undefined : salt)))
  expect(withoutSalt(left, 7)).toEqual(left)
  expect([areSame(salts, left), areSame(left, gone.reduce(withoutSalt, salts))]).toEqual([false, true])
})

test('salts that come of no seed are kept one by one, and go one by one', async () => {
  const rows = randomRows(4, BLOCK_ROWS - 3).slice(0, 4)
  const listed = ['01', '02', '03', '04'].map((salt) => salt.repeat(16))
  const salts = saltsListed(BLOCK_ROWS - 3, listed)
  expect(saltsOf(salts, 4)).toEqual(listed)
  const { salts: unpacked } = unpackSegment(await packSegment(rows, withoutSalt(salts, 2)))
  expect(saltsOf(unpacked, 4)).toEqual(listed.with(2, undefined as unknown as string))
  const former = unpackSegment(await packSegment(rows, FORMER)).salts
  expect(saltsOf(former, 4)).toEqual(saltsOf(FORMER, 4))
  expect(hashUpdate(new Uint8Array([1]), 'aa')).toBe(sha256(new Uint8Array([0xaa, 1])))
})
