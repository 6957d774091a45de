import { SCHEMA_VERSION } from '@app/server/document'
import { LIMITS, type Limits } from '@app/server/limits'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { postJson, send } from '../kit/client.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWire, type Wire } from '../kit/wire.ts'

type Variables = Record<string, unknown>
/** The codes one operation is refused with; none where it runs. */
type Ask = (query: string, variables?: Variables) => Promise<string[]>

const PUSH = 'mutation ($input: PushUpdateInput!) { pushUpdate(input: $input) { seq } }'
const MOVE = 'mutation ($input: SetPresenceInput!) { setPresence(input: $input) }'
const WORK = '{ documents { totalCount } }'
const CLOSED: Record<number, string> = { 4403: 'FORBIDDEN' }

let target: TestApp
let person: SeededPerson
let wire: Wire | undefined

const startWith = (limits: Partial<Limits>): Promise<TestApp> => startApp({ env: { limits: { ...LIMITS, ...limits } } })

async function leave(): Promise<void> {
  await wire?.close()
  wire = undefined
}

async function overHttp(cookie: string | null): Promise<Ask> {
  return async (query, variables = {}) => {
    const headers = cookie === null ? {} : { cookie }
    const answer = await postJson(target, '/graphql', { query, variables }, headers)
    const { errors = [], code } = JSON.parse(answer.body)
    return code === undefined ? errors.map((error: { extensions: { code: string } }) => error.extensions.code) : [code]
  }
}

function codeOfClose({ closed }: Wire): string {
  return CLOSED[closed?.code ?? 0] ?? 'CLOSED'
}

async function overSocket(cookie: string | null): Promise<Ask> {
  const opened = await openWire(target, { cookie })
  wire = opened
  return async (query, variables = {}) => {
    const answer = opened.closed === null ? await opened.ask(query, variables).catch(() => null) : null
    return answer?.codes ?? [codeOfClose(opened)]
  }
}

/** So few that a busy machine still sends three times as many within the second. */
const PER_SECOND = 7

const DOORS = [
  ['HTTP', 'http', overHttp],
  ['the socket', 'socket', overSocket],
] as const

const many = <T>(count: number, work: () => Promise<T>): Promise<T[]> =>
  Promise.all(Array.from({ length: count }, work))

const garbage = (documentId: string): Variables => ({
  input: { documentId, epoch: 'e', schemaVersion: SCHEMA_VERSION, clientId: 7, clientSeq: 1, update: 'AQIDBA==' },
})

describe.each(DOORS)('a flood through %s', (_name, door, open) => {
  beforeAll(async () => {
    target = await startWith({ messagesPerSecond: PER_SECOND })
  })
  beforeEach(async () => {
    person = await (await seed(target).organization()).person()
  })
  afterEach(leave)
  afterAll(() => target.close())

  it('of updates no page sends is refused as such three times, then not listened to, and audited folded', async () => {
    const organization = await seed(target).organization()
    const document = await organization.document(person, { text: 'Ala ma kota' })
    await document.member(person, 'EDITOR')
    const { epoch } = await target.db.document.findUniqueOrThrow({ where: { id: document.id } })
    const before = await target.app.rooms.read(document.id)
    const ask = await open(await signInAs(target, person))
    const variables = { input: { ...(garbage(document.id).input as Variables), epoch } }
    const codes: string[] = []
    for (let at = 0; at < 300; at++) codes.push(...(await ask(PUSH, variables)))
    expect(codes).toHaveLength(300)
    expect(codes.slice(0, 3)).toEqual(['INVALID', 'INVALID', 'INVALID'])
    expect(new Set(codes.slice(3))).toEqual(new Set(['FORBIDDEN']))
    expect(await target.app.rooms.read(document.id)).toEqual(before)

    const { db } = target
    await target.restart()
    const rows = await db.auditEvent.findMany({ where: { actorId: person.id } })
    const told = rows.map(({ actorId, targetType, documentId, detail }) => ({
      actorId,
      targetType,
      documentId,
      detail,
    }))
    const row = { actorId: person.id, targetType: door, documentId: document.id }
    expect(told).toContainEqual({ ...row, detail: { code: 'INVALID', count: 3 } })
    expect(rows.length).toBeLessThanOrEqual(2)
  })

  it.each([
    ['operations', WORK, 'none'],
    ['what is no operation', '{ nothing', 'INVALID'],
    ['introspection', '{ __schema { types { name } } }', 'INVALID'],
  ])('of %s is refused with a code beyond so many a second', async (_what, query, otherwise) => {
    const ask = await open(await signInAs(target, person))
    const codes = (await many(3 * PER_SECOND, () => ask(query))).map(([code = 'none']) => code)
    expect(new Set(codes)).toEqual(new Set([otherwise, 'RATE_LIMITED']))
  })

  it('of cursors is not counted', async () => {
    const ask = await open(await signInAs(target, person))
    const codes = await many(3 * PER_SECOND, () =>
      ask(MOVE, { input: { documentId: 'none', clientId: 7, head: 'AAAA' } }),
    )
    expect(codes.flat()).toEqual([])
    expect(await ask(WORK)).toEqual([])
  })
})

describe('few', () => {
  beforeAll(async () => {
    target = await startWith({ messagesPerSecond: 20, operationsPerSocket: 3, socketsPerAddress: 4 })
  })
  afterEach(leave)
  afterAll(() => target.close())

  it.each(DOORS)('operations at once are let through %s; more are refused with a code', async (_name, _door, open) => {
    const ask = await open(await signInAs(target, await (await seed(target).organization()).person()))
    const codes = (await many(18, () => ask(WORK))).map(([code = 'none']) => code)
    expect(new Set(codes)).toEqual(new Set(['none', 'RATE_LIMITED']))
    await until('it to be let through again', async () => (await ask(WORK)).length === 0)
  })

  it('operations a second are let through where nobody is signed in, whatever is sent', async () => {
    const ask = await overHttp(null)
    const sound = (await many(60, () => ask('{ instance { name } }'))).map(([code = 'none']) => code)
    expect(new Set(sound)).toEqual(new Set(['none', 'RATE_LIMITED']))
    const broken = await many(60, () => postJson(target, '/graphql', 'no operation'))
    expect(broken.map(({ status }) => status)).toContain(429)
  })

  it('sockets of one address are let in, whoever is signed in', async () => {
    const organization = await seed(target).organization()
    const cookies = await many(5, async () => signInAs(target, await organization.person()))
    const wires = await Promise.all(cookies.slice(0, 4).map((cookie) => openWire(target, { cookie })))
    await expect(openWire(target, { cookie: cookies[4] ?? '' })).rejects.toThrow('1006')
    await wires[0]?.close()
    wires[0] = await openWire(target, { cookie: cookies[4] ?? '' })
    await Promise.all(wires.map((one) => one.close()))
  })
})

describe('the routes beside GraphQL', () => {
  beforeAll(async () => {
    target = await startWith({ messagesPerSecond: 2 })
  })
  afterAll(() => target.close())

  it.each(['/api/auth/magic-link/verify', '/api/auth/sign-in/demo', '/api/auth/sign-in/oauth2', '/api/auth/sign-out'])(
    'have a limit for each address: %s',
    async (path) => {
      const answers = await many(60, () => postJson(target, path, { token: 'x', personId: 'x', providerId: 'oidc' }))
      expect(answers.map(({ status }) => status)).toContain(429)
    },
  )

  it('have a limit for each address: /download', async () => {
    const path = `/download/${'x'.repeat(43)}`
    const answers = await many(60, () => send(target, { method: 'GET', path, bare: true }))
    expect(answers.map(({ status }) => status)).toContain(429)
  })
})
