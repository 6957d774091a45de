import type { Db } from '@app/prisma'
import { loadAccess } from '../documents/access.ts'
import { DIGEST_NEWS_MS, type DueNotification } from './due.ts'
import { toExcerpt } from './excerpt.ts'
import { RESOLVED_AGAIN_MS } from './notices.ts'
import { readersAmong } from './readers.ts'
import { loadSwitches } from './settings.ts'

/** The last one after about sixteen hours. */
const MAX_TRIES = 6
const DAY_MS = 24 * 3_600_000
/** What could not be mailed for so long is no news any more. */
const NEWS_MS = DAY_MS
/** Seven in Kraków's winter, eight in its summer. */
const DIGEST_HOUR_UTC = 6

/** What becomes of a claimed notification. One that is to be tried again stays claimed until then. */
export type Fate = 'drop' | 'mail' | 'digest' | 'wait for digest' | 'try again'

/** Decides anew, at the moment of sending: who may read has changed since, and so may what they want. */
export async function decideFates(db: Db, due: readonly DueNotification[], now: Date): Promise<(id: string) => Fate> {
  const switches = await loadSwitches(
    db,
    due.map(({ user }) => user.id),
  )
  const fates = new Map<string, Fate>()
  for (const documentId of new Set(due.map((one) => one.documentId))) {
    const ofDocument = due.filter((one) => one.documentId === documentId)
    const access = await loadAccess(db, documentId)
    const userIds = ofDocument.map(({ user }) => user.id)
    const readers = access === null ? new Set<string>() : await readersAmong(db, access, userIds, now)
    for (const one of ofDocument) {
      const fate = fateOf(one, switches(one.user.id))
      const isNews = readers.has(one.user.id) && isStillNews(one, fate, now)
      fates.set(one.id, isNews ? afterItsEnd(one, fate, now) : 'drop')
    }
  }
  return (id) => fates.get(id) ?? 'drop'
}

/** Not seen on the page, not taken back or taken out, not too old, and not tried too often. */
function isStillNews(one: DueNotification, fate: Fate, now: Date): boolean {
  const { readAt, withdrawnAt, mailTries, comment, createdAt } = one
  const age = now.getTime() - createdAt.getTime()
  if (readAt !== null || withdrawnAt !== null) return false
  if (mailTries > MAX_TRIES || age > (fate === 'mail' ? NEWS_MS : DIGEST_NEWS_MS)) return false
  return comment === null || toExcerpt(comment) !== null
}

/**
 * That a conversation is over is said where it is, by whom and since when this tells. Where it was opened again, it waits
 * as long as the same person, ending it once more, would not be told of anew; after that there is a row for it.
 */
function afterItsEnd({ kind, actorId, thread, createdAt }: DueNotification, fate: Fate, now: Date): Fate {
  if (kind !== 'THREAD_RESOLVED' || thread === null || fate === 'drop') return fate
  const isTold = (at: Date) => at.getTime() - createdAt.getTime() < RESOLVED_AGAIN_MS
  if (thread.resolvedAt !== null && thread.resolvedById === actorId && isTold(thread.resolvedAt)) return fate
  return isTold(now) ? 'try again' : 'drop'
}

function fateOf(
  { kind, digestAt }: DueNotification,
  isOn: (kind: DueNotification['kind'], by: 'MAIL') => boolean,
): Fate {
  if (isOn('DIGEST', 'MAIL') && (digestAt !== null || !isOn(kind, 'MAIL'))) {
    return digestAt === null ? 'wait for digest' : 'digest'
  }
  return isOn(kind, 'MAIL') ? 'mail' : 'drop'
}

export function nextDigest(now: Date): Date {
  const today = new Date(now)
  today.setUTCHours(DIGEST_HOUR_UTC, 0, 0, 0)
  return today > now ? today : new Date(today.getTime() + DAY_MS)
}
