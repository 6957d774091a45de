import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, cookiesOf, postJson, send, toCookieHeader } from '../kit/client.ts'
import { LINK, receiveToken, requestLink, verify } from '../kit/links.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

let target: TestApp

beforeAll(async () => {
  target = await startApp()
})
afterAll(() => target.close())

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
