import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, cookiesOf, gql, postJson, type RawResponse, send, toCookieHeader } from '../kit/client.ts'
import {
  CLIENT_ID,
  CLIENT_SECRET,
  type Flaw,
  type IdentityProvider,
  startIdentityProvider,
} from '../kit/identity-provider.ts'
import { newId, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const INVITE = 'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { id } }'

let provider: IdentityProvider
let target: TestApp
let organization: SeededOrganization
let inviter: SeededPerson

beforeAll(async () => {
  provider = await startIdentityProvider()
  const port = await freePort()
  const publicUrl = new URL(`http://127.0.0.1:${port}`)
  const oidc = { issuer: provider.issuer, clientId: CLIENT_ID, clientSecret: CLIENT_SECRET }
  target = await startApp({ port, env: { publicUrl, oidc } })
  organization = await seed(target).organization('Fundacja Trzy Okna')
  inviter = await organization.person(undefined, 'COORDINATOR')
})
afterAll(async () => {
  await target.close()
  await provider.close()
})
beforeEach(() => {
  provider.flaw = 'none'
  provider.profile = { sub: newId(), email: `${newId().toLowerCase()}@example.org`, email_verified: true, name: 'Anna' }
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}

async function invite(email: string, organizationId = organization.id): Promise<void> {
  await target.db.invitation.create({
    data: {
      id: newId(),
      email: email.toLowerCase(),
      organizationId,
      role: 'MEMBER',
      invitedById: inviter.id,
      expiresAt: new Date(Date.now() + 60_000),
    },
  })
}

async function start(callbackURL = '/', shared = false): Promise<{ url: string; cookie: string }> {
  const answer = await postJson(target, '/api/auth/sign-in/oauth2', { providerId: 'oidc', callbackURL, shared })
  expect(answer.status).toBe(200)
  return { url: JSON.parse(answer.body).url, cookie: toCookieHeader(answer) }
}

function comeBack(address: string, cookie: string): Promise<RawResponse> {
  const { pathname, search } = new URL(address)
  return send(target, { method: 'GET', path: `${pathname}${search}`, bare: true, headers: { cookie } })
}

async function signIn(shared = false): Promise<RawResponse> {
  const { url, cookie } = await start('/', shared)
  return comeBack(provider.authorize(url), cookie)
}

async function expectNobody(answer: RawResponse): Promise<void> {
  expect(cookiesOf(answer).has('wz.session')).toBe(false)
  expect(answer.status).toBe(302)
  expect(String(answer.headers.location)).toMatch(/^(?:http:\/\/127\.0\.0\.1:\d+)?\/zaloguj\?error=/)
}

describe('signing in at an identity provider', () => {
  it('asks for a code with PKCE, state and a nonce, to come back here', async () => {
    const { searchParams } = new URL((await start()).url)
    expect(Object.fromEntries(searchParams)).toMatchObject({
      client_id: CLIENT_ID,
      response_type: 'code',
      code_challenge_method: 'S256',
      redirect_uri: `${target.origin}/api/auth/callback/oidc`,
    })
    for (const name of ['state', 'nonce', 'code_challenge']) expect(searchParams.get(name)?.length).toBeGreaterThan(20)
    expect(searchParams.get('scope')?.split(' ').sort()).toEqual(['email', 'openid', 'profile'])
  })

  it('on a shared computer lets in until the browser closes, for four hours at most', async () => {
    await invite(provider.profile.email)
    const [lasting, brief] = [await signIn(), await signIn(true)]
    const attributesOf = (answer: RawResponse) => cookiesOf(answer).get('wz.session')?.split('; ').slice(1).sort()
    expect(attributesOf(lasting)).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax'])
    expect(attributesOf(brief)).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax'])
    const noted = [...cookiesOf(brief)].filter(([name]) => name === 'wz.shared').map(([, cookie]) => cookie)
    expect(noted).toEqual(['wz.shared=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0'])
    const sessions = await target.db.session.findMany({ orderBy: { expiresAt: 'asc' }, take: 1 })
    expect(sessions[0]?.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 4 * 3_600_000)
  })

  it.each([
    ['  Żaneta\n\u200bPoręcz ', 'Żaneta Poręcz'],
    ['\u200b', null],
    ['ż'.repeat(1_000), null],
  ])('calls a new person as it does (%j), or by the address where that is no name', async (given, name) => {
    provider.profile.name = given
    await invite(provider.profile.email)
    const cookie = toCookieHeader(await signIn())
    const { viewer } = await gql<{ viewer: object }>(target, cookie, '{ viewer { name } }')
    expect(viewer).toEqual({ name: name ?? provider.profile.email.split('@')[0] })
  })

  it('lets in whoever was invited under the verified address, also the second time', async () => {
    await invite(provider.profile.email)
    const first = await signIn()
    expect([first.status, first.headers.location]).toEqual([302, '/'])
    const { viewer } = await gql<{ viewer: object }>(
      target,
      toCookieHeader(first),
      '{ viewer { name email memberships { organization { name } } } }',
    )
    expect(viewer).toEqual({
      name: 'Anna',
      email: provider.profile.email,
      memberships: [{ organization: { name: 'Fundacja Trzy Okna' } }],
    })
    const second = await signIn()
    expect(cookiesOf(second).has('wz.session')).toBe(true)
    const { id } = await target.db.user.findUniqueOrThrow({ where: { email: provider.profile.email } })
    const audited = await target.db.auditEvent.findMany({ where: { actorId: id, action: 'session.started' } })
    expect(audited.map(({ detail }) => detail)).toEqual([{ by: 'oidc' }, { by: 'oidc' }])
    expect(provider.pkceFailures).toBe(0)
  })

  it('keeps nothing that opens anything at the provider', async () => {
    await invite(provider.profile.email)
    for (let times = 0; times < 2; times += 1) await signIn()
    const account = await target.db.account.findFirstOrThrow({ where: { user: { email: provider.profile.email } } })
    expect(account).toMatchObject({ accessToken: null, refreshToken: null, idToken: null })
  })

  it('knows ties from before issuers were kept as those of the provider of now', async () => {
    provider.profile.sub = '7'
    await invite(provider.profile.email)
    await signIn()
    const account = { user: { email: provider.profile.email } }
    const { id } = await target.db.account.findFirstOrThrow({ where: account })
    await target.db.account.update({ where: { id }, data: { accountId: '7' } })
    await target.restart()
    expect(cookiesOf(await signIn()).has('wz.session')).toBe(true)
    expect(await target.db.account.count({ where: account })).toBe(1)
  })

  it('takes the same number at the next provider for somebody else', async () => {
    provider.profile.sub = '8'
    await invite(provider.profile.email)
    expect(cookiesOf(await signIn()).has('wz.session')).toBe(true)
    const [former, { oidc }] = [provider, target.env]
    provider = await startIdentityProvider()
    provider.profile = { ...former.profile, email: 'mallory@elsewhere.example' }
    Object.assign(target.env, { oidc: { ...oidc, issuer: provider.issuer } })
    await target.restart()
    await expectNobody(await signIn())
    await provider.close()
    provider = former
    Object.assign(target.env, { oidc })
    await target.restart()
    expect(cookiesOf(await signIn()).has('wz.session')).toBe(true)
  })

  it('lets in nobody without an invitation, and makes no account', async () => {
    await expectNobody(await signIn())
    expect(await target.db.user.count({ where: { email: provider.profile.email } })).toBe(0)
  })

  it('lets in nobody whose address the provider has not verified, invitation or not', async () => {
    provider.profile.email_verified = false
    await invite(provider.profile.email)
    await expectNobody(await signIn())
    expect(await target.db.user.count({ where: { email: provider.profile.email } })).toBe(0)
  })

  it('ties no account to somebody just because the address is alike', async () => {
    const known = await organization.person()
    provider.profile.email = known.email
    await expectNobody(await signIn())
    expect(await target.db.account.count({ where: { userId: known.id } })).toBe(0)
    await invite(known.email)
    expect(cookiesOf(await signIn()).has('wz.session')).toBe(true)
  })

  it('opens to somebody who has a seat already when they are invited to it again, once', async () => {
    const known = await organization.person()
    provider.profile.email = known.email
    const input = { email: known.email, organizationId: organization.id, role: 'MEMBER' }
    const again = async () => (await ask(target, await signInAs(target, inviter), INVITE, { input })).codes
    expect(await again()).toEqual([])
    expect(cookiesOf(await signIn()).has('wz.session')).toBe(true)
    expect(await again()).toEqual(['CONFLICT'])
  })

  it('brings what a changed address is invited to, to who the account was tied to before', async () => {
    await invite(provider.profile.email)
    const first = provider.profile.email
    await signIn()
    const lead = await seed(target).organization('Towarzystwo Cichych Bram')
    provider.profile.email = `${newId().toLowerCase()}@example.org`
    await invite(provider.profile.email, lead.id)
    const { viewer } = await gql<{ viewer: { email: string; memberships: { organization: { name: string } }[] } }>(
      ...[target, toCookieHeader(await signIn()), '{ viewer { email memberships { organization { name } } } }'],
    )
    expect(viewer.email).toBe(first)
    const names = viewer.memberships.map(({ organization: { name } }) => name)
    expect(names.sort()).toEqual(['Fundacja Trzy Okna', 'Towarzystwo Cichych Bram'])
    expect(await target.db.user.count({ where: { email: provider.profile.email } })).toBe(0)
  })

  it('takes no invitation from somebody else who goes by the changed address, nor for a closed account', async () => {
    await invite(provider.profile.email)
    const first = provider.profile.email
    await signIn()
    const other = await organization.person()
    provider.profile.email = other.email
    const lead = await seed(target).organization()
    await invite(other.email, lead.id)
    await signIn()
    const standing = { email: other.email, organizationId: lead.id, acceptedAt: null }
    expect(await target.db.invitation.count({ where: standing })).toBe(1)
    expect(await target.db.membership.count({ where: { organizationId: lead.id } })).toBe(0)

    await target.db.user.update({ where: { email: first }, data: { disabledAt: new Date() } })
    provider.profile.email = `${newId().toLowerCase()}@example.org`
    await invite(provider.profile.email, lead.id)
    expect(cookiesOf(await signIn()).has('wz.session')).toBe(false)
    const left = { email: provider.profile.email, acceptedAt: null }
    expect(await target.db.invitation.count({ where: left })).toBe(1)
    expect(await target.db.user.count({ where: { email: provider.profile.email } })).toBe(0)
  })

  it('lets in nobody whose account was closed', async () => {
    await invite(provider.profile.email)
    await signIn()
    await target.db.user.update({ where: { email: provider.profile.email }, data: { disabledAt: new Date() } })
    const before = await target.db.session.count()
    expect(cookiesOf(await signIn()).has('wz.session')).toBe(false)
    expect(await target.db.session.count()).toBe(before)
  })

  it.each<Flaw>(['alg-none', 'another-key', 'another-issuer', 'another-audience', 'another-nonce', 'expired'])(
    'believes no ID token with a flaw: %s',
    async (flaw) => {
      await invite(provider.profile.email)
      provider.flaw = flaw
      await expectNobody(await signIn())
    },
  )

  it('believes no answer it did not ask for', async () => {
    await invite(provider.profile.email)
    const { url, cookie } = await start()
    const back = new URL(provider.authorize(url))
    const attempts: [string, string][] = [
      ['another state', back.href.replace(/state=[^&]+/, 'state=made-up')],
      ['no state', back.href.replace(/&?state=[^&]+/, '')],
      ['no code', back.href.replace(/code=[^&]+&?/, '')],
      ['another code', back.href.replace(/code=[^&]+/, 'code=made-up')],
    ]
    for (const [what, address] of attempts) {
      const answer = await comeBack(address, cookie)
      expect([what, cookiesOf(answer).has('wz.session')]).toEqual([what, false])
    }
    const fresh = await start()
    const elsewhere = await comeBack(provider.authorize(fresh.url), '')
    expect(cookiesOf(elsewhere).has('wz.session')).toBe(false)
  })

  it('comes back only to our own pages', async () => {
    await invite(provider.profile.email)
    const targets = [
      'https://evil.example',
      '//evil.example',
      '/\\evil.example',
      '/%09/evil.example',
      '/\t/evil.example',
      '/\n/evil.example',
      '/.//evil.example',
      '/..//evil.example',
      '/./\\evil.example',
      '//[',
      '/\u0000//evil.example',
      'javascript:alert(1)',
      '/dokument/a1',
    ]
    for (const callbackURL of targets) {
      const { url, cookie } = await start(callbackURL)
      const answer = await comeBack(provider.authorize(url), cookie)
      const location = new URL(String(answer.headers.location), target.origin)
      expect([callbackURL, location.origin]).toEqual([callbackURL, target.origin])
    }
  })
  it('comes back to the very place, whatever its address holds', async () => {
    await invite(provider.profile.email)
    const places = [
      '/dokument/a1/porownaj?od=wersja:b2&do=chwila:2026-10-22T07:05:00+02:00',
      '/?szukaj=lokale+na+parterze',
      '/?szukaj=lokale%20%26%20czynsz',
      '/?szukaj=zażółć gęślą',
      '/dokument/a1?watek=c3#u-u1',
    ]
    for (const callbackURL of places) {
      const { url, cookie } = await start(callbackURL)
      const answer = await comeBack(provider.authorize(url), cookie)
      const [there, wanted] = [String(answer.headers.location), callbackURL].map((place) => {
        const { pathname, searchParams, hash } = new URL(place, target.origin)
        return { pathname, search: [...searchParams], hash }
      })
      expect(there).toEqual(wanted)
    }
  })
})
