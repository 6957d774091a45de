import type { UnitDifference } from '@app/server/document'
import { quotable } from './quotes.ts'
import { excerpt, type Translate } from './translate.ts'
import { unitName } from './unit-names.ts'
import { textIn } from './unit-text.ts'

/** Of a unit that was split off or joined: that it was, and with which. */
export function jointLines(
  unit: UnitDifference,
  units: readonly UnitDifference[],
  t: Translate,
): { kind: 'split' | 'joined'; words: string }[] {
  if (unit.type === 'table' || (unit.splitFrom === null && unit.joinedTo === null)) return []
  const [kind, state] = unit.splitFrom !== null ? (['split', 'before'] as const) : (['joined', 'after'] as const)
  const other = nameOf(jointOf(unit, units), state, t)
  const text = quotable(excerpt(textIn(unit, state === 'before' ? 'after' : 'before')), t)
  const values = kind === 'split' ? { from: other, text } : { to: other, text }
  return [{ kind, words: t(`compare.lines.${kind}`, values) }]
}

/**
 * What the unit is called that has the words of this one in a state in which this one is not: where they were before it
 * was split off, or are since it was joined. Null where there are none.
 */
export function carrierName(
  unit: UnitDifference,
  state: 'before' | 'after',
  units: readonly UnitDifference[],
  t: Translate,
): string | null {
  if (unit[state] !== null || textIn(unit, state).trim() === '') return null
  const carrier = jointOf(unit, units)
  return carrier === undefined ? null : nameOf(carrier, state, t)
}

function jointOf(unit: UnitDifference, units: readonly UnitDifference[]): UnitDifference | undefined {
  if (unit.type === 'table') return undefined
  const { splitFrom, joinedTo } = unit
  if (splitFrom !== null) return units.find(({ before }) => before?.id === splitFrom)
  return joinedTo === null ? undefined : units.find(({ after }) => after?.id === joinedTo)
}

function nameOf(unit: UnitDifference | undefined, state: 'before' | 'after', t: Translate): string {
  const at = unit?.[state]
  return unit && at ? unitName(at, textIn(unit, state), t) : ''
}
