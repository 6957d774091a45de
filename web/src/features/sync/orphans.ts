/**
 * What other tabs of the same person left on this device. A tab that is gone is taken over; one that lives is waited
 * for, since it may die later; what belongs to another epoch, was made by another version of the page, or cannot be
 * read, is given back as words.
 */
import type { Replica } from './replica.ts'
import { type ClientRecords, type DeviceStore, fits } from './store.ts'
import { replicaLock, type TabLocks } from './tabs.ts'

export interface OrphansHost {
  documentId: string
  userId: string
  store: DeviceStore | null
  locks: TabLocks
  /** Their words are listed already, but their records could not be deleted. */
  lying: ReadonlySet<number>
  /** The replica has taken something over: it may be sent. */
  adopted(): void
  /** Records that this document cannot hold any more, or that nobody can read. */
  giveBack(client: ClientRecords): Promise<void>
}

export class Orphans {
  private readonly replica: Replica
  private readonly host: OrphansHost
  private readonly known: Set<number>
  private readonly stopWaiting: (() => void)[] = []
  private readonly release: () => void
  private stopped = false

  constructor(replica: Replica, host: OrphansHost) {
    this.replica = replica
    this.host = host
    this.known = new Set([replica.storedAs, ...host.lying])
    this.release = host.locks.hold(this.lockOf(replica.storedAs))
  }

  /**
   * Looks for records of tabs not seen before. Until the epoch is known nothing can be taken over.
   * @throws where some could not be taken over; the others were
   */
  async scan(): Promise<void> {
    const { store, documentId } = this.host
    if (!store || this.stopped || this.replica.epoch === null) return
    const failures: unknown[] = []
    for (const { clientId } of await store.clients(documentId)) {
      if (this.known.has(clientId)) continue
      const claimed = this.claim(store, clientId).then(() => this.known.add(clientId))
      await claimed.catch((error: unknown) => failures.push(error))
    }
    if (failures.length > 0) throw failures[0]
  }

  stop(): void {
    this.stopped = true
    for (const stop of this.stopWaiting) stop()
  }

  /** Only when nothing is written any more: whoever gets the lock takes over what lies there then. */
  letGo(): void {
    this.release()
  }

  private async claim(store: DeviceStore, clientId: number): Promise<void> {
    const take = (): Promise<void> => this.take(store, clientId)
    const name = this.lockOf(clientId)
    if (await this.host.locks.ifGone(name, take)) return
    // What could not be taken over now is met again by a later scan.
    const takeLater = (): Promise<void> => take().catch(() => void this.known.delete(clientId))
    if (!this.stopped) this.stopWaiting.push(this.host.locks.whenGone(name, takeLater))
  }

  private async take(store: DeviceStore, clientId: number): Promise<void> {
    const client = (await store.clients(this.host.documentId)).find((candidate) => candidate.clientId === clientId)
    if (!client || this.stopped) return
    if (!fits(client, this.replica.epoch)) return this.host.giveBack(client)
    if (client.broken.length > 0) await this.host.giveBack({ ...client, records: [] })
    // The replica may have been given up meanwhile, and what it held listed: these wait for the one that follows it.
    if (this.stopped || client.records.length === 0) return
    this.replica.adopt({ ...client, broken: [] })
    this.host.adopted()
    // The lock is let go only when the records lie under this tab's name.
    await this.replica.journal.flush()
  }

  private lockOf(clientId: number): string {
    return replicaLock(this.host.userId, this.host.documentId, clientId)
  }
}
