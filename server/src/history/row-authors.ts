// Who wrote each row of a log, for whom, when and as what. A long log has a hundred thousand rows, so they are read
// author by author and kept in columns.

import type { Db } from '@app/prisma'
import type { RowAuthor, SourceRow } from './sources.ts'

interface AuthorRow extends RowAuthor {
  /** `seq time seq time …`, times in milliseconds. */
  rows: string
}

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

  /** Reads rows up to `seq`: one statement, none where they are known. */
  async readUpTo(db: Db, documentId: string, seq: number): Promise<void> {
    const from = this.readSeq
    if (seq <= from) return
    const found = await db.$queryRaw<AuthorRow[]>`
      SELECT "userId", "organizationId", "kind"::text AS "kind",
        string_agg("seq" || ' ' || (extract(epoch FROM "createdAt") * 1000)::bigint, ' ') AS "rows"
      FROM "DocumentUpdate" WHERE "documentId" = ${documentId} AND "seq" > ${from} AND "seq" <= ${seq}
      GROUP BY "userId", "organizationId", "kind"`
    for (const { rows, ...author } of found) {
      this.note(author, rows.split(' '))
      await new Promise(setImmediate)
    }
    this.readSeq = Math.max(this.readSeq, seq)
  }

  private note(author: RowAuthor, rows: readonly string[]): void {
    const index = this.indexOf(author)
    for (let at = 0; at < rows.length; at += 2) {
      const seq = Number(rows[at])
      this.authorAt[seq] = index
      this.times[seq] = Number(rows[at + 1])
    }
  }

  private indexOf({ userId, organizationId, kind }: RowAuthor): number {
    const isSame = (each: RowAuthor): boolean =>
      each.userId === userId && each.organizationId === organizationId && each.kind === kind
    const known = this.authors.findIndex(isSame)
    return known >= 0 ? known : this.authors.push({ userId, organizationId, kind }) - 1
  }
}
