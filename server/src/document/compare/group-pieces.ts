import type { ChangedPiece, Difference, IdRange, Piece, UnitDifference } from './difference.ts'

/** The number of the group that a character belongs to, as the caller counts them; null for nobody known. */
export type GroupOf = (change: ChangedPiece['change'], client: number, clock: number) => number | null

/** The same difference, its changed words cut so that each piece belongs to one group. Linear in what changed. */
export function groupPieces(difference: Difference, groupOf: GroupOf): Difference {
  const regroup = (pieces: readonly Piece[]): Piece[] =>
    pieces.flatMap((piece): Piece[] => ('ids' in piece ? cut(piece, groupOf) : [piece]))
  const units = difference.units.map((unit): UnitDifference => {
    if (unit.type === 'block') return { ...unit, pieces: regroup(unit.pieces) }
    return { ...unit, rows: unit.rows.map((row) => ({ ...row, cells: row.cells.map(regroup) })) }
  })
  return { ...difference, units }
}

function cut(piece: ChangedPiece, groupOf: GroupOf): ChangedPiece[] {
  const groups = groupsOf(piece, groupOf)
  const out: ChangedPiece[] = []
  let at = 0
  for (const { client, clock, length } of piece.ids) {
    for (let offset = 0; offset < length; offset++, at++) {
      const group = groups[at] ?? null
      const last = out.at(-1)
      const isNew = last === undefined || last.group !== group
      const target: ChangedPiece = isNew ? { ...piece, text: '', ids: [], group } : last
      if (isNew) out.push(target)
      target.text += piece.text.charAt(at)
      addId(target.ids, client, clock + offset)
    }
  }
  return out
}

/**
 * The group of each character. One that nobody changed is told of with its neighbours, to be readable: it is shown as
 * theirs.
 */
function groupsOf({ change, ids }: ChangedPiece, groupOf: GroupOf): (number | null)[] {
  const groups: (number | null)[] = []
  for (const { client, clock, length } of ids) {
    for (let offset = 0; offset < length; offset++) {
      groups.push(groupOf(change, client, clock + offset) ?? groups.at(-1) ?? null)
    }
  }
  const first = groups.find((group) => group !== null) ?? null
  return groups.map((group) => group ?? first)
}

function addId(ids: IdRange[], client: number, clock: number): void {
  const last = ids.at(-1)
  if (last !== undefined && last.client === client && last.clock + last.length === clock) last.length += 1
  else ids.push({ client, clock, length: 1 })
}
