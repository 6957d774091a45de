// Whatever waits for a place is judged before, so that whoever may not takes none, and again before it is answered: rights
// may have ended by then, and words may have been taken out of what was read meanwhile. Then it is read anew.

import type { Actor, DocumentAccess, Rightholder } from '../auth/policy.ts'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { assertReadable, getAccess } from './access.ts'

/** A redaction takes longer than a read: more than one meanwhile is rare. */
const MAX_ATTEMPTS = 5

/**
 * What `read` finds, of the epoch in which it is answered, for somebody who may still have it.
 * @param judge the rights there are now; refuses where there are none
 * @throws AppError as both; `UNAVAILABLE` where it kept changing
 */
export async function judgedInOneEpoch<Judged extends { epoch: string }, Found>(
  judge: () => Promise<Judged>,
  read: (judged: Judged) => Promise<Found>,
): Promise<Found> {
  let judged = await judge()
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const found = await read(judged)
    const again = await judge()
    if (again.epoch === judged.epoch) return found
    judged = again
  }
  throw new AppError('UNAVAILABLE', 'redaction')
}

/**
 * The same for who asks in a session.
 * @throws AppError also `UNAUTHENTICATED` where it is over by then
 */
export function judgedAgain<Judged extends { epoch: string }, Found>(
  { sessions }: Pick<Services, 'sessions'>,
  actor: Actor,
  judge: (actor: Actor) => Promise<Judged>,
  read: (judged: Judged) => Promise<Found>,
): Promise<Found> {
  let isAgain = false
  const judgeNow = async (): Promise<Judged> => {
    const current = isAgain ? await sessions.getCurrent(actor) : actor
    isAgain = true
    return judge(current)
  }
  return judgedInOneEpoch(judgeNow, read)
}

/** @throws AppError `NOT_FOUND` for a document that is missing or may not be read */
export async function getReadAccess(
  db: Services['db'],
  actor: Rightholder | null,
  documentId: string,
): Promise<DocumentAccess> {
  const access = await getAccess(db, documentId)
  assertReadable(actor, access)
  return access
}
