// What a document is to say when an older text of it is brought back, or somebody's changes are undone.

import { isDeepStrictEqual } from 'node:util'
import type { Db } from '@app/prisma'
import { type PlayedRow, rolesFor, type Undoing } from '../document/index.ts'
import type { PastRow } from './content-at.ts'
import { type PackedLog, readPackedLog } from './packed-log.ts'
import { type PackedPieces, readPackedPieces } from './past-pieces.ts'
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

/** A few segments: one value of the whole log would hold everybody up while it is read. */
const PAGE_ROWS = 8_192

export async function createTargetReader(db: Db, documentId: string, wish: Wish): Promise<TargetReader> {
  if (wish.kind === 'CHANGES') return ChangesReader.create(db, documentId, wish)
  const target: Target = { type: 'version', past: await readPackedPieces(db, documentId, wish.seq) }
  return { at: async () => target, playedAfter: async () => [] }
}

/** Rows since the first one that is to be left out; only those that are new are read again. */
class ChangesReader implements TargetReader {
  private readonly db: Db
  private readonly documentId: string
  private readonly wish: ChangesWish
  private readonly past: PackedPieces
  private readonly log: PackedLog[] = []
  /** The last place that was read. */
  private readSeq: number
  /** As it was when the rows were last played. */
  private undone: Undoing[] = []

  private constructor(db: Db, documentId: string, wish: ChangesWish, past: PackedPieces) {
    this.db = db
    this.documentId = documentId
    this.wish = wish
    this.past = past
    this.readSeq = past.seq
  }

  static async create(db: Db, documentId: string, wish: ChangesWish): Promise<ChangesReader> {
    return new ChangesReader(db, documentId, wish, await readPackedPieces(db, documentId, wish.fromSeq - 1))
  }

  async at(seq: number): Promise<Target> {
    const { db, documentId, past, log } = this
    while (this.readSeq < seq) {
      const upTo = Math.min(seq, this.readSeq + PAGE_ROWS)
      log.push(await readPackedLog(db, documentId, { after: this.readSeq, upTo }))
      this.readSeq = upTo
    }
    this.undone = await readUndone(db, documentId)
    return { type: 'changes', past, log, changes: toChanges(this.wish), undone: this.undone }
  }

  async playedAfter(rows: readonly PastRow[]): Promise<PlayedRow[] | null> {
    const undone = await readUndone(this.db, this.documentId)
    if (!isDeepStrictEqual(undone, this.undone)) return null
    const role = rolesFor(toChanges(this.wish), undone)
    return rows.filter(({ kind }) => kind !== 'VOID').map((row) => ({ update: row.update, role: role(row) }))
  }
}
