import type { Db } from '@app/prisma'

/** Under which name better-auth knows the one identity provider that can be configured. */
export const OIDC_PROVIDER = 'oidc'

/**
 * How an account at a provider is called here. Numbers are a provider's own: after a move to another one the same number is
 * somebody else's.
 */
export function accountKey(issuer: string, subject: string): string {
  return `${issuerPrefix(issuer)}${subject}`
}

/** With which the keys of this provider's accounts begin. No address holds a space. */
export function issuerPrefix(issuer: string): string {
  return `${issuer.replace(/\/$/, '')} `
}

/** Ties from before the provider was part of the key are to the one that is configured when this runs first. */
export async function nameIssuer(db: Db, issuer: string): Promise<void> {
  await db.$executeRaw`
    UPDATE "Account" SET "accountId" = ${issuerPrefix(issuer)}::text || "accountId"
    WHERE "providerId" = ${OIDC_PROVIDER} AND "accountId" NOT LIKE 'http%://% %'`
}
