import type { GenericOAuthConfig } from 'better-auth/plugins/generic-oauth'
import type { Services } from '../context.ts'
import type { Env } from '../env.ts'
import { newId } from '../ids.ts'
import { acceptInvitations } from '../organizations/acceptance.ts'
import { normalizeEmail } from '../organizations/invitations.ts'
import { accountKey, OIDC_PROVIDER } from './provider-id.ts'

type OidcServices = Pick<Services, 'db' | 'clock' | 'pubsub'>

/**
 * Sign-in at the organisation's own identity provider: code flow with PKCE, state and a verified ID token. An account
 * at the provider is tied to a person here only by an open invitation to its verified address, never by a likeness.
 */
export function oidcProvider(services: OidcServices, oidc: NonNullable<Env['oidc']>): GenericOAuthConfig {
  return {
    providerId: OIDC_PROVIDER,
    discoveryUrl: `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    scopes: ['openid', 'email', 'profile'],
    pkce: true,
    requireIdTokenVerification: true,
    requireEmailVerification: true,
    accountSubject: ({ profile: { sub } }) => (sub == null ? '' : accountKey(oidc.issuer, String(sub))),
    disableSignUp: true,
    disableImplicitSignUp: true,
    mapProfileToUser: async (profile) => {
      const { email, emailVerified, sub, name } = profile
      if (emailVerified === true && typeof email === 'string' && sub != null) {
        const subject = { id: accountKey(oidc.issuer, String(sub)), name: typeof name === 'string' ? name : '' }
        await linkInvited(services, normalizeEmail(email), subject)
      }
      return {}
    },
  }
}

/** Whoever the account is tied to takes what its address is invited to: it may not be the one they were first invited under. */
async function linkInvited(
  { db, clock, pubsub }: OidcServices,
  email: string,
  { id: accountId, name }: { id: string; name: string },
): Promise<void> {
  const known = await db.account.findFirst({ where: { providerId: OIDC_PROVIDER, accountId } })
  if (known !== null) {
    const owner = await db.user.findUnique({ where: { email }, select: { id: true } })
    // Somebody else goes by this address here: theirs to take, by the link that is mailed to it.
    if (owner !== null && owner.id !== known.userId) return
    await acceptInvitations({ db, pubsub }, email, clock.now(), { ownerId: known.userId })
    return
  }
  const userId = await acceptInvitations({ db, pubsub }, email, clock.now(), { name })
  if (userId === null) return
  // Two answers of one sign-in may come at once.
  await db.account.createMany({
    data: { id: newId(), providerId: OIDC_PROVIDER, accountId, userId },
    skipDuplicates: true,
  })
}
