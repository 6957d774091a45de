// Rights may end between the question and the write. So the place of a document's rights is read first, then who the person
// is by now, and the write names that place: what either lost in between refuses it, and it is asked anew.

import { setTimeout as delay } from 'node:timers/promises'
import { type Actor, can, type DocumentAccess, type DocumentAction } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { assertReadable, getAccess } from './access.ts'

type Tools = Pick<Services, 'db' | 'sessions'>

const MAX_ATTEMPTS = 3
const PAUSE_MS = 20

/**
 * Tries a write a few times while it is refused because rights, or the epoch, have moved.
 * @param attempt judges who the person is by now, and writes under the `accessVersion` of these rights
 * @throws AppError `UNAUTHENTICATED` where the session is over; `NOT_FOUND` for a document that is missing or may not be
 *   read, `UNAVAILABLE` while it is held back; and what `attempt` refuses
 */
export async function withFreshRights<T>(
  { db, sessions }: Tools,
  actor: Actor,
  documentId: string,
  attempt: (current: Actor, access: DocumentAccess) => Promise<T>,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    const access = await getAccess(db, documentId)
    const current = await sessions.getCurrent(actor)
    assertReadable(current, access)
    try {
      return await attempt(current, access)
    } catch (error) {
      const isMoved = error instanceof AppError && ['CONFLICT', 'EPOCH_CHANGED'].includes(error.code)
      if (!isMoved || count >= MAX_ATTEMPTS) throw error
      await delay(PAUSE_MS)
    }
  }
}

/** Runs a change that was decided under one state of the rights, names that state, and counts the rows it changed. */
export function withRight(
  tools: Tools,
  actor: Actor,
  documentId: string,
  action: DocumentAction,
  change: (access: DocumentAccess, current: Actor) => Promise<number>,
): Promise<void> {
  return withFreshRights(tools, actor, documentId, async (current, access) => {
    if (!can(current, action, access)) throw new AppError('FORBIDDEN')
    if ((await change(access, current)) === 0) throw new AppError('CONFLICT')
  })
}
