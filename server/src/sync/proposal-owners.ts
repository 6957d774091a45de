// Whose the proposals of a document are, kept until somebody else may have written: another node, or the server.

import type { ProposalOwner, UpdateLog } from './log.ts'

export class ProposalOwners {
  private readonly documentId: string
  private readonly log: Pick<UpdateLog, 'readProposals'>
  private known: Map<string, ProposalOwner> | null = null

  constructor(documentId: string, log: Pick<UpdateLog, 'readProposals'>) {
    this.documentId = documentId
    this.log = log
  }

  async read(): Promise<ReadonlyMap<string, ProposalOwner>> {
    if (this.known !== null) return this.known
    const read = await this.log.readProposals(this.documentId)
    this.known = read
    return read
  }

  /** A push that carried these was committed. Answers which of them nobody had carried before. */
  bind(ids: readonly string[], authorId: string): string[] {
    const { known } = this
    if (known === null) return []
    const fresh = ids.filter((id) => !known.has(id))
    const owner = { authorId, isOpen: true, isStanding: true, isEntered: false, closedAt: null }
    for (const id of fresh) known.set(id, owner)
    return fresh
  }

  forget(): void {
    this.known = null
  }
}
