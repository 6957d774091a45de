// Rights may end between the question and the write. So the place of a document's rights is read first, then who the person
// is by now, and the write names that place: what either lost in between refuses it, and it is asked anew.

import { setTimeout as delay } from 'node:timers/promises'
import { type Actor, can, type DocumentAccess, type DocumentAction } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { getAccess } from './access.ts'

type Tools = Pick<Services, 'db' | 'sessions'>

const MAX_ATTEMPTS = 3
const PAUSE_MS = 20

/**
 * Tries a write a few times while it is refused because rights, or the epoch, have moved.
 * @param attempt judges who the person is by now, and writes under `accessVersion`
 * @throws AppError `UNAUTHENTICATED` where the session is over, `NOT_FOUND`, and what `attempt` refuses
 */
export async function withFreshRights<T>(
  { db, sessions }: Tools,
  actor: Actor,
  documentId: string,
  attempt: (current: Actor, accessVersion: number) => Promise<T>,
): Promise<T> {
  for (let count = 1; ; count += 1) {
    const { accessVersion } = await getAccess(db, documentId)
    try {
      return await attempt(await sessions.getCurrent(actor), accessVersion)
    } catch (error) {
      const isMoved = error instanceof AppError && ['CONFLICT', 'EPOCH_CHANGED'].includes(error.code)
      if (!isMoved || count >= MAX_ATTEMPTS) throw error
      await delay(PAUSE_MS)
    }
  }
}

/**
 * Runs a change that was decided under one state of the rights, and counts the rows it changed. When the rights moved
 * in between (the change names `accessVersion` and meets none), it is decided again. Missing and unreadable documents
 * get the same refusal.
 */
export async function withRight(
  { db, sessions }: Tools,
  actor: Actor,
  documentId: string,
  action: DocumentAction,
  change: (access: DocumentAccess, current: Actor) => Promise<number>,
): Promise<void> {
  for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt += 1) {
    const access = await getAccess(db, documentId)
    const current = await sessions.getCurrent(actor)
    if (!can(current, 'read', access)) throw new AppError('NOT_FOUND')
    if (!can(current, action, access)) throw new AppError('FORBIDDEN')
    const changed = await change(access, current)
    if (changed > 0) return
  }
  throw new AppError('CONFLICT')
}
