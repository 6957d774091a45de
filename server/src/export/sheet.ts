/** A table as plain data: what CSV and XLSX are made from. */
export interface Sheet {
  /** Stands above the table, where the format has a place above it. */
  title: string
  /** The line below the title: what this is, and as of when. */
  subtitle: string
  /** Of the tab; letters, digits and spaces. */
  name: string
  columns: readonly SheetColumn[]
  rows: readonly (readonly Cell[])[]
}

export interface SheetColumn {
  heading: string
  /** In characters. */
  width: number
}

/** `isDay`: no more than the day is known. */
export interface Moment {
  at: Date
  isDay: boolean
}

/** Lines of one cell. A format that cannot hold them all says how many are left out: `left`, with their number in between. */
export interface Entries {
  entries: readonly string[]
  left: readonly [before: string, after: string]
}

/** Null is an empty cell. */
export type Cell = string | number | Moment | Entries | null

/** What begins a formula somewhere: Excel takes full-width signs for their narrow twins. */
export const FORMULA_SIGNS = '=+\\-@＝＋－＠'

// Made once: making one takes longer than using it a hundred times.
const zone = { timeZone: 'Europe/Warsaw', dateStyle: 'short' } as const
const dayFormat = new Intl.DateTimeFormat('sv-SE', zone)
const momentFormat = new Intl.DateTimeFormat('sv-SE', { ...zone, timeStyle: 'short' })

/** „2026-10-22 09:05”, or the day alone, in Warsaw: read as a date by every spreadsheet, in every language. */
export function warsawMoment({ at, isDay }: Moment): string {
  return (isDay ? dayFormat : momentFormat).format(at).replace(/^\d+/, (year) => year.padStart(4, '0'))
}
