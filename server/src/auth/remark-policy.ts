import { type Actor, abilitiesOf, type DocumentAccess } from './policy.ts'

/** What may be done to a thread or to something said in it. */
export type RemarkAction = 'start' | 'reply' | 'react' | 'resolve' | 'reanchor' | 'edit' | 'moderate'

type Remarker = Pick<Actor, 'userId' | 'memberships'>

/**
 * Whether this person may do this with what `authorId` said about the document (null where nobody has yet).
 * Commenting asks for no right to edit; one's own words are one's own; who may edit the text, or began the thread, closes
 * it; a coordinator of the Forum, or who manages the document, may hide words.
 */
export function mayRemark(
  actor: Remarker | null,
  action: RemarkAction,
  access: DocumentAccess,
  authorId: string | null,
): boolean {
  if (actor === null) return false
  const { read, comment, edit, manage } = abilitiesOf(actor, access)
  const isOwn = authorId === actor.userId
  switch (action) {
    case 'start':
    case 'reply':
    case 'react':
      return comment
    case 'edit':
      return comment && isOwn
    case 'resolve':
    case 'reanchor':
      return comment && (isOwn || edit || manage || coordinates(actor))
    case 'moderate':
      return read && (manage || coordinates(actor))
  }
}

/** A coordinator of the Forum. */
export function coordinates({ memberships }: Remarker): boolean {
  return memberships.some(({ role, organizationKind }) => role === 'COORDINATOR' && organizationKind === 'NGO')
}
