import { gunzipSync } from 'node:zlib'
import { SCHEMA_VERSION } from '@app/server/document'
import WebSocket from 'ws'
import * as Y from 'yjs'
import type { TestApp } from './app.ts'
import { until } from './until.ts'

/** A message of graphql-transport-ws, as it stands on the wire. */
export interface Message {
  id?: string
  type: string
  payload?: unknown
}

export interface Answer<T> {
  data: T | null
  codes: string[]
  details: (string | undefined)[]
}

interface Payload {
  data?: Record<string, unknown> | null
  errors?: { extensions?: { code?: string; detail?: string } }[]
}

type Target = Pick<TestApp, 'port' | 'origin'>

export interface WireOptions {
  cookie: string | null
  headers?: Record<string, string>
  protocol?: string
}

/** The bare socket, without a client library: what an attacker has. */
export class Wire {
  readonly socket: WebSocket
  readonly messages: Message[] = []
  closed: { code: number; reason: string } | null = null
  private readonly listeners = new Map<string, (message: Message) => void>()
  private lastId = 0

  constructor(target: Target, { cookie, headers = {}, protocol = 'graphql-transport-ws' }: WireOptions) {
    this.socket = new WebSocket(`ws://127.0.0.1:${target.port}/graphql`, protocol, {
      headers: { origin: target.origin, ...(cookie !== null && { cookie }), ...headers },
    })
    this.socket.on('message', (data) => this.receive(JSON.parse(String(data)) as Message))
    this.socket.on('close', (code, reason) => {
      this.closed = { code, reason: String(reason) }
    })
    // What went wrong shows in `closed`, or in the promise of whoever opened it.
    this.socket.on('error', () => undefined)
  }

  send(message: Message | Record<string, unknown>): void {
    this.socket.send(JSON.stringify(message))
  }

  /** Takes every message of one operation. */
  on(id: string, listener: (message: Message) => void): void {
    this.listeners.set(id, listener)
  }

  start(query: string, variables: Record<string, unknown>, listener: (message: Message) => void): string {
    const id = String((this.lastId += 1))
    this.on(id, listener)
    this.send({ id, type: 'subscribe', payload: { query, variables } })
    return id
  }

  /** One query or mutation; fails when the socket closes instead. */
  async ask<T = Record<string, unknown>>(query: string, variables: Record<string, unknown> = {}): Promise<Answer<T>> {
    let answer: Message | undefined
    this.start(query, variables, (message) => {
      answer ??= message
    })
    await until('an answer on the socket', () => answer !== undefined || this.closed !== null)
    if (answer === undefined) throw new Error(`closed instead: ${this.closed?.code}`)
    return toAnswer<T>(answer)
  }

  close(): Promise<unknown> {
    this.socket.close()
    return this.gone()
  }

  gone(timeoutMs?: number): Promise<unknown> {
    return until('the socket to close', () => this.closed !== null, timeoutMs)
  }

  private receive(message: Message): void {
    this.messages.push(message)
    if (message.id !== undefined) this.listeners.get(message.id)?.(message)
  }
}

/** Opens a socket and waits for the acknowledgement. */
export async function openWire(target: Target, options: WireOptions): Promise<Wire> {
  const wire = new Wire(target, options)
  await until('the socket to open', () => wire.socket.readyState === WebSocket.OPEN || wire.closed !== null)
  if (wire.closed === null) wire.send({ type: 'connection_init' })
  await until('the acknowledgement', () => wire.messages.length > 0 || wire.closed !== null)
  if (wire.closed !== null) throw new Error(`closed: ${JSON.stringify(wire.closed)}`)
  return wire
}

const EVENTS = `subscription($documentId: ID!, $clientId: ClientId!, $schemaVersion: Int!, $stateVector: Bytes) {
  event: documentEvents(documentId: $documentId, clientId: $clientId, schemaVersion: $schemaVersion, stateVector: $stateVector) {
    type: __typename
    ... on DocumentOpened { epoch encoding diff stateVector seq abilities { read edit } presence { clientId person { name } } }
    ... on DocumentChanged { update seq }
    ... on PresenceChanged { joined { clientId person { name } organization color head } left }
    ... on AccessChanged { abilities { read edit } }
    ... on TextStranded { id text near }
    ... on TextUnstranded { ids }
    ... on DocumentClosed { reason }
  }
}`
const PUSH = 'mutation($input: PushUpdateInput!) { pushUpdate(input: $input) { seq } }'

export interface WireEvent {
  type: string
  [field: string]: unknown
}

/** One window on the bare socket: it joins, applies what comes, and pushes whatever bytes it is given. */
export class Window {
  readonly doc = new Y.Doc()
  readonly events: WireEvent[] = []
  readonly wire: Wire
  readonly documentId: string
  /** As it joined; Yjs gives its document another one when it meets structs of this one. */
  readonly clientId: number
  codes: string[] = []
  isOver = false
  epoch = ''
  private clientSeq = 0

  constructor(wire: Wire, documentId: string, clientId: number) {
    this.wire = wire
    this.documentId = documentId
    this.clientId = clientId
    this.doc.clientID = clientId
  }

  /** Sends the subscription; events come from then on. */
  join(changes: Record<string, unknown> = {}): void {
    const stateVector = toBase64(Y.encodeStateVector(this.doc))
    const variables = {
      documentId: this.documentId,
      clientId: this.clientId,
      schemaVersion: SCHEMA_VERSION,
      stateVector,
      ...changes,
    }
    this.wire.start(EVENTS, variables, (message) => this.receive(message))
  }

  get text(): Y.Text {
    return this.doc.getText('body')
  }

  letters(): string {
    return this.text.toString()
  }

  has(type: string): WireEvent | undefined {
    return this.events.find((event) => event.type === type)
  }

  /** Pushes bytes as they are. */
  push(update: Uint8Array, changes: Record<string, unknown> = {}): Promise<Answer<{ pushUpdate: { seq: number } }>> {
    const input = {
      documentId: this.documentId,
      epoch: this.epoch,
      schemaVersion: SCHEMA_VERSION,
      clientId: this.clientId,
      clientSeq: (this.clientSeq += 1),
      update: toBase64(update),
      ...changes,
    }
    return this.wire.ask(PUSH, { input })
  }

  /** Changes this window's document and pushes what that did. */
  write(change: (text: Y.Text) => void): Promise<Answer<{ pushUpdate: { seq: number } }>> {
    return this.push(this.change(change))
  }

  /** Changes this window's document; the update is for the caller to send. */
  change(change: (text: Y.Text) => void): Uint8Array {
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array): number => updates.push(update)
    this.doc.on('update', collect)
    this.doc.transact(() => change(this.text))
    this.doc.off('update', collect)
    return Y.mergeUpdates(updates)
  }

  private receive(message: Message): void {
    if (message.type === 'complete') this.isOver = true
    if (message.type === 'error') this.isOver = true
    const { data, codes } = toAnswer<{ event: WireEvent }>(message)
    this.codes.push(...codes)
    if (data) this.take(data.event)
  }

  private take(event: WireEvent): void {
    if (event.type === 'DocumentOpened') {
      this.epoch = String(event.epoch)
      const bytes = fromBase64(String(event.diff))
      if (event.encoding === 'V1') Y.applyUpdate(this.doc, bytes)
      else Y.applyUpdateV2(this.doc, event.encoding === 'V2' ? bytes : gunzipSync(bytes))
    }
    if (event.type === 'DocumentChanged') Y.applyUpdate(this.doc, fromBase64(String(event.update)))
    this.events.push(event)
  }
}

/** Opens a document on a socket and waits until it is there. */
export async function openWindow(wire: Wire, documentId: string, clientId: number): Promise<Window> {
  const window = new Window(wire, documentId, clientId)
  window.join()
  await until('the document to open', () => window.has('DocumentOpened') ?? window.codes.length > 0)
  if (window.codes.length > 0) throw new Error(`refused: ${window.codes.join()}`)
  return window
}

export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64')
}

export function fromBase64(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64'))
}

function toAnswer<T>({ type, payload }: Message): Answer<T> {
  const { data = null, errors = [] } = (
    type === 'error' ? { errors: payload } : type === 'next' ? payload : {}
  ) as Payload
  return {
    data: data as T | null,
    codes: errors.map(({ extensions }) => extensions?.code ?? 'NONE'),
    details: errors.map(({ extensions }) => extensions?.detail),
  }
}
