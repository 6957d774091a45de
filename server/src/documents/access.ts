import type { Db } from '@app/prisma'
import { can, type DocumentAccess, type DocumentGrant, isHeldBack, type Rightholder } from '../auth/policy.ts'
import { AppError } from '../errors.ts'

/** A document as rights see it; what GraphQL types select so that they can be asked without another query. */
export const accessSelect = {
  id: true,
  kind: true,
  organizationId: true,
  organization: { select: { kind: true } },
  stage: true,
  archivedAt: true,
  accessVersion: true,
  epoch: true,
  awaitedRedactions: true,
  members: { where: { until: null }, select: { userId: true, organizationId: true, role: true, manage: true } },
} as const

type AccessRow = Omit<DocumentAccess, 'archived' | 'grants'> & { archivedAt: Date | null; grants: DocumentGrant[] }

/** Asked on every push: one statement, two index look-ups. Null when there is no such document. */
export async function loadAccess(db: Db, documentId: string): Promise<DocumentAccess | null> {
  const rows = await db.$queryRaw<AccessRow[]>`
    SELECT d."id" AS "documentId", d."kind"::text AS "kind", d."organizationId", o."kind"::text AS "organizationKind",
           d."stage"::text AS "stage", d."archivedAt", d."accessVersion", d."epoch",
           cardinality(d."awaitedRedactions") > 0 AS "awaitsRedaction",
           COALESCE((
             SELECT jsonb_agg(jsonb_build_object(
               'userId', m."userId", 'organizationId', m."organizationId", 'role', m."role", 'manage', m."manage"))
             FROM "DocumentMember" m WHERE m."documentId" = d."id" AND m."until" IS NULL
           ), '[]'::jsonb) AS "grants"
    FROM "Document" d JOIN "Organization" o ON o."id" = d."organizationId"
    WHERE d."id" = ${documentId}`
  const row = rows[0]
  if (row === undefined) return null
  const { archivedAt, ...access } = row
  return { ...access, archived: archivedAt !== null }
}

/** The same answer for a document that is missing and one that may not be read. */
export async function getAccess(db: Db, documentId: string): Promise<DocumentAccess> {
  const access = await loadAccess(db, documentId)
  if (access === null) throw new AppError('NOT_FOUND')
  return access
}

/** @throws AppError `UNAVAILABLE` for who could read it, were nothing to be taken out of it first */
export function assertNotHeldBack(actor: Rightholder | null, access: DocumentAccess): void {
  if (isHeldBack(actor, access)) throw new AppError('UNAVAILABLE', 'redaction')
}

/** @throws AppError as above; `NOT_FOUND` where it may not be read, as if there were none */
export function assertReadable(actor: Rightholder | null, access: DocumentAccess): void {
  assertNotHeldBack(actor, access)
  if (!can(actor, 'read', access)) throw new AppError('NOT_FOUND')
}

export interface SelectedAccess {
  id: string
  kind: DocumentAccess['kind']
  organizationId: string
  organization: { kind: DocumentAccess['organizationKind'] }
  stage: DocumentAccess['stage']
  archivedAt: Date | null
  accessVersion: number
  epoch: string
  awaitedRedactions: string[]
  members: DocumentGrant[]
}

/** Rights of a row that was selected with `accessSelect`. */
export function toAccess(row: SelectedAccess): DocumentAccess {
  return {
    documentId: row.id,
    kind: row.kind,
    organizationId: row.organizationId,
    organizationKind: row.organization.kind,
    stage: row.stage,
    archived: row.archivedAt !== null,
    accessVersion: row.accessVersion,
    epoch: row.epoch,
    awaitsRedaction: row.awaitedRedactions.length > 0,
    grants: row.members,
  }
}
