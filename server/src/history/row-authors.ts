// Who wrote each row of a log, for whom, when and as what. A long log has a hundred thousand rows, so they are read
// without what they hold and kept in columns.

import type { Db } from '@app/prisma'
import { type RowFacts, readFacts } from '../sync/log-read.ts'
import type { RowAuthor, SourceRow } from './sources.ts'

/** So many are unpacked in a few milliseconds. */
const PAGE_ROWS = 8_192

export class RowAuthors {
  private readonly authors: RowAuthor[] = []
  /** By `seq`. */
  private readonly authorAt: number[] = []
  private readonly times: number[] = []
  private readSeq = 0

  /** Null for a row that is not read or does not exist. */
  find(seq: number): SourceRow | null {
    const author = this.authors[this.authorAt[seq] ?? -1]
    return author === undefined ? null : { author, at: this.times[seq] ?? 0 }
  }

  /** Reads rows up to `seq`: few statements, none where they are known. */
  async readUpTo(db: Db, documentId: string, seq: number): Promise<void> {
    while (this.readSeq < seq) {
      const [after, upTo] = [this.readSeq, Math.min(this.readSeq + PAGE_ROWS, seq)]
      this.add(await readFacts(db, documentId, { after, upTo }))
      this.readSeq = Math.max(this.readSeq, upTo)
    }
  }

  add(rows: readonly RowFacts[]): void {
    for (const { createdAt, ...row } of rows) {
      this.authorAt[row.seq] = this.indexOf(row)
      this.times[row.seq] = createdAt.getTime()
    }
  }

  private indexOf({ userId, organizationId, kind }: RowAuthor): number {
    const isSame = (each: RowAuthor): boolean =>
      each.userId === userId && each.organizationId === organizationId && each.kind === kind
    const known = this.authors.findIndex(isSame)
    return known >= 0 ? known : this.authors.push({ userId, organizationId, kind }) - 1
  }
}
