// What the thread that makes frames cannot see in the rows of a step: who wrote its words first, where they were moved or
// brought back, and what came and went by proposals that were accepted. From the authorship that is served for compare.

import type { Attribution, IdRange } from '../document/index.ts'
import type { ChangeAuthors } from './compare-attribution.ts'
import type { SourceRow } from './sources.ts'

/** Ids that somebody else wrote than the row that brought them, or that a proposal brought. */
export interface Credit extends IdRange {
  /** The row that brought them. */
  typedAt: number
  writtenAt: number
  proposalId: string | null
}

export interface Removal extends IdRange {
  proposalId: string
}

export interface StepCredits {
  credits: Credit[]
  /** What proposals took out that were accepted in the step. */
  removals: Removal[]
  /** All rows of the step, and those that `credits` name. */
  rows: (SourceRow & { seq: number })[]
}

export function creditsOf({ attribution, accepted, rowOf, since, until }: ChangeAuthors): StepCredits {
  // Moved words of an accepted proposal are in both: the first counts.
  const credits = [...creditsOfAccepted(attribution, accepted, until), ...creditsOfStep(attribution, since, until)]
  const seqs = new Set(credits.flatMap(({ typedAt, writtenAt }) => [typedAt, writtenAt]))
  for (let seq = since + 1; seq <= until; seq++) seqs.add(seq)
  const rows = [...seqs].flatMap((seq) => {
    const row = rowOf(seq)
    return row === null ? [] : [{ ...row, seq }]
  })
  return { credits, removals: removalsOf(attribution, accepted, since, until), rows }
}

function* creditsOfStep(attribution: Attribution, since: number, until: number): Generator<Credit> {
  for (const range of attribution.broughtBetween(since, until)) {
    for (const origin of attribution.origins(range)) {
      if (origin.writtenAt !== origin.typedAt) yield { ...origin, proposalId: null }
    }
  }
}

function* creditsOfAccepted(attribution: Attribution, accepted: ReadonlySet<string>, until: number): Generator<Credit> {
  if (accepted.size === 0) return
  for (const { value: proposalId, ...range } of attribution.proposed.in.entries()) {
    if (!accepted.has(proposalId)) continue
    for (const origin of attribution.origins(range)) if (origin.typedAt <= until) yield { ...origin, proposalId }
  }
}

function removalsOf(
  { deleted, proposed }: Attribution,
  accepted: ReadonlySet<string>,
  since: number,
  until: number,
): Removal[] {
  if (accepted.size === 0) return []
  const removals: Removal[] = []
  for (const { value: proposalId, ...range } of proposed.out.entries()) {
    if (!accepted.has(proposalId)) continue
    for (const { value: seq = 0, ...part } of deleted.within(range)) {
      if (seq > since && seq <= until) removals.push({ ...part, proposalId })
    }
  }
  return removals
}
