import { randomUUID } from 'node:crypto'
import * as Y from 'yjs'
import type { TestApp } from './app.ts'
import { ask, type GraphqlAnswer, gql } from './client.ts'
import type { Peer } from './peer.ts'
import { toBase64 } from './wire.ts'

const START = 'mutation ($input: StartThreadInput!) { startThread(input: $input) { id } }'
const REPLY = 'mutation ($input: ReplyInput!) { replyToThread(input: $input) { id } }'
const THREAD = `query ($id: ID!) { thread(id: $id) {
  id type unitId unitLabel wholeUnit quote seq lostAt lostSeq unread mayReply mayResolve resolvedAt resolvedBy { name } takenIn
  author { name } organization { name }
  comments {
    id body author { name } organization { name } editedAt deletedAt hiddenAt hiddenReason mayEdit mayHide
    mentions { id person { name } organization { name } } reactions { emoji person { name } }
  }
} }`

export interface ReadComment {
  id: string
  body: string | null
  editedAt: string | null
  deletedAt: string | null
  hiddenAt: string | null
  hiddenReason: string | null
  mayEdit: boolean
  mayHide: boolean
  mentions: { id: string; person: { name: string } | null }[]
  reactions: { emoji: string; person: { name: string } }[]
}

export interface ReadThread {
  id: string
  quote: string
  unitLabel: string
  lostAt: string | null
  unread: boolean
  mayReply: boolean
  mayResolve: boolean
  resolvedAt: string | null
  takenIn: boolean
  resolvedBy: { name: string } | null
  comments: ReadComment[]
}

/** Words as a selection of them would be sent. */
export function aimAt({ text }: Pick<Peer, 'text'>, words: string): { anchor: string; head: string } {
  const letters = text
    .toDelta()
    .map(({ insert }: { insert: unknown }) => (typeof insert === 'string' ? insert : '\ufffc'))
    .join('')
  const from = letters.indexOf(words)
  if (from === -1) throw new Error(`„${words}” is not in the text`)
  const at = (index: number) =>
    toBase64(Y.encodeRelativePosition(Y.createRelativePositionFromTypeIndex(text, index, -1)))
  return { anchor: at(from), head: at(from + words.length) }
}

export function said(body: string, mentions: object[] = []) {
  return { id: randomUUID(), body, mentions }
}

export interface StartInput {
  id: string
  documentId: string
  type: string
  aim: object
  comment: ReturnType<typeof said>
}

export function remark(documentId: string, aim: object, body = 'Uwaga', changes: Partial<StartInput> = {}): StartInput {
  return { id: randomUUID(), documentId, type: 'GENERAL', aim, comment: said(body), ...changes }
}

export function startThread(target: TestApp, cookie: string, input: StartInput): Promise<GraphqlAnswer<unknown>> {
  return ask(target, cookie, START, { input })
}

export function replyTo(target: TestApp, cookie: string, threadId: string, comment = said('Odpowiedź')) {
  return ask(target, cookie, REPLY, { input: { threadId, comment } })
}

export async function readThread(target: TestApp, cookie: string, id: string): Promise<ReadThread> {
  const { thread } = await gql<{ thread: ReadThread | null }>(target, cookie, THREAD, { id })
  if (thread === null) throw new Error('not to be read')
  return thread
}

/** Ids of threads whose marks are in this text. */
export function markedIn({ text }: Peer): string[] {
  const names = text.toDelta().flatMap(({ attributes = {} }: { attributes?: object }) => Object.keys(attributes))
  return [...new Set<string>(names)].flatMap((name) =>
    name.startsWith('comment:') ? name.slice('comment:'.length) : [],
  )
}
