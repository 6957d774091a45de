import type { Db, Organization, OrganizationKind } from '@app/prisma'
import type { Actor } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { LENGTHS } from '../limits.ts'
import { foldNames, named } from './names.ts'
import { mayInviteInto } from './roles.ts'
import { takeTurn } from './turn.ts'

/** Characters of a name; of an area at most as many. */
const MIN_NAME = 2

const KRS = /^\d{10}$/

export interface NewOrganization {
  name: string
  kind: OrganizationKind
  area: string | null
  krs: string | null
}

/** Who adds an organisation brings its first people in, so one right is the other. */
export function mayCreateOrganization(actor: Actor, kind: OrganizationKind): boolean {
  return mayInviteInto(actor, kind)
}

/** Adds an organisation nobody belongs to yet. */
export async function createOrganization(
  { db, clock, audit }: Pick<Services, 'db' | 'clock' | 'audit'>,
  actor: Actor,
  input: NewOrganization,
): Promise<Organization> {
  if (!mayCreateOrganization(actor, input.kind)) throw new AppError('FORBIDDEN')
  const id = newId()
  const row = { id, name: toName(input.name), kind: input.kind, area: toArea(input.area), krs: toKrs(input.krs) }
  if (!(await addRow(db, row, clock.now()))) throw new AppError('CONFLICT', 'name')
  await audit.record({
    action: 'organization.created',
    actorId: actor.userId,
    targetType: 'organization',
    targetId: id,
    detail: { kind: row.kind },
  })
  return db.organization.findUniqueOrThrow({ where: { id } })
}

/** A button pressed twice adds one organisation. False where the name is taken. */
async function addRow(db: Db, row: NewOrganization & { id: string }, now: Date): Promise<boolean> {
  const { name, searchName } = named(row.name)
  await foldNames(db, 'Organization')
  const [, added] = await db.$transaction([
    takeTurn(db, `organization ${searchName}`),
    db.$executeRaw`
      INSERT INTO "Organization" ("id", "name", "searchName", "kind", "area", "krs", "createdAt")
      SELECT ${row.id}, ${name}, ${searchName}, ${row.kind}::"OrganizationKind", ${row.area}::text, ${row.krs}::text,
             ${now}::timestamp
      WHERE NOT EXISTS (SELECT 1 FROM "Organization" WHERE "searchName" = ${searchName})`,
  ])
  return added > 0
}

function toName(name: string): string {
  const line = toLine(name)
  if (line.length < MIN_NAME || line.length > LENGTHS.organizationName) throw new AppError('INVALID', 'name')
  return line
}

function toArea(area: string | null): string | null {
  const line = toLine(area ?? '')
  if (line.length > LENGTHS.organizationArea) throw new AppError('INVALID', 'area')
  return line === '' ? null : line
}

function toKrs(krs: string | null): string | null {
  if (krs !== null && !KRS.test(krs)) throw new AppError('INVALID', 'krs')
  return krs
}

/** One line, without what cannot be seen. */
function toLine(text: string): string {
  const visible = text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ')
  return visible.replace(/\s+/g, ' ').trim()
}
