/** Documents and tables as files: content in, bytes out. Who may have them is decided before. */
import { baseOf } from '../document/proposal-views.ts'
import { exportFilename } from './filename.ts'
import { renderPage } from './html.ts'
import { renderInThread } from './in-thread.ts'
import { type FilledArchive, makeArchive } from './making-archive.ts'
import type { ExportRequest } from './request.ts'
import type { Sheet } from './sheet.ts'

export type { FilledArchive } from './making-archive.ts'
export type { ExportRequest } from './request.ts'
export type { Cell, Entries, Moment, Sheet, SheetColumn } from './sheet.ts'

export const EXPORT_FORMATS = ['HTML', 'DOCX'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export const SHEET_FORMATS = ['CSV', 'XLSX'] as const
export type SheetFormat = (typeof SHEET_FORMATS)[number]

/** A version with what proves it (`proof/bundle`). */
export const ARCHIVE_FORMAT = 'ZIP'

export interface ExportedFile {
  bytes: Uint8Array
  contentType: string
  /** ASCII only. */
  filename: string
}

const CONTENT_TYPES: Readonly<Record<ExportFormat | SheetFormat | typeof ARCHIVE_FORMAT, string>> = {
  HTML: 'text/html; charset=utf-8',
  DOCX: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  CSV: 'text/csv; charset=utf-8',
  XLSX: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ZIP: 'application/zip',
}

/**
 * The text in force: what is only proposed is in no file.
 * @param signal gives it up
 */
export async function exportDocument(
  asked: ExportRequest,
  format: ExportFormat,
  signal?: AbortSignal,
): Promise<ExportedFile> {
  const request = { ...asked, content: baseOf(asked.content) }
  const filename = exportFilename(request.title, request.signature, request.exportedAt, format.toLowerCase())
  const bytes =
    format === 'DOCX'
      ? await renderInThread({ format, request }, signal)
      : new TextEncoder().encode(renderPage(request))
  return { bytes, contentType: CONTENT_TYPES[format], filename }
}

export async function exportSheet(
  sheet: Sheet,
  format: SheetFormat,
  filename: string,
  signal?: AbortSignal,
): Promise<ExportedFile> {
  const bytes = await renderInThread({ format, sheet }, signal)
  return { bytes, contentType: CONTENT_TYPES[format], filename }
}

export async function exportArchive(
  fill: (archive: FilledArchive) => Promise<void>,
  filename: string,
  signal?: AbortSignal,
): Promise<ExportedFile> {
  return { bytes: await makeArchive(fill, signal), contentType: CONTENT_TYPES.ZIP, filename }
}
