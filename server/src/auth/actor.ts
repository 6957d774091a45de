import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import type { Actor } from './policy.ts'

/** Whom a page over HTTP takes itself to belong to; over the socket `ConnectionInit` carries it. */
export const PERSON_HEADER = 'x-wz-person'

/**
 * Whether a page belongs to somebody else than its cookie does by now: another tab of the browser signed in anew. Both
 * doors ask this. A page that names nobody has shown nobody's name.
 */
export function isSomebodyElses(actor: Actor | null, claimed: unknown): boolean {
  return actor !== null && claimed !== undefined && claimed !== actor.userId
}

/** The person of this operation; refuses where nobody is signed in. */
export function requireActor(context: Pick<Context, 'actor'>): Actor {
  if (context.actor === null) throw new AppError('UNAUTHENTICATED')
  return context.actor
}
