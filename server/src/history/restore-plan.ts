// Works out what bringing back an older text, or undoing somebody's changes, would change in a document as it is. Reads and
// never writes; no open room is asked or touched.

import { randomInt } from 'node:crypto'
import type { Db } from '@app/prisma'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { HEAD, readPast, readRowsAfter } from './content-at.ts'
import { createTargetReader, type TargetReader, type Wish } from './restore-target.ts'
import type { LaterRows, Plan, PlanJob, PlanWish } from './restore-worker.ts'
import { WarmThread } from './warm-thread.ts'

export interface Planned extends Plan {
  /** The place in the log it was planned for. */
  seq: number
}

/** So many rows at most are gone on with; more are read at once. */
const LATER_ROWS = 2_000

const SCRIPT = new URL('./restore-thread.js', import.meta.url)
/** A room waits for its change: it must not stand behind other people's previews. */
const THREADS: Record<PlanWish['wants'], WarmThread<PlanJob, Plan>> = {
  difference: new WarmThread(SCRIPT, 'restore'),
  change: new WarmThread(SCRIPT, 'restore'),
}

interface PlannerOptions {
  documentId: string
  askedBy: string
  target: TargetReader
  epoch: string | null
}

/** Plans for one document; what does not change with the place is read once. */
export class RestorePlanner {
  private readonly db: Db
  private readonly documentId: string
  private readonly askedBy: string
  private readonly target: TargetReader
  /** A redaction begins another: what was read before it must not come back. */
  private readonly epoch: string | null
  /** What the thread keeps to go on with, and the place it stands at. */
  private begun: { name: string; seq: number } | null = null

  private constructor(db: Db, { documentId, askedBy, target, epoch }: PlannerOptions) {
    this.db = db
    this.documentId = documentId
    this.askedBy = askedBy
    this.target = target
    this.epoch = epoch
  }

  static async create(db: Db, documentId: string, wish: Wish, askedBy: string): Promise<RestorePlanner> {
    const epoch = await readEpoch(db, documentId)
    const target = await createTargetReader(db, documentId, wish)
    return new RestorePlanner(db, { documentId, askedBy, target, epoch })
  }

  /**
   * Does before a room waits what need not be done while it does: of a long log nearly everything.
   * @throws AppError `UNAVAILABLE`
   */
  async begin(): Promise<void> {
    const now = await readPast(this.db, this.documentId)
    const begun = { name: newId(), seq: now.seq }
    const target = await this.target.at(now.seq)
    await THREADS.change.run({ do: 'begin', name: begun.name, now, target }, this.askedBy)
    this.begun = begun
  }

  /**
   * The change at a place of the log, by default the last one.
   * @throws AppError `UNAVAILABLE`
   */
  async plan(wants: PlanWish['wants'], seq = HEAD): Promise<Planned> {
    const { db, documentId } = this
    const wish = { threads: await readThreads(db, documentId), wants, clientId: randomInt(2 ** 32) }
    if ((await readEpoch(db, documentId)) !== this.epoch) throw new AppError('UNAVAILABLE', 'restore')
    const finished = wants === 'change' ? await this.finish(wish, seq) : null
    if (finished !== null) return { ...finished, seq }
    const now = await readPast(db, documentId, seq)
    const target = await this.target.at(now.seq)
    const planned = await THREADS[wants].run({ do: 'plan', now, target, ...wish }, this.askedBy)
    return { ...planned, seq: now.seq }
  }

  /** Goes on from what was begun; null where nothing was, or where it does not lead to the place. */
  private async finish(wish: PlanWish, seq: number): Promise<Plan | null> {
    const { begun } = this
    this.begun = null
    const later = begun && (await this.laterThan(begun.seq, seq))
    if (begun === null || later === null) return null
    const plan = await THREADS.change.run({ do: 'finish', name: begun.name, later, ...wish }, this.askedBy)
    return plan.isPlanned ? plan : null
  }

  private async laterThan(begunAt: number, seq: number): Promise<LaterRows | null> {
    if (seq < begunAt) return null
    const page = await readRowsAfter(this.db, this.documentId, begunAt, LATER_ROWS)
    const rows = page.filter((row) => row.seq <= seq)
    if ((rows.at(-1)?.seq ?? begunAt) !== seq) return null
    const played = await this.target.playedAfter(rows)
    return played && { rows, played }
  }
}

async function readEpoch(db: Db, id: string): Promise<string | null> {
  const row = await db.document.findUnique({ where: { id }, select: { epoch: true } })
  return row?.epoch ?? null
}

async function readThreads(db: Db, documentId: string): Promise<string[]> {
  const rows = await db.thread.findMany({ where: { documentId }, select: { id: true } })
  return rows.map(({ id }) => id)
}
