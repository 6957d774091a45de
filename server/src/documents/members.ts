import type { Db, DocumentRole } from '@app/prisma'
import { type Actor, can, type DocumentAccess, type DocumentGrant, mayBeGiven } from '../auth/policy.ts'
import { findRightholders } from '../auth/rightholder.ts'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { withRight } from './fresh-rights.ts'

type Tools = Pick<Services, 'db' | 'clock' | 'pubsub' | 'audit' | 'sessions'>

/** Exactly one of a person and an organisation. */
export type Recipient = { personId: string } | { organizationId: string }

export interface Share {
  recipient: Recipient
  role: DocumentRole
  manage: boolean
  /** Whoever asks does not know of any other right that was given. */
  onlyNew: boolean
}

export function toRecipient(personId: string | null, organizationId: string | null): Recipient {
  if (personId !== null && organizationId === null) return { personId }
  if (organizationId !== null && personId === null) return { organizationId }
  throw new AppError('INVALID', 'recipient')
}

/**
 * Gives a right on a document, or changes one that was given.
 * @throws AppError `CONFLICT` with detail `held right` where only a new one was asked for, and another is held; with
 * detail `City` where the recipient could not use it all
 */
export async function shareDocument(tools: Tools, actor: Actor, documentId: string, share: Share): Promise<void> {
  const { db, clock, pubsub, audit } = tools
  const grant = { ...toGrantee(share.recipient), role: share.role, manage: share.manage }
  await withRight(tools, actor, documentId, 'share', async (access, current) => {
    const recipient = await findRecipient(db, share.recipient, clock.now())
    if (!mayBeGiven(recipient, share, access)) throw new AppError('CONFLICT', 'City')
    if (share.onlyNew) assertHoldsNone(access, grant)
    assertKeepsManaging(current, access, [...access.grants.filter((known) => !isSameGrantee(known, grant)), grant])
    return upsertMember(db, access, grant, actor.userId, clock.now())
  })
  await audit.record({
    action: 'document.shared',
    actorId: actor.userId,
    documentId,
    targetType: 'personId' in share.recipient ? 'person' : 'organization',
    targetId: 'personId' in share.recipient ? share.recipient.personId : share.recipient.organizationId,
    detail: { role: share.role, manage: share.manage },
  })
  announce(pubsub, documentId)
}

/** Takes a right back; the row stays, with the day it ended. */
export async function unshareDocument(tools: Tools, actor: Actor, documentId: string, memberId: string): Promise<void> {
  const { db, clock, pubsub, audit } = tools
  await withRight(tools, actor, documentId, 'share', async (access, current) => {
    const member = await db.documentMember.findFirst({ where: { id: memberId, documentId, until: null } })
    if (member === null) throw new AppError('NOT_FOUND')
    assertKeepsManaging(
      current,
      access,
      access.grants.filter((known) => !isSameGrantee(known, member)),
    )
    return endMember(db, access, memberId, clock.now())
  })
  await audit.record({
    action: 'document.unshared',
    actorId: actor.userId,
    documentId,
    targetType: 'member',
    targetId: memberId,
  })
  announce(pubsub, documentId)
}

/** The right and the document's new `accessVersion` are one statement: no push decided before it is accepted after it. */
export function upsertMember(
  db: Db,
  access: DocumentAccess,
  grant: DocumentGrant,
  grantedById: string,
  now: Date,
): Promise<number> {
  const { userId, organizationId, role, manage } = grant
  return db.$executeRaw`
    WITH decided AS (
      UPDATE "Document" SET "accessVersion" = "accessVersion" + 1
      WHERE "id" = ${access.documentId} AND "accessVersion" = ${access.accessVersion}
      RETURNING "id"
    ), changed AS (
      UPDATE "DocumentMember" m
      SET "role" = ${role}::"DocumentRole", "manage" = ${manage}, "grantedById" = ${grantedById},
          "since" = ${now}::timestamp, "until" = NULL
      FROM decided
      WHERE m."documentId" = decided."id" AND m."userId" IS NOT DISTINCT FROM ${userId ?? null}::text
        AND m."organizationId" IS NOT DISTINCT FROM ${organizationId ?? null}::text
      RETURNING m."id"
    ), added AS (
      INSERT INTO "DocumentMember"
        ("id", "documentId", "userId", "organizationId", "role", "manage", "grantedById", "since")
      SELECT ${newId()}, "id", ${userId ?? null}::text, ${organizationId ?? null}::text, ${role}::"DocumentRole",
             ${manage}::boolean, ${grantedById}, ${now}::timestamp
      FROM decided WHERE NOT EXISTS (SELECT 1 FROM changed)
      RETURNING "id"
    )
    SELECT "id" FROM changed UNION ALL SELECT "id" FROM added`
}

function endMember(db: Db, access: DocumentAccess, memberId: string, now: Date): Promise<number> {
  return db.$executeRaw`
    WITH decided AS (
      UPDATE "Document" SET "accessVersion" = "accessVersion" + 1
      WHERE "id" = ${access.documentId} AND "accessVersion" = ${access.accessVersion}
      RETURNING "id"
    )
    UPDATE "DocumentMember" m SET "until" = ${now}::timestamp
    FROM decided WHERE m."documentId" = decided."id" AND m."id" = ${memberId}`
}

/** Nobody locks themselves, and with them everybody, out of the rights of a document. */
function assertKeepsManaging(actor: Actor, access: DocumentAccess, grants: readonly DocumentGrant[]): void {
  if (!can(actor, 'manage', { ...access, grants })) throw new AppError('CONFLICT', 'own right')
}

/** The same one is no other: it is asked for again after a lost answer. */
function assertHoldsNone({ grants }: DocumentAccess, wanted: DocumentGrant): void {
  const held = grants.find((known) => isSameGrantee(known, wanted))
  if (held === undefined || (held.role === wanted.role && held.manage === wanted.manage)) return
  throw new AppError('CONFLICT', 'held right')
}

async function findRecipient(db: Db, recipient: Recipient, now: Date): Promise<Parameters<typeof mayBeGiven>[0]> {
  if ('personId' in recipient) {
    const [person] = await findRightholders(db, [recipient.personId], now)
    if (person === undefined) throw new AppError('NOT_FOUND')
    return person
  }
  const organization = await db.organization.findUnique({
    where: { id: recipient.organizationId },
    select: { kind: true },
  })
  if (organization === null) throw new AppError('NOT_FOUND')
  return { memberships: [{ organizationKind: organization.kind }] }
}

function toGrantee(recipient: Recipient): Pick<DocumentGrant, 'userId' | 'organizationId'> {
  return 'personId' in recipient
    ? { userId: recipient.personId, organizationId: null }
    : { userId: null, organizationId: recipient.organizationId }
}

function isSameGrantee(left: Pick<DocumentGrant, 'userId' | 'organizationId'>, right: typeof left): boolean {
  return left.userId === right.userId && left.organizationId === right.organizationId
}

function announce(pubsub: Services['pubsub'], documentId: string): void {
  pubsub.publish('access', { documentId })
  pubsub.publish('document', { documentId })
}
