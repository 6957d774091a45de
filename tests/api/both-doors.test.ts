import { randomUUID } from 'node:crypto'
import type { Client } from 'graphql-ws'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { postJson } from '../kit/client.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { askSocket, codesOf, openSocket } from '../kit/socket.ts'
import { until } from '../kit/until.ts'

let target: TestApp
let organization: SeededOrganization
let person: SeededPerson
let cookie: string
let socket: Client

beforeAll(async () => {
  target = await startApp()
  organization = await seed(target).organization('Fundacja Trzy Okna')
  person = await organization.person('Wanda Okienna')
  cookie = await signInAs(target, person)
  socket = openSocket(target, cookie)
})
afterAll(async () => {
  await socket.dispose()
  await target.close()
})

const many = (count: number, part: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => part(index)).join(' ')

const deep = (depth: number): string => (depth === 0 ? 'id' : `organization { people { ${deep(depth - 1)} } }`)

describe('HTTP and the socket say the same', () => {
  const operations: [string, string, Record<string, unknown>?][] = [
    ['a query', '{ viewer { name } }'],
    ['a query with a variable', 'query ($id: ID!) { document(id: $id) { id } }', { id: 'none' }],
    ['a refused mutation', 'mutation { renameDocument(input: { documentId: "none", title: "x" }) { id } }'],
    ['a wrong input', 'mutation { updateProfile(input: { name: " " }) { id } }'],
    ['mails of a real instance', '{ mails { id } }'],
    ['too deep', `{ documents { items { ${deep(4)} } } }`],
    ['too deep through fragments', `{ documents { items { ...A } } } fragment A on Document { ${deep(4)} }`],
    ['aliases', `{ viewer { ${many(16, (i) => `a${i}: name`)} } }`],
    [
      'aliases through fragments',
      `{ ${many(4, (i) => `v${i}: viewer { ...F }`)} } fragment F on Viewer { ${many(4, (i) => `n${i}: name`)} }`,
    ],
    ['root fields', `{ ${many(11, () => 'instance { name }')} }`],
    ['tokens', `{ instance { ${many(1_000, () => 'name')} } }`],
    ['characters', `{ instance { name } } # ${'x'.repeat(30_000)}`],
    ['directives', `{ instance { name ${many(11, () => '@skip(if: false)')} } }`],
    ['cost', `{ ${many(9, (i) => `d${i}: documents(first: 100) { items { organization { people { id name } } } }`)} }`],
    [
      'fragments that multiply',
      `{ viewer { ...F0 } } ${many(25, (i) => `fragment F${i} on Viewer { ...F${i + 1} ...F${i + 1} }`)} fragment F25 on Viewer { id }`,
    ],
    ['a fragment that spreads itself', '{ viewer { ...F } } fragment F on Viewer { ...F }'],
    ['introspection', '{ __schema { types { name } } }'],
    ['introspection of one type', '{ __type(name: "Viewer") { name } }'],
    ['an unknown field', '{ viewer { nam } }'],
    ['an unknown argument', '{ documents(firs: 1) { totalCount } }'],
    ['an unknown variable type', 'query ($x: Nothing) { viewer { name } }'],
    ['a wrong variable', 'query ($id: ID!) { document(id: $id) { id } }', { id: { tajne: true } }],
    ['a NUL in a variable', 'query ($id: ID!) { document(id: $id) { id } }', { id: 'a\0' }],
    [
      'a NUL deep in a variable',
      'mutation ($input: RenameDocumentInput!) { renameDocument(input: $input) { id } }',
      { input: { documentId: 'a\0', title: 'b\0' } },
    ],
    ['a NUL in its text', String.raw`{ document(id: "a\u0000") { id } }`],
    ['a missing variable', 'query ($id: ID!) { document(id: $id) { id } }'],
    ['no GraphQL', '{ viewer { name }'],
    ['an unknown character', '{ viewer { name \u0000 } }'],
    ['a definition', 'type Evil { id: ID }'],
    [
      'two sensitive mutations',
      `mutation { ${many(2, (i) => `a${i}: requestDownload(input: { documentId: "x", format: HTML }) { url }`)} }`,
    ],
    ['two operations', 'query A { viewer { id } } query B { viewer { id } }'],
  ]

  it.each(operations)('of %s', async (_what, query, variables = {}) => {
    const answer = JSON.parse((await postJson(target, '/graphql', { query, variables }, { cookie })).body)
    const result = await askSocket(socket, query, variables).catch((errors: unknown) => ({ errors }))
    const strip = (value: unknown) =>
      JSON.parse(JSON.stringify(value, (key, part) => (key === 'requestId' ? undefined : part)))
    expect(strip(toPlain(result))).toEqual(strip(toPlain(answer)))
    expect(JSON.stringify(result)).not.toMatch(/did you mean|tajne|INTERNAL/i)
    expect(await askSocket(socket, '{ viewer { name } }')).toEqual({ data: { viewer: { name: 'Wanda Okienna' } } })
  })

  function toPlain({ data, errors }: { data?: unknown; errors?: unknown }) {
    return { data: data ?? null, errors: errors ?? [] }
  }
})

describe('one operation reads one text, whatever aliases it has', () => {
  it.each([
    ['versionContent', '(id: "x")'],
    ['documentUnits', '(documentId: "x") { id }'],
    ['reviewedUnits', '(documentId: "x") { unitId }'],
    ['textNews', '(documentId: "x") { sinceLook }'],
    ['playbackFrame', '(documentId: "x", seq: 1) { seq }'],
    ['restoreVersionPreview', '(versionId: "x") { counts { units } }'],
    ['undoChangesPreview', '(documentId: "x", personId: "x", fromSeq: 1, toSeq: 2) { counts { units } }'],
  ])('%s', async (field, rest) => {
    const ask = async (query: string) =>
      JSON.parse((await postJson(target, '/graphql', { query }, { cookie })).body).errors?.[0]?.extensions.code
    expect(await ask(`{ ${field}${rest} }`)).not.toBe('TOO_LARGE')
    expect(await ask(`{ a: ${field}${rest} b: ${field}${rest} }`)).toBe('TOO_LARGE')
    expect(await ask(`{ ${field}${rest} authorship(documentId: "x") { __typename } }`)).toBe('TOO_LARGE')
  })
})

describe('documentListChanged', () => {
  const SUBSCRIPTION = 'subscription { documentListChanged { documentId } }'

  function watch(client: Client): { seen: unknown[]; ended: Promise<unknown>; stop: () => void } {
    const seen: unknown[] = []
    let stop: () => void = () => undefined
    const ended = new Promise((resolve) => {
      stop = client.subscribe<{ documentListChanged: { documentId: string } }>(
        { query: SUBSCRIPTION },
        {
          next: (result) => seen.push(result.data?.documentListChanged.documentId ?? codesOf(result)),
          error: (error) => resolve(error),
          complete: () => resolve('complete'),
        },
      )
    })
    return { seen, ended, stop }
  }

  it('tells of documents that may be read, and of no other', async () => {
    const stranger = await seed(target).organization()
    const owner = await stranger.person()
    const mine = await organization.document(person, { kind: 'OTHER' })
    const theirs = await stranger.document(owner, { kind: 'OTHER' })
    const { seen, stop } = watch(socket)
    await until('the subscription', () => {
      target.app.pubsub.publish('document', { documentId: mine.id })
      return seen.length > 0
    })
    target.app.pubsub.publish('document', { documentId: theirs.id })
    const last = await organization.document(person, { kind: 'OTHER' })
    target.app.pubsub.publish('document', { documentId: last.id })
    await until('the last', () => seen.includes(last.id))
    expect(seen).not.toContain(theirs.id)
    await theirs.member(person, 'READER')
    target.app.pubsub.publish('document', { documentId: theirs.id })
    await until('what was shared', () => seen.includes(theirs.id))
    stop()
  })

  it('tells of what happens over HTTP', async () => {
    const { seen, stop } = watch(socket)
    const document = await organization.document(person, { kind: 'OTHER' })
    await until('the subscription', () => {
      target.app.pubsub.publish('document', { documentId: 'none' })
      target.app.pubsub.publish('document', { documentId: document.id })
      return seen.length > 0
    })
    const query = 'mutation ($input: CreateDocumentInput!) { createDocument(input: $input) { id } }'
    const input = { id: randomUUID(), templateKey: 'blank', title: 'Nowy' }
    const answer = await postJson(target, '/graphql', { query, variables: { input } }, { cookie })
    const { id } = JSON.parse(answer.body).data.createDocument
    await until('the new document', () => seen.includes(id))
    stop()
  })

  it('tells of what one has read oneself, once, and nobody else of it', async () => {
    const other = await organization.person()
    const othersSocket = openSocket(target, await signInAs(target, other))
    const watches = [watch(socket), watch(othersSocket)]
    const [first, read, last] = await Promise.all(
      ['Pierwszy', 'Czytany', 'Ostatni'].map((title) => organization.document(person, { title, text: 'Tekst' })),
    )
    const told = (id: string | undefined, { seen }: { seen: unknown[] }) => seen.filter((one) => one === id)
    await until('the subscriptions', () => {
      target.app.pubsub.publish('document', { documentId: first?.id ?? '' })
      return watches.every(({ seen }) => seen.length > 0)
    })
    const query = 'mutation ($id: ID!) { markDocumentRead(input: { documentId: $id, seq: 1000 }) }'
    for (let time = 0; time < 2; time += 1) {
      const answer = await postJson(target, '/graphql', { query, variables: { id: read?.id } }, { cookie })
      expect(answer.body).toContain('true')
    }
    target.app.pubsub.publish('document', { documentId: last?.id ?? '' })
    await until('the last', () => watches.every((one) => told(last?.id, one).length > 0))
    expect(watches.map((one) => told(read?.id, one).length)).toEqual([1, 0])
    for (const { stop } of watches) stop()
    await othersSocket.dispose()
  })

  it('ends with the session', async () => {
    const own = await signInAs(target, person)
    const client = openSocket(target, own)
    const { seen, ended } = watch(client)
    const document = await organization.document(person, { kind: 'OTHER' })
    await until('the subscription', () => {
      target.app.pubsub.publish('document', { documentId: document.id })
      return seen.length > 0
    })
    await postJson(target, '/api/auth/sign-out', {}, { cookie: own })
    await ended
    const before = seen.length
    target.app.pubsub.publish('document', { documentId: document.id })
    await client.dispose()
    expect(seen.length).toBe(before)
  })
})
