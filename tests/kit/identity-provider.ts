import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What the provider says about whoever signs in next. */
export interface Profile {
  sub: string
  email: string
  email_verified: boolean
  name: string
}

/** How the next ID token is wrong. */
export type Flaw =
  | 'none'
  | 'alg-none'
  | 'another-key'
  | 'another-issuer'
  | 'another-audience'
  | 'another-nonce'
  | 'expired'

export interface IdentityProvider {
  issuer: string
  profile: Profile
  flaw: Flaw
  /** Token requests without the PKCE verifier that fits the challenge. */
  pkceFailures: number
  /** What a browser would do at the authorization address: comes back with the callback's address. */
  authorize(url: string): string
  close(): Promise<void>
}

interface Grant {
  nonce: string | null
  challenge: string | null
}

export const CLIENT_ID = 'wspolny-zapis'
export const CLIENT_SECRET = 'a secret of these tests'
const KEY_ID = 'k1'

/** An OpenID provider on loopback: discovery, keys, authorization by decree, tokens. */
export async function startIdentityProvider(): Promise<IdentityProvider> {
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const otherKeys = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const grants = new Map<string, Grant>()
  const server = createServer((request, response) => void answer(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = new URL(request.url ?? '/', issuer).pathname
    if (path === '/.well-known/openid-configuration') return send(response, 200, discovery(issuer))
    if (path === '/keys') return send(response, 200, { keys: [publicKey()] })
    if (path === '/token') return grantTokens(await readForm(request), response)
    return send(response, 404, {})
  }

  function publicKey() {
    return { ...keys.publicKey.export({ format: 'jwk' }), kid: KEY_ID, use: 'sig', alg: 'RS256' }
  }

  function grantTokens(form: URLSearchParams, response: ServerResponse): void {
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    if (grant === undefined || !fitsChallenge(form.get('code_verifier'), grant.challenge)) {
      provider.pkceFailures += 1
      send(response, 400, { error: 'invalid_grant' })
      return
    }
    send(response, 200, { access_token: newToken(), token_type: 'Bearer', expires_in: 300, id_token: idToken(grant) })
  }

  function idToken({ nonce }: Grant): string {
    const { flaw, profile } = provider
    const now = Math.floor(Date.now() / 1000)
    const claims = {
      ...profile,
      iss: flaw === 'another-issuer' ? 'https://evil.example' : issuer,
      aud: flaw === 'another-audience' ? 'somebody else' : CLIENT_ID,
      iat: flaw === 'expired' ? now - 7_200 : now,
      exp: flaw === 'expired' ? now - 3_600 : now + 300,
      ...(nonce !== null && { nonce: flaw === 'another-nonce' ? 'another' : nonce }),
    }
    const header = flaw === 'alg-none' ? { alg: 'none', typ: 'JWT' } : { alg: 'RS256', typ: 'JWT', kid: KEY_ID }
    const body = `${encode(header)}.${encode(claims)}`
    if (flaw === 'alg-none') return `${body}.`
    const key = flaw === 'another-key' ? otherKeys.privateKey : keys.privateKey
    return `${body}.${sign('sha256', Buffer.from(body), key).toString('base64url')}`
  }

  const provider: IdentityProvider = {
    issuer,
    profile: { sub: 'subject-1', email: 'a@example.org', email_verified: true, name: 'Anna' },
    flaw: 'none',
    pkceFailures: 0,
    authorize(address) {
      const url = new URL(address)
      const code = newToken()
      grants.set(code, { nonce: url.searchParams.get('nonce'), challenge: url.searchParams.get('code_challenge') })
      const back = new URL(url.searchParams.get('redirect_uri') ?? '')
      back.searchParams.set('code', code)
      back.searchParams.set('state', url.searchParams.get('state') ?? '')
      return back.href
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  }
  return provider
}

function discovery(issuer: string) {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
  }
}

function fitsChallenge(verifier: string | null, challenge: string | null): boolean {
  if (verifier === null || challenge === null) return false
  return createHash('sha256').update(verifier).digest('base64url') === challenge
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return new URLSearchParams(Buffer.concat(chunks).toString())
}

function send(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}

function newToken(): string {
  return randomBytes(24).toString('base64url')
}
