import type { Db, Prisma } from '@app/prisma'
import type { Clock } from '../context.ts'
import { AppError } from '../errors.ts'
import type { PubSub } from '../pubsub.ts'
import { readCookie, sessionCookieName, verifySignedToken } from './cookie.ts'
import type { Actor, Rightholder } from './policy.ts'
import { currentOf, findRightholders, membershipsSelect, spokenBy, toActorMembership } from './rightholder.ts'

const HOUR_MS = 3_600_000

/** A session ends this long after it began, however busy it was. */
export const SESSION_ABSOLUTE_MS = 30 * 24 * HOUR_MS
/** A session ends after this long without a single operation. */
export const SESSION_IDLE_MS = 8 * HOUR_MS
/** A session on a shared computer ends this long after it began: browsers that open their tabs again keep its cookie. */
const SHARED_ABSOLUTE_MS = 4 * HOUR_MS
/** How stale "last used" may be: one write per session in this time, however many operations. */
const TOUCH_EVERY_MS = 10 * 60_000

/** Rows say when and with which browser somebody was here: none outlives its session. */
export async function forgetEndedSessions(db: Db, now: Date): Promise<void> {
  const ago = (time: number): Date => new Date(now.getTime() - time)
  await db.session.deleteMany({
    where: {
      OR: [
        { expiresAt: { lte: now } },
        { createdAt: { lte: ago(SESSION_ABSOLUTE_MS) } },
        { updatedAt: { lte: ago(SESSION_IDLE_MS) } },
      ],
    },
  })
}

const sessionSelect = {
  id: true,
  userId: true,
  expiresAt: true,
  createdAt: true,
  updatedAt: true,
  user: { select: { name: true, locale: true, disabledAt: true, memberships: membershipsSelect } },
} satisfies Prisma.SessionSelect

type SessionRow = NonNullable<Awaited<ReturnType<typeof findRow>>>

export interface SessionsOptions {
  db: Db
  clock: Clock
  pubsub: PubSub
  secret: string
  secureCookies: boolean
}

/** Who is signed in. Reading writes nothing; ending a session is told to every open socket. */
export class Sessions {
  private readonly options: SessionsOptions
  private readonly touchedAt = new Map<string, number>()

  constructor(options: SessionsOptions) {
    this.options = options
  }

  /** The person of a `Cookie` header; null for no, a forged, an ended or a closed account's session. */
  async findActor(cookieHeader: string | undefined): Promise<Actor | null> {
    const signed = readCookie(cookieHeader, sessionCookieName(this.options.secureCookies))
    const token = signed === null ? null : verifySignedToken(signed, this.options.secret)
    if (token === null) return null
    return this.toActor(await findRow(this.options.db, { token }))
  }

  /** The same person as they are now: memberships change and sessions end while a socket stays open. */
  async refreshActor(actor: Actor): Promise<Actor | null> {
    return this.toActor(await findRow(this.options.db, { id: actor.sessionId }))
  }

  /**
   * The same, for who waited for a turn and had rights when they came.
   * @throws AppError `UNAUTHENTICATED`
   */
  async getCurrent(actor: Actor): Promise<Actor> {
    const current = await this.refreshActor(actor)
    if (current === null) throw new AppError('UNAUTHENTICATED')
    return current
  }

  /** Whose rights to ask about where no session is at hand, as for a download; null for a closed account. */
  async findRightholder(userId: string): Promise<Rightholder | null> {
    const [rightholder = null] = await findRightholders(this.options.db, [userId], this.options.clock.now())
    return rightholder
  }

  /** Notes that the session was used; at most one write in ten minutes, and never part of a read. */
  async touch(actor: Actor): Promise<void> {
    const now = this.options.clock.now()
    const touchedAt = this.touchedAt.get(actor.sessionId) ?? 0
    if (now.getTime() - touchedAt < TOUCH_EVERY_MS) return
    this.forgetStaleTouches(now.getTime())
    this.touchedAt.set(actor.sessionId, now.getTime())
    await this.options.db.session.updateMany({ where: { id: actor.sessionId }, data: { updatedAt: now } })
  }

  /** On a shared computer, when somebody has just signed in there. */
  async endSoon(actor: Actor): Promise<void> {
    const expiresAt = new Date(this.options.clock.now().getTime() + SHARED_ABSOLUTE_MS)
    await this.options.db.session.update({ where: { id: actor.sessionId }, data: { expiresAt } })
  }

  /** Ends one session of this person; false when they have no such session. */
  async revoke(userId: string, sessionId: string): Promise<boolean> {
    const { count } = await this.options.db.session.deleteMany({ where: { id: sessionId, userId } })
    if (count === 0) return false
    this.touchedAt.delete(sessionId)
    this.options.pubsub.publish('session', { userId, sessionId })
    return true
  }

  /** Ends every session of this person. */
  async revokeAll(userId: string): Promise<void> {
    await this.options.db.session.deleteMany({ where: { userId } })
    this.options.pubsub.publish('session', { userId })
  }

  /** Sessions of this person that have not ended, the last used first. */
  listOf(userId: string) {
    const now = this.options.clock.now()
    return this.options.db.session.findMany({
      where: { userId, expiresAt: { gt: now }, updatedAt: { gt: new Date(now.getTime() - SESSION_IDLE_MS) } },
      orderBy: [{ updatedAt: 'desc' }, { id: 'asc' }],
    })
  }

  private toActor(row: SessionRow | null): Actor | null {
    if (row === null || row.user.disabledAt !== null) return null
    const now = this.options.clock.now()
    const endsAt = new Date(Math.min(row.expiresAt.getTime(), row.createdAt.getTime() + SESSION_ABSOLUTE_MS))
    const idleSince = row.updatedAt.getTime()
    if (endsAt <= now || idleSince + SESSION_IDLE_MS <= now.getTime()) return null
    const memberships = currentOf(row.user.memberships, now)
    const speaking = spokenBy(memberships)
    return {
      userId: row.userId,
      sessionId: row.id,
      sessionExpiresAt: endsAt,
      name: row.user.name,
      locale: row.user.locale,
      organizationId: speaking?.organizationId ?? null,
      organizationName: speaking?.organization.name ?? null,
      memberships: memberships.map(toActorMembership),
    }
  }

  private forgetStaleTouches(now: number): void {
    if (this.touchedAt.size < 10_000) return
    for (const [sessionId, at] of this.touchedAt) {
      if (now - at >= TOUCH_EVERY_MS) this.touchedAt.delete(sessionId)
    }
  }
}

function findRow(db: Db, where: { token: string } | { id: string }) {
  return db.session.findUnique({ where, select: sessionSelect })
}
