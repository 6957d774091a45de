import type { IncomingMessage } from 'node:http'
import type { Env } from '../env.ts'
import { AppError } from '../errors.ts'
import { isJson } from './body.ts'
import { isOriginAllowed } from './origin.ts'

export const CSRF_HEADER = 'x-wz-csrf'

/**
 * What every request that may change something must carry: our own Origin, JSON, and a header no foreign page can add
 * without a preflight that is never answered.
 */
export function assertOwnPage(env: Env, request: IncomingMessage): void {
  const own = isOriginAllowed(env, request) && request.headers[CSRF_HEADER] === '1'
  if (!own) throw new AppError('FORBIDDEN')
  if (!isJson(request)) throw new AppError('INVALID', 'content-type')
}
