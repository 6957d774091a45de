/** Under which name better-auth knows the one identity provider that can be configured. */
export const OIDC_PROVIDER = 'oidc'
