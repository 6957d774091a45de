import type { ChangedPiece, Difference, IdRange, Piece, UnitDifference } from './difference.ts'

/** The number of the group that each character of a piece belongs to, as the caller counts them; null for nobody known. */
export type GroupsOf = (piece: ChangedPiece) => readonly (number | null)[]

/** The same difference, its changed words cut so that each piece belongs to one group. Linear in what changed. */
export function groupPieces(difference: Difference, groupsOf: GroupsOf): Difference {
  const regroup = (pieces: readonly Piece[]): Piece[] =>
    pieces.flatMap((piece): Piece[] => ('ids' in piece ? cut(piece, withNeighbours(groupsOf(piece))) : [piece]))
  const units = difference.units.map((unit): UnitDifference => {
    if (unit.type === 'block') return { ...unit, pieces: regroup(unit.pieces) }
    return { ...unit, rows: unit.rows.map((row) => ({ ...row, cells: row.cells.map(regroup) })) }
  })
  return { ...difference, units }
}

/** All pieces of a difference that came or went. */
export function* changedPieces({ units }: Difference): Generator<ChangedPiece> {
  for (const unit of units) {
    const lines = unit.type === 'block' ? [unit.pieces] : unit.rows.flatMap((row) => row.cells)
    for (const piece of lines.flat()) if ('ids' in piece) yield piece
  }
}

function cut(piece: ChangedPiece, groups: readonly (number | null)[]): ChangedPiece[] {
  const out: ChangedPiece[] = []
  let at = 0
  for (const { client, clock, length } of piece.ids) {
    for (const end = at + length, start = at - clock; at < end; ) {
      const from = at
      const group = groups[from] ?? null
      while (at < end && (groups[at] ?? null) === group) at++
      const last = out.at(-1)
      const isNew = last === undefined || last.group !== group
      const target: ChangedPiece = isNew ? { ...piece, text: '', ids: [], group } : last
      if (isNew) out.push(target)
      target.text += piece.text.slice(from, at)
      addIds(target.ids, { client, clock: from - start, length: at - from })
    }
  }
  return out
}

/**
 * The group of each character. One that nobody changed is told of with its neighbours, to be readable: it is shown as
 * theirs.
 */
function withNeighbours(groups: readonly (number | null)[]): (number | null)[] {
  let last = groups.find((group) => group !== null) ?? null
  return groups.map((group) => {
    last = group ?? last
    return last
  })
}

function addIds(ids: IdRange[], range: IdRange): void {
  const last = ids.at(-1)
  if (last !== undefined && last.client === range.client && last.clock + last.length === range.clock) {
    last.length += range.length
  } else ids.push(range)
}
