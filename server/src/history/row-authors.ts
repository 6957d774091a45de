// Who wrote each row of a log, for whom, when and as what. A long log has a hundred thousand rows, so they are read
// without what they hold and kept in columns.

import type { Db } from '@app/prisma'
import { type RowFacts, readFacts } from '../sync/index.ts'
import type { SourceRow } from './sources.ts'

type Author = Pick<SourceRow, 'userId' | 'organizationId' | 'kind'>

export class RowAuthors {
  private readonly authors: Author[] = []
  private readonly indexes = new Map<string, number>()
  /** By `seq`. */
  private readonly authorAt: number[] = []
  private readonly times: number[] = []
  private readSeq = 0

  /** Null for a row that is not read or does not exist. */
  find(seq: number): SourceRow | null {
    const author = this.authors[this.authorAt[seq] ?? -1]
    return author === undefined ? null : { ...author, seq, at: this.times[seq] ?? 0 }
  }

  /** Reads rows up to `seq`: one statement, none where they are known. */
  async readUpTo(db: Db, documentId: string, seq: number): Promise<void> {
    const from = this.readSeq
    if (seq <= from) return
    const facts = await readFacts(db, documentId, { after: from, upTo: seq })
    for (const row of facts) this.note(row)
    this.readSeq = Math.max(this.readSeq, seq)
  }

  private note({ seq, userId, organizationId, kind, createdAt }: RowFacts): void {
    const key = JSON.stringify([userId, organizationId, kind])
    const index = this.indexes.get(key) ?? this.authors.push({ userId, organizationId, kind }) - 1
    this.indexes.set(key, index)
    this.authorAt[seq] = index
    this.times[seq] = createdAt.getTime()
  }
}
