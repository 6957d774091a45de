import type { UnitDifference } from '@app/server/document'
import type { Translate } from './translate.ts'
import { rangeName, unitName } from './unit-names.ts'

interface Renumbered {
  before: string
  after: string
  /** Kind and place: only siblings make a range. */
  key: string
  ordinals: readonly [before: number, after: number]
}

/** Neighbours that were renumbered alike are one line. */
export function numberingOf(units: readonly UnitDifference[], t: Translate): string[] {
  const runs: Renumbered[][] = []
  for (const unit of units) {
    const found = toRenumbered(unit, t)
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (found === null) continue
    if (run !== undefined && last !== undefined && isNext(last, found)) run.push(found)
    else runs.push([found])
  }
  return runs.map((run) => {
    const [first, last] = [run[0] as Renumbered, run.at(-1) as Renumbered]
    const [before, after] = [rangeName(first.before, last.before), rangeName(first.after, last.after)]
    return t('compare.lines.renumbered', { before, after })
  })
}

function toRenumbered({ before, after, renumbered }: UnitDifference, t: Translate): Renumbered | null {
  if (!renumbered || before === null || after === null) return null
  const key = `${after.kind}|${placeOf(before.reference)}|${placeOf(after.reference)}`
  const ordinals = [ordinalOf(before.label), ordinalOf(after.label)] as const
  return { before: unitName(before, '', t), after: unitName(after, '', t), key, ordinals }
}

function isNext(last: Renumbered, next: Renumbered): boolean {
  const [before, after] = last.ordinals
  return last.key === next.key && next.ordinals[0] === before + 1 && next.ordinals[1] === after + 1
}

/** 4 from „4)” and from „d)”; none from other marks. */
function ordinalOf(label: string): number {
  const [number] = label.match(/\d+/) ?? []
  if (number !== undefined) return Number(number)
  return /^[a-z]\)$/.test(label) ? label.charCodeAt(0) - 96 : Number.NaN
}

function placeOf(reference: string): string {
  return reference.split('\u00a0').slice(0, -1).join('\u00a0')
}
