import { isDeepStrictEqual } from 'node:util'
import type { Restoration } from '@app/prisma'
import * as Y from 'yjs'
import type { Actor } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { withFreshRights } from '../documents/fresh-rights.ts'
import { judgedAgain } from '../documents/judged-again.ts'
import { AppError } from '../errors.ts'
import { isUuid } from '../ids.ts'
import { type PreparedChange, type RestorationEntry, readTimes } from '../sync/index.ts'
import type { Comparison } from './compare.ts'
import { unattributed } from './compare-attribution.ts'
import { RestorePlanner } from './restore-plan.ts'
import { assertMayRestore, getRestoreAccess, type Request } from './restore-request.ts'
import type { Wish } from './restore-target.ts'
import { keepVersion, type VersionTools } from './versions.ts'

export type RestoreTools = VersionTools & Pick<Services, 'rooms' | 'audit' | 'sessions'>

const KINDS = { VERSION: 'RESTORE', MOMENT: 'RESTORE', CHANGES: 'ROLLBACK' } as const
const ACTIONS = { VERSION: 'version.restored', MOMENT: 'moment.restored', CHANGES: 'changes.undone' } as const

/** What would be different, were it done now. */
export function previewRestoration(
  tools: Pick<Services, 'db' | 'sessions'>,
  actor: Actor,
  request: Request,
): Promise<Comparison> {
  const { db } = tools
  const judge = (current: Actor) => getRestoreAccess(db, current, request.documentId)
  return judgedAgain(tools, actor, judge, () => compareWithRestored(db, actor, request))
}

async function compareWithRestored(
  db: Services['db'],
  actor: Actor,
  { documentId, wish }: Request,
): Promise<Comparison> {
  const planner = await RestorePlanner.create(db, documentId, wish, actor.userId)
  const { difference, seq } = await planner.plan('difference')
  if (difference === null) throw new Error('A plan without its difference')
  const times = await readTimes(db, documentId, [seq])
  const state = { seq, writtenAt: times.get(seq) ?? null, versionId: null, proposalId: null }
  const versionId = wish.kind === 'VERSION' ? wish.versionId : null
  const after =
    wish.kind === 'MOMENT' ? { ...state, seq: wish.seq, writtenAt: wish.writtenAt } : { ...state, versionId }
  return {
    before: state,
    after,
    ...unattributed(difference),
  }
}

/**
 * Brings the text of a version or a moment back, or undoes what somebody changed, as one new change of the document; the text as it was
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
  const { changed } = await withFreshRights(tools, actor, documentId, async (current, access) => {
    assertMayRestore(current, access)
    // The epoch before the past: what a redaction takes out of it meanwhile cannot be written again.
    const { accessVersion, epoch } = access
    const planner = await RestorePlanner.create(db, documentId, wish, actor.userId)
    const by = { userId: actor.userId, organizationId: current.organizationId }
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
  return {
    change: (_text, doc) => Y.applyUpdate(doc, update),
    restoration: { id, kind: wish.kind, ...namesOf(wish), keptVersionId: kept.id },
  }
}

/** What a wish is, as it is noted. */
function namesOf(wish: Wish): Omit<RestorationEntry, 'id' | 'kind' | 'keptVersionId'> {
  const changes = wish.kind === 'CHANGES' ? wish : null
  const moment = wish.kind === 'MOMENT' ? wish : null
  return {
    versionId: wish.kind === 'VERSION' ? wish.versionId : null,
    momentSeq: moment?.seq ?? null,
    momentAt: moment?.writtenAt ?? null,
    personId: changes?.personId ?? null,
    fromSeq: changes?.fromSeq ?? null,
    toSeq: changes?.toSeq ?? null,
    changesKind: changes?.of?.kind ?? null,
    changesOrganizationId: changes?.of?.organizationId ?? null,
  }
}

function assertSame(known: Restoration, actor: Actor, { documentId, wish }: Request): Restoration {
  const names = namesOf(wish)
  const isSame = isDeepStrictEqual(
    names,
    Object.fromEntries(Object.keys(names).map((name) => [name, known[name as keyof typeof names]])),
  )
  if (!isSame || known.createdById !== actor.userId || known.documentId !== documentId) throw new AppError('CONFLICT')
  return known
}
