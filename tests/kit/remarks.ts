import { randomUUID } from 'node:crypto'
import type { TestApp } from './app.ts'
import { gql } from './client.ts'
import { newId, type SeededDocument, type SeededOrganization, type SeededPerson } from './seed.ts'

type Target = Pick<TestApp, 'port' | 'origin'>

/** Who is named in what is said: the words hold them as `@[id]`, which is appended here. */
export interface Named {
  people?: readonly SeededPerson[]
  organizations?: readonly SeededOrganization[]
}

const START = 'mutation ($input: StartThreadInput!) { startThread(input: $input) { id } }'
const REPLY = 'mutation ($input: ReplyInput!) { replyToThread(input: $input) { id } }'
const RESOLVE = 'mutation ($input: ResolveThreadInput!) { resolveThread(input: $input) { id } }'

export function toComment(body: string, { people = [], organizations = [] }: Named = {}) {
  const mentions = [
    ...people.map(({ id }) => ({ id: randomUUID(), personId: id })),
    ...organizations.map(({ id }) => ({ id: randomUUID(), organizationId: id })),
  ]
  return { id: randomUUID(), body: [body, ...mentions.map(({ id }) => `@[${id}]`)].join(' '), mentions }
}

/** A remark on a whole unit; gives the thread's id. */
export async function startThread(
  target: Target,
  cookie: string,
  document: SeededDocument,
  unitId: string,
  comment: ReturnType<typeof toComment>,
): Promise<string> {
  const input = { id: randomUUID(), documentId: document.id, type: 'GENERAL', aim: { unitId }, comment }
  return (await gql<{ startThread: { id: string } }>(target, cookie, START, { input })).startThread.id
}

export async function reply(
  target: Target,
  cookie: string,
  threadId: string,
  comment: ReturnType<typeof toComment>,
): Promise<void> {
  await gql(target, cookie, REPLY, { input: { threadId, comment } })
}

export async function resolve(target: Target, cookie: string, threadId: string, resolved = true): Promise<void> {
  await gql(target, cookie, RESOLVE, { input: { threadId, resolved } })
}

/** A document with one unit that remarks can be about. */
export async function documentWithUnit(organization: SeededOrganization, person: SeededPerson, title: string) {
  const unitId = newId()
  const document = await organization.document(person, {
    title,
    content: [{ type: 'block', id: unitId, kind: 'section', level: 0, content: [{ text: 'Dotacje przyznaje się.' }] }],
  })
  return { document, unitId }
}
