import type { RowDifference, UnitDifference, UnitState } from '@app/server/document'

/** Both states in one text, or one of them. */
export type Side = 'both' | 'before' | 'after'

/** The unit as it is on a side; null where it is not there. */
export function stateOn({ before, after }: UnitDifference, side: Side): UnitState | null {
  if (side === 'before') return before
  return side === 'after' ? after : (after ?? before)
}

/** Is it a header row there; in one text for both as it is now, or was when it went. */
export function isHeaderOn({ placeAfter, headerBefore, headerAfter }: RowDifference, side: Side): boolean {
  return side === 'before' || placeAfter === null ? headerBefore : headerAfter
}
