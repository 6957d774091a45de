// Words about a text outside its log: titles, remarks, reasons, quotes, mail we keep. What is found is written down by its
// place, never by its words, so that it can be taken out again of a database that was restored.

import { type Db, Prisma } from '@app/prisma'
import { escapeHtml } from '../../mail/render.ts'
import { ENTRIES, type Row, type Searcher, TABLES, type Table, type TableName } from './field-tables.ts'
import { blanked, type Stretch, stretchesInExcerpt, stretchesOf } from './secret-words.ts'

/** A field of a row that held words which had to go. */
export interface FieldPlace {
  table: TableName
  id: string
  field: string
  /** How long it was: in another text the places mean nothing, and all of it goes. */
  length: number
  stretches: Stretch[]
}

/** Every field that holds `secret`, in whatever case; for a `searcher` only those that may tell them so. */
export async function findInFields(
  db: Db,
  documentId: string,
  secret: string,
  searcher: Searcher | null = null,
): Promise<FieldPlace[]> {
  const places: FieldPlace[] = []
  for (const [table, { fields, excerpts = [], read }] of ENTRIES) {
    for (const row of await read(db, documentId, searcher)) {
      for (const field of [...fields, ...excerpts]) {
        const [text, words] =
          field === 'html' ? [asRead(row[field] ?? ''), escapeHtml(secret)] : [row[field] ?? '', secret]
        const stretches = excerpts.includes(field) ? stretchesInExcerpt(text, words) : stretchesOf(text, words)
        if (stretches.length > 0) places.push({ table, id: row.id, field, length: text.length, stretches })
      }
    }
  }
  return [...places, ...(await findAcrossQuotes(db, documentId, secret))]
}

/** The same length, with a space for each line break. */
function asRead(html: string): string {
  return html.replaceAll('<br>', ' '.repeat('<br>'.length))
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

/**
 * What takes the words out of these fields, and out of nothing else; to be run in one transaction. Where a row says something
 * else by then, it divides by nothing, and so undoes all that is run with it.
 */
export async function redactFields(
  db: Db,
  documentId: string,
  places: readonly FieldPlace[],
): Promise<Prisma.PrismaPromise<unknown>[]> {
  const writes: Prisma.PrismaPromise<unknown>[] = []
  for (const [table, { read, write }] of ENTRIES) {
    const own = places.filter((place) => place.table === table)
    if (write === null || own.length === 0) continue
    for (const row of await read(db, documentId, null)) {
      const changes = changesOf(
        row,
        own.filter(({ id }) => id === row.id),
      )
      if (Object.keys(changes).length > 0) writes.push(...holdStill(db, table, row), write(db, row, changes))
    }
  }
  return writes
}

/** Earlier redactions whose reasons are among these fields. */
export function reasonsIn(fields: readonly FieldPlace[]): string[] {
  return [...new Set(fields.filter(({ table }) => table === 'Redaction').map(({ id }) => id))].sort()
}

/** What these fields of a row say afterwards. */
export function changesOf(row: Row, places: readonly FieldPlace[]): Record<string, string> {
  const changes: Record<string, string> = {}
  for (const { field, length, stretches } of places) {
    const before = row[field]
    if (before === null || before === undefined) continue
    const text = changes[field] ?? before
    const after = blanked(text, text.length === length ? stretches : [[0, text.length]])
    if (after !== before) changes[field] = after
  }
  return changes
}

function holdStill(db: Db, table: TableName, { id, ...fields }: Row): Prisma.PrismaPromise<unknown>[] {
  const name = Prisma.raw(`"${table}"`)
  const { columns = {} }: Table = TABLES[table]
  const same = Object.entries(fields).map(
    ([field, text]) => Prisma.sql`${columns[field] ?? Prisma.raw(`"${field}"`)} IS NOT DISTINCT FROM ${text}`,
  )
  return [
    db.$queryRaw`SELECT "id" FROM ${name} WHERE "id" = ${id} FOR UPDATE`,
    db.$queryRaw`SELECT 1 / (SELECT count(*) FROM ${name} WHERE "id" = ${id} AND ${Prisma.join(same, ' AND ')})`,
  ]
}
