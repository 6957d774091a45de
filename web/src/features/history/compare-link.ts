import type { RouteLocationRaw } from 'vue-router'

/** A place in the history of a document, as an address names it. */
export type Moment =
  | `wersja:${string}`
  | `zapis:${number}`
  | `chwila:${string}`
  | `przed:${string}`
  | `po:${string}`
  | 'teraz'
  | 'ostatnio'

/** A text that somebody chose to compare. */
export interface ChosenText {
  moment: Moment
  name: string
  /** Null for the text as it is now. */
  writtenAt: string | null
}

/** Where two places of a document are compared. */
export function compareLink(documentId: string, from: Moment, to: Moment): RouteLocationRaw {
  return { path: `/dokument/${documentId}/porownaj`, query: { od: from, do: to } }
}
