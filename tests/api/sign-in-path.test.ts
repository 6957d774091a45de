import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { postJson } from '../kit/client.ts'
import { verify } from '../kit/links.ts'
import { type SeededOrganization, seed } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

describe('the mailed link', () => {
  let target: TestApp
  let organization: SeededOrganization

  beforeAll(async () => {
    target = await startApp()
    organization = await seed(target).organization()
  })
  afterAll(() => target.close())

  async function mailedLink(path: unknown): Promise<URL> {
    // A new start has forgotten how many were asked for.
    await target.restart()
    const { email } = await organization.person()
    const { status } = await postJson(target, '/api/auth/sign-in/magic-link', { email, path })
    expect(status).toBe(200)
    const mail = await until('the mail', () => target.mails.find(({ to }) => to === email))
    const link = new URL(/http\S+\/zaloguj\/link\S+/.exec(mail.text)?.[0] ?? '')
    expect([link.origin, link.pathname, link.hash.length > 32]).toEqual([target.origin, '/zaloguj/link', true])
    expect((await verify(target, link.hash.slice(1))).status).toBe(200)
    return link
  }

  it('carries where one was going, the token still in the fragment', async () => {
    const link = await mailedLink('/dokument/d1?watek=t1')
    expect([...link.searchParams]).toEqual([['dalej', '/dokument/d1?watek=t1']])
  })

  it.each([
    ['nothing', undefined],
    ['the front page', '/'],
    ['another site', 'https://evil.example/'],
    ['another site without its protocol', '//evil.example'],
    ['a backslash that is read as a stroke', '/\\evil.example'],
    ['dots between two strokes', '/.//evil.example'],
    ['a tab between two strokes', '/\t/evil.example'],
    ['a control character', '/dokument/d1\u0000'],
    ['a line of its own in the mail', '/dokument/d1\r\nhttps://evil.example'],
    ['a script', 'javascript:alert(1)'],
    ['more than a path is long', `/dokument/${'x'.repeat(600)}`],
    ['more than a path is long once it is written out', `/dokument/${'ż'.repeat(200)}`],
  ])('carries nothing for %s', async (_what, path) => {
    expect((await mailedLink(path)).search).toBe('')
  })
})
