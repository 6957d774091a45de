import { expect, test } from 'vitest'
import { type ChangedPiece, compare, type Difference, type GroupsOf, groupPieces } from './index.ts'
import type { CompareState, StateRun } from './state.ts'

const run = (text: string, client: number, clock: number): StateRun => ({ text, client, clock, look: {} })

function state(...runs: StateRun[]): CompareState {
  const standing = { client: 9, clock: 0 }
  return [{ type: 'block', id: 'a', kind: 'paragraph', level: 0, runs, standing, kindBy: null, levelBy: null }]
}

/** Groups character by character. */
function each(groupOf: (change: ChangedPiece['change'], client: number, clock: number) => number | null): GroupsOf {
  return ({ change, ids }) =>
    ids.flatMap(({ client, clock, length }) =>
      Array.from({ length }, (_, at) => ({ length: 1, group: groupOf(change, client, clock + at) })),
    )
}

const changed = ({ units }: Difference) =>
  units.flatMap((unit) => (unit.type === 'block' ? unit.pieces : [])).filter((piece) => 'ids' in piece)

test('words are cut where another person goes on, each piece with the ids of its characters', () => {
  const before = state(run('Wykaz jest jawny.', 1, 10))
  const after = state(run('Wykaz ', 1, 10), run('lokali ', 2, 0), run('i sal ', 3, 5), run('jest jawny.', 1, 16))
  const pieces = changed(
    groupPieces(
      compare(before, after),
      each((_change, client) => client),
    ),
  )
  expect(pieces).toEqual([
    { change: 'insert', text: 'lokali ', look: {}, ids: [{ client: 2, clock: 0, length: 7 }], group: 2 },
    { change: 'insert', text: 'i sal ', look: {}, ids: [{ client: 3, clock: 5, length: 6 }], group: 3 },
  ])
})

test('one person’s words stay together, whatever client ids they were written under', () => {
  const before = state(run('Wykaz lokali jest jawny.', 1, 0))
  const after = state(run('Wykaz ', 1, 0), run('jest jawny.', 1, 13))
  const [removed] = changed(
    groupPieces(
      compare(before, after),
      each(() => 7),
    ),
  )
  expect(removed).toEqual({
    change: 'delete',
    text: 'lokali ',
    look: {},
    ids: [{ client: 1, clock: 6, length: 7 }],
    group: 7,
  })
})

test('deletions are grouped by who deleted, insertions by who wrote', () => {
  const before = state(run('raz na kwartał', 1, 0))
  const after = state(run('raz ', 1, 0), run('w miesiącu', 2, 0))
  const pieces = changed(
    groupPieces(
      compare(before, after),
      each((change) => (change === 'delete' ? 1 : null)),
    ),
  )
  expect(pieces.map(({ change, text, group }) => [change, text, group])).toEqual([
    ['delete', 'na kwartał', 1],
    ['insert', 'w miesiącu', null],
  ])
})

test('a space that stayed between two words of one change is told of with them', () => {
  const before = state(run('raz na kwartał', 1, 0))
  const after = state(run('raz ', 1, 0), run('w', 2, 0), run(' ', 1, 6), run('miesiącu', 2, 1))
  const pieces = changed(
    groupPieces(
      compare(before, after),
      each((_change, client, clock) => (client === 1 && clock === 6 ? null : 4)),
    ),
  )
  expect(pieces.map(({ change, text, group }) => [change, text, group])).toEqual([
    ['delete', 'na kwartał', 4],
    ['insert', 'w miesiącu', 4],
  ])
})

test('the ids of a piece are cut with its words', () => {
  const before = state(run('Wykaz jest jawny.', 1, 0))
  const after = state(run('Wykaz ', 1, 0), run('lokali', 2, 0), run(' i sal ', 3, 5), run('jest jawny.', 1, 6))
  const stretches = [2, 6, 5].map((length, group) => ({ length, group }))
  const pieces = changed(groupPieces(compare(before, after), () => stretches))
  expect(pieces.map(({ text, ids }) => [text, ids])).toEqual([
    ['lo', [{ client: 2, clock: 0, length: 2 }]],
    [
      'kali i',
      [
        { client: 2, clock: 2, length: 4 },
        { client: 3, clock: 5, length: 2 },
      ],
    ],
    [' sal ', [{ client: 3, clock: 7, length: 5 }]],
  ])
})
