import type { Db, Prisma } from '@app/prisma'
import { forgetLooks } from '../comments/looks.ts'
import type { Services } from '../context.ts'
import { passOnManaging } from '../documents/heirs.ts'
import { AppError } from '../errors.ts'
import { newId } from '../ids.ts'
import { forgetTold } from '../notifications/in-order.ts'
import { normalizeEmail } from './invitations.ts'
import { named } from './names.ts'
import { raiseTextsLeft } from './texts-left.ts'

/** As the privacy notice says, in either language. */
export const REMOVED_NAME = 'Osoba usunięta'

interface Leaving {
  id: string
  email: string
}

/**
 * Closes the account with this address for good: who it was is forgotten, what they wrote and for which organisation stays.
 * Names inside words that people wrote stay, too: those are taken out by redactions.
 * @throws AppError `NOT_FOUND`; `CONFLICT` for the last administrator
 */
export async function closeAccount(
  { db, clock, pubsub }: Pick<Services, 'db' | 'clock' | 'pubsub'>,
  address: string,
): Promise<string> {
  const person = await db.user.findUnique({
    where: { email: normalizeEmail(address) },
    select: { id: true, email: true, disabledAt: true },
  })
  if (person === null || person.disabledAt !== null) throw new AppError('NOT_FOUND')
  const now = clock.now()
  if (await isLastAdministrator(db, person.id, now)) throw new AppError('CONFLICT', 'last administrator')
  const [documents] = await db.$transaction([
    raiseDocuments(db, person.id, now),
    ...endRights(db, person, now),
    ...forgetWhatTheyGot(db, person, now),
    ...forgetWhoTheyWere(db, person, now),
  ])
  pubsub.publish('session', { userId: person.id })
  pubsub.publish('access', { userId: person.id })
  for (const { id: documentId } of documents) pubsub.publish('access', { documentId })
  const documentIds = documents.map(({ id }) => id)
  await passOnManaging({ db, clock, pubsub }, documentIds, null)
  return person.id
}

async function isLastAdministrator(db: Db, userId: string, now: Date): Promise<boolean> {
  const administrators = await db.membership.findMany({
    where: { role: 'ADMIN', OR: [{ until: null }, { until: { gt: now } }], user: { disabledAt: null } },
    select: { userId: true },
  })
  const others = administrators.filter((administrator) => administrator.userId !== userId)
  return others.length === 0 && administrators.length > 0
}

/** As at the end of a membership, of all they have; answers the documents that are theirs or their organisations'. */
function raiseDocuments(db: Db, userId: string, now: Date): Prisma.PrismaPromise<{ id: string }[]> {
  return db.$queryRaw<{ id: string }[]>`
    WITH ended AS (
      SELECT "organizationId" FROM "Membership"
      WHERE "userId" = ${userId} AND ("until" IS NULL OR "until" > ${now}::timestamp)
    ), ${raiseTextsLeft(userId)}
    SELECT "id" FROM own`
}

/** What they signed in with goes, and so does whatever would let somebody in by their address. */
function endRights(db: Db, { id: userId, email }: Leaving, now: Date): Prisma.PrismaPromise<unknown>[] {
  const open = { OR: [{ until: null }, { until: { gt: now } }] }
  return [
    db.membership.updateMany({ where: { userId, ...open }, data: { until: now } }),
    db.documentMember.updateMany({ where: { userId, ...open }, data: { until: now } }),
    db.invitation.updateMany({ where: { email, acceptedAt: null, revokedAt: null }, data: { revokedAt: now } }),
    db.session.deleteMany({ where: { userId } }),
    db.account.deleteMany({ where: { userId } }),
    db.verification.deleteMany({ where: { value: { contains: JSON.stringify(email) } } }),
  ]
}

/** What was for them alone. */
function forgetWhatTheyGot(db: Db, { id: userId, email }: Leaving, now: Date): Prisma.PrismaPromise<unknown>[] {
  return [
    forgetTold(db, userId),
    db.notificationSetting.deleteMany({ where: { userId } }),
    db.readMark.deleteMany({ where: { userId } }),
    forgetLooks(db, userId),
    // The row stays: it says that these words were offered once.
    db.strandedText.updateMany({
      where: { userId, dismissedAt: null },
      data: { text: '', cells: [], dismissedAt: now },
    }),
    db.mailMessage.deleteMany({ where: { toEmail: email } }),
  ]
}

function forgetWhoTheyWere(db: Db, { id, email }: Leaving, now: Date): Prisma.PrismaPromise<unknown>[] {
  // Of a domain that can never be anybody's (RFC 2606).
  const nobody = `${id}@usunieto.invalid`
  const entry = { id: newId(), at: now, action: 'account.closed', targetType: 'user', targetId: id }
  return [
    db.invitation.updateMany({ where: { email }, data: { email: nobody } }),
    db.user.update({
      where: { id },
      data: { ...named(REMOVED_NAME), email: nobody, emailVerified: false, image: null, disabledAt: now },
    }),
    db.auditEvent.create({ data: entry }),
  ]
}
