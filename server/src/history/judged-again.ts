// Whatever waits for a place is judged before, so that whoever may not takes none, and again before it is answered: rights
// may have ended by then, and words may have been taken out of what was read meanwhile. Then it is read anew.

import { type Actor, can, type DocumentAccess } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { getAccess } from '../documents/access.ts'
import { AppError } from '../errors.ts'

/** A redaction takes longer than a read: more than one meanwhile is rare. */
const MAX_ATTEMPTS = 5

/**
 * What `read` finds, for somebody who may still have it, of the epoch in which it is answered.
 * @param judge the rights of this person now; refuses where they have none
 * @throws AppError as both; `UNAUTHENTICATED` where the session is over by then; `UNAVAILABLE` where it kept changing
 */
export async function judgedAgain<Judged extends { epoch: string }, Found>(
  { sessions }: Pick<Services, 'sessions'>,
  actor: Actor,
  judge: (actor: Actor) => Promise<Judged>,
  read: (judged: Judged) => Promise<Found>,
): Promise<Found> {
  let judged = await judge(actor)
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const found = await read(judged)
    const again = await judge(await sessions.getCurrent(actor))
    if (again.epoch === judged.epoch) return found
    judged = again
  }
  throw new AppError('UNAVAILABLE', 'redaction')
}

/** @throws AppError `NOT_FOUND` for a document that is missing or may not be read */
export async function getReadAccess(db: Services['db'], actor: Actor, documentId: string): Promise<DocumentAccess> {
  const access = await getAccess(db, documentId)
  if (!can(actor, 'read', access)) throw new AppError('NOT_FOUND')
  return access
}
