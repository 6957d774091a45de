import type { DatabaseKind } from '@app/prisma'
import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { LIMITS } from '@app/server/limits'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { cookiesOf, gql, postJson, type RawResponse, send, toCookieHeader } from '../kit/client.ts'
import { receiveToken, requestLink, verify } from '../kit/links.ts'
import { type SeededOrganization, type SeededPerson, seed } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const testsOn = (database: DatabaseKind) => (): void => {
  let target: TestApp
  let organization: SeededOrganization
  let person: SeededPerson

  beforeAll(async () => {
    target = await startApp({ database })
    organization = await seed(target).organization('Fundacja Trzy Okna')
    person = await organization.person('Wanda Okienna')
  })
  afterAll(() => target.close())

  it('mails a link whose token is in the fragment, and signs in with it once', async () => {
    const token = await receiveToken(target, person.email)
    expect(token.length).toBeGreaterThanOrEqual(32)
    const answer = await verify(target, token)
    expect([answer.status, answer.body]).toEqual([200, '{}'])
    const { viewer } = await gql<{ viewer: { name: string } }>(target, toCookieHeader(answer), '{ viewer { name } }')
    expect(viewer.name).toBe('Wanda Okienna')
    const again = await verify(target, token)
    expect([again.status, again.body]).toEqual([410, '{"code":"EXPIRED"}'])
    expect(cookiesOf(again).size).toBe(0)
  })

  it('makes one session of fifty attempts at once', async () => {
    const token = await receiveToken(target, person.email)
    const before = await target.db.session.count({ where: { userId: person.id } })
    const answers = await Promise.all(Array.from({ length: 50 }, () => verify(target, token)))
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1)
    expect(answers.filter(({ status }) => status === 410)).toHaveLength(49)
    expect(await target.db.session.count({ where: { userId: person.id } })).toBe(before + 1)
  })

  it('makes an account and a membership of an invitation, once, however often the link is tried', async () => {
    const email = 'nowa.osoba@example.org'
    const coordinator = await organization.person(undefined, 'COORDINATOR')
    await target.db.invitation.create({
      data: {
        id: 'invitation-1',
        email,
        organizationId: organization.id,
        role: 'NGO_USER',
        invitedById: coordinator.id,
        expiresAt: new Date(Date.now() + 60_000),
      },
    })
    const token = await receiveToken(target, email)
    const answers = await Promise.all(Array.from({ length: 10 }, () => verify(target, token)))
    const signedIn = answers.filter(({ status }) => status === 200)
    expect(signedIn).toHaveLength(1)
    const { viewer } = await gql<{ viewer: { email: string; memberships: object[] } }>(
      target,
      toCookieHeader(signedIn[0] as RawResponse),
      '{ viewer { email memberships { role organization { name } } } }',
    )
    expect(viewer).toEqual({
      email,
      memberships: [{ role: 'NGO_USER', organization: { name: 'Fundacja Trzy Okna' } }],
    })
    expect(await target.db.user.count({ where: { email } })).toBe(1)
    const invitation = await target.db.invitation.findUniqueOrThrow({ where: { id: 'invitation-1' } })
    expect(invitation.acceptedAt).not.toBeNull()
  })
}

for (const kind of DATABASE_KINDS) {
  describe.skipIf(!(await isAvailable(kind)))(`signing in by a link, on ${kind}`, testsOn(kind))
}

describe('a link', () => {
  let target: TestApp
  let organization: SeededOrganization

  beforeAll(async () => {
    target = await startApp()
    organization = await seed(target).organization()
  })
  afterAll(() => target.close())

  it('works for fifteen minutes', async () => {
    const person = await organization.person()
    const token = await receiveToken(target, person.email)
    await target.db.verification.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })
    expect((await verify(target, token)).status).toBe(410)
    const fresh = await receiveToken(target, person.email)
    const stored = await target.db.verification.findMany({ orderBy: { createdAt: 'desc' }, take: 1 })
    const lifetime = (stored[0]?.expiresAt.getTime() ?? 0) - (stored[0]?.createdAt.getTime() ?? 0)
    expect(Math.round(lifetime / 60_000)).toBe(15)
    expect((await verify(target, fresh)).status).toBe(200)
  })

  it('is not used up by whoever only looks at it', async () => {
    const person = await organization.person()
    const token = await receiveToken(target, person.email)
    const looks = [
      `/api/auth/magic-link/verify?token=${token}`,
      `/api/auth/magic-link/verify?token=${token}&callbackURL=/`,
      `/zaloguj/link?token=${token}`,
      '/zaloguj/link',
    ]
    for (const path of looks) {
      for (const method of ['GET', 'HEAD']) {
        const answer = await send(target, { method, path, bare: true })
        expect(answer.headers['set-cookie']).toBeUndefined()
      }
    }
    expect((await verify(target, token)).status).toBe(200)
  })

  it('is stored only as a hash, in no table in the clear', async () => {
    const person = await organization.person()
    const token = await receiveToken(target, person.email)
    const [verifications, mails] = await Promise.all([
      target.db.verification.findMany(),
      target.db.mailMessage.findMany({ where: { toEmail: person.email } }),
    ])
    expect(mails).toHaveLength(1)
    expect(JSON.stringify([verifications, mails])).not.toContain(token)
  })

  it.each([
    ['another', 'A'.repeat(32)],
    ['its hash', 'x'],
    ['a long one', 'x'.repeat(257)],
    ['none', ''],
    ['a wildcard', '%'],
  ])('is not made up: %s', async (_what, token) => {
    const answer = await verify(target, token)
    expect([400, 410]).toContain(answer.status)
    expect(cookiesOf(answer).size).toBe(0)
  })

  it('signs in nobody whose account was closed', async () => {
    const person = await organization.person()
    const token = await receiveToken(target, person.email)
    await target.db.user.update({ where: { id: person.id }, data: { disabledAt: new Date() } })
    const answer = await verify(target, token)
    expect([answer.status, cookiesOf(answer).size]).toEqual([410, 0])
    expect(await target.db.session.count({ where: { userId: person.id } })).toBe(0)
  })

  it('leads to the address pages really have, and to no other', async () => {
    const person = await organization.person()
    const targets = ['https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)']
    for (const callbackURL of targets) {
      const body = { email: person.email, callbackURL, errorCallbackURL: callbackURL, newUserCallbackURL: callbackURL }
      const before = target.mails.length
      await postJson(target, '/api/auth/sign-in/magic-link', body)
      if (target.mails.length === before) continue
      const mail = target.mails.at(-1)
      expect(mail?.text).not.toContain('evil')
      expect(mail?.text).toContain(`${target.origin}/zaloguj/link#`)
    }
    const token = await receiveToken(target, (await organization.person()).email)
    const answer = await postJson(target, '/api/auth/magic-link/verify', { token, callbackURL: 'https://evil.example' })
    expect([answer.status, answer.headers.location]).toEqual([200, undefined])
  })
})

describe('asking for a link', () => {
  let target: TestApp
  let person: SeededPerson

  beforeAll(async () => {
    target = await startApp()
    const organization = await seed(target).organization()
    person = await organization.person()
  })
  afterAll(() => target.close())

  it('gets the same answer whoever one is', async () => {
    const answers = await Promise.all(
      [person.email, 'nieznana@example.org', 'nie adres', ''].map((email) => requestLink(target, email)),
    )
    const seen = answers.map(({ status, body, headers }) => [status, body, Object.keys(headers).sort().join()])
    expect(new Set(seen.map((entry) => JSON.stringify(entry))).size).toBe(1)
    expect(seen[0]?.slice(0, 2)).toEqual([200, '{}'])
  })

  it('mails nobody who has no account and no invitation, and makes nothing of it', async () => {
    await requestLink(target, 'nikt@example.org')
    await target.restart()
    expect(target.mails.filter(({ to }) => to === 'nikt@example.org')).toEqual([])
    expect(await target.db.user.count({ where: { email: 'nikt@example.org' } })).toBe(0)
  })

  it('mails one address three times in a quarter of an hour, however often it is asked', async () => {
    await target.restart()
    const before = target.mails.length
    for (let attempt = 0; attempt < 15; attempt += 1) {
      const answer = await requestLink(target, person.email.toUpperCase())
      expect([answer.status, answer.body]).toEqual([200, '{}'])
    }
    await until('three mails', () => target.mails.length >= before + 3)
    await target.app.close()
    expect(target.mails.length).toBe(before + 3)
    await target.restart()
  })

  it('mails everybody at a meeting, who share one network, and says where that has asked too often', async () => {
    await target.restart()
    const organization = await seed(target).organization()
    const people = await Promise.all(Array.from({ length: 40 }, () => organization.person()))
    const before = target.mails.length
    for (const { email } of people) expect((await requestLink(target, email)).status).toBe(200)
    await until('a mail to each', () => target.mails.length >= before + people.length)
    const asked = Array.from({ length: 120 - people.length }, (_, at) => requestLink(target, `nikt-${at}@example.org`))
    expect(new Set((await Promise.all(asked)).map(({ status }) => status))).toEqual(new Set([200]))
    // Whoever asks: it tells nothing of the address.
    for (const email of [person.email, 'nikt@example.org']) {
      const { status, body } = await requestLink(target, email)
      expect([status, JSON.parse(body)]).toEqual([429, { code: 'RATE_LIMITED' }])
    }
    await target.restart()
  })

  it('says the same in the language of the account', async () => {
    await target.restart()
    await target.db.user.update({ where: { id: person.id }, data: { locale: 'en' } })
    const before = target.mails.length
    await requestLink(target, person.email)
    const mail = await until('the mail', () => target.mails[before])
    expect(mail.subject).toBe('Sign in: Wspólny Zapis (test)')
    expect(mail.html).toContain('<html lang="en">')
  })
})

describe('behind a proxy, a link', () => {
  const SITE = 'https://zapis.example.org'
  let target: TestApp
  let people: SeededPerson[]

  beforeAll(async () => {
    target = await startApp({ env: { publicUrl: new URL(SITE) } })
    const organization = await seed(target).organization()
    people = [await organization.person(), await organization.person()]
  })
  afterAll(() => target.close())

  const askFrom = (address: string, email: string) =>
    requestLink(target, email, { host: 'zapis.example.org', origin: SITE, 'x-forwarded-for': address })

  async function expectMailed(email: string, isMailed: boolean): Promise<void> {
    // Closing waits for what was begun.
    await target.restart()
    expect(target.mails.some(({ to }) => to === email)).toBe(isMailed)
  }

  it('is kept from nobody by made-up addresses from all over the world', async () => {
    const [person] = people as [SeededPerson]
    for (let at = 0; at < 600; at++) await askFrom(`2001:db8:${at.toString(16)}::1`, `nikt-${at}@example.org`)
    await askFrom('198.51.100.7', person.email)
    await expectMailed(person.email, true)
  })

  it('is asked for so many times from one network, whatever addresses it has', async () => {
    const [, person] = people as [SeededPerson, SeededPerson]
    for (let at = 1; at <= 120; at++) await askFrom(`2001:db8:aaaa:1::${at.toString(16)}`, `nikt-${at}@example.com`)
    await askFrom('2001:db8:aaaa:1::ffff', person.email)
    await expectMailed(person.email, false)
    await askFrom('2001:db8:aaaa:2::1', person.email)
    await expectMailed(person.email, true)
  })
})

it('looks for nobody right behind the answer: whoever asks next would measure it', async () => {
  const env = { limits: { ...LIMITS, linkDelayMs: 2_000 } }
  const target = await startApp({ env })
  const person = await (await seed(target).organization()).person()
  expect((await requestLink(target, person.email)).status).toBe(200)
  expect(await target.db.verification.count()).toBe(0)
  await until('the mail', () => target.mails.length === 1)
  await target.close()
})
