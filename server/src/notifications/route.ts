import { RateLimit } from '../auth/rate-limit.ts'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { readBody } from '../http/body.ts'
import { type Route, sendJson } from '../http/exchange.ts'
import { addressKey } from '../http/origin.ts'
import { readUnsubscription, unsubscribe } from './unsubscribe.ts'

export const UNSUBSCRIBE_PATH = '/powiadomienia/wypisz'

const MAX_BODY_BYTES = 4_096
const HOUR_MS = 3_600_000

/**
 * POST /powiadomienia/wypisz?token=…: ends mail of some kinds (RFC 8058). Mail providers send it without a session and
 * without an Origin, so only the signed token is asked for. GET of the address is a page with a button.
 */
export function createUnsubscribeRoute({ db, env, clock, pubsub }: Services, secret: string): Route {
  // One provider asks for many people from few addresses.
  const perAddress = new RateLimit(clock, 600, HOUR_MS)
  const forgeries = new RateLimit(clock, 30, HOUR_MS)
  const perPerson = new RateLimit(clock, 30, HOUR_MS)

  return {
    method: 'POST',
    path: UNSUBSCRIBE_PATH,
    async handle({ request, response, url }) {
      const address = addressKey(env, request)
      if (!perAddress.take(address)) throw new AppError('RATE_LIMITED')
      await readBody(request, MAX_BODY_BYTES)
      const wish = readUnsubscription(url.searchParams.get('token') ?? '', secret)
      if (wish === null) throw new AppError(forgeries.take(address) ? 'FORBIDDEN' : 'RATE_LIMITED')
      if (!perPerson.take(wish.userId)) throw new AppError('RATE_LIMITED')
      await unsubscribe(db, wish)
      pubsub.publish('notification', { userId: wish.userId })
      sendJson(response, 200, {})
    },
  }
}
