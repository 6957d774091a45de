import type { Db, DocumentKind, DocumentStage, Prisma } from '@app/prisma'
import {
  type Actor,
  CITY_TEXT_OPEN_STAGES,
  COMMON_KINDS,
  isNgoPerson,
  SUBMITTED_STAGES,
  workingOrganizationIds,
} from '../auth/policy.ts'
import { AppError } from '../errors.ts'
import { searchWords } from './search.ts'

export interface DocumentFilter {
  search?: string | null | undefined
  kind?: DocumentKind | null | undefined
  stages?: readonly DocumentStage[] | null | undefined
  organizationId?: string | null | undefined
  archived?: boolean | null | undefined
  unreadOnly?: boolean | null | undefined
  mineOnly?: boolean | null | undefined
}

export interface PageRequest {
  first: number
  after: string | null
}

/** One page of the list as ids, the last written first; the rows are read as GraphQL asks for them. */
export interface DocumentKeys {
  ids: string[]
  endCursor: string | null
  hasNextPage: boolean
  where: Prisma.DocumentWhereInput
}

const MAX_PAGE = 100
const ORDER: Prisma.DocumentOrderByWithRelationInput[] = [
  { lastWriteAt: { sort: 'desc', nulls: 'last' } },
  { id: 'asc' },
]

interface Position {
  lastWriteAt: Date | null
  id: string
}

export async function listDocuments(
  db: Db,
  actor: Actor,
  filter: DocumentFilter,
  { first, after }: PageRequest,
): Promise<DocumentKeys> {
  if (first < 1 || first > MAX_PAGE) throw new AppError('INVALID', 'first')
  const where: Prisma.DocumentWhereInput = { AND: [readableBy(actor), ...(await conditions(db, actor, filter))] }
  const rows = await db.document.findMany({
    where: after === null ? where : { AND: [where, behind(parseCursor(after))] },
    orderBy: ORDER,
    take: first + 1,
    select: { id: true, lastWriteAt: true },
  })
  const page = rows.slice(0, first)
  const last = page.at(-1)
  return {
    ids: page.map(({ id }) => id),
    endCursor: last === undefined ? null : toCursor(last),
    hasNextPage: rows.length > first,
    where,
  }
}

/** `abilitiesOf(…).read` as a condition: the two are compared over every combination in `tests/api`. */
export function readableBy(actor: Actor): Prisma.DocumentWhereInput {
  const ways: Prisma.DocumentWhereInput[] = [
    { organizationId: { in: workingOrganizationIds(actor) } },
    { members: { some: { until: null, OR: grantees(actor) } } },
  ]
  const common = { kind: { in: [...COMMON_KINDS] } }
  if (isNgoPerson(actor)) {
    ways.push({ ...common, organization: { kind: 'NGO' } })
    ways.push({ ...common, organization: { kind: 'CITY' }, stage: { in: [...CITY_TEXT_OPEN_STAGES] } })
  }
  if (readsForTheCity(actor)) ways.push({ ...common, stage: { in: [...SUBMITTED_STAGES] } })
  return { OR: ways }
}

export function grantees(actor: Actor): Prisma.DocumentMemberWhereInput[] {
  const organizationIds = actor.memberships.map((membership) => membership.organizationId)
  return [{ userId: actor.userId }, { userId: null, organizationId: { in: organizationIds } }]
}

function readsForTheCity(actor: Actor): boolean {
  const working = new Set(workingOrganizationIds(actor))
  return actor.memberships.some(
    ({ organizationKind, organizationId }) => organizationKind === 'CITY' && working.has(organizationId),
  )
}

async function conditions(db: Db, actor: Actor, filter: DocumentFilter): Promise<Prisma.DocumentWhereInput[]> {
  const { search, kind, stages, organizationId, archived, unreadOnly, mineOnly } = filter
  const mine = { OR: [{ createdById: actor.userId }, { members: { some: { userId: actor.userId, until: null } } }] }
  return [
    { archivedAt: archived ? { not: null } : null },
    ...searchWords(search ?? '').map((word) => ({ searchText: { contains: word } })),
    ...(kind ? [{ kind }] : []),
    ...(stages && stages.length > 0 ? [{ stage: { in: [...stages] } }] : []),
    ...(organizationId ? [{ organizationId }] : []),
    ...(unreadOnly ? [{ id: { in: await unreadIds(db, actor) } }] : []),
    ...(mineOnly ? [mine] : []),
  ]
}

/** Two columns of two tables are compared, which Prisma's filters cannot say. */
async function unreadIds(db: Db, actor: Actor): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT d."id" FROM "Document" d
    LEFT JOIN "ReadMark" r ON r."documentId" = d."id" AND r."userId" = ${actor.userId}
    WHERE d."headSeq" > COALESCE(r."seq", 0)`
  return rows.map(({ id }) => id)
}

function behind({ lastWriteAt, id }: Position): Prisma.DocumentWhereInput {
  if (lastWriteAt === null) return { lastWriteAt: null, id: { gt: id } }
  return { OR: [{ lastWriteAt: { lt: lastWriteAt } }, { lastWriteAt, id: { gt: id } }, { lastWriteAt: null }] }
}

function toCursor({ lastWriteAt, id }: Position): string {
  return Buffer.from(`${lastWriteAt?.toISOString() ?? ''} ${id}`).toString('base64url')
}

function parseCursor(cursor: string): Position {
  const [moment, id] = Buffer.from(cursor, 'base64url').toString('utf8').split(' ')
  const lastWriteAt = moment ? new Date(moment) : null
  if (!id || (lastWriteAt !== null && Number.isNaN(lastWriteAt.getTime()))) throw new AppError('INVALID', 'after')
  return { lastWriteAt, id }
}
