import { setTimeout } from 'node:timers/promises'
import { z } from 'zod'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { parseJson, readBody } from '../http/body.ts'
import {
  copyCookies,
  type Exchange,
  type Route,
  sendJson,
  sendRefusal,
  sendResponse,
  toHeaders,
} from '../http/exchange.ts'
import { assertOwnPage } from '../http/guard.ts'
import { addressKey, expectedOrigin } from '../http/origin.ts'
import { isSomebodyElses, PERSON_HEADER } from './actor.ts'
import { type AuthEngine, isSecure } from './engine.ts'
import type { MagicLinks } from './magic-link.ts'
import { toOwnPath } from './own-path.ts'
import { OIDC_PROVIDER } from './provider-id.ts'
import { SharedComputer } from './shared-computer.ts'

const MAX_BODY_BYTES = 4_096

const emailBody = z.object({
  email: z.string().max(320),
  locale: z.string().max(8).optional(),
  /** Where the person was going. */
  path: z.string().optional(),
})
/** „To jest wspólny komputer”, as the page of the device says. */
const shared = z.boolean().optional()
const tokenBody = z.object({ token: z.string().min(1).max(256), shared })
const personBody = z.object({ personId: z.string().min(1).max(64), shared })
const oidcBody = z.object({ providerId: z.literal(OIDC_PROVIDER), callbackURL: z.string().optional(), shared })

/** Starts work that the answer does not wait for; the application waits for it when it closes. */
export type RunDetached = (work: Promise<void>) => void

export interface AuthRouteOptions {
  services: Services
  engine: AuthEngine
  links: MagicLinks
  runDetached: RunDetached
}

/** The routes that set or clear cookies. Everything else below /api/auth does not exist. */
export function createAuthRoutes({ services, engine, links, runDetached }: AuthRouteOptions): Route[] {
  const { env, sessions, audit } = services
  const sharedComputer = new SharedComputer(isSecure(env))

  /** How the browser is to keep the cookies of a sign-in; the session of a shared computer is cut short before. */
  async function keepFor(
    isShared: boolean | undefined,
    answer: Response,
  ): Promise<((cookie: string) => string) | undefined> {
    if (isShared !== true) return undefined
    const actor = await sessions.findActor(toCookieHeader(answer))
    if (actor !== null) await sessions.endSoon(actor)
    return sharedComputer.endWithBrowser
  }

  async function readInput<T>({ request }: Exchange, schema: z.ZodType<T>): Promise<T> {
    assertOwnPage(env, request)
    const parsed = schema.safeParse(parseJson(await readBody(request, MAX_BODY_BYTES)))
    if (!parsed.success) throw new AppError('INVALID')
    return parsed.data
  }

  async function requestLink(exchange: Exchange): Promise<void> {
    const { email, locale, path } = await readInput(exchange, emailBody)
    const { request, response } = exchange
    links.countRequest(addressKey(env, request))
    const place = { origin: expectedOrigin(env, request), path: toOwnPath(path) }
    // Not awaited, and not begun: neither this answer nor the one right behind it may tell whether the address is known.
    runDetached(requestLater({ email, locale: locale ?? null, ...place }))
    sendJson(response, 200, {})
  }

  async function requestLater(request: Parameters<typeof links.request>[0]): Promise<void> {
    const { linkDelayMs } = env.limits
    await setTimeout((linkDelayMs * (1 + Math.random())) / 2)
    await links.request(request)
  }

  async function verifyLink(exchange: Exchange): Promise<void> {
    const { token, shared } = await readInput(exchange, tokenBody)
    const signedIn = await links.verify(token, toHeaders(exchange.request))
    if (signedIn === null) return sendRefusal(exchange.response, 'EXPIRED')
    await audit.record({ action: 'session.started', actorId: signedIn.userId, detail: { by: 'magic-link' } })
    copyCookies(exchange.response, signedIn.answer, await keepFor(shared, signedIn.answer))
    sendJson(exchange.response, 200, {})
  }

  async function signInDemo(exchange: Exchange): Promise<void> {
    if (!env.demo) throw new AppError('NOT_FOUND')
    const { personId, shared } = await readInput(exchange, personBody)
    const answer = await engine.api.signInDemo({
      body: { personId },
      headers: toHeaders(exchange.request),
      asResponse: true,
    })
    if (answer.headers.getSetCookie().length === 0) throw new AppError('NOT_FOUND')
    copyCookies(exchange.response, answer, await keepFor(shared, answer))
    await audit.record({ action: 'session.started', actorId: personId, detail: { by: 'demo' } })
    sendJson(exchange.response, 200, {})
  }

  async function startOidc(exchange: Exchange): Promise<void> {
    if (env.oidc === undefined) throw new AppError('NOT_FOUND')
    const { callbackURL, shared } = await readInput(exchange, oidcBody)
    const answer = await engine.api.signInSocial({
      body: {
        provider: OIDC_PROVIDER,
        callbackURL: toOwnPath(callbackURL),
        errorCallbackURL: '/zaloguj',
        disableRedirect: true,
      },
      headers: toHeaders(exchange.request),
      asResponse: true,
    })
    if (!answer.ok) throw new AppError('UNAVAILABLE')
    copyCookies(exchange.response, answer)
    if (shared === true) sharedComputer.note(exchange.response)
    const { url } = z.object({ url: z.string() }).parse(await answer.json())
    sendJson(exchange.response, 200, { url })
  }

  async function finishOidc({ request, response, url }: Exchange): Promise<void> {
    if (env.oidc === undefined) throw new AppError('NOT_FOUND')
    const target = new URL(`${url.pathname}${url.search}`, expectedOrigin(env, request))
    const answer = await engine.handler(new Request(target, { headers: toHeaders(request) }))
    const signedIn = await sessions.findActor(toCookieHeader(answer))
    if (signedIn !== null) {
      await audit.record({ action: 'session.started', actorId: signedIn.userId, detail: { by: 'oidc' } })
    }
    const isShared = sharedComputer.takeNote(request.headers.cookie, response)
    await sendResponse(response, answer, await keepFor(isShared, answer))
  }

  async function signOut(exchange: Exchange): Promise<void> {
    assertOwnPage(env, exchange.request)
    const actor = await sessions.findActor(exchange.request.headers.cookie)
    if (isSomebodyElses(actor, exchange.request.headers[PERSON_HEADER])) throw new AppError('SIGNED_IN_AS_OTHER')
    if (actor !== null) {
      await sessions.revoke(actor.userId, actor.sessionId)
      await audit.record({ action: 'session.ended', actorId: actor.userId })
    }
    const answer = await engine.api.signOut({ headers: toHeaders(exchange.request), asResponse: true })
    copyCookies(exchange.response, answer)
    sendJson(exchange.response, 200, {})
  }

  return [
    { method: 'POST', path: '/api/auth/sign-in/magic-link', handle: requestLink },
    { method: 'POST', path: '/api/auth/magic-link/verify', handle: verifyLink },
    { method: 'POST', path: '/api/auth/sign-in/demo', handle: signInDemo },
    { method: 'POST', path: '/api/auth/sign-in/oauth2', handle: startOidc },
    { method: 'GET', path: `/api/auth/callback/${OIDC_PROVIDER}`, handle: finishOidc },
    { method: 'POST', path: '/api/auth/sign-out', handle: signOut },
  ]
}

/** What a browser would send back of the cookies it is given. */
function toCookieHeader(answer: Response): string {
  const cookies = answer.headers.getSetCookie().map((cookie) => cookie.split(';')[0])
  return cookies.join('; ')
}
