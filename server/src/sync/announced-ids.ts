const MAX_IDS = 4_096
const MAX_IDS_OF_ONE = 64

/**
 * Client ids that windows of a room announced and nobody has pushed under yet. They are kept when their window goes:
 * everybody saw them, and what is written under one without a connection must not be refused for somebody who took it.
 */
export class AnnouncedIds {
  /** The one announced last is at the end. */
  private readonly owners = new Map<number, string>()

  note(clientId: number, userId: string): void {
    this.owners.delete(clientId)
    this.owners.set(clientId, userId)
    this.forgetOldest(userId)
  }

  ownerOf(clientId: number): string | undefined {
    return this.owners.get(clientId)
  }

  /** Whoever announces very many gives up their own first. */
  private forgetOldest(userId: string): void {
    const own = [...this.owners].filter(([, owner]) => owner === userId)
    const [first] = own
    if (first !== undefined && own.length > MAX_IDS_OF_ONE) this.owners.delete(first[0])
    const oldest = this.owners.keys().next().value
    if (oldest !== undefined && this.owners.size > MAX_IDS) this.owners.delete(oldest)
  }
}
