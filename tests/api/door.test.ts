import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql, pageHeaders, postJson, send } from '../kit/client.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'

let target: TestApp
let person: SeededPerson
let cookie: string

beforeAll(async () => {
  target = await startApp()
  const organization = await seed(target).organization('Fundacja Próba')
  person = await organization.person('Anna Próbna', 'COORDINATOR')
  cookie = await signInAs(target, person)
})
afterAll(() => target.close())

const RENAME = 'mutation { updateProfile(input: { name: "Podmieniona" }) { id } }'

async function nameNow(): Promise<string> {
  return (await target.db.user.findUniqueOrThrow({ where: { id: person.id } })).name
}

function operation(query: string): string {
  return JSON.stringify({ query })
}

describe('a mutation that does not come from our page', () => {
  const form = 'query=mutation%7BupdateProfile(input%3A%7Bname%3A%22Podmieniona%22%7D)%7Bid%7D%7D'
  const multipart = `--b\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${operation(RENAME)}\r\n--b--\r\n`

  it.each([
    ['urlencoded', 'application/x-www-form-urlencoded', form],
    ['text', 'text/plain', operation(RENAME)],
    ['multipart', 'multipart/form-data; boundary=b', multipart],
    ['application/graphql', 'application/graphql', RENAME],
    ['JSON in another alphabet', 'application/json; charset=utf-7', operation(RENAME)],
    ['JSON and more', 'application/json, text/plain', operation(RENAME)],
    ['no type', '', operation(RENAME)],
  ])('is not executed as %s', async (_what, contentType, body) => {
    const headers = { ...pageHeaders(target), cookie, 'content-type': contentType }
    expect((await send(target, { bare: true, headers, body })).status).toBe(400)
    expect(await nameNow()).toBe('Anna Próbna')
  })

  it('is not executed by GET', async () => {
    const path = `/graphql?query=${encodeURIComponent(RENAME)}`
    for (const method of ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE']) {
      expect((await send(target, { method, path, headers: { cookie } })).status).toBe(404)
    }
    expect(await nameNow()).toBe('Anna Próbna')
  })

  it('is not executed without the header of our page', async () => {
    const { origin } = target
    for (const value of [undefined, '', '0', 'true']) {
      const csrf = value === undefined ? {} : { 'x-wz-csrf': value }
      const headers = { origin, 'content-type': 'application/json', cookie, ...csrf }
      expect((await send(target, { bare: true, headers, body: operation(RENAME) })).status).toBe(403)
    }
    expect(await nameNow()).toBe('Anna Próbna')
  })

  it('is not executed from any other Origin', async () => {
    const { port } = target
    const foreign = [
      'https://evil.example',
      'null',
      '',
      `http://127.0.0.1.evil.example:${port}`,
      `http://evil127.0.0.1:${port}`,
      `http://127.0.0.1:${port + 1}`,
      'http://127.0.0.1',
      `https://127.0.0.1:${port}`,
      `HTTP://127.0.0.1:${port}`,
      `http://127.0.0.1:${port}/`,
      `http://localhost:${port}`,
      `http://127.0.0.1:${port}, http://127.0.0.1:${port}`,
    ]
    for (const origin of foreign) {
      const answer = await send(target, { headers: { cookie, origin }, body: operation(RENAME) })
      expect([origin, answer.status]).toEqual([origin, 403])
      expect(answer.headers['access-control-allow-origin']).toBeUndefined()
    }
    expect(await nameNow()).toBe('Anna Próbna')
  })

  it('gets no answer to a preflight', async () => {
    const headers = {
      origin: 'https://evil.example',
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-wz-csrf,content-type',
    }
    const answer = await send(target, { method: 'OPTIONS', bare: true, headers })
    expect(answer.status).toBeGreaterThanOrEqual(400)
    const granted = Object.keys(answer.headers).filter((name) => name.startsWith('access-control-'))
    expect(granted).toEqual([])
  })
})

describe('the Host', () => {
  it.each(['evil.example', 'localhost.evil.example', '127.0.0.1.evil.example', '0.0.0.0', 'localhost:99999999'])(
    'is refused as %s where there is no public address',
    async (host) => {
      const answer = await send(target, { method: 'GET', path: '/', bare: true, headers: { host } })
      expect(answer.status).toBe(421)
    },
  )

  it('is refused where a proxy stands in front without a public address', async () => {
    for (const name of ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-forwarded-proto', 'x-real-ip']) {
      const answer = await send(target, {
        method: 'GET',
        path: '/healthz',
        bare: true,
        headers: { [name]: '127.0.0.1' },
      })
      expect([name, answer.status]).toEqual([name, 421])
    }
  })

  it('is accepted under every name of this machine', async () => {
    for (const host of [`localhost:${target.port}`, `127.0.0.1:${target.port}`, `[::1]:${target.port}`]) {
      const origin = `http://${host}`
      const answer = await send(target, { headers: { host, origin, cookie }, body: operation('{ viewer { name } }') })
      expect([host, answer.body]).toEqual([host, '{"data":{"viewer":{"name":"Anna Próbna"}}}'])
    }
  })
})

describe('an operation', () => {
  it('is one, not a batch', async () => {
    const answer = await postJson(target, '/graphql', [{ query: '{ instance { name } }' }], { cookie })
    expect(answer.status).toBe(400)
  })

  it('is no subscription', async () => {
    const query = 'subscription { documentListChanged { documentId } }'
    for (const accept of ['text/event-stream', 'multipart/mixed', 'application/json']) {
      const answer = await postJson(target, '/graphql', { query }, { cookie, accept })
      expect([accept, answer.status]).toEqual([accept, 400])
    }
  })

  it('is no larger than a frame', async () => {
    const answer = await postJson(target, '/graphql', { query: '{ instance { name } }', pad: 'x'.repeat(1_100_000) })
    expect(answer.status).toBe(413)
  })

  it.each([
    ['broken JSON', '{"query":'],
    ['no object', '"{ instance { name } }"'],
    ['no query', '{}'],
    ['variables that are no object', '{"query":"{ instance { name } }","variables":[1]}'],
  ])('is refused as %s', async (_what, body) => {
    expect((await send(target, { body })).status).toBe(400)
  })

  const many = (count: number, part: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => part(index)).join(' ')

  it.each([
    [
      'depth',
      `{ documents { items { organization { people { organization { people { organization { people { id } } } } } } } } }`,
    ],
    ['aliases', `{ ${many(8, (i) => `a${i}: instance { x${i}: name y${i}: demo }`)} }`],
    ['root fields', `{ ${many(11, () => 'instance { name }')} }`],
    ['tokens', `{ instance { ${many(1_000, () => 'name')} } }`],
    ['directives', `{ instance { name ${many(11, () => '@include(if: true)')} } }`],
    [
      'cost',
      `{ ${many(3, (i) => `a${i}: documents(first: 100) { items { organization { people { id name organization { id name } } } members { person { id name organization { id name } } } } }`)} }`,
    ],
    ['the history of every conversation', '{ document(id: "none") { threads { lastVersion { id } } } }'],
    ['the history of two', `{ ${many(2, (i) => `t${i}: thread(id: "none") { lastVersion { id } }`)} }`],
  ])('is refused when it asks for too much: %s', async (_what, query) => {
    const answer = await postJson(target, '/graphql', { query }, { cookie })
    expect(JSON.parse(answer.body).errors[0].extensions.code).toBe('TOO_LARGE')
  })

  it('learns neither the schema nor names it did not know', async () => {
    const wrong = [
      '{ __schema { types { name } } }',
      '{ __type(name: "User") { name } }',
      '{ instanc { name } }',
      '{ instance { nam } }',
      'query ($f: DocumentFilte) { documents(filter: $f) { totalCount } }',
    ]
    for (const query of wrong) {
      const answer = await postJson(target, '/graphql', { query }, { cookie })
      expect(answer.body).toContain('"code":"INVALID"')
      expect(answer.body).not.toMatch(/did you mean/i)
    }
  })

  it('learns nothing of wrong variables but that they are wrong', async () => {
    const query = 'query ($f: DocumentFilter) { documents(filter: $f) { totalCount } }'
    for (const filter of [{ serch: 'tajne' }, { kind: 'RECOMMENDATIO' }, { archived: 'tajne' }]) {
      const answer = await postJson(target, '/graphql', { query, variables: { f: filter } }, { cookie })
      expect(answer.body).toContain('"code":"INVALID"')
      expect(answer.body).not.toMatch(/did you mean|tajne/i)
    }
  })

  it('learns a request id, and nothing else, of what went wrong inside', async () => {
    await target.db.$executeRaw`ALTER TABLE "Invitation" RENAME TO "Nowhere"`
    const answer = await postJson(target, '/graphql', { query: '{ viewer { name invitations { id } } }' }, { cookie })
    await target.db.$executeRaw`ALTER TABLE "Nowhere" RENAME TO "Invitation"`
    const [error] = JSON.parse(answer.body).errors
    expect(error).toMatchObject({ message: 'INTERNAL', extensions: { code: 'INTERNAL' } })
    expect(error.extensions.requestId).toBe(answer.headers['x-request-id'])
    expect(answer.body).not.toMatch(/Invitation"|relation|prisma|select/i)
  })
})

it('answers who asks', async () => {
  const { viewer } = await gql<{ viewer: { name: string; email: string } }>(target, cookie, '{ viewer { name email } }')
  expect(viewer).toEqual({ name: 'Anna Próbna', email: person.email })
})
