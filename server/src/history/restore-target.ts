// What a document is to say when an older text of it is brought back, or somebody's changes are undone.

import { isDeepStrictEqual } from 'node:util'
import type { Db } from '@app/prisma'
import { type ChangesOf, type PlayedRow, rolesFor } from '../document/index.ts'
import { type Past, type PastRow, readPast, readRowsAfter } from './content-at.ts'
import type { Target } from './restore-worker.ts'
import { type ChangesWish, readUndone, toChanges } from './undone-changes.ts'

/** What is to be brought back. */
export type Wish = VersionWish | MomentWish | ChangesWish

export interface VersionWish {
  kind: 'VERSION'
  versionId: string
  /** The place of that version. */
  seq: number
}

export interface MomentWish {
  kind: 'MOMENT'
  seq: number
  /** When the last row up to it was written. */
  writtenAt: Date
}

/** What a document is to say, at any place of its log. */
export interface TargetReader {
  at(seq: number): Promise<Target>
  /** How rows since then are played; null where that changed for earlier ones, too. */
  playedAfter(rows: readonly PastRow[]): Promise<PlayedRow[] | null>
}

const PAGE_ROWS = 2_000

export async function createTargetReader(db: Db, documentId: string, wish: Wish): Promise<TargetReader> {
  if (wish.kind === 'CHANGES') return ChangesReader.create(db, documentId, wish)
  const target: Target = { type: 'version', past: await readPast(db, documentId, wish.seq) }
  return { at: async () => target, playedAfter: async () => [] }
}

/** Rows since the first one that is to be left out; only those that are new are read again. */
class ChangesReader implements TargetReader {
  private readonly db: Db
  private readonly documentId: string
  private readonly wish: ChangesWish
  private readonly past: Past
  private readonly rows: PastRow[] = []
  /** As it was when the rows were last played. */
  private undone: ChangesOf[] = []

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
    this.undone = await readUndone(this.db, this.documentId)
    return {
      type: 'changes',
      past: this.past,
      rows: this.play(this.rows.filter((row) => row.seq <= seq)),
    }
  }

  async playedAfter(rows: readonly PastRow[]): Promise<PlayedRow[] | null> {
    const undone = await readUndone(this.db, this.documentId)
    return isDeepStrictEqual(undone, this.undone) ? this.play(rows) : null
  }

  private play(rows: readonly PastRow[]): PlayedRow[] {
    const role = rolesFor(toChanges(this.wish), this.undone)
    return rows.filter(({ kind }) => kind !== 'VOID').map((row) => ({ update: row.update, role: role(row) }))
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
