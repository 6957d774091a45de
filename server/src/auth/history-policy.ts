import { type Actor, abilitiesOf, type DocumentAccess, isStaff } from './policy.ts'
import { coordinates } from './remark-policy.ts'

/** What may be done with the history of a document, beyond reading it with the text. */
export type HistoryAction = 'nameVersion' | 'restore' | 'review' | 'redact'

/**
 * Whether this person may do this. Who writes the text or manages the document gives names to its versions, also when the
 * text itself is no longer written. Bringing an older text back, or undoing somebody's changes, is writing. Only the City's
 * staff go over its units and read each other's notes; whoever also sits in the Forum does not: of two hats the stricter
 * holds. Who manages the document, or coordinates the Forum, takes out what must not be in it, also of a text that is closed
 * or archived.
 */
export function mayOnHistory(
  actor: Pick<Actor, 'userId' | 'memberships'> | null,
  action: HistoryAction,
  access: DocumentAccess,
): boolean {
  if (actor === null) return false
  const { read, edit, manage } = abilitiesOf(actor, access)
  switch (action) {
    case 'nameVersion':
      return (edit || manage) && !access.archived
    case 'restore':
      return edit
    case 'review':
      return read && isStaff(actor)
    case 'redact':
      return read && (manage || coordinates(actor))
  }
}
