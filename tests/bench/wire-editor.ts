import { gunzipSync } from 'node:zlib'
import { BODY, createDocument, SCHEMA_VERSION } from '@app/server/document'
import { fromBase64, toBase64 } from 'lib0/buffer'
import WebSocket from 'ws'
import * as Y from 'yjs'

const JOIN = `subscription Join($documentId: ID!, $clientId: ClientId!, $schemaVersion: Int!) {
  e: documentEvents(documentId: $documentId, clientId: $clientId, schemaVersion: $schemaVersion) {
    t: __typename
    ... on DocumentOpened { epoch encoding diff }
    ... on DocumentChanged { u: update }
  }
}`
const PUSH = 'mutation Push($input: PushUpdateInput!) { pushUpdate(input: $input) { seq } }'

interface Message {
  id?: string
  type: string
  payload?: { data?: { e?: Event }; errors?: unknown[] }
}

type Event =
  | { t: 'DocumentOpened'; epoch: string; encoding: string; diff: string }
  | { t: 'DocumentChanged'; u: string }
  | { t: 'PresenceChanged' }

export interface WireOptions {
  origin: string
  cookie: string
  documentId: string
  /** A letter of this client is in this editor's document; `clock` counts its structs. */
  delivered(clientId: number, clock: number): void
  acknowledged(clientId: number, clock: number): void
}

/** The least that can be called an editor: the protocol by hand, a Y.Doc, one push per letter. */
export class WireEditor {
  readonly doc = createDocument()
  readonly opened: Promise<void>
  /** Bytes of all frames this editor got since it opened. */
  received = 0
  private readonly options: WireOptions
  private readonly socket: WebSocket
  private readonly waiting = new Map<string, number>()
  private epoch = ''
  private pushes = 0
  private open: () => void = () => undefined
  private fail: (error: Error) => void = () => undefined

  constructor(options: WireOptions) {
    this.options = options
    this.opened = new Promise((resolve, reject) => {
      this.open = resolve
      this.fail = reject
    })
    const { origin, cookie } = options
    this.socket = new WebSocket(`${origin.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: { cookie },
      origin,
    })
    this.socket.on('open', () => this.send({ type: 'connection_init' }))
    this.socket.on('message', (data) => this.receive(String(data)))
    this.socket.on('error', this.fail)
    this.doc.on('update', (update: Uint8Array, origin: unknown) => origin !== this && this.push(update))
  }

  /** Types one letter at the end; returns its clock. */
  type(letter: string): number {
    const text = this.doc.getText(BODY)
    text.insert(text.length, letter)
    return Y.getState(this.doc.store, this.doc.clientID) - 1
  }

  close(): void {
    this.socket.close()
  }

  private push(update: Uint8Array): void {
    const { documentId } = this.options
    const { clientID: clientId } = this.doc
    const clientSeq = (this.pushes += 1)
    const id = `p${clientSeq}`
    this.waiting.set(id, Y.getState(this.doc.store, clientId) - 1)
    const input = {
      documentId,
      epoch: this.epoch,
      schemaVersion: SCHEMA_VERSION,
      clientId,
      clientSeq,
      update: toBase64(update),
    }
    this.send({ id, type: 'subscribe', payload: { query: PUSH, variables: { input } } })
  }

  private receive(text: string): void {
    this.received += text.length
    const message = JSON.parse(text) as Message
    if (message.payload?.errors || message.type === 'error') this.fail(new Error(text))
    if (message.type === 'connection_ack') this.join()
    if (message.type === 'ping') this.send({ type: 'pong' })
    if (message.type !== 'next' || message.id === undefined) return
    if (message.id === 'join') this.follow(message.payload?.data?.e as Event)
    else this.settle(message.id)
  }

  private join(): void {
    const variables = {
      documentId: this.options.documentId,
      clientId: this.doc.clientID,
      schemaVersion: SCHEMA_VERSION,
    }
    this.send({ id: 'join', type: 'subscribe', payload: { query: JOIN, variables } })
  }

  private follow(event: Event): void {
    if (event.t === 'DocumentChanged') this.apply(fromBase64(event.u))
    if (event.t !== 'DocumentOpened') return
    this.epoch = event.epoch
    const diff = fromBase64(event.diff)
    if (event.encoding === 'V1') Y.applyUpdate(this.doc, diff, this)
    else Y.applyUpdateV2(this.doc, event.encoding === 'V2' ? diff : gunzipSync(diff), this)
    this.received = 0
    this.open()
  }

  private apply(update: Uint8Array): void {
    Y.applyUpdate(this.doc, update, this)
    const { from, to } = Y.parseUpdateMeta(update)
    for (const [clientId, end] of to) {
      for (let clock = from.get(clientId) ?? end; clock < end; clock += 1) this.options.delivered(clientId, clock)
    }
  }

  private settle(id: string): void {
    const clock = this.waiting.get(id)
    if (clock === undefined) return
    this.waiting.delete(id)
    this.options.acknowledged(this.doc.clientID, clock)
  }

  private send(message: object): void {
    this.socket.send(JSON.stringify(message))
  }
}
