/**
 * The `Transport` of `wire.ts` over the page's socket, by graphql-ws directly: urql's pipeline merges subscription
 * results, shares them between subscribers and unsubscribes inside `next`, each of which loses document events.
 * Short aliases, because a keystroke's frame is mostly names.
 */
import type { ExecutionResult, FormattedExecutionResult } from 'graphql-ws'
import { fromBase64, toBase64 } from 'lib0/buffer'
import { OTHER_PERSON, type Socket } from './socket.ts'
import {
  type Abilities,
  type CloseReason,
  type DocumentEvent,
  Interrupted,
  type JoinVariables,
  type Presence,
  type PushInput,
  Refusal,
  type Transport,
  type TransportSink,
} from './wire.ts'

const ABILITIES = 'abilities { read edit propose proposeByForm enterProposals comment manage }'
const PRESENCE = '{ clientId person { id name } organization color anchor head }'

const DOCUMENT_EVENTS = `subscription DocumentEvents($documentId: ID!, $clientId: ClientId!, $schemaVersion: Int!, $stateVector: Bytes) {
  e: documentEvents(documentId: $documentId, clientId: $clientId, schemaVersion: $schemaVersion, stateVector: $stateVector) {
    t: __typename
    ... on DocumentOpened { epoch encoding diff stateVector seq ${ABILITIES} presence ${PRESENCE} waitingStranded }
    ... on DocumentChanged { u: update s: seq }
    ... on PresenceChanged { joined ${PRESENCE} left }
    ... on AccessChanged { ${ABILITIES} }
    ... on TextStranded { id text near }
    ... on TextUnstranded { ids }
    ... on DocumentClosed { reason }
  }
}`
const PUSH_UPDATE = 'mutation PushUpdate($input: PushUpdateInput!) { pushUpdate(input: $input) { seq } }'
const SET_PRESENCE = 'mutation SetPresence($input: SetPresenceInput!) { setPresence(input: $input) }'
const DISMISS_STRANDED =
  'mutation DismissStranded($input: DismissStrandedTextInput!) { dismissStrandedText(input: $input) }'
const TEXT_HASH =
  'query DocumentTextHash($documentId: ID!, $stateVector: Bytes!) { documentTextHash(documentId: $documentId, stateVector: $stateVector) }'

interface RawPresence extends Omit<Presence, 'anchor' | 'head'> {
  anchor: string | null
  head: string | null
}

type RawEvent =
  | {
      t: 'DocumentOpened'
      epoch: string
      encoding: 'V1' | 'V2' | 'V2_GZIP'
      diff: string
      stateVector: string
      seq: number
      abilities: Abilities
      presence: RawPresence[]
      waitingStranded: string[] | null
    }
  | { t: 'DocumentChanged'; u: string; s: number }
  | { t: 'PresenceChanged'; joined: RawPresence[]; left: number[] }
  | { t: 'AccessChanged'; abilities: Abilities }
  | { t: 'TextStranded'; id: string; text: string; near: string | null }
  | { t: 'TextUnstranded'; ids: string[] }
  | { t: 'DocumentClosed'; reason: CloseReason }

export function createTransport(socket: Socket): Transport {
  return {
    join: (variables, sink) => join(socket, variables, sink),
    push: async (input: PushInput) => {
      const bytes = { update: toBase64(input.update), ...(input.seen && { seen: toBase64(input.seen) }) }
      const variables = { input: { ...input, ...bytes } }
      socket.noteSending(bytes.update.length + (bytes.seen?.length ?? 0))
      const data = await request<{ pushUpdate: { seq: number } }>(socket, PUSH_UPDATE, variables)
      return data.pushUpdate.seq
    },
    setPresence: async (input) => {
      const variables = { input: { ...input, anchor: encode(input.anchor), head: encode(input.head) } }
      await request(socket, SET_PRESENCE, variables)
    },
    dismissStranded: async (id) => {
      await request(socket, DISMISS_STRANDED, { input: { id } })
    },
    textHash: async (documentId, stateVector) => {
      const variables = { documentId, stateVector: toBase64(stateVector) }
      const data = await request<{ documentTextHash: string | null }>(socket, TEXT_HASH, variables)
      return data.documentTextHash
    },
    wake: () => socket.wake(),
    reconnect: () => socket.drop(),
  }
}

function join(socket: Socket, variables: () => JoinVariables, sink: TransportSink): () => void {
  let connection = 0
  let left = false
  let queue: Promise<void> = Promise.resolve()

  let begun = socket.expectOpening()

  const offDrop = socket.onDrop((closeCode) => {
    connection += 1
    begun()
    begun = socket.expectOpening()
    if (!left) sink.interrupted(closeCode === null ? null : (PASSING_CODES[closeCode] ?? null))
  })
  const end = (refusal: Refusal | null): void => {
    if (left) return
    left = true
    begun()
    offDrop()
    sink.ended(refusal)
  }
  // Inflating is asynchronous; the queue keeps the order, and an event of a connection that is gone is dropped.
  const receive = (raw: RawEvent): void => {
    begun(true)
    const receivedOn = connection
    queue = queue.then(async () => {
      const event = await toEvent(raw)
      if (event !== null && !left && receivedOn === connection) sink.event(event)
    })
    queue.catch(() => end(new Refusal('INTERNAL')))
  }
  const payload = {
    query: DOCUMENT_EVENTS,
    get variables() {
      const current = variables()
      return { ...current, stateVector: toBase64(current.stateVector) }
    },
  }
  const unsubscribe = socket.client.subscribe<{ e: RawEvent }>(payload, {
    next: (result) => (result.data ? receive(result.data.e) : end(toRefusal(result.errors))),
    error: (error) => end(toRefusal(error)),
    // What was received before the end is handled before the end.
    complete: () => void queue.then(() => end(null)),
  })
  return () => {
    if (left) return
    left = true
    begun()
    offDrop()
    // graphql-ws releases its lock twice when it is told to stop in the tick in which `complete` arrives.
    setTimeout(unsubscribe, 0)
  }
}

/** One answer to one question; given up when the connection goes, so that the caller decides about repeating it. */
function request<T>(socket: Socket, query: string, variables: Record<string, unknown>): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const offDrop = socket.onDrop(() => {
      fail(new Interrupted())
      setTimeout(unsubscribe, 0)
    })
    const fail = (error: Error): void => {
      offDrop()
      reject(error)
    }
    const unsubscribe = socket.client.subscribe<T>(
      { query, variables },
      {
        next: (result) => {
          if (result.errors?.length || !result.data) return fail(toRefusal(result.errors))
          offDrop()
          resolve(result.data)
        },
        error: (error) => fail(toRefusal(error)),
        complete: () => fail(new Interrupted()),
      },
    )
  })
}

const encode = (bytes: Uint8Array | null): string | null => (bytes === null ? null : toBase64(bytes))
const decode = (text: string | null): Uint8Array | null => (text === null ? null : fromBase64(text))

const toPresence = (raw: RawPresence): Presence => ({ ...raw, anchor: decode(raw.anchor), head: decode(raw.head) })

/** Null for what only pages that are newer than this one can tell. */
async function toEvent(raw: RawEvent): Promise<DocumentEvent | null> {
  switch (raw.t) {
    case 'DocumentChanged':
      return { type: 'changed', update: fromBase64(raw.u), seq: raw.s }
    case 'PresenceChanged':
      return { type: 'presence', joined: raw.joined.map(toPresence), left: raw.left }
    case 'AccessChanged':
      return { type: 'access', abilities: raw.abilities }
    case 'TextStranded':
      return { type: 'stranded', id: raw.id, text: raw.text, near: raw.near }
    case 'TextUnstranded':
      return { type: 'unstranded', ids: raw.ids }
    case 'DocumentClosed':
      return { type: 'closed', reason: raw.reason }
    case 'DocumentOpened': {
      const bytes = fromBase64(raw.diff)
      return {
        type: 'opened',
        epoch: raw.epoch,
        diff: raw.encoding === 'V2_GZIP' ? await inflate(bytes) : bytes,
        diffVersion: raw.encoding === 'V1' ? 1 : 2,
        stateVector: fromBase64(raw.stateVector),
        seq: raw.seq,
        abilities: raw.abilities,
        presence: raw.presence.map(toPresence),
        waitingStranded: raw.waitingStranded,
      }
    }
    default:
      raw satisfies never
      return null
  }
}

async function inflate(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('gzip'))
  return new Uint8Array(await new Response(stream).arrayBuffer())
}

type GraphQLErrors = ExecutionResult['errors'] | FormattedExecutionResult['errors']

const SOCKET_CODES: Record<number, string> = {
  4401: 'UNAUTHENTICATED',
  4403: 'FORBIDDEN',
  [OTHER_PERSON]: 'SIGNED_IN_AS_OTHER',
  4429: 'RATE_LIMITED',
}
/** After these the socket tries again by itself. */
const PASSING_CODES: Record<number, string> = { 4430: 'TOO_MANY_TABS' }

/** graphql-ws hands over GraphQL errors, a close event, or whatever was thrown. */
export function toRefusal(error: unknown): Refusal {
  if (Array.isArray(error)) {
    const { code, detail } = (error as NonNullable<GraphQLErrors>)[0]?.extensions ?? {}
    return new Refusal(typeof code === 'string' ? code : 'INTERNAL', typeof detail === 'string' ? detail : null)
  }
  const closeCode = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  return new Refusal((typeof closeCode === 'number' && SOCKET_CODES[closeCode]) || 'UNAVAILABLE')
}
