import type { Difference, Piece, RowDifference, TableLine, UnitDifference, UnitState } from '@app/server/document'
import { CATEGORIES, PLAIN } from '@app/server/document'
import { graphql, type ResultOf } from '../../../graphql.ts'
import type { SentPiece } from './sent-pieces.ts'

const ComparedUnit = graphql(`
  fragment ComparedUnit on ComparedUnit @_unmask {
    before { id kind level label printed reference part nth ending }
    after { id kind level label printed reference part nth ending }
    category
    move { direction along }
    renumbered
    spacing
    splitFrom
    joinedTo
    pieces
    columns { change placeBefore placeAfter source }
    rows { change placeBefore placeAfter headerBefore headerAfter source cells { pieces } }
    standingSource
    kindSource
    levelSource
  }
`)

export const ComparedFields = graphql(
  `
    fragment ComparedFields on Comparison @_unmask {
      before { seq writtenAt version { id number name } proposal { id } }
      after { seq writtenAt version { id number name } proposal { id } }
      counts {
        units wording added removed moved movedReworded split joined link kind level look table renumbered spacing
      }
      units { ...ComparedUnit }
      sources {
        person { id name }
        organization { id name }
        proposal { id onBehalfOf hiddenAt enteredBy { id } author { id name } organization { id name } }
        kind
        takenIn { id author { id name } organization { id name } resolvedBy { id name } resolvedAt }
        startedAt
        endedAt
      }
    }
  `,
  [ComparedUnit],
)

export const ComparisonQuery = graphql(
  `
    query ComparePage_Query($id: ID!, $from: ComparedPlaceInput!, $to: ComparedPlaceInput!) {
      document(id: $id) { id title }
      compare(documentId: $id, from: $from, to: $to) { ...ComparedFields }
    }
  `,
  [ComparedFields],
)

export type Compared = NonNullable<ResultOf<typeof ComparisonQuery>['compare']>
export type ComparedState = Compared['before']
export type Source = Compared['sources'][number]
type Unit = Compared['units'][number]
type State = NonNullable<Unit['before']>

/** The difference as `describeDifference` takes it; pieces have the index of their source as group. */
export function toDifference({ units, counts }: Compared): Difference {
  return { units: units.map(toUnit), counts }
}

function toUnit(unit: Unit): UnitDifference {
  const base = {
    before: toState(unit.before),
    after: toState(unit.after),
    category: CATEGORIES.find((name) => name.toUpperCase() === unit.category?.replace('_', '')) ?? null,
    move: unit.move && {
      direction: unit.move.direction === 'UP' ? ('up' as const) : ('down' as const),
      along: unit.move.along,
    },
    renumbered: unit.renumbered,
    spacing: unit.spacing,
  }
  if ((unit.after ?? unit.before)?.kind === 'TABLE') {
    return { type: 'table', ...base, columns: unit.columns.map(toLine), rows: unit.rows.map(toRow) }
  }
  const { splitFrom, joinedTo } = unit
  return { type: 'block', ...base, splitFrom, joinedTo, pieces: unit.pieces.map(toPiece) }
}

function toState(state: State | null): UnitState | null {
  if (state === null) return null
  const kind = state.kind.toLowerCase() as UnitState['kind']
  return { ...state, kind, standing: null, kindBy: null, levelBy: null }
}

type SentLine = Pick<Unit['columns'][number], 'change' | 'placeBefore' | 'placeAfter'>

function toLine({ change, placeBefore, placeAfter }: SentLine): TableLine {
  const name = change.toLowerCase() as TableLine['change']
  return {
    idBefore: null,
    idAfter: null,
    change: name,
    placeBefore,
    placeAfter,
    standing: { before: null, after: null },
  }
}

function toRow(row: Unit['rows'][number]): RowDifference {
  const { headerBefore, headerAfter, cells } = row
  const headerBy = { before: null, after: null }
  return { ...toLine(row), headerBefore, headerAfter, headerBy, cells: cells.map(({ pieces }) => pieces.map(toPiece)) }
}

function toPiece({ change, text, before, look = PLAIN, lookBefore, source }: SentPiece): Piece {
  if (change === 'SPACE') return { change: 'space', before: before ?? '', text, look }
  if (change === 'KEEP') return { change: 'keep', text, look, ...(lookBefore && { lookBefore }) }
  return { change: change === 'DELETE' ? 'delete' : 'insert', text, look, ids: [], group: source ?? null }
}
