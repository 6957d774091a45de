import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { Services } from '../context.ts'
import { AppError } from '../errors.ts'
import { toMailLocale } from '../mail/messages.ts'
import { acceptInvitations, mayReceiveLink } from '../organizations/acceptance.ts'
import { normalizeEmail } from '../organizations/invitations.ts'
import type { AuthEngine, SendLink } from './engine.ts'
import { RateLimit } from './rate-limit.ts'

const MINUTE_MS = 60_000
const MAX_TOKEN_LENGTH = 128

const emailSchema = z.email().max(254)
const signedInSchema = z.object({ user: z.object({ id: z.string() }) })
/** `name` is the language of the page that asked: nothing else is kept with a link, and nobody is made by it who could be called so. */
const storedLinkSchema = z.object({ email: z.string(), name: z.string().optional() })

/** Only this is stored of a link: who reads the database cannot sign in with it. */
export function hashLinkToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}

export interface LinkRequest {
  email: string
  /** The page's own origin: links lead there. */
  origin: string
  /** Where on it the person was going, as `toOwnPath` lets it through. */
  path: string
  locale: string | null
}

export interface MagicLinks {
  /**
   * Counts a request against the network it came from, whatever it asks for: everybody at a meeting may share one.
   * @throws AppError `RATE_LIMITED`
   */
  countRequest(network: string): void
  /** Never says whether the address is known, nor that it was mailed often enough. Resolves when the mail is on its way. */
  request(request: LinkRequest): Promise<void>
  /** Null for a link that is used up, too old or made up. */
  verify(token: string, headers: Headers): Promise<SignedIn | null>
}

export interface SignedIn {
  userId: string
  /** Carries the cookies. */
  answer: Response
}

export function createMagicLinks(services: Pick<Services, 'db' | 'clock' | 'pubsub'>, engine: AuthEngine): MagicLinks {
  const { db, clock } = services
  const perAddress = new RateLimit(clock, 3, 15 * MINUTE_MS)
  const perNetwork = new RateLimit(clock, 120, 60 * MINUTE_MS)
  const everybody = new RateLimit(clock, 500, 60 * MINUTE_MS)

  function countRequest(network: string): void {
    if (!perNetwork.take(network)) throw new AppError('RATE_LIMITED', 'links')
  }

  async function request({ email, origin, path, locale }: LinkRequest): Promise<void> {
    const parsed = emailSchema.safeParse(normalizeEmail(email))
    if (!parsed.success || !perAddress.take(parsed.data)) return
    const recipient = await mayReceiveLink(db, parsed.data, clock.now())
    // Only mail that would leave counts for everybody: made-up addresses must not keep people out.
    if (recipient === null || !everybody.take('')) return
    const mailLocale = toMailLocale(recipient.locale ?? locale)
    const body = { email: parsed.data, name: mailLocale, metadata: { origin, path, locale: mailLocale } }
    await engine.api.signInMagicLink({ body, headers: new Headers() })
  }

  async function verify(token: string, headers: Headers): Promise<SignedIn | null> {
    if (token.length > MAX_TOKEN_LENGTH) return null
    const link = await findLink(token)
    if (link === null) return null
    // Before the link is consumed: better-auth signs in only people who exist, and the address is proved by now.
    await acceptInvitations(services, link.email, clock.now(), { locale: link.name })
    const answer = await engine.api.magicLinkVerify({ query: { token }, headers, asResponse: true })
    if (answer.status !== 200) return null
    const { user } = signedInSchema.parse(await answer.json())
    return { userId: user.id, answer }
  }

  async function findLink(token: string): Promise<z.infer<typeof storedLinkSchema> | null> {
    const link = await db.verification.findFirst({
      where: { identifier: `magic-link:${hashLinkToken(token)}`, expiresAt: { gt: clock.now() } },
    })
    if (link === null) return null
    const stored = storedLinkSchema.safeParse(JSON.parse(link.value))
    return stored.success ? stored.data : null
  }

  return { countRequest, request, verify }
}

const linkMetadataSchema = z.object({ origin: z.string(), path: z.string(), locale: z.enum(['pl', 'en']) })

/** Mails the link. The token is in the fragment, which browsers send to nobody: it is in no log on the way. */
export function createLinkMail({ env, mailer }: Pick<Services, 'env' | 'mailer'>): SendLink {
  return async ({ email, token, metadata }) => {
    const { origin, path, locale } = linkMetadataSchema.parse(metadata)
    const query = path === '/' ? '' : `?dalej=${encodeURIComponent(path)}`
    const content = { url: `${origin}/zaloguj/link${query}#${token}`, instance: env.instanceName }
    await mailer.send({ to: email, kind: 'magic-link', locale, content })
  }
}
