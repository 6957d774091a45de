/**
 * What one session has on its device. Promises: what cannot be read is left alone and relied upon no more; records that
 * no text of now can hold are given back as words in the transaction that deletes them.
 */
import { SCHEMA_VERSION } from '@app/server/document'
import type { GivenBack } from './given-back.ts'
import { inTime, Late } from './in-time.ts'
import { type RecoveryNote, recoverLoose } from './recovered.ts'
import {
  allUpdatesOf,
  type ClientRecords,
  type DeviceCopy,
  type DeviceStore,
  fits,
  type Recover,
  type RecoveredEdit,
  recordsRead,
} from './store.ts'
import { replicaLock, type TabLocks } from './tabs.ts'

export interface SessionDeviceOptions {
  documentId: string
  userId: string
  locks: TabLocks
  /** Null where nothing is kept. */
  store: DeviceStore | null
  givenBack: GivenBack
  /** Changes without a word of text were given up. */
  reverted(reason: string): void
  /** It has begun or stopped to fail. */
  failing(failing: boolean): void
}

export class SessionDevice {
  /** Null also once it turned out that it cannot be read. */
  store: DeviceStore | null
  /** Client ids whose words are listed although their records could not be deleted. */
  readonly lying = new Set<number>()
  private readonly options: SessionDeviceOptions
  private stopsWaiting: (() => void)[] = []

  constructor(options: SessionDeviceOptions) {
    this.options = options
    this.store = options.store
  }

  /** Lists the words to give back, and answers the copy of the document where there is one to open. */
  async read(): Promise<DeviceCopy | null> {
    try {
      return await inTime(this.readNow())
    } catch (error) {
      this.giveUp(error)
      return null
    }
  }

  /** The server lets the person in: what was deleted meanwhile may be kept here again. */
  renew(): void {
    this.store?.renew()
    void this.options.givenBack.keepAgain((edit) => this.keep(edit)).catch(() => this.options.failing(true))
  }

  /** The server has all of it; what waits here stays. */
  async dropCopy(): Promise<void> {
    await this.store?.discard({ documentId: this.options.documentId, own: null, records: [], recover: () => [] })
  }

  /** It cannot be read: the document opens all the same. What is only late comes yet, and is dealt with there. */
  giveUp(error: unknown): void {
    this.options.failing(true)
    if (error instanceof Late) {
      this.leave()
      return
    }
    this.store?.close()
    this.store = null
    this.options.givenBack.keepNothing()
  }

  /** Nothing new is kept; what lies here to be given back is still dealt with here. */
  leave(): void {
    this.store = null
    this.options.givenBack.keepNothingNew()
  }

  /**
   * Records of a tab that is gone, which are of another epoch or version, or cannot be read. Where it fails they stay
   * where they are.
   */
  async giveBack(client: ClientRecords, reason = reasonOf(client)): Promise<void> {
    const { documentId, givenBack, reverted } = this.options
    const updates = allUpdatesOf(client)
    if (!this.store || updates.length === 0) return
    const recover: Recover = (held) => recoverLoose(updates, this.note(reason), held)
    givenBack.addKept(await this.store.giveBack(documentId, recordsRead(client), recover))
    if (recover([]).length === 0) reverted(reason)
  }

  /**
   * Nothing of this document can be sent from this device any more, and whoever opens it takes nothing over: what tabs
   * wrote that are gone is given back, and what others wrote as soon as they are.
   */
  async giveBackGone(reason: string): Promise<void> {
    const { documentId, failing } = this.options
    for (const { clientId } of (await this.store?.clients(documentId)) ?? []) {
      const giveBack = (): Promise<void> => this.giveBackNow(clientId, reason).catch(() => failing(true))
      if (!(await this.ifGone(clientId, giveBack))) {
        this.stopsWaiting.push(this.options.locks.whenGone(this.lockOf(clientId), giveBack))
      }
    }
  }

  /** The document may be had again, or the page leaves it: others take over, or give back, what lies here. */
  stopWaiting(): void {
    for (const stop of this.stopsWaiting.splice(0)) stop()
  }

  async keep(edit: RecoveredEdit): Promise<void> {
    await this.store?.addRecovered(edit)
  }

  private async readNow(): Promise<DeviceCopy | null> {
    const { documentId, givenBack } = this.options
    await givenBack.load(documentId)
    const copy = (await this.store?.load(documentId)) ?? null
    return copy && (await this.keepUsable(copy))
  }

  /**
   * A copy made by another version of the page is not opened; the unsent words of tabs that are gone are given back. What
   * a living one wrote it sends, or gives back, itself.
   */
  private async keepUsable(copy: DeviceCopy): Promise<DeviceCopy | null> {
    if (copy.head.schemaVersion === SCHEMA_VERSION) return copy
    for (const { clientId } of copy.clients) {
      await this.ifGone(clientId, () => this.giveBackNow(clientId, 'SCHEMA_TOO_OLD'))
    }
    await this.dropCopy()
    return null
  }

  /** What lies there under its lock: its tab has written nothing since. */
  private async giveBackNow(clientId: number, reason: string): Promise<void> {
    const clients = (await this.store?.clients(this.options.documentId)) ?? []
    for (const client of clients) if (client.clientId === clientId) await this.giveBack(client, reason)
  }

  private ifGone(clientId: number, work: () => Promise<void>): Promise<boolean> {
    return this.options.locks.ifGone(this.lockOf(clientId), work)
  }

  private lockOf(clientId: number): string {
    return replicaLock(this.options.userId, this.options.documentId, clientId)
  }

  private note(reason: string): RecoveryNote {
    return { documentId: this.options.documentId, kind: 'refused', reason, epoch: null, at: Date.now() }
  }
}

function reasonOf(client: ClientRecords): string {
  if (!fits(client, client.epoch)) return 'SCHEMA_TOO_OLD'
  return client.records.length === 0 ? 'UNREADABLE' : 'EPOCH_CHANGED'
}
