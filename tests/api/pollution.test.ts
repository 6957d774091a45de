import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { SERVER_FLAGS } from '../env.ts'
import { startApp, type TestApp } from '../kit/app.ts'
import { send } from '../kit/client.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWindow, openWire, type Window } from '../kit/wire.ts'

let target: TestApp
let person: SeededPerson
let document: SeededDocument
let cookie: string
let window: Window

beforeAll(async () => {
  target = await startApp()
  const organization = await seed(target).organization()
  person = await organization.person('Anna')
  document = await organization.document(person, { text: 'Ala ma kota' })
  cookie = await signInAs(target, person)
  window = await openWindow(await openWire(target, { cookie }), document.id, 4_001)
})
afterAll(async () => {
  await window.wire.close()
  await target.close()
})

const RENAME = 'mutation ($input: RenameDocumentInput!) { renameDocument(input: $input) { title } }'
const MOVE = 'mutation ($input: SetPresenceInput!) { setPresence(input: $input) }'
const OPEN = 'query ($id: ID!) { document(id: $id) { title } }'
const LIST = 'query ($filter: DocumentFilter) { documents(filter: $filter) { totalCount } }'
const EVIL = '{"polluted":1}'

/** Variables as they stand on the wire: an object literal would lose `__proto__` before it is sent. */
const inputs = (key: string): [string, string, string][] => [
  ['a mutation', RENAME, `{"input":{"documentId":"ID","title":"Nowy","${key}":${EVIL}}}`],
  ['a mutation, inside a value', RENAME, `{"input":{"documentId":"ID","title":{"${key}":${EVIL}}}}`],
  ['presence', MOVE, `{"input":{"documentId":"ID","clientId":4001,"head":"AAAA","${key}":${EVIL}}}`],
  ['presence, as a position', MOVE, `{"input":{"documentId":"ID","clientId":4001,"head":{"${key}":${EVIL}}}}`],
  ['a filter', LIST, `{"filter":{"${key}":${EVIL}}}`],
  ['a document’s id', OPEN, `{"id":{"${key}":${EVIL}}}`],
]
const KEYS = ['__proto__', 'constructor', 'prototype']
const CORPUS = KEYS.flatMap((key) => inputs(key).map(([place, ...rest]) => [key, place, ...rest] as const))

const isPolluted = (): boolean => 'polluted' in {} || 'polluted' in Object

interface Said {
  errors?: { extensions: { code: string } }[]
  data?: unknown
}

async function overHttp(query: string, variables: string, extra = ''): Promise<Said> {
  const body = `{"query":${JSON.stringify(query)},"variables":${variables}${extra}}`
  return JSON.parse((await send(target, { body, headers: { cookie } })).body)
}

let operations = 0

async function overSocket(query: string, variables: string, extra = ''): Promise<Said> {
  const id = `evil-${(operations += 1)}`
  let said: Said | null = null
  window.wire.on(id, ({ type, payload }) => {
    said ??= type === 'error' ? { errors: payload as NonNullable<Said['errors']> } : (payload as Said)
  })
  const payload = `{"query":${JSON.stringify(query)},"variables":${variables}${extra}}`
  window.wire.socket.send(`{"id":"${id}","type":"subscribe","payload":${payload}}`)
  return until('an answer', () => said)
}

describe.each([
  ['HTTP', overHttp],
  ['the socket', overSocket],
] as const)('through %s', (_door, ask) => {
  it.each(CORPUS)('a key %s in %s is refused and changes no prototype', async (_key, _place, query, variables) => {
    const { data, errors = [] } = await ask(query, variables.replace('ID', document.id))
    expect(errors.map(({ extensions }) => extensions.code)).toEqual(['INVALID'])
    expect(data ?? null).toBeNull()
    expect(isPolluted()).toBe(false)
  })

  it.each(KEYS)('%s as a name of anything is a name like any other', async (key) => {
    const title = JSON.stringify({ id: document.id })
    const asVariable = await ask(OPEN, `{"id":"${document.id}","${key}":${EVIL}}`)
    expect(asVariable).toEqual({ data: { document: { title: document.title } } })
    expect((await ask(OPEN, title, `,"${key}":${EVIL}`)).errors).toBeUndefined()
    const aliased = `query ($id: ID!) { ${key}: document(id: $id) { ${key}: title } }`
    expect(JSON.stringify((await ask(aliased, title)).data)).toBe(
      `{"${key}":${JSON.stringify(JSON.parse(`{"${key}":${JSON.stringify(document.title)}}`))}}`,
    )
    expect((await ask(OPEN, `{"id":"${key}"}`)).data).toEqual({ document: null })
    expect((await ask(OPEN, title, `,"operationName":"${key}"`)).errors?.length).toBeGreaterThan(0)
    expect(isPolluted()).toBe(false)
  })
})

it('the title and the text are as they were, and the next keystroke is taken', async () => {
  const { title } = await target.db.document.findUniqueOrThrow({ where: { id: document.id } })
  expect(title).toBe(document.title)
  expect((await window.write((text) => text.insert(1, 'x'))).codes).toEqual([])
})

it('every script that runs a server takes prototypes out of reach', async () => {
  const root = join(import.meta.dirname, '..', '..')
  const { scripts } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'))
  const dev = await readFile(join(root, 'server/scripts/dev.ts'), 'utf8')
  for (const command of [scripts.start, scripts.seed, dev]) expect(command).toContain(SERVER_FLAGS[0])
})
