// Works out what bringing back an older text, or undoing somebody's changes, would change in a document as it is. Reads and
// never writes; no open room is asked or touched.

import { randomInt } from 'node:crypto'
import type { Db } from '@app/prisma'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { Shares } from '../threads/shares.ts'
import { startThread } from '../threads/start-thread.ts'
import { HEAD, readRowsAfter } from './content-at.ts'
import { readPackedPieces } from './past-pieces.ts'
import { readEpoch } from './read-epoch.ts'
import { createTargetReader, type TargetReader, type Wish } from './restore-target.ts'
import type { LaterRows, Plan, PlanBase, PlanJob, PlanWish } from './restore-worker.ts'
import { WarmThread } from './warm-thread.ts'

/** So many rows at most are gone on with; more are read at once. */
const LATER_ROWS = 2_000

const start = () => startThread('restore-worker')
/** A room waits for its change: it must not stand behind other people's previews. */
const THREADS: Record<PlanWish['wants'], WarmThread<PlanJob, Plan>> = {
  difference: new WarmThread(start, 'restore'),
  change: new WarmThread(start, 'restore'),
}
/** What is read for those who begin is read beside the thread, for which rooms wait. */
const BEGINNINGS = new Shares('restore', { atOnce: 2 })

interface PlannerOptions {
  documentId: string
  wish: Wish
  askedBy: string
  epoch: string | null
}

/** Plans for one document; what does not change with the place is read once, when it is this person's turn. */
export class RestorePlanner {
  private readonly db: Db
  private readonly options: PlannerOptions
  private reader: TargetReader | null = null
  /** What the thread keeps to go on with, and the place it stands at. */
  private begun: { name: string; seq: number; target: TargetReader } | null = null

  private constructor(db: Db, options: PlannerOptions) {
    this.db = db
    this.options = options
  }

  static async create(db: Db, documentId: string, wish: Wish, askedBy: string): Promise<RestorePlanner> {
    // A redaction begins another: what was read before it must not come back.
    return new RestorePlanner(db, { documentId, wish, askedBy, epoch: await readEpoch(db, documentId) })
  }

  /**
   * Does before a room waits what need not be done while it does: of a long log nearly everything.
   * @throws AppError `UNAVAILABLE`
   */
  begin(): Promise<void> {
    const { askedBy } = this.options
    return BEGINNINGS.run(askedBy, async () => {
      const name = newId()
      const job: PlanJob = { do: 'begin', name, ...(await this.readBase(HEAD)) }
      const { seq } = await THREADS.change.run(() => job, askedBy)
      this.begun = { name, seq, target: await this.target() }
    })
  }

  /**
   * The change at a place of the log, by default the last one.
   * @throws AppError `UNAVAILABLE`
   */
  async plan(wants: PlanWish['wants'], seq = HEAD): Promise<Plan> {
    const { db, options } = this
    const wish = { threads: await readThreads(db, options.documentId), wants, clientId: randomInt(2 ** 32) }
    const finished = wants === 'change' ? await this.finish(wish, seq) : null
    if (finished !== null) return finished
    const read = async (): Promise<PlanJob> => ({ do: 'plan', ...(await this.readBase(seq)), ...wish })
    if (wants === 'difference') return THREADS.difference.run(read, options.askedBy)
    const job = await read()
    return this.runForRoom(job)
  }

  /** Everybody who writes in the document waits: before what others begin. */
  private runForRoom(job: PlanJob): Promise<Plan> {
    return THREADS.change.run(() => job, null)
  }

  private async readBase(upTo: number): Promise<PlanBase> {
    const { db, options } = this
    const seq = Math.min(upTo, await readHead(db, options.documentId))
    const now = await readPackedPieces(db, options.documentId, seq)
    const target = await (await this.target()).at(seq)
    await this.assertEpoch()
    return { now, target }
  }

  private async target(): Promise<TargetReader> {
    const { documentId, wish } = this.options
    return (this.reader ??= await createTargetReader(this.db, documentId, wish))
  }

  private async assertEpoch(): Promise<void> {
    const { documentId, epoch } = this.options
    if ((await readEpoch(this.db, documentId)) !== epoch) throw new AppError('UNAVAILABLE', 'restore')
  }

  /** Goes on from what was begun; null where nothing was, or where it does not lead to the place. */
  private async finish(wish: PlanWish, seq: number): Promise<Plan | null> {
    const { begun } = this
    this.begun = null
    const later = begun && (await this.laterThan(begun, seq))
    if (begun === null || later === null) return null
    await this.assertEpoch()
    const job: PlanJob = { do: 'finish', name: begun.name, later, ...wish }
    const plan = await this.runForRoom(job)
    return plan.isPlanned ? plan : null
  }

  private async laterThan(
    { seq: begunAt, target }: { seq: number; target: TargetReader },
    seq: number,
  ): Promise<LaterRows | null> {
    if (seq < begunAt) return null
    const page = await readRowsAfter(this.db, this.options.documentId, begunAt, LATER_ROWS)
    const rows = page.filter((row) => row.seq <= seq)
    if ((rows.at(-1)?.seq ?? begunAt) !== seq) return null
    const played = await target.playedAfter(rows)
    return played && { rows, played }
  }
}

async function readHead(db: Db, id: string): Promise<number> {
  const row = await db.document.findUnique({ where: { id }, select: { headSeq: true } })
  return row?.headSeq ?? 0
}

async function readThreads(db: Db, documentId: string): Promise<string[]> {
  const rows = await db.thread.findMany({ where: { documentId }, select: { id: true } })
  return rows.map(({ id }) => id)
}
