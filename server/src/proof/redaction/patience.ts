// How long a redaction may compute: others wait for their turn meanwhile.

import { AppError } from '../../errors.ts'

export interface Patience {
  /** Of the first search, after which nothing is changed yet. The same is searched three times and more. */
  searchMs: number
  /** Of all searches: only where the words keep coming back, or the log grows as fast as it is read, do they take longer. */
  inAllMs: number
}

export const PATIENCE: Patience = { searchMs: 2 * 60_000, inAllMs: 15 * 60_000 }

/** Is told what was computed. */
export type Spend = (ms: number) => void

/** @throws AppError `UNAVAILABLE` with this detail, when it is told of more than there is */
export function spendOf(ms: number, detail: string): Spend {
  let left = ms
  return (spent) => {
    left -= spent
    if (left < 0) throw new AppError('UNAVAILABLE', detail)
  }
}
