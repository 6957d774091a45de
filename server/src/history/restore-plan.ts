// Works out what bringing back an older text, or undoing somebody's changes, would change in a document as it is. Reads and
// never writes; no open room is asked or touched.

import { randomInt } from 'node:crypto'
import type { Db } from '@app/prisma'
import { type PlayedRow, rolesFor } from '../document/index.ts'
import { HEAD, type Past, type PastRow, readPast, readRowsAfter } from './content-at.ts'
import type { Plan, PlanJob, Target } from './restore-worker.ts'
import { type ChangesWish, readUndone, toChanges } from './undone-changes.ts'
import { WarmThread } from './warm-thread.ts'

/** What is to be brought back. */
export type Wish = VersionWish | ChangesWish

export interface VersionWish {
  kind: 'VERSION'
  versionId: string
  /** The place of that version. */
  seq: number
}

export interface Planned extends Plan {
  /** The place in the log it was planned for. */
  seq: number
}

/** What a document is to say, at any place of its log. */
interface TargetReader {
  at(seq: number): Promise<Target>
}

const PAGE_ROWS = 2_000

const SCRIPT = new URL('./restore-thread.js', import.meta.url)
/** A room waits for its change: it must not stand behind other people's previews. */
const THREADS: Record<PlanJob['wants'], WarmThread<PlanJob, Plan>> = {
  difference: new WarmThread(SCRIPT, 'restore'),
  change: new WarmThread(SCRIPT, 'restore'),
}

/** Plans for one document; what does not change with the place is read once. */
export class RestorePlanner {
  private readonly db: Db
  private readonly documentId: string
  private readonly target: TargetReader

  private constructor(db: Db, documentId: string, target: TargetReader) {
    this.db = db
    this.documentId = documentId
    this.target = target
  }

  static async create(db: Db, documentId: string, wish: Wish): Promise<RestorePlanner> {
    if (wish.kind === 'CHANGES')
      return new RestorePlanner(db, documentId, await ChangesReader.create(db, documentId, wish))
    const target: Target = { type: 'version', past: await readPast(db, documentId, wish.seq) }
    return new RestorePlanner(db, documentId, { at: async () => target })
  }

  /**
   * The change at a place of the log, by default the last one.
   * @throws AppError `UNAVAILABLE`
   */
  async plan(wants: PlanJob['wants'], seq = HEAD): Promise<Planned> {
    const { db, documentId } = this
    const now = await readPast(db, documentId, seq)
    const [target, threads] = [await this.target.at(now.seq), await readThreads(db, documentId)]
    const planned = await THREADS[wants].run({ now, target, threads, wants, clientId: randomInt(2 ** 32) })
    return { ...planned, seq: now.seq }
  }
}

async function readThreads(db: Db, documentId: string): Promise<string[]> {
  const rows = await db.thread.findMany({ where: { documentId }, select: { id: true } })
  return rows.map(({ id }) => id)
}

/** Rows since the first one that is to be left out; only those that are new are read again. */
class ChangesReader implements TargetReader {
  private readonly db: Db
  private readonly documentId: string
  private readonly wish: ChangesWish
  private readonly past: Past
  private readonly rows: PastRow[] = []

  private constructor(db: Db, documentId: string, wish: ChangesWish, past: Past) {
    this.db = db
    this.documentId = documentId
    this.wish = wish
    this.past = past
  }

  /** Reads ahead: a long log must not be read while a room waits. */
  static async create(db: Db, documentId: string, wish: ChangesWish): Promise<ChangesReader> {
    const reader = new ChangesReader(db, documentId, wish, await readPast(db, documentId, wish.fromSeq - 1))
    await reader.readOn()
    return reader
  }

  async at(seq: number): Promise<Target> {
    await this.readOn()
    const role = rolesFor(toChanges(this.wish), await readUndone(this.db, this.documentId))
    const rows = this.rows
      .filter((row) => row.seq <= seq && row.kind !== 'VOID')
      .map((row): PlayedRow => ({ update: row.update, role: role(row) }))
    return { type: 'changes', past: this.past, rows }
  }

  private async readOn(): Promise<void> {
    for (;;) {
      const from = this.rows.at(-1)?.seq ?? this.past.seq
      const rows = await readRowsAfter(this.db, this.documentId, from, PAGE_ROWS)
      this.rows.push(...rows)
      if (rows.length < PAGE_ROWS) return
    }
  }
}
