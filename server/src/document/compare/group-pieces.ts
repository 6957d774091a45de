import type { ChangedPiece, Difference, IdRange, Piece, UnitDifference } from './difference.ts'

/** Characters one after another that belong to one group, as the caller numbers them; null for nobody known. */
export interface GroupStretch {
  length: number
  group: number | null
}

/**
 * The stretches of a piece in order, for as many characters as it has.
 * @param index its place among `changedPieces`
 */
export type GroupsOf = (piece: ChangedPiece, index: number) => readonly GroupStretch[]

/** The same difference, its changed words cut so that each piece belongs to one group. Linear in what changed. */
export function groupPieces(difference: Difference, groupsOf: GroupsOf): Difference {
  let index = 0
  const regroup = (pieces: readonly Piece[]): Piece[] => {
    const out: Piece[] = []
    for (const piece of pieces) {
      if ('ids' in piece) out.push(...cut(piece, withNeighbours(groupsOf(piece, index++))))
      else out.push(piece)
    }
    return out
  }
  const units = difference.units.map((unit): UnitDifference => {
    if (unit.type === 'block') return { ...unit, pieces: regroup(unit.pieces) }
    return { ...unit, rows: unit.rows.map((row) => ({ ...row, cells: row.cells.map(regroup) })) }
  })
  return { ...difference, units }
}

/** All pieces of a difference that came or went, in order. */
export function* changedPieces({ units }: Pick<Difference, 'units'>): Generator<ChangedPiece> {
  for (const unit of units) {
    const lines = unit.type === 'block' ? [unit.pieces] : unit.rows.flatMap((row) => row.cells)
    for (const piece of lines.flat()) if ('ids' in piece) yield piece
  }
}

function cut(piece: ChangedPiece, stretches: readonly GroupStretch[]): ChangedPiece[] {
  const [only] = stretches
  if (only === undefined || stretches.length === 1) return [{ ...piece, group: only?.group ?? null }]
  const ids = new IdCutter(piece.ids)
  let at = 0
  return stretches.map(({ length, group }) => {
    const text = piece.text.slice(at, (at += length))
    return { ...piece, text, ids: ids.take(length), group }
  })
}

/**
 * Fewest stretches. Characters that nobody changed are told of with their neighbours, to be readable: they are shown as
 * theirs.
 */
function withNeighbours(stretches: readonly GroupStretch[]): GroupStretch[] {
  const first = stretches.find(({ group }) => group !== null)?.group ?? null
  const out: GroupStretch[] = []
  for (const { length, group } of stretches) {
    const last = out.at(-1)
    if (last !== undefined && (group === null || group === last.group)) last.length += length
    else out.push({ length, group: group ?? first })
  }
  return out
}

/** Gives the ids of characters in their order. */
class IdCutter {
  private readonly ids: readonly IdRange[]
  /** The range that is being cut, and how much of it was given. */
  private index = 0
  private given = 0

  constructor(ids: readonly IdRange[]) {
    this.ids = ids
  }

  take(length: number): IdRange[] {
    const out: IdRange[] = []
    for (let left = length; left > 0; ) {
      const range = this.ids[this.index]
      if (range === undefined) break
      const part = Math.min(left, range.length - this.given)
      if (part > 0) out.push({ client: range.client, clock: range.clock + this.given, length: part })
      this.given += part
      left -= part
      if (this.given < range.length) continue
      this.index += 1
      this.given = 0
    }
    return out
  }
}
