/**
 * What one session has on its device. Promises: what cannot be read is left alone and relied upon no more; records that
 * no text of now can hold are given back as words in the transaction that deletes them.
 */
import { SCHEMA_VERSION } from '@app/server/document'
import type { GivenBack } from './given-back.ts'
import { type RecoveryNote, recoverLoose } from './recovered.ts'
import {
  type ClientRecords,
  type DeviceCopy,
  type DeviceStore,
  type RecoveredEdit,
  recordsRead,
  updatesOf,
} from './store.ts'

export interface SessionDeviceOptions {
  documentId: string
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
  private readonly options: SessionDeviceOptions

  constructor(options: SessionDeviceOptions) {
    this.options = options
    this.store = options.store
  }

  /** Lists the words to give back, and answers the copy of the document where there is one to open. */
  async read(): Promise<DeviceCopy | null> {
    const { documentId, givenBack } = this.options
    try {
      await givenBack.load(documentId)
      const copy = (await this.store?.load(documentId)) ?? null
      return copy && (await this.keepUsable(copy))
    } catch {
      this.giveUp()
      return null
    }
  }

  /** It cannot be read: the document opens all the same. */
  giveUp(): void {
    this.options.failing(true)
    this.store?.close()
    this.store = null
    this.options.givenBack.keepNothing()
  }

  /** Records of a tab that is gone, of another epoch. */
  async giveBack(client: ClientRecords, reason: string): Promise<void> {
    const { documentId, givenBack } = this.options
    const edits = recoverLoose(updatesOf(client), this.note(reason))
    const kept = this.store?.giveBack(documentId, recordsRead(client), edits) ?? Promise.resolve()
    givenBack.add(edits, kept)
    await kept
    if (client.records.length > 0 && edits.length === 0) this.options.reverted(reason)
  }

  async keep(edit: RecoveredEdit): Promise<void> {
    await this.store?.addRecovered(edit)
  }

  /** A copy made by another version of the page is not opened; its unsent words are given back. */
  private async keepUsable(copy: DeviceCopy): Promise<DeviceCopy | null> {
    const { documentId, givenBack, failing } = this.options
    if (copy.head.schemaVersion === SCHEMA_VERSION) return copy
    const edits = copy.clients.flatMap((client) => recoverLoose(updatesOf(client), this.note('SCHEMA_TOO_OLD')))
    const records = copy.clients.map(recordsRead)
    const discarded = this.store?.discard({ documentId, own: null, records, recovered: edits }) ?? Promise.resolve()
    givenBack.add(edits, discarded)
    await discarded.catch(() => failing(true))
    if (records.length > 0 && edits.length === 0) this.options.reverted('SCHEMA_TOO_OLD')
    return null
  }

  private note(reason: string): RecoveryNote {
    return { documentId: this.options.documentId, kind: 'refused', reason, at: Date.now() }
  }
}
