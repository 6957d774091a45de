/**
 * What this device still holds of somebody who says that it is a shared computer: copies from before, and words that an
 * ended session left unsent. Promises: unsent words are sent, refused ones are listed until dismissed, and only when
 * nothing waits any more is the whole database deleted. Nothing new is ever kept.
 */
import { isStorePresent } from './device.ts'
import type { Shelf } from './given-back.ts'
import { DocumentSession } from './provider.ts'
import type { SyncStatus } from './state.ts'
import { type DeviceStore, deleteStore, openStore, type RecoveredEdit } from './store.ts'
import type { TabLocks } from './tabs.ts'
import type { Transport } from './wire.ts'

export interface LeftoversOptions {
  userId: string
  transport: Transport
  locks: TabLocks
  /** Keeps several devices apart in one process, for tests. */
  device?: string
}

/** Nothing more can be sent: it has arrived, or was given back. */
const OVER = new Set<SyncStatus>(['saved', 'noAccess', 'archived', 'reload', 'reloadKept'])

export class Leftovers implements Shelf {
  private readonly store: DeviceStore
  private readonly options: LeftoversOptions
  private readonly listeners = new Set<() => void>()
  private delivering = 0
  private deleted = false

  private constructor(store: DeviceStore, options: LeftoversOptions) {
    this.store = store
    this.options = options
  }

  /** Null where this device holds nothing of the person. */
  static async find(options: LeftoversOptions): Promise<Leftovers | null> {
    if (!(await isStorePresent(options.userId, options.device))) return null
    return new Leftovers(await openStore(options.userId, options.device), options)
  }

  /** Calls back when a document's words were delivered or given back; the returned function ends it. */
  onChange(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Without a connection it waits for one: what is not delivered stays where it is. */
  async deliver(): Promise<void> {
    const waiting = await this.store.unsentDocuments()
    await Promise.all(waiting.map((documentId) => this.deliverOne(documentId)))
    await this.deleteIfEmpty()
  }

  async listRecovered(documentId: string): Promise<RecoveredEdit[]> {
    return this.deleted ? [] : this.store.listRecovered(documentId)
  }

  async forgetRecovered(ids: string[]): Promise<void> {
    if (this.deleted) return
    await this.store.forgetRecovered(ids)
    await this.deleteIfEmpty()
  }

  private async deleteIfEmpty(): Promise<void> {
    if (this.delivering > 0 || (await this.store.unsentDocuments()).length > 0 || this.deleted) return
    this.deleted = true
    this.store.close()
    await deleteStore(this.options.userId, this.options.device)
  }

  /** As another tab of the person would: the copy is opened, and what tabs that are gone had not sent is sent. */
  private async deliverOne(documentId: string): Promise<void> {
    const { userId, transport, locks, device } = this.options
    const store = await openStore(userId, device)
    const session = new DocumentSession({ documentId, userId, transport, locks, store, device: 'keeping' })
    this.delivering += 1
    try {
      await session.start()
      await session.over(OVER)
    } finally {
      await session.close()
      this.delivering -= 1
      for (const listener of this.listeners) listener()
    }
  }
}
