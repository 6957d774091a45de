// Any two states of a document, and whose each change between them is. Reads and never writes; no open room is asked or
// touched. The number of statements does not depend on the document.

import type { ChangeProposal, Db } from '@app/prisma'
import type { Actor, DocumentAccess } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { getReadAccess, judgedAgain } from '../documents/judged-again.ts'
import type { Authored } from './authorship-run.ts'
import type { Attributed } from './compare-attribution.ts'
import { type Accepted, attribute, type ChangeAuthors, OwnMarks } from './compare-authors.ts'
import { compareInThread, type WantedState } from './compare-in-thread.ts'
import { type ComparedPlace, findPlace, type PlaceInput } from './compare-places.ts'
import { readPackedPieces } from './past-pieces.ts'
import { readEpoch } from './read-epoch.ts'
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
export function compareDocument(
  services: CompareServices & Pick<Services, 'sessions'>,
  actor: Actor,
  documentId: string,
  named: readonly [PlaceInput, PlaceInput],
): Promise<Comparison> {
  const judge = (current: Actor) => findStates(services, current, documentId, named)
  return judgedAgain(services, actor, judge, (asked) => compareStates(services, asked))
}

/** What is to be compared, for somebody who may read it: a proposal may be hidden. */
interface Asked {
  epoch: string
  actor: Actor
  access: DocumentAccess
  states: readonly [ComparedPlace, ComparedPlace]
}

async function findStates(
  { db, clock }: CompareServices,
  actor: Actor,
  documentId: string,
  [from, to]: readonly [PlaceInput, PlaceInput],
): Promise<Asked> {
  const access = await getReadAccess(db, actor, documentId)
  const asker = { actor, access, now: clock.now() }
  const [one, other, { headSeq }] = await Promise.all([
    findPlace(db, asker, from),
    findPlace(db, asker, to),
    db.document.findUniqueOrThrow({ where: { id: documentId }, select: { headSeq: true } }),
  ])
  const states = inOrder(reached(one, headSeq), reached(other, headSeq))
  return { epoch: access.epoch, actor, access, states }
}

async function compareStates(services: CompareServices, asked: Asked): Promise<Comparison> {
  const { db } = services
  const { actor, access, states } = asked
  const { documentId } = access
  const [first, second] = states
  const [{ seqs, own, ...packed }, known, takenIn, proposal] = await Promise.all([
    compareInThread(actor.userId, wanted(db, documentId, first), wanted(db, documentId, second)),
    services.authorship.inTurn(actor.userId, () => readAuthors(services, documentId, [first.seq, second.seq])),
    readTakenIn(db, actor, access),
    readProposal(db, second),
  ])
  const marks = proposal && own && new OwnMarks(proposal, own)
  const authors = { ...known, takenIn, own: marks, since: seqs[0], until: seqs[1] }
  const isAlone = first.seq === second.seq && first.accepted.length === 0
  const toState = ({ versionId, proposalId }: ComparedPlace, seq: number): ComparedState => {
    const row = known.rowOf(seq)
    return { seq, writtenAt: row && new Date(row.at), versionId, proposalId }
  }
  return {
    before: toState(first, seqs[0]),
    after: toState(second, seqs[1]),
    ...attribute(packed, authors, isAlone && proposal !== null ? toSource(proposal) : null),
  }
}

/** Its name says all that a past depends on: a redaction raises the epoch, and nothing kept from before it is used again. */
function wanted(db: Db, documentId: string, { seq, accepted }: ComparedPlace): WantedState {
  const name = async () => [documentId, await readEpoch(db, documentId), seq, ...accepted].join('/')
  return { name, accepted, read: () => readPackedPieces(db, documentId, seq) }
}

function reached(place: ComparedPlace, headSeq: number): ComparedPlace {
  return { ...place, seq: Math.min(place.seq, headSeq) }
}

/** At one place in the log, the text with a proposal is the later one: it is what would become of it. */
function inOrder(a: ComparedPlace, b: ComparedPlace): readonly [ComparedPlace, ComparedPlace] {
  const isLater = a.seq === b.seq ? a.accepted.length > b.accepted.length : a.seq > b.seq
  return isLater ? [b, a] : [a, b]
}

/** Whose the changes between two places are; a proposal counts where it was accepted between them. */
async function readAuthors(
  { db, authorship }: CompareServices,
  documentId: string,
  [since, until]: readonly [number, number],
): Promise<Pick<ChangeAuthors, 'attribution' | 'accepted' | 'rowOf'>> {
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

/** The proposal that counts as accepted in a state. */
async function readProposal(db: Db, { accepted: [id] }: ComparedPlace): Promise<ChangeProposal | null> {
  return id === undefined ? null : db.changeProposal.findUniqueOrThrow({ where: { id } })
}

/** Where a proposal is all that differs, everything is its author's, whenever they wrote it. */
function toSource({ id, createdById, organizationId, createdAt, seq }: ChangeProposal): ChangeSource {
  const when = { startedAt: createdAt, endedAt: createdAt, firstSeq: seq, lastSeq: seq }
  return { userId: createdById, organizationId, proposalId: id, threadIds: [], kind: 'EDIT', ...when }
}
