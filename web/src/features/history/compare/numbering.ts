import type { UnitDifference, UnitState } from '@app/server/document'
import type { Translate } from './translate.ts'
import { fromTo, isMarked } from './unit-names.ts'

interface Renumbered {
  before: UnitState
  after: UnitState
  /** Kind and place: only siblings make a range. */
  key: string
  ordinals: readonly [before: number, after: number]
}

/** Neighbours that were renumbered alike are one line. */
export function numberingOf(units: readonly UnitDifference[], t: Translate): string[] {
  const runs: Renumbered[][] = []
  for (const unit of units) {
    const found = toRenumbered(unit)
    const run = runs.at(-1)
    const last = run?.at(-1)
    if (found === null) continue
    if (run !== undefined && last !== undefined && isNext(last, found)) run.push(found)
    else runs.push([found])
  }
  return runs.map((run) => {
    const [first, last] = [run[0] as Renumbered, run.at(-1) as Renumbered]
    return fromTo(
      { first: first.before, last: last.before, text: '' },
      { first: first.after, last: last.after, text: '' },
      t,
    )
  })
}

function toRenumbered({ before, after, renumbered }: UnitDifference): Renumbered | null {
  if (!renumbered || before === null || after === null) return null
  const key = JSON.stringify([after.kind, after.level, placeOf(before), placeOf(after)])
  const ordinals = [ordinalOf(before.label), ordinalOf(after.label)] as const
  return { before, after, key, ordinals }
}

function isNext(last: Renumbered, next: Renumbered): boolean {
  const [before, after] = last.ordinals
  return last.key === next.key && next.ordinals[0] === before + 1 && next.ordinals[1] === after + 1
}

/** 4 from „4)”, from „d)” and from „d.”; none from other marks. */
function ordinalOf(label: string): number {
  const [number] = label.match(/\d+/) ?? []
  if (number !== undefined) return Number(number)
  return /^[a-z][).]$/.test(label) ? label.charCodeAt(0) - 96 : Number.NaN
}

function placeOf(unit: UnitState): string[] {
  const marks = unit.reference.split('\u00a0')
  return [...(isMarked(unit) ? marks.slice(0, -1) : marks), unit.part]
}
