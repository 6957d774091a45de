/** One state of a document as `compare` takes it: its content with the Yjs id of each character. */
import type { BlockKind, Formats } from '../content.ts'

/** The name of one character or marker in Yjs. */
export interface YjsId {
  client: number
  clock: number
}

/** Looks that are part of the text; comments and proposals are not. */
export type Look = Pick<Formats, 'bold' | 'italic' | 'underline' | 'strike' | 'link'>

/** Characters that were written one after another under one client id; the first has `clock`. A line break is `\n`. */
export interface StateRun extends YjsId {
  text: string
  look: Look
}

/** Where something stands in Yjs, so that who put it there or took it away can be looked up. */
export interface Standing {
  /** The item without which it would not be shown; null for text before the first marker. */
  standing: YjsId | null
}

export interface StateBlock extends Standing {
  type: 'block'
  id: string
  kind: BlockKind
  level: number
  runs: StateRun[]
  /** What was last written as its kind and level. */
  kindBy: YjsId | null
  levelBy: YjsId | null
}

export interface StateRow extends Standing {
  id: string
  header: boolean
  /** What made it a heading row. */
  headerBy: YjsId | null
  /** In the order of the columns. */
  cells: StateRun[][]
}

export interface StateTable extends Standing {
  type: 'table'
  id: string
  columns: ({ id: string } & Standing)[]
  rows: StateRow[]
}

export type StateUnit = StateBlock | StateTable
export type CompareState = StateUnit[]

export const PLAIN: Look = Object.freeze({})

/** The words of some runs. */
export function textOf(runs: readonly StateRun[]): string {
  return runs.length === 1 ? (runs[0] as StateRun).text : runs.map(({ text }) => text).join('')
}

/** Do two runs of text look the same? */
export function sameLook(a: Look, b: Look): boolean {
  if (a === b) return true
  return (
    a.bold === b.bold &&
    a.italic === b.italic &&
    a.underline === b.underline &&
    a.strike === b.strike &&
    a.link === b.link
  )
}
