import type { Db, Mention, Organization } from '@app/prisma'
import { type Actor, abilitiesOf, type DocumentAccess } from '../auth/policy.ts'
import { AppError } from '../errors.ts'
import { readersAmong } from '../notifications/readers.ts'

/** Somebody named: exactly one of a person and an organisation. `id` is what stands in the body as `@[id]`. */
export interface MentionInput {
  id: string
  personId: string | null
  organizationId: string | null
}

/** How many a comment may name (`reliability.md` S11). */
export const MAX_MENTIONS = 20

export function toMentionRows(mentions: readonly MentionInput[]) {
  return mentions.map(({ id, personId, organizationId }) => ({ id, userId: personId, organizationId }))
}

/** With its kind: what is no person's id must not pass for one that is known. */
const keyOf = ({ personId, organizationId }: MentionInput) =>
  personId === null ? `organization ${organizationId}` : `person ${personId}`

/** Whom these name and those do not. */
export function newAmong(mentions: readonly MentionInput[], known: readonly MentionInput[]): MentionInput[] {
  const named = new Set(known.map(keyOf))
  return mentions.filter((mention) => !named.has(keyOf(mention)))
}

/**
 * Only who may read the document may be named in it; naming somebody else would tell them that it exists.
 * @param known whom the comment names already: they were told, and words can be put right whatever became of them
 */
export async function assertMentionable(
  db: Db,
  access: DocumentAccess,
  mentions: readonly MentionInput[],
  now: Date,
  known: readonly MentionInput[] = [],
): Promise<void> {
  if (mentions.length > MAX_MENTIONS) throw new AppError('TOO_LARGE', 'mentions')
  const keys = mentions.map(keyOf)
  if (new Set(keys).size < keys.length) throw new AppError('INVALID', 'mentions')
  if (mentions.some(({ personId, organizationId }) => (personId === null) === (organizationId === null))) {
    throw new AppError('INVALID', 'mentions')
  }
  const added = newAmong(mentions, known)
  const people = added.flatMap(({ personId }) => personId ?? [])
  const readers = await readersAmong(db, access, people, now)
  if (people.some((id) => !readers.has(id))) throw new AppError('FORBIDDEN', 'mentions')
  const organizations = added.flatMap(({ organizationId }) => organizationId ?? [])
  if (organizations.length > 0) await assertOrganizationsRead(db, access, organizations)
}

/** Whether everybody in this organisation may read the document, whatever they are there. */
export function mayAllRead({ id, kind }: Pick<Organization, 'id' | 'kind'>, access: DocumentAccess): boolean {
  const memberships = [{ organizationId: id, organizationKind: kind, role: 'NGO_USER' as const }]
  return abilitiesOf({ userId: '', memberships }, access).read
}

async function assertOrganizationsRead(db: Db, access: DocumentAccess, ids: readonly string[]): Promise<void> {
  const rows = await db.organization.findMany({ where: { id: { in: [...ids] } }, select: { id: true, kind: true } })
  const mayRead = rows.filter((organization) => mayAllRead(organization, access))
  if (mayRead.length < new Set(ids).size) throw new AppError('FORBIDDEN', 'mentions')
}

/** Who is named in a comment, whatever became of its words. */
export async function mentionsIn(db: Db, commentId: string): Promise<MentionInput[]> {
  return (await db.mention.findMany({ where: { commentId } })).map(toMention)
}

function toMention({ id, userId, organizationId }: Mention): MentionInput {
  return { id, personId: userId, organizationId }
}

/** Who is named in a comment as it was kept; nobody in words that were taken back or hidden. */
export async function keptMentions(db: Db, threadId: string, commentId: string): Promise<MentionInput[]> {
  const comment = { threadId, deletedAt: null, hiddenAt: null }
  const rows = await db.mention.findMany({ where: { commentId, comment } })
  return rows.map(toMention)
}

/** Whom a comment tells that they, or their organisation, are named in it. */
export function mentionNotices(
  actor: Actor,
  { id, documentId }: { id: string; documentId: string },
  { id: commentId, mentions }: { id: string; mentions: readonly MentionInput[] },
) {
  return mentions.map(({ personId, organizationId }) => ({
    ...(personId === null ? { organizationId: organizationId ?? '' } : { userId: personId }),
    kind: 'MENTION' as const,
    documentId,
    threadId: id,
    commentId,
    actorId: actor.userId,
  }))
}
