/**
 * What this device still holds of somebody who says that it is a shared computer: copies from before, and words that an
 * ended session left unsent. Promises: unsent words are sent, refused ones are listed until dismissed, and only when
 * nothing waits any more is the whole database deleted. Nothing new is ever kept.
 */
import { isStorePresent } from './device.ts'
import type { Shelf } from './given-back.ts'
import { DocumentSession } from './provider.ts'
import type { SyncStatus } from './state.ts'
import { type DeviceStore, openStore, type RecoveredEdit } from './store.ts'
import type { TabLocks } from './tabs.ts'
import type { Transport } from './wire.ts'

export interface LeftoversOptions {
  userId: string
  transport: Transport
  locks: TabLocks
  /** Keeps several devices apart in one process, for tests. */
  device?: string
  retryMs?: number
  /** Is it a shared computer still? */
  isShared?: () => boolean
}

/** A tab that is still open may have words of its own to send first. */
const RETRY_MS = 30_000
/** What lies there unchanged is a living tab's: how often it is tried all the same, since the tab may be gone. */
const ROUNDS_BETWEEN = 20

/** Nothing more can be sent: it has arrived, or was given back. */
const OVER = new Set<SyncStatus>(['saved', 'noAccess', 'archived', 'reload', 'reloadKept'])

export class Leftovers implements Shelf {
  private readonly store: DeviceStore
  private readonly options: LeftoversOptions
  private readonly listeners = new Set<() => void>()
  private delivering = 0
  private deleted = false
  /** A tab that does not answer may hold it up for as long as it is open. */
  private deleting: Promise<void> | null = null
  private round = 0
  /** What lay there of a document when it was last delivered. */
  private readonly delivered = new Map<string, string>()

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

  /** Delivers again and again, until nothing is left on this device. */
  async clear(): Promise<void> {
    const { retryMs = RETRY_MS, isShared = () => true } = this.options
    while (!this.deleted && isShared()) {
      // Failing to read delivers nothing and deletes nothing.
      await this.deliver().catch(() => undefined)
      if (!this.deleted) await new Promise((resolve) => setTimeout(resolve, retryMs))
    }
  }

  /** Without a connection it waits for one: what is not delivered stays where it is. */
  async deliver(): Promise<void> {
    if (this.deleted) return
    const waiting = await this.store.unsentDocuments()
    await Promise.allSettled(waiting.map((documentId) => this.deliverNew(documentId)))
    this.round += 1
    await this.deleteIfEmpty()
  }

  /** While it is being deleted, it held nothing but what the server offers too. */
  async listRecovered(documentId: string): Promise<RecoveredEdit[]> {
    return this.deleted || this.deleting ? [] : this.store.listRecovered(documentId)
  }

  async forgetRecovered(ids: string[]): Promise<void> {
    await this.unlessDeleted(async () => {
      await this.store.forgetRecovered(ids)
      void this.deleteIfEmpty().catch(() => undefined)
    })
  }

  /** Nothing new is kept here, be it without a word. */
  dismissRecovered(edits: RecoveredEdit[]): Promise<void> {
    return this.forgetRecovered(edits.map(({ id }) => id))
  }

  async rewriteRecovered(edits: RecoveredEdit[]): Promise<void> {
    await this.unlessDeleted(() => this.store.rewriteRecovered(edits))
  }

  /** Nobody waits for a deletion under way: what it leaves there after all is seen to then. */
  private async unlessDeleted(work: () => Promise<void>): Promise<void> {
    if (this.deleted) return
    if (!this.deleting) return work()
    const later = this.deleting.then(() => this.unlessDeleted(work))
    later.catch(() => undefined)
  }

  private async deleteIfEmpty(): Promise<void> {
    if (this.delivering > 0 || this.deleted || (await this.store.unsentDocuments()).length > 0) return
    this.deleting ??= this.deleteNow()
    await this.deleting
  }

  private async deleteNow(): Promise<void> {
    try {
      this.deleted = await this.store.deleteIfSent()
    } finally {
      this.deleting = null
    }
    // Another tab wrote meanwhile: what lies there may be listed again.
    if (!this.deleted) this.tell()
  }

  private tell(): void {
    for (const listener of this.listeners) listener()
  }

  private async deliverNew(documentId: string): Promise<void> {
    const clients = await this.store.clients(documentId)
    const lying = JSON.stringify(clients.map(({ clientId, records }) => [clientId, records.map(({ index }) => index)]))
    if (this.delivered.get(documentId) === lying && this.round % ROUNDS_BETWEEN > 0) return
    await this.deliverOne(documentId)
    this.delivered.set(documentId, lying)
  }

  /** As another tab of the person would: the copy is opened, and what tabs that are gone had not sent is sent. */
  private async deliverOne(documentId: string): Promise<void> {
    const { userId, transport, locks, device } = this.options
    const store = await openStore(userId, device)
    const isDelivery = true
    const session = new DocumentSession({ documentId, userId, transport, locks, store, device: 'keeping', isDelivery })
    this.delivering += 1
    try {
      await session.start()
      await session.over(OVER)
    } finally {
      await session.close()
      this.delivering -= 1
      this.tell()
    }
  }
}
