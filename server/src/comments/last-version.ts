import type { Db, Thread as ThreadRow } from '@app/prisma'
import { findHolds, isAnchored } from '../document/index.ts'
import { contentToText } from '../document/plain-text.ts'
import { builder } from '../graphql/builder.ts'
import { contentAt, type ReadRequest } from '../history/read-past.ts'
import { Version } from '../history/schema-versions.ts'
import { Thread } from './schema.ts'

type Lost = Pick<ThreadRow, 'id' | 'documentId' | 'unitId' | 'wholeUnit' | 'quote' | 'seq' | 'lostSeq'>

/** The newest version that was kept while the passage stood; null where none was, or where it still stands. */
async function lastVersionWith(db: Db, thread: Lost, askedBy: string): Promise<string | null> {
  const { documentId, seq, lostSeq } = thread
  if (lostSeq === null) return null
  const kept = { documentId, redactedAt: null }
  const since = await db.version.findMany({
    where: { ...kept, seq: { gt: seq, lte: lostSeq } },
    orderBy: { number: 'asc' },
    select: { id: true, seq: true },
  })
  // The loss is noticed some time after it happened: versions of that time are without the passage already.
  const found = await lastOf(since, ({ seq: at }) => stoodAt(db, thread, { seq: at, askedBy }))
  if (found !== null) return found.id
  const before = await db.version.findFirst({
    where: { ...kept, seq: { lte: seq } },
    orderBy: { number: 'desc' },
    select: { id: true, seq: true },
  })
  return before !== null && (await stoodAt(db, thread, { seq: before.seq, askedBy })) ? before.id : null
}

/** The last for which it holds, of a row in which it holds up to some place; the very last one is asked first. */
async function lastOf<T>(row: readonly T[], holds: (each: T) => Promise<boolean>): Promise<T | null> {
  let [first, end] = [0, row.length]
  let asked = end - 1
  while (first < end) {
    if (await holds(row[asked] as T)) first = asked + 1
    else end = asked
    asked = Math.floor((first + end) / 2)
  }
  return row[first - 1] ?? null
}

/** Before there were marks, where the words stood in their unit. */
async function stoodAt(db: Db, thread: Lost, at: Pick<ReadRequest, 'seq' | 'askedBy'>): Promise<boolean> {
  const { content } = await contentAt(db, { documentId: thread.documentId, ...at })
  if (isAnchored(thread, findHolds(content))) return true
  const [words = ''] = thread.quote.split('\n')
  return words !== '' && contentToText(content.filter(({ id }) => id === thread.unitId)).includes(words)
}

builder.prismaObjectField(Thread, 'lastVersion', (t) =>
  t.prismaField({
    type: Version,
    nullable: true,
    description: 'The newest version that still has the passage, where the text has lost it; null where none was kept.',
    select: { id: true, documentId: true, unitId: true, wholeUnit: true, quote: true, seq: true, lostSeq: true },
    resolve: async (query, thread, _args, { db, actor }) => {
      const id = await lastVersionWith(db, thread, actor?.userId ?? '')
      return id === null ? null : db.version.findUnique({ ...query, where: { id } })
    },
  }),
)
