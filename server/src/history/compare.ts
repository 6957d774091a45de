// Any two states of a document, and whose each change between them is. Reads and never writes; no open room is asked or
// touched. The number of statements does not depend on the document.

import type { Db } from '@app/prisma'
import { type Actor, can } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { getAccess } from '../documents/access.ts'
import { AppError } from '../errors.ts'
import { readLog, readTimes } from '../sync/index.ts'
import { type Attributed, attribute } from './compare-attribution.ts'
import { compareInThread } from './compare-in-thread.ts'
import { type ComparedPlace, findPlace, type PlaceInput } from './compare-places.ts'
import type { ChangeSource } from './compare-sources.ts'
import { type Past, type PastRow, readPast } from './content-at.ts'

/** One of the two compared states. */
export interface ComparedState {
  seq: number
  /** When the text was last written in; null for the state before the first row. */
  writtenAt: Date | null
  versionId: string | null
  proposalId: string | null
}

export interface Comparison extends Attributed {
  before: ComparedState
  after: ComparedState
}

/**
 * Compares two states; the earlier one is always `before`.
 * @throws AppError `NOT_FOUND`, `INVALID`, `UNAVAILABLE`
 */
export async function compareDocument(
  { db, clock }: Pick<Services, 'db' | 'clock'>,
  actor: Actor,
  documentId: string,
  [from, to]: readonly [PlaceInput, PlaceInput],
): Promise<Comparison> {
  if (!can(actor, 'read', await getAccess(db, documentId))) throw new AppError('NOT_FOUND')
  const asker = { userId: actor.userId, documentId, now: clock.now() }
  const found = [await findPlace(db, asker, from), await findPlace(db, asker, to)] as const
  const [first, second] = inOrder(found)
  const pasts = [await readPast(db, documentId, first.seq), await readPast(db, documentId, second.seq)] as const
  const difference = await compareInThread(
    { past: pasts[0], accepted: first.accepted },
    { past: pasts[1], accepted: second.accepted },
  )
  const rows = await readRows(db, documentId, pasts)
  const proposal = await readProposal(db, first, second)
  const times = await readTimes(db, documentId, [pasts[0].seq, pasts[1].seq])
  const toState = ({ versionId, proposalId }: ComparedPlace, { seq }: Past): ComparedState => {
    return { seq, writtenAt: times.get(seq) ?? null, versionId, proposalId }
  }
  return {
    before: toState(first, pasts[0]),
    after: toState(second, pasts[1]),
    ...attribute(difference, rows, pasts[0].seq, proposal),
  }
}

function inOrder([a, b]: readonly [ComparedPlace, ComparedPlace]): readonly [ComparedPlace, ComparedPlace] {
  return a.seq > b.seq ? [b, a] : [a, b]
}

/**
 * The rows that brought what differs: those between the two states, and where a proposal was accepted between them, all
 * before too, since it may have been written long before.
 */
async function readRows(db: Db, documentId: string, [a, b]: readonly [Past, Past]): Promise<PastRow[]> {
  if (a.seq === b.seq) return []
  const known = b.rows.filter(({ seq }) => seq > a.seq)
  const isKnown = known[0]?.seqFrom === a.seq + 1
  const between = isKnown ? known : await readLog(db, documentId, { after: a.seq, upTo: b.seq })
  if (!between.some(({ kind }) => kind === 'ACCEPTANCE')) return between
  return [...(await readLog(db, documentId, { after: 0, upTo: a.seq })), ...between]
}

/** The proposal that is all that differs: what it would change is its author's, whenever they wrote it. */
async function readProposal(db: Db, { seq }: ComparedPlace, after: ComparedPlace): Promise<ChangeSource | null> {
  const [id] = after.accepted
  if (id === undefined || after.seq !== seq) return null
  const row = await db.changeProposal.findUniqueOrThrow({ where: { id } })
  const { createdById: userId, organizationId, createdAt } = row
  return { userId, organizationId, proposalId: id, startedAt: createdAt, endedAt: createdAt }
}
