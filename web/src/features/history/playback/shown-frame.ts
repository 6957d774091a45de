import { countChanges, type Difference } from '@app/server/document'
import { type ShownComparison, toShown } from '../compare/changes.ts'
import type { Translate } from '../compare/translate.ts'
import type { Frame } from './useFrames.ts'

/** A frame as the page shows a comparison: the text with what the step changed. */
export function showFrame({ units, sources }: Frame, t: Translate): ShownComparison {
  const differences = units.map(({ unit }) => unit)
  const difference: Difference = { units: differences, counts: countChanges(differences) }
  const credits = units.map(({ by }) => ({
    standingSource: by?.unit ?? null,
    kindSource: by?.kind ?? null,
    levelSource: by?.level ?? null,
    columns: (by?.columns ?? []).map((source) => ({ source })),
    rows: (by?.rows ?? []).map((source) => ({ source })),
  }))
  const named = sources.map((source) => ({ ...source, takenIn: [] }))
  return toShown({ units: credits, sources: named }, difference, t)
}

/** How many words a step took out and put in. */
export function changedWords({ difference }: ShownComparison): number {
  let words = 0
  for (const unit of difference.units) {
    const lines = unit.type === 'block' ? [unit.pieces] : unit.rows.flatMap(({ cells }) => cells)
    for (const { change, text } of lines.flat()) {
      if (change === 'insert' || change === 'delete') words += text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0
    }
  }
  return words
}
