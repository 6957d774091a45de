import type { Piece, UnitDifference } from '@app/server/document'

/** What is only in the other state. */
export const FOREIGN = { before: 'insert', after: 'delete' } as const

/** The words of a block as they are in one of the states; none of a table. */
export function textIn(unit: UnitDifference, state: 'before' | 'after'): string {
  if (unit.type === 'table') return ''
  return unit.pieces.map((piece) => (piece.change === FOREIGN[state] ? '' : textOf(piece, state))).join('')
}

function textOf(piece: Piece, state: 'before' | 'after'): string {
  return piece.change === 'space' && state === 'before' ? piece.before : piece.text
}
