/** What `compare` answers: plain data from which lists, views, exports and tests are made. */
import type { BlockKind } from '../content.ts'
import type { Look, YjsId } from './state.ts'

/** Characters with consecutive Yjs ids. */
export interface IdRange extends YjsId {
  length: number
}

export type Piece = KeptPiece | SpacePiece | ChangedPiece

/** Words that stay. */
export interface KeptPiece {
  change: 'keep'
  text: string
  look: Look
  /** Only where it looked otherwise before. */
  lookBefore?: Look
}

/** White space, alone or between the groups of a number, that became other white space: exact, and shown to nobody. */
export interface SpacePiece {
  change: 'space'
  before: string
  text: string
  look: Look
}

/** Words that went or came. */
export interface ChangedPiece {
  change: 'delete' | 'insert'
  text: string
  look: Look
  ids: IdRange[]
  /** Set by `groupPieces`: whose it is, as the caller numbers people. */
  group?: number | null
}

/** A unit in one of the two states. */
export interface UnitState {
  id: string
  kind: BlockKind | 'table'
  level: number
  /** Its mark, for instance „3.”; '' where it has none. */
  label: string
  /** Its mark in print: an empty § lends its own to the ust right below it. */
  printed: string
  /** „§ 6 ust. 3”; text between units carries the name of the unit it belongs to, '' where there is none. */
  reference: string
  /** The words of the heading it stands under, where no § or chapter names the place. */
  part: string
  /** Which of its kind it is at its place, from 1; 0 where it is the only one. */
  nth: number
  /** A paragraph after an enumeration, which it ends: its „część wspólna”. */
  ending: boolean
  standing: YjsId | null
  kindBy: YjsId | null
  levelBy: YjsId | null
}

export interface Move {
  direction: 'up' | 'down'
  /** Units right below it that moved along. */
  along: number
}

/** One category a changed unit is counted under. */
export const CATEGORIES = [
  'wording',
  'added',
  'removed',
  'moved',
  'movedReworded',
  'split',
  'joined',
  'link',
  'kind',
  'level',
  'look',
  'table',
] as const
export type Category = (typeof CATEGORIES)[number]

interface UnitBase {
  /** Null where the unit is not in that state. */
  before: UnitState | null
  after: UnitState | null
  /** Null: unchanged, or only moved along, renumbered or spaced otherwise. */
  category: Category | null
  move: Move | null
  /** Its own mark is another one, though nothing else became of it. */
  renumbered: boolean
  /** Only white space differs somewhere in it. */
  spacing: boolean
}

/**
 * A block. With `splitFrom` it begins inside what was the block of that id before, and goes on with its words; with
 * `joinedTo` its words now go on at the end of the block of that id.
 */
export interface BlockDifference extends UnitBase {
  type: 'block'
  splitFrom: string | null
  joinedTo: string | null
  pieces: Piece[]
}

export type LineChange = 'keep' | 'added' | 'removed' | 'moved'

/** A row or a column; places count from 1, header rows included. */
export interface TableLine {
  idBefore: string | null
  idAfter: string | null
  change: LineChange
  placeBefore: number | null
  placeAfter: number | null
  standing: { before: YjsId | null; after: YjsId | null }
}

export interface RowDifference extends TableLine {
  headerBefore: boolean
  headerAfter: boolean
  headerBy: { before: YjsId | null; after: YjsId | null }
  /** In the order of `columns`. */
  cells: Piece[][]
}

export interface TableDifference extends UnitBase {
  type: 'table'
  columns: TableLine[]
  rows: RowDifference[]
}

export type UnitDifference = BlockDifference | TableDifference

export type Counts = Record<Category, number> & {
  /** Changed units: the sum of the categories. */
  units: number
  /** Units whose number is another one. */
  renumbered: number
  /** Units in which only white space differs somewhere, and empty paragraphs that came or went. */
  spacing: number
}

export interface Difference {
  /** Every unit of both states in the order of the new one; removed ones stand where they were. */
  units: UnitDifference[]
  counts: Counts
}
