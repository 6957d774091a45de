import type { Category, Piece, RowDifference, TableLine, UnitDifference, UnitState } from '../document/index.ts'
import { builder } from '../graphql/builder.ts'
import type { Attributed } from './compare-attribution.ts'
import './compare-schema-pieces.ts'
import { UnitKind } from './unit-kind.ts'

type Enum<T extends string> = Record<Uppercase<T>, { value: T }>

function enumOf<T extends string>(values: readonly T[]): Enum<T> {
  return Object.fromEntries(values.map((value) => [value.toUpperCase(), { value }])) as Enum<T>
}

const CATEGORY_NAMES = {
  WORDING: { value: 'wording' },
  ADDED: { value: 'added' },
  REMOVED: { value: 'removed' },
  MOVED: { value: 'moved' },
  MOVED_REWORDED: { value: 'movedReworded' },
  SPLIT: { value: 'split' },
  JOINED: { value: 'joined' },
  LINK: { value: 'link' },
  KIND: { value: 'kind' },
  LEVEL: { value: 'level' },
  LOOK: { value: 'look' },
  TABLE: { value: 'table' },
} as const satisfies Record<string, { value: Category }>

const ChangeCategory = builder.enumType('ChangeCategory', {
  description:
    'What a changed unit is counted under; each counts once. LINK: words lead elsewhere. LOOK: words only look otherwise.',
  values: CATEGORY_NAMES,
})

const LineChange = builder.enumType('LineChange', {
  description: 'What became of a row or a column.',
  values: enumOf<TableLine['change']>(['keep', 'added', 'removed', 'moved']),
})

const MoveDirection = builder.enumType('MoveDirection', {
  description: 'Where a unit went.',
  values: enumOf(['up', 'down'] as const),
})

const ComparedUnitState = builder.objectRef<UnitState>('ComparedUnitState').implement({
  description: 'A unit in one of the two states.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stays when the unit is moved.' }),
    kind: t.expose('kind', { type: UnitKind, description: 'What it is.' }),
    level: t.exposeInt('level', { description: 'From 0; means something for headings and lists.' }),
    label: t.exposeString('label', { description: 'Its mark, for instance „3.”; empty where it has none.' }),
    printed: t.exposeString('printed', { description: 'Its mark in print, with the § it stands on one line with.' }),
    reference: t.exposeString('reference', { description: 'For instance „§ 6 ust. 3”; of what it belongs to.' }),
    part: t.exposeString('part', { description: 'The heading it stands under, where no § names the place.' }),
    nth: t.exposeInt('nth', { description: 'Which of its kind it is at its place, from 1; 0 where it is alone.' }),
    ending: t.exposeBoolean('ending', { description: 'A paragraph that ends the enumeration above it.' }),
  }),
})

const ComparedMove = builder.objectRef<NonNullable<UnitDifference['move']>>('ComparedMove').implement({
  description: 'That a unit moved.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    direction: t.expose('direction', { type: MoveDirection, description: 'Where to.' }),
    along: t.exposeInt('along', { description: 'How many units below it moved with it.' }),
  }),
})

type Line = TableLine & { comparison: Attributed }

const ComparedColumn = builder.objectRef<Line>('ComparedColumn').implement({
  description: 'A column of a table, in either state.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    change: t.expose('change', { type: LineChange, description: 'What became of it.' }),
    placeBefore: t.exposeInt('placeBefore', { nullable: true, description: 'Which it was, from 1.' }),
    placeAfter: t.exposeInt('placeAfter', { nullable: true, description: 'Which it is, from 1.' }),
    source: t.int({
      nullable: true,
      description: 'Whose the change is: an index of `sources`.',
      resolve: ({ comparison, ...line }) => comparison.sourceOfLine(line),
    }),
  }),
})

const ComparedCell = builder.objectRef<{ pieces: Piece[] }>('ComparedCell').implement({
  description: 'A cell of a table.',
  authScopes: { signedIn: true },
  fields: (t) => ({ pieces: t.expose('pieces', { type: 'ComparedPieces', description: 'Its words.' }) }),
})

const ComparedRow = builder.objectRef<RowDifference & { comparison: Attributed }>('ComparedRow').implement({
  description: 'A row of a table, in either state.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    change: t.expose('change', { type: LineChange, description: 'What became of it.' }),
    placeBefore: t.exposeInt('placeBefore', { nullable: true, description: 'Which it was, from 1.' }),
    placeAfter: t.exposeInt('placeAfter', { nullable: true, description: 'Which it is, from 1.' }),
    headerBefore: t.exposeBoolean('headerBefore', { description: 'Whether it was a heading row.' }),
    headerAfter: t.exposeBoolean('headerAfter', { description: 'Whether it is one.' }),
    source: t.int({
      nullable: true,
      description:
        'Whose the change is: an index of `sources`. Of a row that stays, whose it is that it became a heading row or none.',
      resolve: ({ comparison, ...line }) => comparison.sourceOfLine(line),
    }),
    cells: t.field({
      type: [ComparedCell],
      description: 'Its cells, in the order of the columns.',
      resolve: ({ cells }) => cells.map((pieces) => ({ pieces })),
    }),
  }),
})

/** A unit of a difference, and what knows whose its changes are. */
type Unit = UnitDifference & { comparison: Attributed }

export const ComparedUnit = builder.objectRef<Unit>('ComparedUnit').implement({
  description:
    'A unit of either state. One with `splitFrom` began inside another before; one with `joinedTo` goes on at its end now.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    before: t.expose('before', { type: ComparedUnitState, nullable: true, description: 'Null: it is new.' }),
    after: t.expose('after', { type: ComparedUnitState, nullable: true, description: 'Null: it is gone.' }),
    category: t.expose('category', {
      type: ChangeCategory,
      nullable: true,
      description: 'What it is counted under; null where it did not change.',
    }),
    move: t.expose('move', {
      type: ComparedMove,
      nullable: true,
      description: 'That it moved, with what is below it.',
    }),
    renumbered: t.exposeBoolean('renumbered', { description: 'Its number is another one because of other units.' }),
    spacing: t.exposeBoolean('spacing', { description: 'White space differs somewhere, which is no change.' }),
    splitFrom: t.id({
      nullable: true,
      description: 'The unit it was a part of before.',
      resolve: (unit) => (unit.type === 'block' ? unit.splitFrom : null),
    }),
    joinedTo: t.id({
      nullable: true,
      description: 'The unit it is a part of now.',
      resolve: (unit) => (unit.type === 'block' ? unit.joinedTo : null),
    }),
    pieces: t.field({
      type: 'ComparedPieces',
      description: 'Its words; none for a table.',
      resolve: (unit) => (unit.type === 'block' ? unit.pieces : []),
    }),
    columns: t.field({
      type: [ComparedColumn],
      description: 'Of a table.',
      resolve: (unit) =>
        unit.type === 'table' ? unit.columns.map((line) => ({ ...line, comparison: unit.comparison })) : [],
    }),
    rows: t.field({
      type: [ComparedRow],
      description: 'Of a table.',
      resolve: (unit) =>
        unit.type === 'table' ? unit.rows.map((row) => ({ ...row, comparison: unit.comparison })) : [],
    }),
    standingSource: t.int({
      nullable: true,
      description: 'Whose its coming, going or moving is: an index of `sources`.',
      resolve: (unit) => unit.comparison.sourcesOf(unit).standing,
    }),
    kindSource: t.int({
      nullable: true,
      description: 'Whose its change of kind is.',
      resolve: (unit) => unit.comparison.sourcesOf(unit).kind,
    }),
    levelSource: t.int({
      nullable: true,
      description: 'Whose its change of level is.',
      resolve: (unit) => unit.comparison.sourcesOf(unit).level,
    }),
  }),
})
