// Whether the author of a proposal wrote what stands under it. Most of it stands under their own client ids. What somebody
// else has brought back, as by undoing that they deleted it, stands under theirs, and the authorship knows whose it is.

import type { Services } from '../context.ts'
import { findPutIn, type IsWrittenByProposer, type PutIn } from '../document/index.ts'

export type WriterTools = Pick<Services, 'db' | 'authorship'> & { rooms: Pick<Services['rooms'], 'inspect'> }

/**
 * @param askedBy whose turn it is, where the authorship has to be asked
 * @throws AppError `UNAVAILABLE` where that cannot be read
 */
export async function findWriters(
  { db, rooms, authorship }: WriterTools,
  documentId: string,
  ids: readonly string[],
  askedBy: string,
): Promise<IsWrittenByProposer> {
  const [clients, proposals] = await Promise.all([
    db.documentClient.findMany({ where: { documentId }, select: { clientId: true, userId: true } }),
    db.changeProposal.findMany({ where: { id: { in: [...ids] } }, select: { id: true, createdById: true } }),
  ])
  const owners = new Map(clients.map(({ clientId, userId }) => [Number(clientId), userId]))
  const authors = new Map(proposals.map(({ id, createdById }) => [id, createdById]))
  const isOwn = (id: string, client: number): boolean => owners.get(client) === authors.get(id)
  const { found: others } = await rooms.inspect(documentId, (text) => findPutIn(text, new Set(ids), isOwn))
  if (others.length === 0) return (id, { client }) => isOwn(id, client)
  const written = await authorship.inTurn(askedBy, () => readWritten(authorship, documentId, others, authors))
  return (id, at) => isOwn(id, at.client) || written.has(keyOf(id, at))
}

/** Of these, what the authors of their proposals wrote. */
function readWritten(
  authorship: WriterTools['authorship'],
  documentId: string,
  others: readonly PutIn[],
  proposers: ReadonlyMap<string, string>,
): Promise<Set<string>> {
  return authorship.inspect(documentId, ({ attribution, authors }) => {
    const written = new Set<string>()
    for (const { proposalId, ...range } of others) {
      for (const { client, clock, length, seq } of attribution.writers(range)) {
        if (authors.find(seq)?.author.userId !== proposers.get(proposalId)) continue
        for (let at = clock; at < clock + length; at += 1) written.add(keyOf(proposalId, { client, clock: at }))
      }
    }
    return written
  })
}

function keyOf(proposalId: string, { client, clock }: { client: number; clock: number }): string {
  return `${proposalId} ${client} ${clock}`
}
