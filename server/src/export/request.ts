import type { DocumentContent } from '../document/content.ts'
import type { ExportLocale } from './words.ts'

export interface ExportRequest {
  content: DocumentContent
  title: string
  signature: string | null
  /** The organisation that leads the document. */
  organization: string
  exportedAt: Date
  /** Of the words around the text; the text itself is marked as Polish. */
  locale: ExportLocale
}
