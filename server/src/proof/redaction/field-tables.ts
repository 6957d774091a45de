// Tables with words about a text outside its log, and who may be told that they hold some.

import { type Db, Prisma } from '@app/prisma'
import { toSearchText } from '../../documents/documents.ts'

export type Row = { id: string } & Record<string, string | null>

/** Somebody who looks for words; nothing they may not read tells them whether it holds them. */
export interface Searcher {
  userId: string
  /** Reads the notes of the City's staff. */
  isStaff: boolean
  /** Cleans mail also of words that stand nowhere else any more. */
  isCoordinator: boolean
}

export interface Table {
  fields: readonly string[]
  /** Parts of a text that were cut out of it: they may begin or end in the middle of the words. */
  excerpts?: readonly string[]
  /** What a field is read of, where it is no column of text. */
  columns?: Readonly<Record<string, Prisma.Sql>>
  /** All rows about a document, or those that may decide what `searcher` is told. */
  read(db: Db, documentId: string, searcher: Searcher | null): Promise<Row[]>
  /** Null where whoever redacts writes it with other things. */
  write: ((db: Db, row: Row, changes: Record<string, string>) => Prisma.PrismaPromise<unknown>) | null
}

/** No words go across it, as they do across the end of a line. */
const BETWEEN_TAGS = '\u001F'

export const TABLES = {
  Document: {
    // Its number, in `signature`, is the Forum's.
    fields: ['title', 'tags'],
    columns: { tags: Prisma.sql`array_to_string("tags", ${BETWEEN_TAGS})` },
    read: async (db, id) => {
      const rows = await db.document.findMany({
        where: { id },
        select: { id: true, title: true, signature: true, tags: true },
      })
      return rows.map(({ tags, ...row }) => ({ ...row, tags: tags.join(BETWEEN_TAGS) }))
    },
    write: (db, { id, title: before, signature = null }, { title = before ?? '', tags }) =>
      db.document.update({
        where: { id },
        data: {
          title,
          searchText: toSearchText(title, signature),
          ...(tags !== undefined && { tags: tags.split(BETWEEN_TAGS) }),
        },
      }),
  },
  Version: {
    fields: ['name', 'note', 'redactionReason'],
    read: (db, documentId) =>
      db.version.findMany({
        where: { documentId },
        select: { id: true, name: true, note: true, redactionReason: true },
      }),
    write: null,
  },
  Thread: {
    fields: ['unitLabel'],
    excerpts: ['quote', 'quoteBefore', 'quoteAfter'],
    read: (db, documentId) =>
      db.thread.findMany({
        where: { documentId },
        select: { id: true, unitLabel: true, quote: true, quoteBefore: true, quoteAfter: true },
      }),
    write: (db, { id }, data) => db.thread.update({ where: { id }, data }),
  },
  ThreadComment: {
    fields: ['body', 'hiddenReason'],
    // Who may redact may also show what was hidden.
    read: (db, documentId) =>
      db.threadComment.findMany({
        where: { thread: { documentId } },
        select: { id: true, body: true, hiddenReason: true },
      }),
    write: (db, { id }, data) => db.threadComment.update({ where: { id }, data }),
  },
  ChangeProposal: {
    fields: [
      ...(['title', 'grounds', 'onBehalfOf', 'unitLabel', 'wordingBefore', 'wordingAfter'] as const),
      ...(['decisionReason', 'hiddenReason'] as const),
    ],
    read: (db, documentId) =>
      db.changeProposal.findMany({
        where: { documentId },
        select: {
          id: true,
          title: true,
          grounds: true,
          onBehalfOf: true,
          unitLabel: true,
          wordingBefore: true,
          wordingAfter: true,
          decisionReason: true,
          hiddenReason: true,
        },
      }),
    write: (db, { id }, data) => db.changeProposal.update({ where: { id }, data }),
  },
  StrandedText: {
    fields: [],
    // What one of several people wrote of a passage.
    excerpts: ['text'],
    read: (db, documentId, searcher) =>
      db.strandedText.findMany({
        where: { documentId, ...(searcher !== null && { userId: searcher.userId }) },
        select: { id: true, text: true },
      }),
    write: (db, { id }, data) => db.strandedText.update({ where: { id }, data }),
  },
  StaffNote: {
    fields: ['body', 'unitLabel'],
    read: async (db, documentId, searcher) =>
      searcher?.isStaff === false
        ? []
        : db.staffNote.findMany({ where: { documentId }, select: { id: true, body: true, unitLabel: true } }),
    write: (db, { id }, data) => db.staffNote.update({ where: { id }, data }),
  },
  StageChange: {
    fields: ['reason'],
    read: (db, documentId) => db.stageChange.findMany({ where: { documentId }, select: { id: true, reason: true } }),
    write: (db, { id }, data) => db.stageChange.update({ where: { id }, data }),
  },
  // Whoever reads the document reads why words were taken out of it.
  Redaction: {
    fields: ['reason'],
    read: (db, documentId) => db.redaction.findMany({ where: { documentId }, select: { id: true, reason: true } }),
    write: (db, { id }, data) => db.redaction.update({ where: { id }, data: { ...data, reasonSalt: null } }),
  },
  // Other facts in it are codes, counts and ids. Reasons stood where everybody read them, before they came to stand here alone.
  AuditEvent: {
    fields: ['reason'],
    columns: { reason: Prisma.sql`"detail"->>'reason'` },
    read: (db, documentId) => db.$queryRaw<Row[]>`
      SELECT "id", "detail"->>'reason' AS "reason" FROM "AuditEvent"
      WHERE "documentId" = ${documentId} AND "detail"->>'reason' IS NOT NULL`,
    write: (db, { id }, { reason = '' }) => db.$executeRaw`
      UPDATE "AuditEvent" SET "detail" = jsonb_set("detail", '{reason}', to_jsonb(${reason}::text)) WHERE "id" = ${id}`,
  },
  // Nobody reads it. Of a mail about several documents nothing says which of them its words are of.
  MailMessage: {
    fields: [],
    excerpts: ['subject', 'text', 'html'],
    read: async (db, documentId, searcher) =>
      searcher?.isCoordinator === false
        ? []
        : db.mailMessage.findMany({
            where: { documentIds: searcher === null ? { has: documentId } : { equals: [documentId] } },
            select: { id: true, subject: true, text: true, html: true },
          }),
    write: (db, { id }, data) => db.mailMessage.update({ where: { id }, data }),
  },
} as const satisfies Record<string, Table>

export type TableName = keyof typeof TABLES

export const ENTRIES = Object.entries(TABLES) as [TableName, Table][]
