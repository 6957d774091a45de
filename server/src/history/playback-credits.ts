// What the thread that makes frames cannot see in the rows of a step: who wrote its words first, where they were moved or
// brought back, and what came and went by proposals that were accepted. From the authorship that is served for compare.

import type { Db } from '@app/prisma'
import type { Attribution, IdRange } from '../document/index.ts'
import { readFacts, readFactsAt } from '../sync/log-read.ts'
import type { Authorship } from './authorship.ts'
import { readAccepted } from './compare.ts'
import type { Accepted } from './compare-authors.ts'
import { RowAuthors } from './row-authors.ts'
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

/** @throws AppError `UNAVAILABLE` */
export async function readCredits(
  { db, authorship }: { db: Db; authorship: Authorship },
  documentId: string,
  [since, until]: readonly [number, number],
): Promise<StepCredits> {
  const accepted = await readAccepted(db, documentId, since)
  const attribution = await authorship.attributionAt(documentId, until)
  // Moved words of an accepted proposal are in both: the first counts.
  const credits = [...creditsOfAccepted(attribution, accepted, until), ...creditsOfStep(attribution, since, until)]
  const removals = removalsOf(attribution, accepted, since, until)
  const facts = await readFacts(db, documentId, { after: since, upTo: until })
  const named = new Set(credits.flatMap(({ typedAt, writtenAt }) => [typedAt, writtenAt]))
  const earlier = [...named].filter((seq) => seq <= since)
  if (earlier.length > 0) facts.push(...(await readFactsAt(db, documentId, earlier)))
  return { credits, removals, rows: toRows(facts) }
}

function toRows(facts: Awaited<ReturnType<typeof readFacts>>): StepCredits['rows'] {
  const authors = new RowAuthors()
  authors.add(facts)
  return facts.flatMap(({ seq }) => {
    const row = authors.find(seq)
    return row === null ? [] : [{ ...row, seq }]
  })
}

function* creditsOfStep(attribution: Attribution, since: number, until: number): Generator<Credit> {
  for (const range of attribution.broughtBetween(since, until)) {
    for (const origin of attribution.origins(range)) {
      if (origin.writtenAt !== origin.typedAt) yield { ...origin, proposalId: null }
    }
  }
}

function* creditsOfAccepted(attribution: Attribution, accepted: Accepted, until: number): Generator<Credit> {
  if (accepted.size === 0) return
  for (const { value: proposalId, ...range } of attribution.proposed.in.entries()) {
    if (!accepted.has(proposalId)) continue
    for (const origin of attribution.origins(range)) if (origin.typedAt <= until) yield { ...origin, proposalId }
  }
}

function removalsOf({ deleted, proposed }: Attribution, accepted: Accepted, since: number, until: number): Removal[] {
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
