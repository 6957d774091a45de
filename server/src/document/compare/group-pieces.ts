import type { ChangedPiece, Difference, IdRange, Piece, UnitDifference } from './difference.ts'

/** The number of the group that a character belongs to, as the caller counts them; null for nobody known. */
export type GroupOf = (change: ChangedPiece['change'], client: number, clock: number) => number | null

/** The same difference, its changed words cut so that each piece belongs to one group. Linear in what changed. */
export function groupPieces(difference: Difference, groupOf: GroupOf): Difference {
  return withPieces(difference, (pieces) =>
    pieces.flatMap((piece): Piece[] => ('ids' in piece ? cut(piece, groupOf) : [piece])),
  )
}

/** The same difference with other groups; pieces of one change that come to be in one group are one. */
export function joinGroups(difference: Difference, groupOf: (group: number | null) => number | null): Difference {
  return withPieces(difference, (pieces) => {
    const out: Piece[] = []
    for (const piece of pieces) {
      const group = 'ids' in piece ? groupOf(piece.group ?? null) : null
      const last = out.at(-1)
      if (!('ids' in piece)) out.push(piece)
      else if (last === undefined || !('ids' in last) || !isOne(last, piece, group)) {
        out.push({ ...piece, ids: piece.ids.map((range) => ({ ...range })), group })
      } else {
        last.text += piece.text
        for (const range of piece.ids) addIds(last.ids, range)
      }
    }
    return out
  })
}

function isOne(last: ChangedPiece, { change, look }: ChangedPiece, group: number | null): boolean {
  return last.change === change && last.group === group && last.look === look
}

function withPieces(difference: Difference, change: (pieces: readonly Piece[]) => Piece[]): Difference {
  const units = difference.units.map((unit): UnitDifference => {
    if (unit.type === 'block') return { ...unit, pieces: change(unit.pieces) }
    return { ...unit, rows: unit.rows.map((row) => ({ ...row, cells: row.cells.map(change) })) }
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
      addIds(target.ids, { client, clock: clock + offset, length: 1 })
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

function addIds(ids: IdRange[], { client, clock, length }: IdRange): void {
  const last = ids.at(-1)
  if (last !== undefined && last.client === client && last.clock + last.length === clock) last.length += length
  else ids.push({ client, clock, length })
}
