// What is heavy is done for few at a time: whoever asks for much waits behind those who ask for little, or is asked to come
// again, and loses nothing by it.

import { randomUUID } from 'node:crypto'
import { type ClientRequest, request } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { isAvailable } from '@app/prisma/testing'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql, send } from '../kit/client.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const DOWNLOAD = 'mutation ($input: RequestDownloadInput!) { link: requestDownload(input: $input) { url } }'
const PROOF = 'mutation ($input: RequestProofInput!) { link: requestProof(input: $input) { url } }'
const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'

const isPostgresHere = await isAvailable('postgres')

let target: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let other: SeededPerson
let document: SeededDocument
let cookies: { owner: string; other: string }

beforeAll(async () => {
  target = await startApp(isPostgresHere ? { database: 'postgres' } : {})
  lead = await seed(target).organization()
  owner = await lead.person()
  other = await lead.person()
  cookies = { owner: await signInAs(target, owner), other: await signInAs(target, other) }
  document = await lead.document(owner, { text: 'Najem trwa rok.\nCzynsz jest niski.' })
  await document.member(owner, 'EDITOR', true)
  await document.member(other, 'EDITOR', true)
})
afterAll(() => target.close())

async function linkTo(cookie: string, query: string, input: object): Promise<string> {
  return (await gql<{ link: { url: string } }>(target, cookie, query, { input })).link.url
}

const wordFile = (cookie: string) => linkTo(cookie, DOWNLOAD, { documentId: document.id, format: 'DOCX' })

async function statusOf(url: string): Promise<number> {
  return (await send(target, { method: 'GET', path: url, bare: true })).status
}

async function many(count: number, link: () => Promise<string>): Promise<string[]> {
  const urls: string[] = []
  for (let at = 0; at < count; at += 1) urls.push(await link())
  return urls
}

async function nameVersion(): Promise<string> {
  const input = { id: randomUUID(), documentId: document.id, name: 'Pierwsza', note: '' }
  return (await gql<{ createVersion: { id: string } }>(target, cookies.owner, CREATE, { input })).createVersion.id
}

describe('files', () => {
  it('of one person are so many at once; another’s is made meanwhile, and refused tickets are good for another try', async () => {
    const urls = await many(10, () => wordFile(cookies.owner))
    const fromOther = await wordFile(cookies.other)
    const asked = urls.map(statusOf)
    expect(await statusOf(fromOther)).toBe(200)
    const statuses = await Promise.all(asked)
    const refused = urls.filter((_url, index) => statuses[index] === 503)
    expect(refused.length).toBeGreaterThan(0)
    expect(statuses.filter((status) => status === 200)).toHaveLength(10 - refused.length)
    for (const url of refused) expect(await statusOf(url)).toBe(200)
  })

  it('nobody waits for any more give up their place; until then who asks for another is told so', async () => {
    // Long, so that some are still being made while others are asked for.
    const text = Array.from({ length: 400 }, (_, at) => `Najem lokalu nr ${at} trwa rok.`).join('\n')
    const long = await lead.document(owner, { text })
    await long.member(owner, 'EDITOR', true)
    const input = { documentId: long.id, format: 'DOCX' }
    const tickets = await many(80, () => linkTo(cookies.owner, DOWNLOAD, input))
    const ticket = (): string => {
      const next = tickets.pop()
      if (next === undefined) throw new Error('Every file was made before the next was asked for')
      return next
    }
    const gone: ClientRequest[] = []
    const leave = (path: string): void => {
      const one = request({ host: '127.0.0.1', port: target.port, path, agent: false })
      one.on('error', () => undefined).end()
      gone.push(one)
    }
    await until('all places to be taken', async () => {
      for (let place = 0; place < 6; place += 1) leave(ticket())
      const [status, { codes }] = await Promise.all([
        statusOf(ticket()),
        ask(target, cookies.owner, DOWNLOAD, { input }),
      ])
      return status === 503 && codes[0] === 'UNAVAILABLE'
    })
    for (const one of gone) one.destroy()
    await until('a place', async () => (await statusOf(ticket())) === 200)
  })
})

describe('proofs', () => {
  it('are asked for one at a time', async () => {
    const input = `{ versionId: "${await nameVersion()}" }`
    const query = `mutation { a: requestProof(input: ${input}) { url } b: requestProof(input: ${input}) { url } }`
    expect((await ask(target, cookies.owner, query)).codes).toEqual(['TOO_LARGE'])
  })

  it('are made one at a time for one person, whatever else they look at', async () => {
    const versionId = await nameVersion()
    const urls = await many(2, () => linkTo(cookies.owner, PROOF, { versionId }))
    const word = await wordFile(cookies.owner)
    const [statuses, ofWord] = await Promise.all([Promise.all(urls.map(statusOf)), statusOf(word)])
    expect([statuses.toSorted(), ofWord]).toEqual([[200, 503], 200])
    expect(await statusOf(urls[statuses.indexOf(503)] as string)).toBe(200)
  })
})

/** What waits for the database as long as somebody else has it. */
let held: { release(): Promise<void> } | undefined

async function hold(sql: string, values: unknown[] = []): Promise<void> {
  const client = await target.database.pool.connect()
  await client.query('BEGIN')
  await client.query(sql, values)
  held = {
    release: async () => {
      await client.query('COMMIT')
      client.release()
    },
  }
}

async function letGo(): Promise<void> {
  await held?.release()
  held = undefined
}
afterEach(letGo)

describe.skipIf(!isPostgresHere)('what reads a whole log', () => {
  const undoing = { personId: 'nobody', fromSeq: 1, toSeq: 1 }
  it.each([
    ['who wrote it', 'Version', 'query ($id: ID!) { authorship(documentId: $id) { seq } }', {}],
    [
      'undoing, shown',
      'LogSegment',
      `query ($id: ID!, $personId: ID!, $fromSeq: Int!, $toSeq: Int!) {
        undoChangesPreview(documentId: $id, personId: $personId, fromSeq: $fromSeq, toSeq: $toSeq) { counts { units } } }`,
      undoing,
    ],
  ])(
    'is refused before it reads, where one person asks for too much at once: %s',
    async (_what, table, query, more) => {
      await hold(`LOCK TABLE "${table}" IN ACCESS EXCLUSIVE MODE`)
      const read = (cookie: string) => ask(target, cookie, query, { id: document.id, ...more })
      const asked = Array.from({ length: 7 }, () => read(cookies.owner))
      expect((await Promise.race(asked)).codes).toEqual(['UNAVAILABLE'])
      const fromOther = read(cookies.other)
      await letGo()
      const codes = (await Promise.all(asked)).flatMap((answer) => answer.codes)
      expect([codes, (await fromOther).codes]).toEqual([['UNAVAILABLE'], []])
    },
  )
})

describe.skipIf(!isPostgresHere)('redactions', () => {
  const redact = (cookie: string, documentId: string, text: string) =>
    ask(target, cookie, REDACT, { input: { id: randomUUID(), documentId, text, reason: 'Dane osobowe' } })

  it('are done one after the other; of one person two wait at most, and who may do none takes no place', async () => {
    const [one, two] = [
      await lead.document(owner, { text: 'Tajne hasło' }),
      await lead.document(owner, { text: 'Nic' }),
    ]
    for (const each of [one, two]) {
      await each.member(owner, 'EDITOR', true)
      await each.member(other, 'EDITOR', true)
    }
    const stranger = await signInAs(target, await (await seed(target).organization()).person())
    await hold('SELECT "id" FROM "Document" WHERE "id" = $1 FOR UPDATE', [one.id])
    const first = redact(cookies.owner, one.id, 'Tajne hasło')
    await delay(100)
    const second = redact(cookies.other, two.id, 'Czego nigdzie nie ma')
    expect(await Promise.race([second, delay(500, 'waits')])).toBe('waits')
    expect((await redact(stranger, two.id, 'Czego nigdzie nie ma')).codes).toEqual(['NOT_FOUND'])
    const more = [1, 2].map(() => redact(cookies.owner, two.id, 'Czego nigdzie nie ma'))
    expect((await Promise.race(more)).codes).toEqual(['UNAVAILABLE'])
    await letGo()
    expect((await first).codes).toEqual([])
    const codes = (await Promise.all([second, ...more])).flatMap((answer) => answer.codes)
    expect(codes.toSorted()).toEqual(['NOT_FOUND', 'NOT_FOUND', 'UNAVAILABLE'])
  })

  it('are not done for who lost the right while they waited', async () => {
    const one = await lead.document(owner, { text: 'Tajne hasło' })
    const two = await lead.document(owner, { text: 'Inny sekret' })
    await one.member(owner, 'EDITOR', true)
    const leaving = await lead.person(undefined, 'COORDINATOR')
    const cookie = await signInAs(target, leaving)
    await hold('SELECT "id" FROM "Document" WHERE "id" = $1 FOR UPDATE', [one.id])
    const first = redact(cookies.owner, one.id, 'Tajne hasło')
    await delay(100)
    const second = redact(cookie, two.id, 'Inny sekret')
    expect(await Promise.race([second, delay(500, 'waits')])).toBe('waits')
    await target.db.membership.updateMany({ where: { userId: leaving.id }, data: { until: new Date(0) } })
    await letGo()
    expect((await first).codes).toEqual([])
    expect((await second).codes).toEqual(['NOT_FOUND'])
  })
})

describe.skipIf(!isPostgresHere)('who wrote a text', () => {
  const QUERY = 'query ($id: ID!) { authorship(documentId: $id) { seq } }'

  it('is not told to who may not read it any more when their turn comes', async () => {
    const leaving = await (await seed(target).organization()).person()
    const cookie = await signInAs(target, leaving)
    await document.member(leaving, 'READER')
    expect((await ask(target, cookie, QUERY, { id: document.id })).codes).toEqual([])
    await hold('LOCK TABLE "Version" IN ACCESS EXCLUSIVE MODE')
    const before = [cookies.owner, cookies.owner, cookies.other, cookies.other].map((one) =>
      ask(target, one, QUERY, { id: document.id }),
    )
    await delay(100)
    const asked = ask(target, cookie, QUERY, { id: document.id })
    expect(await Promise.race([asked, delay(300, 'waits')])).toBe('waits')
    await target.db.documentMember.deleteMany({ where: { documentId: document.id, userId: leaving.id } })
    await letGo()
    for (const { codes } of await Promise.all(before)) expect(codes).toEqual([])
    expect((await asked).codes).toEqual(['NOT_FOUND'])
  })
})
