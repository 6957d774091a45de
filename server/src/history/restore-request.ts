// What somebody asks to be brought back or undone, once it is known that they may ask it.

import type { UpdateKind } from '@app/prisma'
import { mayOnHistory } from '../auth/history-policy.ts'
import type { Actor, DocumentAccess } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { getReadAccess } from '../documents/judged-again.ts'
import { AppError } from '../errors.ts'
import { findRowUpTo } from '../sync/index.ts'
import type { MomentWish, VersionWish, Wish } from './restore-target.ts'
import type { ChangesWish } from './undone-changes.ts'

/** What is to be done to which document. */
export interface Request<W extends Wish = Wish> {
  documentId: string
  wish: W
}

/**
 * The version with its document, for somebody who may bring it back.
 * @throws AppError `NOT_FOUND`, `FORBIDDEN`
 */
export async function requestVersion(
  { db }: Pick<Services, 'db'>,
  actor: Actor,
  versionId: string,
): Promise<Request<VersionWish>> {
  const version = await db.version.findUnique({ where: { id: versionId }, select: { documentId: true, seq: true } })
  if (version === null) throw new AppError('NOT_FOUND')
  const { documentId, seq } = version
  await getRestoreAccess(db, actor, documentId)
  return { documentId, wish: { kind: 'VERSION', versionId, seq } }
}

/**
 * A place of the log, for somebody who may bring its text back.
 * @throws AppError `NOT_FOUND`, `FORBIDDEN`, `INVALID` for a place that the log does not have
 */
export async function requestMoment(
  { db }: Pick<Services, 'db'>,
  actor: Actor,
  { documentId, seq }: { documentId: string; seq: number },
): Promise<Request<MomentWish>> {
  await getRestoreAccess(db, actor, documentId)
  const headSeq = await readHead(db, documentId)
  const row = seq < 1 || seq > headSeq ? null : await findRowUpTo(db, documentId, seq)
  if (row === null) throw new AppError('INVALID', 'seq')
  return { documentId, wish: { kind: 'MOMENT', seq, writtenAt: row.createdAt } }
}

/** The rows of the log that an entry of the activity tells of, as far as they can be undone. */
const UNDOABLE: Partial<Record<string, UpdateKind>> = {
  WRITING: 'EDIT',
  RESTORE: 'RESTORE',
  ROLLBACK: 'ROLLBACK',
  CONVERSION: 'CONVERSION',
}

/** What an entry of the activity tells of; where no kind is named, of all kinds and for whomever. */
export interface UndoneEntry {
  documentId: string
  personId: string
  fromSeq: number
  toSeq: number
  /** `ActivityKind`. */
  kind?: string | null | undefined
  organizationId?: string | null | undefined
}

/**
 * What a person changed between two places of the log, for somebody who may undo it.
 * @throws AppError `NOT_FOUND`, `FORBIDDEN`, `INVALID` for places that the log does not have
 */
export async function requestChanges(
  { db }: Pick<Services, 'db'>,
  actor: Actor,
  { documentId, kind, organizationId = null, ...changes }: UndoneEntry,
): Promise<Request<ChangesWish>> {
  await getRestoreAccess(db, actor, documentId)
  const headSeq = await readHead(db, documentId)
  const { fromSeq, toSeq } = changes
  if (fromSeq < 1 || toSeq < fromSeq || toSeq > headSeq) throw new AppError('INVALID', 'seq')
  const ofKind = kind == null ? null : UNDOABLE[kind]
  if (ofKind === undefined) throw new AppError('INVALID', 'kind')
  const of = ofKind === null ? null : { kind: ofKind, organizationId }
  return { documentId, wish: { kind: 'CHANGES', ...changes, of } }
}

/** The rights on a document for somebody who may bring an older text of it back. */
export async function getRestoreAccess(db: Services['db'], actor: Actor, documentId: string): Promise<DocumentAccess> {
  const access = await getReadAccess(db, actor, documentId)
  assertMayRestore(actor, access)
  return access
}

/** @throws AppError `FORBIDDEN` */
export function assertMayRestore(actor: Actor, access: DocumentAccess): void {
  if (!mayOnHistory(actor, 'restore', access)) throw new AppError('FORBIDDEN')
}

async function readHead(db: Services['db'], documentId: string): Promise<number> {
  const { headSeq } = await db.document.findUniqueOrThrow({ where: { id: documentId }, select: { headSeq: true } })
  return headSeq
}
