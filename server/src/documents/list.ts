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
  /** What is on all pages: everything that one of these finds, and no two of them the same. */
  parts: Prisma.DocumentWhereInput[]
}

const MAX_PAGE = 100
/** A statement takes 32,767 parameters, and an instance may have more documents. */
const MAX_IDS = 10_000
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
  const wanted = [readableBy(actor), ...conditions(actor, filter)]
  const unread = filter.unreadOnly ? inParts(await unreadIds(db, actor)) : [{}]
  const parts = unread.map((some): Prisma.DocumentWhereInput => ({ AND: [...wanted, some] }))
  const rows = await firstOf(db, parts, after === null ? {} : behind(parseCursor(after)), first + 1)
  const page = rows.slice(0, first)
  const last = page.at(-1)
  return {
    ids: page.map(({ id }) => id),
    endCursor: last === undefined ? null : toCursor(last),
    hasNextPage: rows.length > first,
    parts,
  }
}

/** How many these find. */
export async function countDocuments(db: Db, parts: readonly Prisma.DocumentWhereInput[]): Promise<number> {
  const counts = await Promise.all(parts.map((where) => db.document.count({ where })))
  return counts.reduce((sum, count) => sum + count, 0)
}

async function firstOf(
  db: Db,
  parts: readonly Prisma.DocumentWhereInput[],
  behind: Prisma.DocumentWhereInput,
  take: number,
): Promise<Position[]> {
  const select = { id: true, lastWriteAt: true } as const
  const read = (where: Prisma.DocumentWhereInput) => {
    return db.document.findMany({ where: { AND: [where, behind] }, orderBy: ORDER, take, select })
  }
  const [first, ...others] = await Promise.all(parts.map(read))
  if (first === undefined || others.length === 0) return first ?? []
  // Their order is the database's, which knows how it compares ids.
  return read({ id: { in: [first, ...others].flat().map(({ id }) => id) } })
}

function inParts(ids: readonly string[]): Prisma.DocumentWhereInput[] {
  const parts: Prisma.DocumentWhereInput[] = []
  for (let from = 0; from < ids.length; from += MAX_IDS) parts.push({ id: { in: ids.slice(from, from + MAX_IDS) } })
  return parts
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
  return { awaitedRedactions: { isEmpty: true }, OR: ways }
}

export function grantees(actor: Actor): Prisma.DocumentMemberWhereInput[] {
  return [{ userId: actor.userId }, { userId: null, organizationId: { in: workingOrganizationIds(actor) } }]
}

function readsForTheCity(actor: Actor): boolean {
  const working = new Set(workingOrganizationIds(actor))
  return actor.memberships.some(
    ({ organizationKind, organizationId }) => organizationKind === 'CITY' && working.has(organizationId),
  )
}

function conditions(actor: Actor, filter: DocumentFilter): Prisma.DocumentWhereInput[] {
  const { search, kind, stages, organizationId, archived, mineOnly } = filter
  const mine = { OR: [{ createdById: actor.userId }, { members: { some: { userId: actor.userId, until: null } } }] }
  return [
    { archivedAt: archived ? { not: null } : null },
    ...searchWords(search ?? '').map((word) => ({ searchText: { contains: word } })),
    ...(kind ? [{ kind }] : []),
    ...(stages && stages.length > 0 ? [{ stage: { in: [...stages] } }] : []),
    ...(organizationId ? [{ organizationId }] : []),
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
