import type { DeletedRange } from './newest.ts'
import type { IdRange } from './ranges.ts'

/** A row that took words away, with its time in milliseconds. */
export interface RemovingRow {
  seq: number
  at: number
  /** All that it deleted. */
  ranges: readonly IdRange[]
}

/** A table cell, by the id of its text. */
export interface TouchedCell {
  seq: number
  client: number
  clock: number
  /** It was hidden with its row, column or table. */
  wasHidden: boolean
}

/** So long after words were deleted they may be put in elsewhere and stay their author's. */
export const MOVE_MS = 10 * 60_000

/** Which rows took words away within the last ten minutes, and in which table cells: bounded by what people can do. */
export class Recently {
  private readonly rows = new Map<number, RemovingRow>()
  private cells: TouchedCell[] = []
  /** What was noted last of each cell, by its id. */
  private readonly newest = new Map<string, TouchedCell>()

  get isEmpty(): boolean {
    return this.rows.size === 0
  }

  has(seq: number): boolean {
    return this.rows.has(seq)
  }

  note(row: RemovingRow): void {
    this.rows.set(row.seq, row)
  }

  /** What these rows deleted. */
  *ranges(): Generator<DeletedRange> {
    for (const { seq, ranges } of this.rows.values()) for (const range of ranges) yield { ...range, value: seq }
  }

  noteCell(cell: TouchedCell): void {
    const known = this.newest.get(nameOf(cell))
    if (known?.wasHidden === cell.wasHidden) known.seq = cell.seq
    else this.addCell(cell)
  }

  private addCell(cell: TouchedCell): void {
    this.cells.push(cell)
    this.newest.set(nameOf(cell), cell)
  }

  /** Forgets what is too long ago at this time. */
  forget(now: number): void {
    const before = this.rows.size
    for (const [seq, { at }] of this.rows) {
      if (at >= now - MOVE_MS) break
      this.rows.delete(seq)
    }
    if (this.rows.size === before) return
    const cells = this.cells.filter(({ seq }) => this.rows.has(seq))
    this.cells = []
    this.newest.clear()
    for (const cell of cells) this.addCell(cell)
  }

  removingRows(): RemovingRow[] {
    return [...this.rows.values()]
  }

  touchedCells(): readonly TouchedCell[] {
    return this.cells
  }
}

function nameOf({ client, clock }: TouchedCell): string {
  return `${client}.${clock}`
}
