import type { Difference } from '../../document/index.ts'

/** Kind, level, and words or cells. */
type Unit = [kind: string, level: number, words: unknown]

export function textOf(canonical: { blocks: unknown[] }): string
export function unitsOf(canonical: { blocks: unknown[] }): Unit[]
export function unitsAround(difference: Difference): { before: Unit[]; after: Unit[] }
