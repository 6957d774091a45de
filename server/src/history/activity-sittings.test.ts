import { afterAll, describe, expect, test } from 'vitest'
import { applyUpdate } from 'yjs'
import { type Block, BODY, createDocument, inlineText, plainTextOf, readContent } from '../document/index.ts'
import { seededRandom } from '../sync/testing.ts'
import { GAP_MS, SittingFold, type SittingRow } from './activity-sittings.ts'
import { UnitTracker } from './activity-units.ts'
import type { PastRow } from './content-at.ts'
import { play } from './testing-play.ts'

type Row = PastRow & { update: Uint8Array }

const SEEDS = Array.from({ length: 30 }, (_, index) => 1000 + index)
const EMPTY = { open: [], authors: [] }

/** A random history with people, organisations and times: a pause of up to ten minutes before each row. */
function history(seed: number): Row[] {
  const random = seededRandom(seed)
  let now = Date.parse('2026-10-01T08:00:00Z')
  return play(random, { length: 150, people: 1 + (seed % 3) }).rows.map(({ userId, update }, index) => {
    now += random() < 0.8 ? random() * 60_000 : random() * 2 * GAP_MS
    const organizationId = random() < 0.1 ? 'inna' : 'o'
    const row = { seqFrom: index + 1, seq: index + 1, userId, organizationId, causeType: null, causeId: null, update }
    return { ...row, kind: random() < 0.05 ? 'REPAIR' : index === 0 ? 'SEED' : 'EDIT', createdAt: new Date(now) }
  })
}

/** Folded in one go, or taken out, stored and gone on with every few rows. */
function fold(rows: readonly Row[], isInterrupted: () => boolean): SittingRow[] {
  const tracker = new UnitTracker(createDocument())
  const written = new Map<number, SittingRow>()
  let sittings = new SittingFold(EMPTY, new Map())
  const store = (): void => {
    const { changed, ...state } = sittings.take()
    for (const row of changed) written.set(row.firstSeq, row)
    sittings = new SittingFold(JSON.parse(JSON.stringify(state)), new Map())
  }
  for (const row of rows) {
    sittings.add(row, tracker.apply(row.update))
    if (isInterrupted()) store()
  }
  store()
  return [...written.values()].sort((a, b) => a.firstSeq - b.firstSeq)
}

interface Said {
  kind: string
  words: string
  look: string
}

/** Every unit of the whole text, with the places of their markers left out: an oracle knows nothing of items. */
function read(doc: ReturnType<typeof createDocument>): Map<string, Said> {
  const units = new Map<string, Said>()
  for (const block of plainTextOf(readContent(doc.getText(BODY)))) {
    const id = block.id.length > 1 && block.id.startsWith('~') ? block.id.slice(1) : block.id
    const known = units.get(id)
    const said = sayingOf(block)
    units.set(
      id,
      known === undefined ? said : { ...known, words: known.words + said.words, look: known.look + said.look },
    )
  }
  return units
}

function sayingOf(block: Block): Said {
  const lines = block.type === 'table' ? block.rows.flatMap(({ cells }) => cells) : [block]
  const words = lines.map(({ content }) => inlineText(content)).join('|')
  const kind = block.type === 'table' ? 'table' : `${block.kind} ${block.level}`
  return { kind, words, look: JSON.stringify(lines.map(({ content }) => content)) }
}

/** Who sat when, by going through all rows for each row. */
function groups(rows: readonly Row[]): Row[][] {
  const found: Row[][] = []
  for (const row of rows.filter(({ kind }) => kind !== 'REPAIR')) {
    const isSame = (other: Row) =>
      other.userId === row.userId && other.organizationId === row.organizationId && other.kind === row.kind
    const last = found.findLast((group) => isSame(group[0] as Row))
    const previous = last?.at(-1)
    if (last && previous && row.createdAt.getTime() - previous.createdAt.getTime() < GAP_MS) last.push(row)
    else found.push([row])
  }
  return found.sort((a, b) => (a[0]?.seq ?? 0) - (b[0]?.seq ?? 0))
}

describe('sittings', () => {
  let compared = 0
  afterAll(() => expect(compared).toBeGreaterThan(100))

  test.each(SEEDS)('are those of the whole log, in however many parts it is folded (seed %i)', (seed) => {
    const rows = history(seed)
    const random = seededRandom(seed)
    const whole = fold(rows, () => false)
    expect(fold(rows, () => random() < 0.3)).toEqual(whole)
    const expected = groups(rows)
    expect(whole.map(({ firstSeq, lastSeq, userId }) => [firstSeq, lastSeq, userId])).toEqual(
      expected.map((group) => [group[0]?.seq, group.at(-1)?.seq, group[0]?.userId]),
    )
  })

  test.each(SEEDS)('count what is other at their end, where nobody came between (seed %i)', (seed) => {
    const rows = history(seed)
    const doc = createDocument()
    const texts = [read(doc)]
    for (const { update } of rows) {
      applyUpdate(doc, update)
      texts.push(read(doc))
    }
    for (const { firstSeq, lastSeq, counts } of fold(rows, () => false)) {
      if (groups(rows).some((group) => group.length !== 1 + lastSeq - firstSeq && group[0]?.seq === firstSeq)) continue
      const [before, after] = [texts[firstSeq - 1], texts[lastSeq]] as [Map<string, Said>, Map<string, Said>]
      const ids = [...new Set([...before.keys(), ...after.keys()])].filter((id) => id !== '~' && !id.includes('~'))
      const hasTwins = texts
        .slice(firstSeq - 1, lastSeq + 1)
        .some((text) => [...text.keys()].some((id) => /.~/.test(id)))
      const hasHead = [before, after].some((text) => text.has('~'))
      if (hasTwins || hasHead) continue
      const both = ids.flatMap((id) => [[before.get(id), after.get(id)]] as const)
      const sum = (kinds: object): number => Object.values(kinds).reduce((a: number, b: number) => a + b, 0)
      compared += 1
      expect([firstSeq, sum(counts.added)]).toEqual([firstSeq, both.filter(([was, is]) => !was && is).length])
      expect([firstSeq, sum(counts.removed)]).toEqual([firstSeq, both.filter(([was, is]) => was && !is).length])
      const stayed = both.flatMap(([was, is]) => (was && is ? [{ was, is }] : []))
      const reworded = stayed.filter(({ was, is }) => was.words !== is.words)
      expect([firstSeq, counts.reworded]).toEqual([firstSeq, reworded.length])
      const [orderBefore, orderAfter] = [before, after].map((text) =>
        [...text.keys()].filter((id) => before.has(id) && after.has(id)),
      )
      const isSameOrder = JSON.stringify(orderBefore) === JSON.stringify(orderAfter)
      if (isSameOrder) expect([firstSeq, counts.moved]).toEqual([firstSeq, 0])
      else expect([firstSeq, counts.moved + counts.reworded + counts.rekinded > 0]).toEqual([firstSeq, true])
      const rekinded = stayed.filter(({ was, is }) => was.words === is.words && was.kind !== is.kind)
      expect([firstSeq, counts.rekinded]).toEqual([firstSeq, rekinded.length])
    }
  })

  describe('one by one', () => {
    const at = (minutes: number, seconds = 0) =>
      new Date(Date.parse('2026-10-01T08:00:00Z') + minutes * 60_000 + seconds * 1000)
    const said = (words: string) => ({ kind: 'pkt' as const, level: 0, words, look: words })
    const row = (seq: number, minutes: number, changes: Partial<Row> = {}): Row => ({
      seqFrom: seq,
      seq,
      kind: 'EDIT',
      userId: 'anna',
      organizationId: 'o',
      causeType: null,
      causeId: null,
      createdAt: at(minutes),
      update: new Uint8Array(),
      ...changes,
    })
    const change = (before: string | null, after: string | null, isMoved = false) => ({
      changes: [
        { id: 'u', before: before === null ? null : said(before), after: after === null ? null : said(after), isMoved },
      ],
      touched: ['u'],
      proposals: [],
    })
    const NOTHING = { changes: [], touched: ['u'], proposals: [] }
    const rowsOf = (fold: SittingFold) => fold.take().changed

    test('end after five minutes, not before', () => {
      const fold = new SittingFold(EMPTY, new Map())
      fold.add(row(1, 0), change('a', 'b'))
      fold.add(row(2, 0, { createdAt: at(4, 59) }), change('b', 'c'))
      fold.add(row(3, 0, { createdAt: at(9, 59) }), change('c', 'd'))
      expect(rowsOf(fold).map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq])).toEqual([
        [1, 2],
        [3, 3],
      ])
    })

    test('of what was typed and taken back say nothing', () => {
      const fold = new SittingFold(EMPTY, new Map())
      fold.add(row(1, 0), change('a', 'ab'))
      fold.add(row(2, 1), change('ab', 'a'))
      const [sitting] = rowsOf(fold)
      expect(sitting).toMatchObject({ counts: { reworded: 0 }, unitIds: [] })
    })

    test('of what others changed between say what this person did', () => {
      const fold = new SittingFold(EMPTY, new Map())
      fold.add(row(1, 0), change('a', 'ab'))
      fold.add(row(2, 1, { userId: 'ewa' }), change('ab', 'abc'))
      fold.add(row(3, 2), change('abc', 'a'))
      expect(rowsOf(fold).map(({ counts }) => counts.reworded)).toEqual([1, 1])
    })

    test('tell moved from reworded, and added from removed', () => {
      const outcomes = [
        [change('a', 'a', true), { moved: 1 }],
        [change('a', 'b', true), { reworded: 1, moved: 0 }],
        [change(null, 'b'), { added: { pkt: 1 } }],
        [change('a', null), { removed: { pkt: 1 } }],
      ] as const
      for (const [effect, counts] of outcomes) {
        const fold = new SittingFold(EMPTY, new Map())
        fold.add(row(1, 0), effect)
        expect(rowsOf(fold)[0]?.counts).toMatchObject(counts)
      }
    })

    describe('of units that were moved', () => {
      const moved = (id: string, before: string, after: string) => ({
        changes: [{ id, before: said('a'), after: said('a'), isMoved: true }],
        touched: [id],
        proposals: [],
        order: { before: [...before], after: [...after] },
      })
      type Moves = readonly (readonly [userId: string, id: string, before: string, after: string])[]
      const told = (moves: Moves, isInterrupted = false) => {
        let fold = new SittingFold(EMPTY, new Map())
        const written = new Map<string, [number, string]>()
        const store = () => {
          const { changed, ...state } = fold.take()
          for (const { userId, counts, unitIds } of changed) written.set(userId, [counts.moved, unitIds.join('')])
          fold = new SittingFold(JSON.parse(JSON.stringify(state)), new Map())
        }
        for (const [index, [userId, id, before, after]] of moves.entries()) {
          fold.add(row(index + 1, index, { userId }), moved(id, before, after))
          if (isInterrupted) store()
        }
        store()
        return Object.fromEntries(written)
      }

      test.each([
        [
          'and moved back',
          [
            ['anna', 'a', 'abcd', 'bacd'],
            ['anna', 'a', 'bacd', 'abcd'],
          ],
          { anna: [0, ''] },
        ],
        [
          'by moving the other one back',
          [
            ['anna', 'a', 'abcd', 'bacd'],
            ['anna', 'b', 'bacd', 'abcd'],
          ],
          { anna: [0, ''] },
        ],
        [
          'further than back',
          [
            ['anna', 'c', 'abcd', 'abdc'],
            ['anna', 'c', 'abdc', 'cabd'],
          ],
          { anna: [1, 'c'] },
        ],
        [
          'together and on',
          [
            ['anna', 'a', 'abcd', 'bcad'],
            ['anna', 'b', 'bcad', 'cabd'],
          ],
          { anna: [2, 'ab'] },
        ],
        [
          'one past the other, which goes on',
          [
            ['anna', 'a', 'abcd', 'bacd'],
            ['anna', 'b', 'bacd', 'acbd'],
          ],
          { anna: [1, 'b'] },
        ],
        [
          'back by somebody else',
          [
            ['anna', 'a', 'abcd', 'bacd'],
            ['ewa', 'a', 'bacd', 'abcd'],
            ['anna', 'c', 'abcd', 'abdc'],
          ],
          { anna: [2, 'ac'], ewa: [1, 'a'] },
        ],
        [
          'and back while somebody else moved another one past them',
          [
            ['anna', 'a', 'abcd', 'bacd'],
            ['ewa', 'd', 'bacd', 'dbac'],
            ['anna', 'a', 'dbac', 'dabc'],
          ],
          { anna: [0, ''], ewa: [1, 'd'] },
        ],
      ] satisfies [string, Moves, object][])('tell what stands elsewhere: %s', (_words, moves, expected) => {
        expect([told(moves), told(moves, true)]).toEqual([expected, expected])
      })
    })

    test('are nobody’s for repairs, and decisions and remarks are what they are', () => {
      const proposers = new Map([
        ['p', { userId: 'ewa', organizationId: 'e', state: 'ACCEPTED' as const, decisionSeq: null }],
        ['q', { userId: 'jan', organizationId: null, state: 'ACCEPTED' as const, decisionSeq: 2 }],
        ['later', { userId: 'piotr', organizationId: null, state: 'ACCEPTED' as const, decisionSeq: 7 }],
        ['open', { userId: 'piotr', organizationId: null, state: 'OPEN' as const, decisionSeq: null }],
      ])
      const fold = new SittingFold(EMPTY, proposers)
      const gone = { ...change('a', 'b'), proposals: ['p', 'q', 'later', 'open'].map((id) => ({ id, isGone: true })) }
      fold.add(row(1, 0, { kind: 'REPAIR', userId: 'server' }), change('a', 'b'))
      fold.add(row(2, 0, { kind: 'ACCEPTANCE', causeType: 'proposal', causeId: 'p' }), gone)
      fold.add(row(3, 1, { kind: 'ANNOTATION', causeType: 'thread', causeId: 't' }), NOTHING)
      fold.add(row(4, 1, { userId: 'ewa', organizationId: 'e' }), {
        ...NOTHING,
        proposals: [{ id: 'p', isGone: false }],
      })
      const { changed, authors } = fold.take()
      expect(changed).toMatchObject([
        { firstSeq: 2, kind: 'DECISION', proposalIds: ['p', 'q'], counts: { accepted: 2, reworded: 1 } },
        { firstSeq: 3, kind: 'WRITING', threadIds: ['t'], unitIds: ['u'], proposalIds: [] },
        { firstSeq: 4, kind: 'WRITING', userId: 'ewa', proposalIds: ['p'], unitIds: ['u'] },
      ])
      // Accepted words are their proposers'; who decides, repairs, remarks or only proposes wrote nothing.
      expect(authors).toEqual([
        { userId: 'ewa', organizationId: 'e', rows: 1 },
        { userId: 'jan', organizationId: null, rows: 1 },
      ])
    })
  })
})
