import type { Context } from '../context.ts'
import { AppError } from '../errors.ts'
import type { Actor } from './policy.ts'

/** The person of this operation; refuses where nobody is signed in. */
export function requireActor(context: Pick<Context, 'actor'>): Actor {
  if (context.actor === null) throw new AppError('UNAUTHENTICATED')
  return context.actor
}
