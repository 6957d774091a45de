/** Documents and tables as files: content in, bytes out. Who may have them is decided before. */
import { renderCsv } from './csv.ts'
import { exportFilename } from './filename.ts'
import { renderPage } from './html.ts'
import { renderInThread } from './in-thread.ts'
import type { ExportRequest } from './request.ts'
import type { Sheet } from './sheet.ts'

export type { ExportRequest } from './request.ts'
export type { Cell, Moment, Sheet, SheetColumn } from './sheet.ts'

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

export async function exportDocument(request: ExportRequest, format: ExportFormat): Promise<ExportedFile> {
  const filename = exportFilename(request.title, request.signature, request.exportedAt, format.toLowerCase())
  const bytes =
    format === 'DOCX' ? await renderInThread({ format, request }) : new TextEncoder().encode(renderPage(request))
  return { bytes, contentType: CONTENT_TYPES[format], filename }
}

export async function exportSheet(sheet: Sheet, format: SheetFormat, filename: string): Promise<ExportedFile> {
  const bytes = format === 'XLSX' ? await renderInThread({ format, sheet }) : renderCsv(sheet)
  return { bytes, contentType: CONTENT_TYPES[format], filename }
}

export async function exportArchive(files: Readonly<Record<string, string>>, filename: string): Promise<ExportedFile> {
  return { bytes: await renderInThread({ format: 'ZIP', files }), contentType: CONTENT_TYPES.ZIP, filename }
}
