/**
 * The one writer of one document's rows on this device. Batches what came while the last transaction was under way.
 * Promises: a record counts as kept only after its transaction is on disk; what is on disk is always a causal prefix
 * (a local update never without the remote ones before it); an acknowledged record leaves in the transaction in which
 * its update joins the copy. Without a store (shared computer, browser refused) it keeps nothing and says so.
 */
import type { OutboxRecord } from './outbox.ts'
import type { DeviceCopy, DeviceStore, RecordsOnDisk, Recover, RecoveredEdit, StoredRecord } from './store.ts'
import type { Abilities } from './wire.ts'

export interface JournalHost {
  documentId: string
  schemaVersion: number
  /** What is true of the replica now; read at each write. */
  facts(): { clientId: number; epoch: string | null; abilities: Abilities | null }
  fullState(): Uint8Array
  /** What waits for the server's acknowledgement. */
  unsent(): readonly OutboxRecord[]
  /** Kept marks have changed, or writing has begun or stopped to fail. */
  changed(failing: boolean): void
}

/** Remote updates wait this long for company; local ones never wait. */
const SEEN_DELAY_MS = 400
const RETRY_MS = 5_000
const COMPACT_AT_PIECES = 200

interface Batch {
  keep: OutboxRecord[]
  forget: number[]
  seen: Uint8Array[]
  takeOver: RecordsOnDisk[]
  replace: number[]
}

const emptyBatch = (): Batch => ({ keep: [], forget: [], seen: [], takeOver: [], replace: [] })

export class Journal {
  private store: DeviceStore | null
  private readonly host: JournalHost
  private waiting = emptyBatch()
  private pieceKeys: number[] = []
  private generation: number | null = null
  private writing: Promise<void> | null = null
  private timer: ReturnType<typeof setTimeout> | undefined
  /** The time for the next write came while one was under way. */
  private isDue = false
  private stopped = false
  private readonly stopListening: () => void = () => undefined
  private discarding: Promise<unknown> = Promise.resolve()

  constructor(store: DeviceStore | null, host: JournalHost) {
    this.store = store
    this.host = host
    this.stopListening = store?.onDeleted(() => this.deleted()) ?? this.stopListening
  }

  /** What the replica was built from: the base of what is written next. */
  startFrom(copy: DeviceCopy): void {
    this.generation = copy.head.generation
    this.pieceKeys = copy.pieces.map((piece) => piece.key)
  }

  keep(records: OutboxRecord[]): void {
    this.waiting.keep.push(...records)
    this.writeSoon(0)
  }

  /** The records of a dead tab are this one's now, in one transaction. */
  takeOver(read: RecordsOnDisk, records: OutboxRecord[]): void {
    this.waiting.takeOver.push(read)
    this.keep(records)
  }

  seen(update: Uint8Array): void {
    this.waiting.seen.push(update)
    this.writeSoon(SEEN_DELAY_MS)
  }

  acknowledged(records: OutboxRecord[]): void {
    for (const record of records) {
      const unwritten = this.waiting.keep.indexOf(record)
      if (unwritten >= 0) this.waiting.keep.splice(unwritten, 1)
      else this.waiting.forget.push(record.index)
      this.waiting.seen.push(record.update)
    }
    this.writeSoon(SEEN_DELAY_MS)
  }

  /** Epoch or abilities have changed: they belong to the copy too. */
  touch(): void {
    this.writeSoon(SEEN_DELAY_MS)
  }

  /** Resolves when all that was given before is on disk, or failed to get there. */
  async flush(): Promise<void> {
    await this.writing
    // A follow-up may have begun by itself; what came during it needs one more.
    for (let round = 0; round < 2 && !this.isIdle(); round += 1) {
      if (!this.writing) this.write()
      await this.writing
    }
    // What is being thrown away lies on the disk until then, and must not be taken over by anybody else.
    await this.discarding
  }

  /** Under whose names that lies on the disk which a `discard` deletes. */
  get clientsOnDisk(): number[] {
    return [this.host.facts().clientId, ...this.waiting.takeOver.map(({ clientId }) => clientId)]
  }

  /** Writes what is acknowledged, then nothing more; false where something is unsent, or could not be written. */
  async leave(): Promise<boolean> {
    await this.flush()
    if (!this.isIdle() || this.host.unsent().length > 0) return false
    await this.stop()
    this.store = null
    return true
  }

  /** Writes nothing more; resolves when the last transaction is over. */
  async stop(): Promise<void> {
    this.stopped = true
    this.stopListening()
    clearTimeout(this.timer)
    await this.writing
  }

  /**
   * Stops, and in one transaction keeps the words and throws the copy and this tab's records away. Answers which words
   * these were: the others are held elsewhere.
   * @param epoch of the text that comes in its place, where it began anew
   */
  discard(recover: Recover, epoch: string | null = null): Promise<RecoveredEdit[]> {
    const discarded = this.stop().then(() => {
      const { documentId } = this.host
      const own = this.host.facts().clientId
      // What was taken over without being written is among these words, and lies there under its old name.
      const records = this.waiting.takeOver
      return this.store ? this.store.discard({ documentId, own, records, recover, epoch }) : recover([])
    })
    this.discarding = discarded.catch(() => undefined)
    return discarded
  }

  /** All that was kept is not any more: it is written again as soon as there is where. */
  private deleted(): void {
    for (const record of this.host.unsent()) record.kept = false
    this.host.changed(true)
    this.writeSoon(RETRY_MS)
  }

  private writeSoon(delayMs: number): void {
    if (!this.store || this.stopped) return
    if (delayMs === 0) {
      this.write()
      return
    }
    this.timer ??= setTimeout(() => this.write(), delayMs)
  }

  private write(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.isDue = this.writing !== null
    if (!this.store || this.stopped || this.writing) return
    const batch = this.waiting
    this.waiting = emptyBatch()
    if (this.pieceKeys.length >= COMPACT_AT_PIECES) batch.replace = this.pieceKeys
    this.writing = this.writeBatch(this.store, batch).then((written) => {
      this.writing = null
      if (written && this.isDue) this.write()
    })
  }

  private isIdle(): boolean {
    const { keep, forget, seen, takeOver } = this.waiting
    return this.stopped || (keep.length + forget.length + seen.length + takeOver.length === 0 && !this.writing)
  }

  private async writeBatch(store: DeviceStore, batch: Batch): Promise<boolean> {
    const { documentId, schemaVersion } = this.host
    const unsent = this.host.unsent().filter((record) => !batch.keep.includes(record))
    try {
      const { generation, pieceKey } = await store.write({
        ...batch,
        ...this.host.facts(),
        documentId,
        schemaVersion,
        keep: batch.keep.map(toStored),
        generation: this.generation,
        unsent: () => unsent.map(toStored),
        fullState: () => this.host.fullState(),
      })
      const isAnew = this.generation !== null && this.generation !== generation
      this.generation = generation
      if (isAnew || batch.replace.length > 0) this.pieceKeys = []
      if (pieceKey !== null) this.pieceKeys.push(pieceKey)
      for (const record of isAnew ? [...unsent, ...batch.keep] : batch.keep) record.kept = true
      this.host.changed(false)
      return true
    } catch {
      // The page says it in words; the batch is tried again, and nothing is called kept meanwhile.
      this.putBack(batch)
      this.host.changed(true)
      return false
    }
  }

  private putBack(batch: Batch): void {
    const acknowledged = new Set(this.waiting.forget)
    const unacknowledged = batch.keep.filter((record) => !acknowledged.has(record.index))
    this.waiting = {
      keep: [...unacknowledged, ...this.waiting.keep],
      forget: [...batch.forget, ...this.waiting.forget],
      seen: [...batch.seen, ...this.waiting.seen],
      takeOver: [...batch.takeOver, ...this.waiting.takeOver],
      replace: [],
    }
    if (!this.stopped) this.timer ??= setTimeout(() => this.write(), RETRY_MS)
  }
}

function toStored({ index, update, seen }: OutboxRecord): StoredRecord {
  return { index, update, ...(seen && { seen }) }
}
