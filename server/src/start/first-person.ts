import type { Db } from '@app/prisma'
import type { Logger } from 'pino'
import type { Audit } from '../audit/audit.ts'
import type { Clock } from '../context.ts'
import type { Env } from '../env.ts'
import type { Mailer } from '../mail/mail.ts'
import { INVITATION_MS } from '../organizations/invitations.ts'
import { named } from '../organizations/names.ts'
import { INSTANCE_ID } from '../organizations/standing.ts'

/** Always the same, so that starts repeated, or of several nodes at once, make one organisation and invite once. */
const IDS = { organization: 'first-organization', ADMIN: 'first-admin', COORDINATOR: 'first-coordinator' } as const

export interface FirstPersonTools {
  db: Db
  env: Env
  clock: Clock
  audit: Audit
  mailer: Mailer
  logger: Logger
  /** Tells whoever started the program. */
  say(line: string): void
}

/** Opens the door of a real instance nobody has entered yet; does nothing once somebody has. */
export async function welcomeFirstPerson(tools: FirstPersonTools): Promise<void> {
  const { db, env, logger, say } = tools
  if (env.demo) return
  const isEmpty = (await db.user.count()) === 0
  if (!isEmpty) {
    if (env.firstPerson) logger.info('FIRST_ADMIN_EMAIL and FIRST_ORGANIZATION are ignored: somebody has an account')
    return
  }
  if (env.firstPerson === undefined) {
    if (!(await hasOpenInvitation(tools))) say(wordsWithoutFirstPerson())
    return
  }
  await invite(tools, env.firstPerson)
  say(`  Nobody has an account yet. Sign in with the address of FIRST_ADMIN_EMAIL at ${signInUrl(env)}`)
}

async function invite(tools: FirstPersonTools, first: NonNullable<Env['firstPerson']>): Promise<void> {
  const { db, env, mailer } = tools
  const isNew = (await db.organization.count({ where: { id: IDS.organization } })) === 0
  const invited = await writeInvitations(tools, first)
  if (invited.length === 0) return
  if (isNew) await recordOrganization(tools)
  await recordInvitations(tools, invited)
  await mailer.send({
    to: first.email,
    kind: 'invitation',
    locale: 'pl',
    content: {
      url: signInUrl(env),
      instance: env.instanceName,
      organization: first.organization,
      inviter: env.operator,
    },
  })
}

interface InvitedRow {
  id: string
  role: string
}

/**
 * The organisation and both invitations in one statement. A start with another address or organisation, after a typing
 * error, corrects them; one that changes nothing returns nothing.
 */
function writeInvitations({ db, clock }: FirstPersonTools, first: NonNullable<Env['firstPerson']>) {
  const now = clock.now()
  const expiresAt = new Date(now.getTime() + INVITATION_MS)
  const { name, searchName } = named(first.organization)
  return db.$queryRaw<InvitedRow[]>`
    WITH organization AS (
      INSERT INTO "Organization" ("id", "name", "searchName", "kind", "createdAt")
      SELECT ${IDS.organization}, ${name}, ${searchName}, 'NGO'::"OrganizationKind", ${now}::timestamp
      WHERE NOT EXISTS (SELECT 1 FROM "User")
      ON CONFLICT ("id") DO UPDATE SET "name" = EXCLUDED."name", "searchName" = EXCLUDED."searchName"
      RETURNING "id"
    )
    INSERT INTO "Invitation" AS known
      ("id", "email", "organizationId", "role", "invitedById", "createdAt", "expiresAt")
    SELECT role."id", ${first.email}, organization."id", role."name"::"MembershipRole", ${INSTANCE_ID},
           ${now}::timestamp, ${expiresAt}::timestamp
    FROM organization, (VALUES (${IDS.ADMIN}, 'ADMIN'), (${IDS.COORDINATOR}, 'COORDINATOR')) AS role ("id", "name")
    ON CONFLICT ("id") DO UPDATE
      SET "email" = EXCLUDED."email", "createdAt" = EXCLUDED."createdAt", "expiresAt" = EXCLUDED."expiresAt",
          "acceptedAt" = NULL, "revokedAt" = NULL
      WHERE known."email" <> EXCLUDED."email" OR known."expiresAt" <= EXCLUDED."createdAt"
        OR known."acceptedAt" IS NOT NULL OR known."revokedAt" IS NOT NULL
    RETURNING "id", "role"::text`
}

function recordOrganization({ audit }: FirstPersonTools): Promise<void> {
  return audit.record({
    action: 'organization.created',
    targetType: 'organization',
    targetId: IDS.organization,
    detail: { kind: 'NGO' },
  })
}

async function recordInvitations({ audit }: FirstPersonTools, invited: readonly InvitedRow[]): Promise<void> {
  for (const { id, role } of invited) {
    await audit.record({
      action: 'invitation.created',
      targetType: 'invitation',
      targetId: id,
      detail: { role, organizationId: IDS.organization },
    })
  }
}

async function hasOpenInvitation({ db, clock }: FirstPersonTools): Promise<boolean> {
  const where = { acceptedAt: null, revokedAt: null, expiresAt: { gt: clock.now() } }
  return (await db.invitation.count({ where })) > 0
}

function wordsWithoutFirstPerson(): string {
  return [
    '! Nobody has an account here and nobody is invited, so nobody can sign in.',
    '  Set FIRST_ADMIN_EMAIL and FIRST_ORGANIZATION and start again: that address is then invited.',
  ].join('\n')
}

function signInUrl(env: Env): string {
  return `${env.publicUrl?.origin ?? ''}/zaloguj`
}
