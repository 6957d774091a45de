// Any two states of a document, and whose each change between them is. Reads and never writes; no open room is asked or
// touched. The number of statements does not depend on the document.

import type { Db } from '@app/prisma'
import { type Actor, can } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { getAccess } from '../documents/access.ts'
import { AppError } from '../errors.ts'
import { readTimes } from '../sync/index.ts'
import type { Authored } from './authorship-run.ts'
import { type Attributed, attribute, type ChangeAuthors } from './compare-attribution.ts'
import { compareInThread } from './compare-in-thread.ts'
import { type ComparedPlace, findPlace, type PlaceInput } from './compare-places.ts'
import { type Past, readPast } from './content-at.ts'
import type { ChangeSource } from './sources.ts'

/** One of the two compared states. */
export interface ComparedState {
  seq: number
  /** When the text was last written in; null for the state before the first row. */
  writtenAt: Date | null
  versionId: string | null
  proposalId: string | null
}

type CompareServices = Pick<Services, 'db' | 'clock' | 'authorship'>

export interface Comparison extends Attributed {
  before: ComparedState
  after: ComparedState
}

/**
 * Compares two states; the earlier one is always `before`.
 * @throws AppError `NOT_FOUND`, `INVALID`, `UNAVAILABLE`
 */
export async function compareDocument(
  services: CompareServices,
  actor: Actor,
  documentId: string,
  [from, to]: readonly [PlaceInput, PlaceInput],
): Promise<Comparison> {
  const { db, clock } = services
  if (!can(actor, 'read', await getAccess(db, documentId))) throw new AppError('NOT_FOUND')
  const asker = { userId: actor.userId, documentId, now: clock.now() }
  const found = [await findPlace(db, asker, from), await findPlace(db, asker, to)] as const
  const [first, second] = inOrder(found)
  const pasts = [await readPast(db, documentId, first.seq), await readPast(db, documentId, second.seq)] as const
  const states = [
    { past: pasts[0], accepted: first.accepted },
    { past: pasts[1], accepted: second.accepted },
  ] as const
  const places = [pasts[0].seq, pasts[1].seq] as const
  const [difference, authors] = await Promise.all([
    compareInThread(...states),
    readAuthors(services, documentId, places),
  ])
  const proposal = await readProposal(db, first, second)
  const times = await readTimes(db, documentId, [...places])
  const toState = ({ versionId, proposalId }: ComparedPlace, { seq }: Past): ComparedState => {
    return { seq, writtenAt: times.get(seq) ?? null, versionId, proposalId }
  }
  return {
    before: toState(first, pasts[0]),
    after: toState(second, pasts[1]),
    ...attribute(difference, authors, proposal),
  }
}

function inOrder([a, b]: readonly [ComparedPlace, ComparedPlace]): readonly [ComparedPlace, ComparedPlace] {
  return a.seq > b.seq ? [b, a] : [a, b]
}

/** Whose the changes between two places are; a proposal counts where it was accepted between them. */
async function readAuthors(
  { db, authorship }: CompareServices,
  documentId: string,
  [since, until]: readonly [number, number],
): Promise<ChangeAuthors> {
  const accepted = await readAccepted(db, documentId, since)
  const look = ({ attribution, authors }: Authored): ChangeAuthors => {
    return { attribution, accepted, rowOf: (seq) => authors.find(seq), since, until }
  }
  return authorship.inspect(documentId, look, until)
}

/** The proposals that were accepted after a place. */
export async function readAccepted(db: Db, documentId: string, since: number): Promise<Set<string>> {
  const rows = await db.changeProposal.findMany({
    where: { documentId, state: 'ACCEPTED', OR: [{ decisionSeq: { gt: since } }, { decisionSeq: null }] },
    select: { id: true },
  })
  return new Set(rows.map(({ id }) => id))
}

/** The proposal that is all that differs: what it would change is its author's, whenever they wrote it. */
async function readProposal(db: Db, { seq }: ComparedPlace, after: ComparedPlace): Promise<ChangeSource | null> {
  const [id] = after.accepted
  if (id === undefined || after.seq !== seq) return null
  const row = await db.changeProposal.findUniqueOrThrow({ where: { id } })
  const { createdById: userId, organizationId, createdAt, seq: madeAt } = row
  const when = { startedAt: createdAt, endedAt: createdAt, firstSeq: madeAt, lastSeq: madeAt }
  return { userId, organizationId, proposalId: id, kind: 'EDIT', ...when }
}
