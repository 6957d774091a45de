// Which places in the log two compared states are, and which proposals count as accepted in them.

import type { Db } from '@app/prisma'
import type { Actor, DocumentAccess } from '../auth/policy.ts'
import { mayOnProposal } from '../auth/proposal-policy.ts'
import { AppError } from '../errors.ts'
import { HEAD, seqAt } from './content-at.ts'
import { findLastLook } from './last-look.ts'

/** A state of a document, named in exactly one of these ways. */
export interface PlaceInput {
  versionId?: string | null | undefined
  at?: Date | null | undefined
  seq?: number | null | undefined
  /** What the person asking saw before this visit. */
  lastRead?: boolean | null | undefined
  now?: boolean | null | undefined
  beforeProposal?: string | null | undefined
  afterProposal?: string | null | undefined
}

export interface ComparedPlace {
  /** At most this; `HEAD` for now. */
  seq: number
  accepted: readonly string[]
  versionId: string | null
  proposalId: string | null
}

interface Asker {
  actor: Actor
  access: DocumentAccess
  now: Date
}

/**
 * The place an input names, in one statement.
 * @throws AppError `INVALID` unless exactly one way is used; `NOT_FOUND` for what is not of this document, and with the detail
 *   `lastRead` for who is here for the first time
 */
export async function findPlace(db: Db, asker: Asker, input: PlaceInput): Promise<ComparedPlace> {
  const ways = Object.values(input).filter((value) => value !== null && value !== undefined && value !== false)
  if (ways.length !== 1) throw new AppError('INVALID', 'place')
  const { actor, access, now } = asker
  const { documentId } = access
  const { userId } = actor
  if (input.versionId != null) return placeOfVersion(db, documentId, input.versionId)
  if (input.beforeProposal != null) return placeOfProposal(db, asker, input.beforeProposal, false)
  if (input.afterProposal != null) return placeOfProposal(db, asker, input.afterProposal, true)
  if (input.at) return plainPlace(await seqAt(db, documentId, input.at))
  if (input.lastRead) {
    const seq = await findLastLook(db, { userId, documentId }, now)
    if (seq === null) throw new AppError('NOT_FOUND', 'lastRead')
    return plainPlace(seq)
  }
  const seq = input.seq ?? HEAD
  if (seq < 0 || seq > HEAD) throw new AppError('INVALID', 'seq')
  return plainPlace(seq)
}

function plainPlace(seq: number): ComparedPlace {
  return { seq, accepted: [], versionId: null, proposalId: null }
}

async function placeOfVersion(db: Db, documentId: string, versionId: string): Promise<ComparedPlace> {
  const version = await db.version.findUnique({ where: { id: versionId }, select: { documentId: true, seq: true } })
  if (version?.documentId !== documentId) throw new AppError('NOT_FOUND')
  return { ...plainPlace(version.seq), versionId }
}

/** Its words without it and with it: as the text is now, or was right before it was decided. */
async function placeOfProposal(
  db: Db,
  { actor, access }: Asker,
  proposalId: string,
  isAccepted: boolean,
): Promise<ComparedPlace> {
  const select = { documentId: true, decisionSeq: true, hiddenAt: true, createdById: true } as const
  const proposal = await db.changeProposal.findUnique({ where: { id: proposalId }, select })
  if (proposal?.documentId !== access.documentId) throw new AppError('NOT_FOUND')
  const { decisionSeq, hiddenAt, createdById } = proposal
  // It shows nothing but what was hidden.
  const mayRead = createdById === actor.userId || mayOnProposal(actor, 'moderate', access, createdById)
  if (hiddenAt !== null && !mayRead) throw new AppError('NOT_FOUND')
  return {
    seq: decisionSeq === null ? HEAD : decisionSeq - 1,
    accepted: isAccepted ? [proposalId] : [],
    versionId: null,
    proposalId,
  }
}
