import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, cookiesOf, gql, postJson, send, toCookieHeader } from '../kit/client.ts'
import { type SeededPerson, seed } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWire } from '../kit/wire.ts'

const PEOPLE = '{ demoPeople { id name role organization { name } } }'
const MAILS = '{ mails { to kind subject text } }'

function signIn(target: TestApp, personId: string, headers = {}) {
  return postJson(target, '/api/auth/sign-in/demo', { personId }, headers)
}

describe('a demonstration', () => {
  let target: TestApp
  let person: SeededPerson

  beforeAll(async () => {
    target = await startApp({ env: { demo: true } })
    const organization = await seed(target).organization('Fundacja Trzy Okna')
    person = await organization.person('Wanda Okienna')
    const office = await seed(target).organization('Biuro (demo)', 'CITY')
    await office.person('Felicja Pieczątka', 'PLENIPOTENTIARY')
  })
  afterAll(() => target.close())

  it('shows whom one may be, and signs in as them', async () => {
    const { demoPeople } = await gql<{ demoPeople: object[] }>(target, null, PEOPLE)
    expect(demoPeople).toEqual([
      expect.objectContaining({ name: 'Felicja Pieczątka', role: 'PLENIPOTENTIARY' }),
      expect.objectContaining({ name: 'Wanda Okienna', role: 'MEMBER', organization: { name: 'Fundacja Trzy Okna' } }),
    ])
    const answer = await signIn(target, person.id)
    expect([answer.status, answer.body]).toEqual([200, '{}'])
    const { viewer } = await gql<{ viewer: object }>(target, toCookieHeader(answer), '{ viewer { name } }')
    expect(viewer).toEqual({ name: 'Wanda Okienna' })
  })

  it('signs in as nobody else', async () => {
    await target.db.user.update({ where: { id: person.id }, data: { disabledAt: new Date() } })
    for (const personId of ['nobody', person.id, '%']) {
      const answer = await signIn(target, personId)
      expect([answer.status, cookiesOf(answer).size]).toEqual([404, 0])
    }
    await target.db.user.update({ where: { id: person.id }, data: { disabledAt: null } })
  })

  it('keeps its mail on the outbox page, links and all', async () => {
    await postJson(target, '/api/auth/sign-in/magic-link', { email: person.email })
    const mail = await until('the mail on the page', async () => {
      const { mails } = await gql<{ mails: { to: string; kind: string; text: string }[] }>(target, null, MAILS)
      return mails.find(({ to }) => to === person.email)
    })
    expect(target.mails).toEqual([])
    const token = /link#(\S+)/.exec(mail.text)?.[1]
    expect((await postJson(target, '/api/auth/magic-link/verify', { token })).status).toBe(200)
  })

  it('shows anonymous visitors nothing more', async () => {
    const refused = [
      '{ documents { totalCount } }',
      '{ organizations { id } }',
      '{ people(search: "a") { id } }',
      '{ templates { key } }',
      '{ demoPeople { organization { people { name } } } }',
    ]
    for (const query of refused)
      expect([query, (await ask(target, null, query)).codes[0]]).toEqual([query, 'UNAUTHENTICATED'])
  })

  it.each([
    ['another Host', { host: 'zapis.example.org' }],
    ['the address of this machine in a network', { host: '192.168.1.20:4000' }],
    ['no Host of this machine', { host: 'localhost.zapis.example.org' }],
    ['a proxy: Forwarded', { forwarded: 'for=203.0.113.7' }],
    ['a proxy: X-Forwarded-For', { 'x-forwarded-for': '203.0.113.7' }],
    ['a proxy: X-Forwarded-Host', { 'x-forwarded-host': 'zapis.example.org' }],
    ['a proxy: X-Forwarded-Proto', { 'x-forwarded-proto': 'https' }],
    ['a proxy: X-Real-IP', { 'x-real-ip': '203.0.113.7' }],
    ['a proxy: X-Forwarded-Port', { 'x-forwarded-port': '443' }],
    ['a proxy: X-Forwarded-Server', { 'x-forwarded-server': 'zapis.example.org' }],
    ['a proxy: X-Forwarded-Prefix', { 'x-forwarded-prefix': '/zapis' }],
    ['a proxy: Via', { via: '1.1 zapis.example.org' }],
  ])('answers nothing reached through %s', async (_what, headers) => {
    await expect(openWire(target, { cookie: null, headers })).rejects.toThrow('closed')
    const attempts = [
      await signIn(target, person.id, headers),
      await postJson(target, '/graphql', { query: PEOPLE }, headers),
      await send(target, { method: 'GET', path: '/', headers }),
    ]
    for (const answer of attempts) expect([answer.status, cookiesOf(answer).size]).toEqual([421, 0])
  })

  it('is not reached from another page in the same browser', async () => {
    for (const origin of ['https://evil.example', 'null', `http://127.0.0.1:${target.port + 1}`]) {
      const answer = await signIn(target, person.id, { origin })
      expect([answer.status, cookiesOf(answer).size]).toEqual([403, 0])
    }
    const answer = await send(target, { method: 'GET', path: `/api/auth/sign-in/demo?personId=${person.id}` })
    expect(answer.status).toBe(404)
  })
})

describe('a real instance', () => {
  const publicUrl = new URL('https://zapis.example.org')
  let target: TestApp
  let person: SeededPerson
  const front = { host: publicUrl.host, origin: publicUrl.origin }

  beforeAll(async () => {
    target = await startApp({ env: { publicUrl } })
    person = await (await seed(target).organization()).person()
  })
  afterAll(() => target.close())

  it('signs nobody in without a proof, and lists nobody', async () => {
    const answer = await signIn(target, person.id, front)
    expect([answer.status, cookiesOf(answer).size]).toEqual([404, 0])
    const { body } = await postJson(target, '/graphql', { query: PEOPLE }, front)
    expect(body).toBe('{"data":{"demoPeople":[]}}')
    expect(await target.db.session.count()).toBe(0)
  })

  it('shows its mail to nobody', async () => {
    const { body } = await postJson(target, '/graphql', { query: MAILS }, front)
    expect(JSON.parse(body).errors[0].extensions.code).toBe('UNAUTHENTICATED')
  })

  it('is served under its own name only', async () => {
    for (const host of ['localhost', 'zapis.example.org.evil.example', 'evil.example']) {
      const answer = await send(target, {
        method: 'GET',
        path: '/',
        bare: true,
        headers: { host, 'x-forwarded-for': '203.0.113.7' },
      })
      expect([host, answer.status]).toEqual([host, 421])
    }
  })
})
