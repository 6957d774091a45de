import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, cookiesOf, postJson, type RawResponse, send, toCookieHeader } from '../kit/client.ts'
import { LINK, receiveToken, requestLink, verify } from '../kit/links.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const HOUR_MS = 3_600_000

let target: TestApp

beforeAll(async () => {
  target = await startApp()
})
afterAll(() => target.close())

const attributesOf = (answer: RawResponse) => cookiesOf(answer).get('wz.session')?.split('; ').slice(1).sort()

describe('the cookie', () => {
  it('is HttpOnly, lax, of the whole site and for no other host', async () => {
    const person = await (await seed(target).organization()).person()
    const answer = await verify(target, await receiveToken(target, person.email))
    const cookies = cookiesOf(answer)
    expect([...cookies.keys()]).toEqual(['wz.session'])
    const attributes = (cookies.get('wz.session') ?? '').split('; ').slice(1).sort()
    expect(attributes).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax'])
  })

  it('is __Host- and Secure over https', async () => {
    const publicUrl = new URL('https://zapis.example.org')
    const secured = await startApp({ env: { publicUrl } })
    const person = await (await seed(secured).organization()).person()
    const front = { origin: publicUrl.origin, host: publicUrl.host }
    await requestLink(secured, person.email, front)
    const mail = await until('the mail', () => secured.mails[0])
    expect(mail.text).toContain('https://zapis.example.org/zaloguj/link#')
    const token = LINK.exec(mail.text)?.[1]
    const answer = await postJson(secured, '/api/auth/magic-link/verify', { token }, front)
    const cookie = cookiesOf(answer).get('__Host-wz.session') ?? ''
    expect(cookie.split('; ').slice(1).sort()).toEqual([
      'HttpOnly',
      'Max-Age=2592000',
      'Path=/',
      'SameSite=Lax',
      'Secure',
    ])
    const viewer = await postJson(
      secured,
      '/graphql',
      { query: '{ viewer { name } }' },
      { ...front, cookie: toCookieHeader(answer) },
    )
    expect(viewer.body).toBe(`{"data":{"viewer":{"name":"${person.name}"}}}`)
    expect(viewer.headers['strict-transport-security']).toContain('max-age=')
    await secured.close()
  })

  it('ends with the browser on a shared computer, and its session after four hours of whatever use', async () => {
    const demo = await startApp({ env: { demo: true } })
    const person = await (await seed(demo).organization()).person()
    const signIn = (shared: boolean) => postJson(demo, '/api/auth/sign-in/demo', { personId: person.id, shared })
    const [brief, lasting] = [await signIn(true), await signIn(false)]
    expect(attributesOf(brief)).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax'])
    expect(attributesOf(lasting)).toEqual(['HttpOnly', 'Max-Age=2592000', 'Path=/', 'SameSite=Lax'])
    const nameOf = async (answer: RawResponse) =>
      (await ask<{ viewer: object | null }>(demo, toCookieHeader(answer), '{ viewer { name } }')).data?.viewer
    demo.clock.advance(4 * HOUR_MS - 60_000)
    expect(await nameOf(brief)).toEqual({ name: person.name })
    demo.clock.advance(120_000)
    expect([await nameOf(brief), await nameOf(lasting)]).toEqual([null, { name: person.name }])
    await demo.close()
  })

  it('ends so too where a link was used on a shared computer', async () => {
    const person = await (await seed(target).organization()).person()
    const token = await receiveToken(target, person.email)
    const answer = await postJson(target, '/api/auth/magic-link/verify', { token, shared: true })
    expect(attributesOf(answer)).toEqual(['HttpOnly', 'Path=/', 'SameSite=Lax'])
    const session = await target.db.session.findFirstOrThrow({ where: { userId: person.id } })
    expect(session.expiresAt.getTime()).toBeLessThanOrEqual(Date.now() + 4 * HOUR_MS)
  })

  it('is worth nothing when changed, cut, or signed with another secret', async () => {
    const person = await (await seed(target).organization()).person()
    const cookie = await signInAs(target, person)
    const value = cookie.slice(cookie.indexOf('=') + 1)
    const forged = [
      `wz.session=${value.slice(0, -6)}`,
      `wz.session=x${value}`,
      `wz.session=${value.split('.')[0]}`,
      `wz.session=${value.split('.')[0]}.`,
      `__Host-wz.session=${value}`,
      'wz.session=',
    ]
    for (const attempt of forged) {
      const { data } = await ask(target, attempt, '{ viewer { name } }')
      expect([attempt, data]).toEqual([attempt, { viewer: null }])
    }
  })
})

describe('routes below /api/auth', () => {
  it('are the few that are used', async () => {
    const person = await (await seed(target).organization()).person()
    const cookie = await signInAs(target, person)
    const closed = [
      ['POST', '/api/auth/sign-up/email'],
      ['POST', '/api/auth/sign-in/email'],
      ['POST', '/api/auth/sign-in/social'],
      ['POST', '/api/auth/update-user'],
      ['POST', '/api/auth/change-email'],
      ['POST', '/api/auth/delete-user'],
      ['POST', '/api/auth/revoke-sessions'],
      ['GET', '/api/auth/get-session'],
      ['GET', '/api/auth/list-sessions'],
      ['GET', '/api/auth/list-accounts'],
      ['POST', '/api/auth/link-social'],
      ['GET', '/api/auth/ok'],
      ['GET', '/api/auth/error'],
      ['GET', '/api/auth/callback/oidc'],
      ['POST', '/api/auth/sign-in/oauth2'],
      ['POST', '/api/auth/sign-in/demo'],
      ['GET', '/api/auth/sign-in/demo'],
      ['POST', '/api/auth/sign-in/magic-link/'],
      ['POST', '/api/auth//sign-in/magic-link'],
      ['POST', '/api/auth/../auth/sign-up/email'],
      ['GET', '/api/auth'],
      ['GET', '/api'],
    ] as const
    for (const [method, path] of closed) {
      const answer = await send(target, { method, path, headers: { cookie }, body: method === 'POST' ? '{}' : '' })
      expect([method, path, answer.status]).toEqual([method, path, 404])
    }
  })

  it.each(['sign-in/magic-link', 'magic-link/verify', 'sign-out'])('take %s only from our page', async (route) => {
    const body = JSON.stringify({ email: 'a@example.org', token: 'x' })
    const path = `/api/auth/${route}`
    const own = { origin: target.origin, 'x-wz-csrf': '1', 'content-type': 'application/json' }
    const attempts = [
      { ...own, origin: 'https://evil.example' },
      { ...own, 'x-wz-csrf': '' },
      { 'x-wz-csrf': '1', 'content-type': 'application/json' },
      { ...own, 'content-type': 'text/plain' },
      { ...own, 'content-type': 'application/x-www-form-urlencoded' },
    ]
    for (const headers of attempts) {
      expect([400, 403]).toContain((await send(target, { path, bare: true, headers, body })).status)
    }
  })
})
