import type { Db } from '@app/prisma'
import { prismaAdapter } from 'better-auth/adapters/prisma'
import { createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { betterAuth } from 'better-auth/minimal'
import { genericOAuth } from 'better-auth/plugins/generic-oauth'
import { magicLink } from 'better-auth/plugins/magic-link'
import { z } from 'zod'
import type { Services } from '../context.ts'
import type { Env } from '../env.ts'
import { newId } from '../ids.ts'
import { sessionCookieName } from './cookie.ts'
import { hashLinkToken } from './magic-link.ts'
import { oidcProvider } from './oidc.ts'
import { SESSION_ABSOLUTE_MS } from './session.ts'

export const MAGIC_LINK_MS = 15 * 60_000

const NO_TOKENS = { accessToken: null, refreshToken: null, idToken: null }

export type SendLink = (link: {
  email: string
  token: string
  metadata?: Record<string, unknown> | undefined
}) => Promise<void>

export interface EngineOptions extends Pick<Services, 'db' | 'env' | 'clock' | 'pubsub' | 'logger'> {
  secret: string
  sendLink: SendLink
}

export type AuthEngine = ReturnType<typeof createAuthEngine>

/** better-auth, told once what this house wants of it. Nothing of it is mounted: `auth/route.ts` calls it. */
export function createAuthEngine(options: EngineOptions) {
  const { db, env, secret } = options
  const secure = isSecure(env)
  return betterAuth({
    appName: env.instanceName,
    baseURL: env.publicUrl?.origin ?? `http://localhost:${env.port}`,
    basePath: '/api/auth',
    secret,
    telemetry: { enabled: false },
    // The embedded database has one connection: a transaction that waits for anything else stalls everybody.
    database: prismaAdapter(db, { provider: 'postgresql', transaction: false }),
    session: {
      expiresIn: SESSION_ABSOLUTE_MS / 1000,
      disableSessionRefresh: true,
      cookieCache: { enabled: false },
    },
    // Who somebody is was asked once: what would open more at the provider is not kept.
    account: { updateAccountOnSignIn: false, accountLinking: { enabled: true, disableImplicitLinking: true } },
    // Limits are our own (`auth/magic-link.ts`): the same answer for everybody, also beyond them.
    rateLimit: { enabled: false },
    onAPIError: { errorURL: '/zaloguj' },
    logger: {
      level: 'error',
      log: (_level, message) => options.logger.error({ from: 'better-auth' }, firstLine(message)),
    },
    databaseHooks: {
      session: { create: { before: async (session) => refuseDisabled(db, session.userId) } },
      account: { create: { before: async (account) => ({ data: { ...account, ...NO_TOKENS } }) } },
    },
    advanced: {
      cookiePrefix: 'wz',
      // The prefix is ours (`__Host-`): better-auth would add `__Secure-` in front of it.
      useSecureCookies: false,
      defaultCookieAttributes: { secure, httpOnly: true, sameSite: 'lax', path: '/' },
      cookies: { session_token: { name: sessionCookieName(secure) } },
      ipAddress: { disableIpTracking: true },
      database: { generateId: () => newId() },
    },
    plugins: [
      magicLink({
        disableSignUp: true,
        expiresIn: MAGIC_LINK_MS / 1000,
        storeToken: { type: 'custom-hasher', hash: async (token) => hashLinkToken(token) },
        sendMagicLink: async ({ email, token, metadata }) => options.sendLink({ email, token, metadata }),
      }),
      demoSignIn(db, env),
      genericOAuth({ config: env.oidc === undefined ? [] : [oidcProvider(options, env.oidc)] }),
    ],
  })
}

export function isSecure(env: Env): boolean {
  return env.publicUrl?.protocol === 'https:'
}

/** Signing in without a proof of who one is: made only for demonstrations, and asked again at every call. */
function demoSignIn(db: Db, env: Env) {
  const body = z.object({ personId: z.string().max(64) })
  return {
    id: 'demo-sign-in' as const,
    endpoints: {
      signInDemo: createAuthEndpoint('/sign-in/demo', { method: 'POST', body }, async (ctx) => {
        const found = env.demo ? await db.user.findUnique({ where: { id: ctx.body.personId, disabledAt: null } }) : null
        if (found === null) return ctx.json({ signedIn: false })
        const session = await ctx.context.internalAdapter.createSession(found.id)
        await setSessionCookie(ctx, { session, user: found })
        return ctx.json({ signedIn: true })
      }),
    },
  }
}

async function refuseDisabled(db: Db, userId: string): Promise<boolean> {
  const user = await db.user.findUnique({ where: { id: userId }, select: { disabledAt: true } })
  return user !== null && user.disabledAt === null
}

/** Library messages may go on with values; their first line is the sentence. */
function firstLine(message: string): string {
  return message.split('\n', 1)[0] ?? ''
}
