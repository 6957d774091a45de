import type { Db } from '@app/prisma'
import type { GenericOAuthConfig } from 'better-auth/plugins/generic-oauth'
import type { Clock } from '../context.ts'
import type { Env } from '../env.ts'
import { newId } from '../ids.ts'
import { acceptInvitations } from '../organizations/acceptance.ts'
import { normalizeEmail } from '../organizations/invitations.ts'
import { OIDC_PROVIDER } from './provider-id.ts'

/**
 * Sign-in at the organisation's own identity provider: code flow with PKCE, state and a verified ID token. An account
 * at the provider is tied to a person here only by an open invitation to its verified address, never by a likeness.
 */
export function oidcProvider(db: Db, clock: Clock, oidc: NonNullable<Env['oidc']>): GenericOAuthConfig {
  return {
    providerId: OIDC_PROVIDER,
    discoveryUrl: `${oidc.issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    clientId: oidc.clientId,
    clientSecret: oidc.clientSecret,
    scopes: ['openid', 'email', 'profile'],
    pkce: true,
    requireIdTokenVerification: true,
    requireEmailVerification: true,
    disableSignUp: true,
    disableImplicitSignUp: true,
    mapProfileToUser: async (profile) => {
      const { email, emailVerified, sub } = profile
      if (emailVerified === true && typeof email === 'string' && sub != null) {
        await linkInvited(db, clock.now(), normalizeEmail(email), String(sub))
      }
      return {}
    },
  }
}

async function linkInvited(db: Db, now: Date, email: string, subject: string): Promise<void> {
  const userId = await acceptInvitations(db, email, now)
  if (userId === null) return
  const known = await db.account.findFirst({ where: { providerId: OIDC_PROVIDER, accountId: subject } })
  if (known !== null) return
  await db.account.create({ data: { id: newId(), providerId: OIDC_PROVIDER, accountId: subject, userId } })
}
