import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from '@app/prisma'
import { findProposals, type ProposalVerdict, readContent, resolveProposals } from '../document/index.ts'
import { AppError } from '../errors.ts'
import type { Rooms } from '../sync/index.ts'

type ServerWrite = Parameters<Rooms['append']>[1]

export interface Resolution {
  documentId: string
  ids: readonly string[]
  verdict: ProposalVerdict
  /** Changes nothing unless something of every one still stands in the text. */
  allOrNone?: boolean
}

export interface Resolved {
  seq: number
  /** Those of which nothing stood in the text any more, where that was asked. */
  missing: readonly string[]
}

const MAX_ATTEMPTS = 3
const PAUSE_MS = 20

/** Rights, or the epoch, may change between the question and the write: asks again, a few times. */
export async function withFreshRights<T>(attempt: () => Promise<T>): Promise<T> {
  for (let count = 1; ; count += 1) {
    try {
      return await attempt()
    } catch (error) {
      const isMoved = error instanceof AppError && ['CONFLICT', 'EPOCH_CHANGED'].includes(error.code)
      if (!isMoved || count >= MAX_ATTEMPTS) throw error
      await delay(PAUSE_MS)
    }
  }
}

/** One write of the server that makes proposals part of the text, or takes them out of it. */
export async function writeResolution(
  { db, rooms }: { db: Db; rooms: Pick<Rooms, 'append'> },
  { documentId, ids, verdict, allOrNone = false }: Resolution,
  by: Pick<ServerWrite, 'kind' | 'userId' | 'organizationId' | 'accessVersion'>,
): Promise<Resolved> {
  const [clients, proposals] = await Promise.all([
    db.documentClient.findMany({ where: { documentId }, select: { clientId: true, userId: true } }),
    db.changeProposal.findMany({ where: { id: { in: [...ids] } }, select: { id: true, createdById: true } }),
  ])
  const owners = new Map(clients.map(({ clientId, userId }) => [Number(clientId), userId]))
  const authors = new Map(proposals.map(({ id, createdById }) => [id, createdById]))
  const [first] = ids
  let missing: readonly string[] = []
  const { seq } = await rooms.append(documentId, {
    ...by,
    ...(first !== undefined && { cause: { type: 'proposal', id: first } }),
    change(text) {
      // Asked in the same step of the room as the write: in between, their authors may take the marks away.
      if (allOrNone) {
        const standing = findProposals(readContent(text))
        missing = ids.filter((id) => !standing.has(id))
        if (missing.length > 0) return
      }
      resolveProposals(text, new Set(ids), verdict, (id, clientId) => owners.get(clientId) === authors.get(id))
    },
  })
  return { seq, missing }
}
