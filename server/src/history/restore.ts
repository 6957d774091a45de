import { isDeepStrictEqual } from 'node:util'
import type { Restoration, UpdateKind } from '@app/prisma'
import * as Y from 'yjs'
import { mayOnHistory } from '../auth/history-policy.ts'
import { type Actor, can, type DocumentAccess } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { getAccess } from '../documents/access.ts'
import { AppError } from '../errors.ts'
import { isUuid } from '../ids.ts'
import { withFreshRights } from '../proposals/resolve.ts'
import { type PreparedChange, readTimes } from '../sync/index.ts'
import type { Comparison } from './compare.ts'
import { unattributed } from './compare-attribution.ts'
import { RestorePlanner } from './restore-plan.ts'
import type { VersionWish, Wish } from './restore-target.ts'
import type { ChangesWish } from './undone-changes.ts'
import { keepVersion, type VersionTools } from './versions.ts'

export type RestoreTools = VersionTools & Pick<Services, 'rooms' | 'audit'>

/** What is to be done to which document. */
interface Request<W extends Wish = Wish> {
  documentId: string
  wish: W
}

const KINDS = { VERSION: 'RESTORE', CHANGES: 'ROLLBACK' } as const
const ACTIONS = { VERSION: 'version.restored', CHANGES: 'changes.undone' } as const

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
  await accessFor(db, actor, documentId)
  return { documentId, wish: { kind: 'VERSION', versionId, seq } }
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
  await accessFor(db, actor, documentId)
  const { headSeq } = await db.document.findUniqueOrThrow({ where: { id: documentId }, select: { headSeq: true } })
  const { fromSeq, toSeq } = changes
  if (fromSeq < 1 || toSeq < fromSeq || toSeq > headSeq) throw new AppError('INVALID', 'seq')
  const ofKind = kind == null ? null : UNDOABLE[kind]
  if (ofKind === undefined) throw new AppError('INVALID', 'kind')
  const of = ofKind === null ? null : { kind: ofKind, organizationId }
  return { documentId, wish: { kind: 'CHANGES', ...changes, of } }
}

/** What would be different, were it done now. */
export async function previewRestoration(
  { db }: Pick<Services, 'db'>,
  actor: Actor,
  { documentId, wish }: Request,
): Promise<Comparison> {
  const planner = await RestorePlanner.create(db, documentId, wish, actor.userId)
  const { difference, seq } = await planner.plan('difference')
  if (difference === null) throw new Error('A plan without its difference')
  const times = await readTimes(db, documentId, [seq])
  const state = { seq, writtenAt: times.get(seq) ?? null, versionId: null, proposalId: null }
  return {
    before: state,
    after: { ...state, versionId: wish.kind === 'VERSION' ? wish.versionId : null },
    ...unattributed(difference),
  }
}

/**
 * Brings a version's text back, or undoes what somebody changed, as one new change of the document; the text as it was
 * is kept as a version first. The same `id` again does nothing more. Null where there was nothing to change.
 * @throws AppError `INVALID`, `CONFLICT` for an id of something else, `FORBIDDEN`, `UNAVAILABLE`
 */
export async function restore(
  tools: RestoreTools,
  actor: Actor,
  id: string,
  { documentId, wish }: Request,
): Promise<Restoration | null> {
  const { db, rooms, audit } = tools
  if (!isUuid(id)) throw new AppError('INVALID', 'id')
  const known = await db.restoration.findUnique({ where: { id } })
  if (known !== null) return assertSame(known, actor, { documentId, wish })
  const { changed } = await withFreshRights(async () => {
    // The epoch before the past: what a redaction takes out of it meanwhile cannot be written again.
    const { accessVersion, epoch } = await accessFor(db, actor, documentId)
    const planner = await RestorePlanner.create(db, documentId, wish, actor.userId)
    const by = { userId: actor.userId, organizationId: actor.organizationId }
    await planner.begin()
    const prepare = (head: number) => prepareChange(tools, { id, documentId, wish, by, planner, head })
    return rooms.append(documentId, { kind: KINDS[wish.kind], ...by, accessVersion, epoch, prepare })
  })
  const made = await db.restoration.findUnique({ where: { id } })
  if (made === null) return null
  assertSame(made, actor, { documentId, wish })
  // Else somebody was first with the same request.
  if (changed) {
    await audit.record({
      action: ACTIONS[wish.kind],
      actorId: actor.userId,
      documentId,
      targetType: 'restoration',
      targetId: id,
      detail: { seq: made.seq },
    })
  }
  return made
}

interface Preparation extends Request {
  id: string
  by: { userId: string; organizationId: string | null }
  planner: RestorePlanner
  head: number
}

/** Called in the step of the room: what is kept here is what the document says right before its change. */
async function prepareChange(
  tools: RestoreTools,
  { id, documentId, wish, by, planner, head }: Preparation,
): Promise<PreparedChange | null> {
  if ((await tools.db.restoration.count({ where: { id } })) > 0) return null
  const { update } = await planner.plan('change', head)
  if (update === null) return null
  const kept = await keepVersion(tools, documentId, 'RESTORE', by)
  const changes = wish.kind === 'CHANGES' ? wish : null
  return {
    change: (_text, doc) => Y.applyUpdate(doc, update),
    restoration: {
      id,
      kind: wish.kind,
      versionId: wish.kind === 'VERSION' ? wish.versionId : null,
      personId: changes?.personId ?? null,
      fromSeq: changes?.fromSeq ?? null,
      toSeq: changes?.toSeq ?? null,
      changesKind: changes?.of?.kind ?? null,
      changesOrganizationId: changes?.of?.organizationId ?? null,
      keptVersionId: kept.id,
    },
  }
}

/** The rights on a document for somebody who may bring an older text of it back. */
async function accessFor(db: Services['db'], actor: Actor, documentId: string): Promise<DocumentAccess> {
  const access = await getAccess(db, documentId)
  if (!can(actor, 'read', access)) throw new AppError('NOT_FOUND')
  if (!mayOnHistory(actor, 'restore', access)) throw new AppError('FORBIDDEN')
  return access
}

function assertSame(known: Restoration, actor: Actor, { documentId, wish }: Request): Restoration {
  const isSame =
    wish.kind === 'VERSION'
      ? known.versionId === wish.versionId
      : isDeepStrictEqual(
          [known.personId, known.fromSeq, known.toSeq, known.changesKind, known.changesOrganizationId],
          [wish.personId, wish.fromSeq, wish.toSeq, wish.of?.kind ?? null, wish.of?.organizationId ?? null],
        )
  if (!isSame || known.createdById !== actor.userId || known.documentId !== documentId) throw new AppError('CONFLICT')
  return known
}
