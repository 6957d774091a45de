import type { UnitDifference, UnitState } from '@app/server/document'

/** Both states in one text, or one of them. */
export type Side = 'both' | 'before' | 'after'

/** The unit as it is on a side; null where it is not there. */
export function stateOn({ before, after }: UnitDifference, side: Side): UnitState | null {
  if (side === 'before') return before
  return side === 'after' ? after : (after ?? before)
}
