import type { Look } from '@app/server/document'

/** One of `ComparedPieces`. */
export interface SentPiece {
  change: 'KEEP' | 'SPACE' | 'DELETE' | 'INSERT'
  text: string
  before?: string
  look?: Look
  lookBefore?: Look
  source?: number
}
