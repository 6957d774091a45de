import { RemarkType } from '@app/prisma'
import { z } from 'zod'
import type { Services } from '../context.ts'
import { exportFilename } from '../export/filename.ts'
import { type ExportedFile, exportSheet, type SheetFormat } from '../export/index.ts'
import type { ExportLocale } from '../export/words.ts'
import { arrange, REMARK_ORDERS } from './arrange.ts'
import { REMARK_KINDS, REMARK_STATES } from './remark.ts'
import { readRemarks } from './rows.ts'
import { toRemarkSheet } from './sheet.ts'
import { REMARK_WORDS } from './words.ts'

/** Which remarks a file holds, and in which order; kept with the ticket until the file is made. */
export const remarkSelection = z.object({
  filter: z.object({
    search: z.string().nullish(),
    kind: z.enum(REMARK_KINDS).nullish(),
    types: z.array(z.enum(RemarkType)).nullish(),
    states: z.array(z.enum(REMARK_STATES)).nullish(),
    organizationId: z.string().nullish(),
    submitterId: z.string().nullish(),
    unitId: z.string().nullish(),
  }),
  order: z.object({ by: z.enum(REMARK_ORDERS), descending: z.boolean() }),
})
export type RemarkSelection = z.infer<typeof remarkSelection>

interface RemarkFileRequest {
  document: { id: string; title: string; signature: string | null }
  selection: RemarkSelection
  format: SheetFormat
  locale: ExportLocale
  origin: string
  /** Gives it up. */
  signal?: AbortSignal
}

/** The table of remarks as a file: whom and what it names is read now. Who may have it is decided before. */
export async function exportRemarks(
  { db, rooms, clock }: Pick<Services, 'db' | 'rooms' | 'clock'>,
  { document, selection, format, locale, origin, signal }: RemarkFileRequest,
): Promise<ExportedFile> {
  const all = await readRemarks({ db, rooms }, document.id)
  const exportedAt = clock.now()
  const sheet = toRemarkSheet({
    documentId: document.id,
    title: document.title,
    remarks: arrange(all, selection.filter, selection.order),
    documentCount: all.length,
    exportedAt,
    locale,
    origin,
  })
  return exportSheet(sheet, format, remarkFilename(document, exportedAt, format, locale), signal)
}

export function remarkFilename(
  { title, signature }: RemarkFileRequest['document'],
  exportedAt: Date,
  format: SheetFormat,
  locale: ExportLocale,
): string {
  return exportFilename(title, signature, exportedAt, format.toLowerCase(), REMARK_WORDS[locale].table)
}
