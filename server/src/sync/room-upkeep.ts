// What a room does for its document in quiet moments: folding the log into a checkpoint, and repairing what two people
// together left behind (ids twice, missing cells), as a write of the server like any other.

import { repair } from '../document/index.ts'
import type { Checkpoints, NewCheckpoint } from './checkpoint.ts'
import type { LogLogger } from './log.ts'
import type { Replica } from './replica.ts'
import { SERVER_USER_ID } from './server-user.ts'
import type { ServerWrite } from './server-write.ts'

export interface UpkeepOptions {
  replica: Replica
  checkpoints: Checkpoints
  logger: LogLogger
  clock: { now(): Date }
  write: (write: ServerWrite) => Promise<unknown>
}

const CHECKPOINT_ROWS = 500
const CHECKPOINT_MS = 5 * 60_000
/** Repairing copies the whole document, so it waits until nobody has changed its structure for a while. */
const REPAIR_QUIET_MS = 1_000

export class RoomUpkeep {
  private readonly options: UpkeepOptions
  private dirtySince: number | null = null
  private saving: Promise<void> | null = null
  private repairTimer: NodeJS.Timeout | null = null
  private isStopped = false

  constructor(options: UpkeepOptions) {
    this.options = options
  }

  /** Old enough that folding should not wait for more rows. */
  get isCheckpointDue(): boolean {
    return this.dirtySince !== null && performance.now() - this.dirtySince >= CHECKPOINT_MS
  }

  get isRepairPlanned(): boolean {
    return this.repairTimer !== null
  }

  noteChange(): void {
    this.dirtySince ??= performance.now()
    if (this.options.replica.rowsSinceCheckpoint >= CHECKPOINT_ROWS) void this.checkpoint()
  }

  planRepair(): void {
    this.cancelRepair()
    if (!this.isStopped) this.repairTimer = setTimeout(() => void this.repair(), REPAIR_QUIET_MS)
  }

  /** Nothing is repaired any more: a room that is closing writes nothing, and the one that is opened next looks. */
  stop(): void {
    this.isStopped = true
    this.cancelRepair()
  }

  /**
   * Saves the state as it is now; one at a time, and not before what its rows stranded is kept. One that fails is only
   * missed.
   */
  async checkpoint(): Promise<void> {
    const { replica } = this.options
    if (this.saving !== null || replica.isQuarantined || replica.rowsSinceCheckpoint === 0)
      return this.saving ?? undefined
    if (replica.offeredSeq < replica.head) return
    const checkpoint = { seq: replica.head, state: replica.encode(), epoch: replica.epoch }
    replica.rowsSinceCheckpoint = 0
    this.dirtySince = null
    this.saving = this.save(checkpoint)
    await this.saving
  }

  async close(): Promise<void> {
    this.stop()
    await this.saving
    await this.checkpoint()
  }

  private cancelRepair(): void {
    if (this.repairTimer !== null) clearTimeout(this.repairTimer)
    this.repairTimer = null
  }

  private async save(checkpoint: NewCheckpoint): Promise<void> {
    const { replica, checkpoints, clock, logger } = this.options
    try {
      await checkpoints.save(replica.documentId, checkpoint, clock.now())
    } catch (error) {
      logger.warn({ err: error, documentId: replica.documentId }, 'checkpoint not saved, the log has it all')
      this.dirtySince = performance.now()
    } finally {
      this.saving = null
    }
  }

  private async repair(): Promise<void> {
    this.repairTimer = null
    const { logger, replica } = this.options
    const change: ServerWrite['change'] = (_text, doc) => void repair(doc)
    try {
      await this.options.write({ kind: 'REPAIR', userId: SERVER_USER_ID, organizationId: null, change })
    } catch (error) {
      if (this.isStopped) return
      logger.warn({ err: error, documentId: replica.documentId }, 'repair not written, it will be tried again')
      this.planRepair()
    }
  }
}
