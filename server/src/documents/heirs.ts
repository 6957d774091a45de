import type { Db } from '@app/prisma'
import { type DocumentAccess, inheritedRight, isManagedBy } from '../auth/policy.ts'
import { findRightholders } from '../auth/rightholder.ts'
import type { Services } from '../context.ts'
import { newId } from '../ids.ts'
import { accessSelect, toAccess } from './access.ts'
import { upsertMember } from './members.ts'

type Tools = Pick<Services, 'db' | 'clock' | 'pubsub'>

/** Named in place of a person who gives a right: a rule did. */
const RULE_ID = 'instance'
const LOOKED_AT_ONCE = 200

/**
 * Of these texts, those that nobody manages any more become their organisation's to manage. After rights have ended.
 * @param actorId who ended them, or null
 */
export async function passOnManaging(
  tools: Tools,
  documentIds: readonly string[],
  actorId: string | null,
): Promise<void> {
  for (let from = 0; from < documentIds.length; from += LOOKED_AT_ONCE) {
    // What changed between the look and the write is looked at again.
    for (let left = documentIds.slice(from, from + LOOKED_AT_ONCE); left.length > 0; ) {
      left = await passOn(tools, left, actorId)
    }
  }
}

/** Texts that were left without anybody before there was this rule, or when the server stopped in between. */
export async function passOnAll(tools: Tools): Promise<void> {
  const all = await tools.db.document.findMany({ select: { id: true }, orderBy: { id: 'asc' } })
  await passOnManaging(
    tools,
    all.map(({ id }) => id),
    null,
  )
}

async function passOn(tools: Tools, documentIds: readonly string[], actorId: string | null): Promise<string[]> {
  const { db, clock, pubsub } = tools
  const missed: string[] = []
  for (const access of await findUnmanaged(db, documentIds, clock.now())) {
    const { documentId, organizationId } = access
    const grant = inheritedRight(access)
    if ((await upsertMember(db, access, grant, RULE_ID, clock.now())) === 0) {
      missed.push(documentId)
      continue
    }
    const what = { action: 'document.inherited', targetType: 'organization', targetId: organizationId }
    await db.auditEvent.create({ data: { id: newId(), at: clock.now(), actorId, documentId, ...what } })
    pubsub.publish('access', { documentId })
    pubsub.publish('document', { documentId })
  }
  return missed
}

async function findUnmanaged(db: Db, documentIds: readonly string[], now: Date): Promise<DocumentAccess[]> {
  const rows = await db.document.findMany({ where: { id: { in: [...documentIds] } }, select: accessSelect })
  const all = rows.map(toAccess)
  const managing = all.flatMap(({ grants }) => grants.filter(({ manage }) => manage))
  const organizationIds = [...all, ...managing].flatMap(({ organizationId }) => organizationId ?? [])
  const members = await db.membership.findMany({
    where: { organizationId: { in: [...new Set(organizationIds)] }, OR: [{ until: null }, { until: { gt: now } }] },
    select: { userId: true },
  })
  const userIds = [...members, ...managing].flatMap(({ userId }) => userId ?? [])
  const people = await findRightholders(db, [...new Set(userIds)], now)
  // Where nobody is left in the organisation it waits for who comes, and is not given again.
  return all.filter((access) => !isManagedBy(people, access) && !isInherited(access))
}

function isInherited(access: DocumentAccess): boolean {
  const { organizationId, role } = inheritedRight(access)
  return access.grants.some((held) => held.organizationId === organizationId && held.manage && held.role === role)
}
