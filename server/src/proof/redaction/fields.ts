// Words about a text outside its log: titles, remarks, reasons, quotes, mail we keep. What is found is written down by its
// place, never by its words, so that it can be taken out again of a database that was restored.

import type { Db, Prisma } from '@app/prisma'
import { toSearchText } from '../../documents/documents.ts'
import { escapeHtml } from '../../mail/render.ts'
import { blanked, type Stretch, stretchesInExcerpt, stretchesOf } from './secret-words.ts'

/** A field of a row that held words which had to go. */
export interface FieldPlace {
  table: keyof typeof TABLES
  id: string
  field: string
  /** How long it was: in another text the places mean nothing, and all of it goes. */
  length: number
  stretches: Stretch[]
}

type Row = { id: string } & Record<string, string | null>

interface Table {
  fields: readonly string[]
  /** Parts of a text that were cut out of it: they may begin or end in the middle of the words. */
  excerpts?: readonly string[]
  read(db: Db, documentId: string, secret: string): Promise<Row[]>
  write(db: Db, id: string, data: Record<string, string | undefined>): Prisma.PrismaPromise<unknown>
}

/** A mail may hold no more than its beginning. */
const MAILED_PART = 8
const like = (secret: string): string => `%${secret.slice(0, MAILED_PART).replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`

const TABLES = {
  Document: {
    fields: ['title'],
    read: (db, id) => db.document.findMany({ where: { id }, select: { id: true, title: true, signature: true } }),
    write: (db, id, { title = '', signature = null }) =>
      db.document.update({ where: { id }, data: { title, searchText: toSearchText(title, signature) } }),
  },
  Thread: {
    fields: ['unitLabel'],
    excerpts: ['quote', 'quoteBefore', 'quoteAfter'],
    read: (db, documentId) =>
      db.thread.findMany({
        where: { documentId },
        select: { id: true, unitLabel: true, quote: true, quoteBefore: true, quoteAfter: true },
      }),
    write: (db, id, data) => db.thread.update({ where: { id }, data }),
  },
  ThreadComment: {
    fields: ['body', 'hiddenReason'],
    read: (db, documentId) =>
      db.threadComment.findMany({
        where: { thread: { documentId } },
        select: { id: true, body: true, hiddenReason: true },
      }),
    write: (db, id, data) => db.threadComment.update({ where: { id }, data }),
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
    write: (db, id, data) => db.changeProposal.update({ where: { id }, data }),
  },
  StrandedText: {
    fields: ['text'],
    read: (db, documentId) => db.strandedText.findMany({ where: { documentId }, select: { id: true, text: true } }),
    write: (db, id, data) => db.strandedText.update({ where: { id }, data }),
  },
  StaffNote: {
    fields: ['body', 'unitLabel'],
    read: (db, documentId) =>
      db.staffNote.findMany({ where: { documentId }, select: { id: true, body: true, unitLabel: true } }),
    write: (db, id, data) => db.staffNote.update({ where: { id }, data }),
  },
  StageChange: {
    fields: ['reason'],
    read: (db, documentId) => db.stageChange.findMany({ where: { documentId }, select: { id: true, reason: true } }),
    write: (db, id, data) => db.stageChange.update({ where: { id }, data }),
  },
  // A mail does not say which document it is about.
  MailMessage: {
    fields: [],
    excerpts: ['subject', 'text', 'html'],
    read: (db, _documentId, secret) => db.$queryRaw<Row[]>`
      SELECT "id", "subject", "text", "html" FROM "MailMessage"
      WHERE "subject" ILIKE ${like(secret)} OR "text" ILIKE ${like(secret)} OR "html" ILIKE ${like(escapeHtml(secret))}`,
    write: (db, id, data) => db.mailMessage.update({ where: { id }, data }),
  },
} as const satisfies Record<string, Table>

const ENTRIES = Object.entries(TABLES) as [FieldPlace['table'], Table][]

/** Every field that holds `secret`, in whatever case. */
export async function findInFields(db: Db, documentId: string, secret: string): Promise<FieldPlace[]> {
  const places: FieldPlace[] = []
  for (const [table, { fields, excerpts = [], read }] of ENTRIES) {
    for (const row of await read(db, documentId, secret)) {
      for (const field of [...fields, ...excerpts]) {
        const text = row[field] ?? ''
        const words = field === 'html' ? escapeHtml(secret) : secret
        const stretches = excerpts.includes(field) ? stretchesInExcerpt(text, words) : stretchesOf(text, words)
        if (stretches.length > 0) places.push({ table, id: row.id, field, length: text.length, stretches })
      }
    }
  }
  return [...places, ...(await findAcrossQuotes(db, documentId, secret))]
}

/** Words that begin before what a remark is about and end in it, or after it. */
async function findAcrossQuotes(db: Db, documentId: string, secret: string): Promise<FieldPlace[]> {
  const places: FieldPlace[] = []
  for (const row of await TABLES.Thread.read(db, documentId)) {
    const parts = ['quoteBefore', 'quote', 'quoteAfter'] as const
    const whole = stretchesOf(parts.map((part) => row[part]).join(''), secret)
    let from = 0
    for (const field of parts) {
      const { length } = row[field]
      const stretches = whole.flatMap(([start, size]): Stretch[] => {
        const [first, end] = [Math.max(0, start - from), Math.min(length, start + size - from)]
        return first < end ? [[first, end - first]] : []
      })
      if (stretches.length > 0) places.push({ table: 'Thread', id: row.id, field, length, stretches })
      from += length
    }
  }
  return places
}

/** What takes the words out of these fields; to be run in one transaction. */
export async function redactFields(
  db: Db,
  documentId: string,
  secret: string,
  places: readonly FieldPlace[],
): Promise<Prisma.PrismaPromise<unknown>[]> {
  const writes: Prisma.PrismaPromise<unknown>[] = []
  for (const [table, { read, write }] of ENTRIES) {
    const own = places.filter((place) => place.table === table)
    if (own.length === 0) continue
    const rows = new Map((await read(db, documentId, secret)).map((row) => [row.id, row]))
    for (const id of new Set(own.map((place) => place.id))) {
      const row = rows.get(id)
      if (row === undefined) continue
      const data = own.filter((place) => place.id === id).reduce(redactField, { ...row })
      const { id: _id, ...changed } = data
      writes.push(write(db, id, onlyTexts(changed)))
    }
  }
  return writes
}

function redactField(row: Row, { field, length, stretches }: FieldPlace): Row {
  const text = row[field] ?? ''
  const where: readonly Stretch[] = text.length === length ? stretches : [[0, text.length]]
  return { ...row, [field]: blanked(text, where) }
}

function onlyTexts(row: Record<string, string | null>): Record<string, string> {
  return Object.fromEntries(Object.entries(row).filter((entry): entry is [string, string] => entry[1] !== null))
}
