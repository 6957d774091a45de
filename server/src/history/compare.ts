// Any two states of a document, and whose each change between them is. Reads and never writes; no open room is asked or
// touched. The number of statements does not depend on the document.

import type { Db } from '@app/prisma'
import { type Actor, can, type DocumentAccess } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { getAccess } from '../documents/access.ts'
import { AppError } from '../errors.ts'
import type { Authored } from './authorship-run.ts'
import type { Attributed } from './compare-attribution.ts'
import { type Accepted, attribute, type ChangeAuthors } from './compare-authors.ts'
import { compareInThread, type WantedState } from './compare-in-thread.ts'
import { type ComparedPlace, findPlace, type PlaceInput } from './compare-places.ts'
import { readPackedPieces } from './past-pieces.ts'
import type { ChangeSource } from './sources.ts'
import { readTakenIn } from './taken-in.ts'

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
  const access = await getAccess(db, documentId)
  if (!can(actor, 'read', access)) throw new AppError('NOT_FOUND')
  const asker = { actor, access, now: clock.now() }
  const [one, other, { headSeq }] = await Promise.all([
    findPlace(db, asker, from),
    findPlace(db, asker, to),
    db.document.findUniqueOrThrow({ where: { id: documentId }, select: { headSeq: true } }),
  ])
  const [first, second] = inOrder([one, other])
  const places = [Math.min(first.seq, headSeq), Math.min(second.seq, headSeq)] as const
  const [{ seqs, ...packed }, known, takenIn] = await Promise.all([
    compareInThread(actor.userId, wanted(db, access, places[0], first), wanted(db, access, places[1], second)),
    readAuthors(services, documentId, places),
    readTakenIn(db, actor, access),
  ])
  const authors = { ...known, takenIn, since: seqs[0], until: seqs[1] }
  const proposal = await readProposal(db, first, second)
  const toState = ({ versionId, proposalId }: ComparedPlace, seq: number): ComparedState => {
    const row = known.rowOf(seq)
    return { seq, writtenAt: row && new Date(row.at), versionId, proposalId }
  }
  return {
    before: toState(first, seqs[0]),
    after: toState(second, seqs[1]),
    ...attribute(packed, authors, proposal),
  }
}

/** Its name says all that a past depends on: a redaction raises the epoch, and nothing kept from before it is used again. */
function wanted(db: Db, { documentId, epoch }: DocumentAccess, seq: number, { accepted }: ComparedPlace): WantedState {
  const name = [documentId, epoch, seq, ...accepted].join('/')
  return { name, accepted, read: () => readPackedPieces(db, documentId, seq) }
}

function inOrder([a, b]: readonly [ComparedPlace, ComparedPlace]): readonly [ComparedPlace, ComparedPlace] {
  return a.seq > b.seq ? [b, a] : [a, b]
}

/** Whose the changes between two places are; a proposal counts where it was accepted between them. */
async function readAuthors(
  { db, authorship }: CompareServices,
  documentId: string,
  [since, until]: readonly [number, number],
): Promise<Omit<ChangeAuthors, 'since' | 'until' | 'takenIn'>> {
  const accepted = await readAccepted(db, documentId, since)
  const look = ({ attribution, authors }: Authored) => {
    return { attribution, accepted, rowOf: (seq: number) => authors.find(seq) }
  }
  return authorship.inspect(documentId, look, until)
}

/** The proposals that were accepted after a place, and where. */
export async function readAccepted(db: Db, documentId: string, since: number): Promise<Accepted> {
  const rows = await db.changeProposal.findMany({
    where: { documentId, state: 'ACCEPTED', OR: [{ decisionSeq: { gt: since } }, { decisionSeq: null }] },
    select: { id: true, decisionSeq: true },
  })
  return new Map(rows.map(({ id, decisionSeq }) => [id, decisionSeq]))
}

/** The proposal that is all that differs: what it would change is its author's, whenever they wrote it. */
async function readProposal(db: Db, { seq }: ComparedPlace, after: ComparedPlace): Promise<ChangeSource | null> {
  const [id] = after.accepted
  if (id === undefined || after.seq !== seq) return null
  const row = await db.changeProposal.findUniqueOrThrow({ where: { id } })
  const { createdById: userId, organizationId, createdAt, seq: madeAt } = row
  const when = { startedAt: createdAt, endedAt: createdAt, firstSeq: madeAt, lastSeq: madeAt }
  return { userId, organizationId, proposalId: id, threadIds: [], kind: 'EDIT', ...when }
}
