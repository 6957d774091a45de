import 'fake-indexeddb/auto'
import {
  createSocket,
  createTabLocks,
  createTransport,
  DocumentSession,
  openStore,
  type Socket,
  type SocketTiming,
  type TabLocks,
} from '@app/web/sync'
import WebSocket from 'ws'
import * as Y from 'yjs'
import { until } from './until.ts'

export interface PeerOptions {
  /** Where the page came from: what the browser sends as Origin. */
  origin: string
  /** Where the socket goes: the server itself, or a proxy before it. */
  port: number
  cookie: string
  documentId: string
  userId: string
  /** Peers on one device share what it keeps. By default each has its own. */
  device?: string
  /** Which peers of one device are alive; without, each takes the others for gone. */
  locks?: TabLocks
  /** A shared computer keeps nothing. */
  keepsOnDevice?: boolean
  timing?: Partial<SocketTiming>
}

let devices = 0

/** Retries fast enough for a test; what is tested is the order of things, not the length of the waits. */
const TEST_TIMING: Partial<SocketTiming> = { retryMinMs: 50, retryMaxMs: 500 }

/** A headless editor: the page's own provider, outbox and store, without a page. */
export async function openPeer(options: PeerOptions): Promise<Peer> {
  const { documentId, userId, keepsOnDevice = true } = options
  const device = options.device ?? `device-${(devices += 1)}:`
  const socket = createSocket({
    url: `ws://127.0.0.1:${options.port}/graphql`,
    webSocketImpl: socketOf(options),
    person: () => userId,
    timing: { ...TEST_TIMING, ...options.timing },
  })
  const store = keepsOnDevice ? await openStore(userId, device) : null
  const session = new DocumentSession({
    documentId,
    userId,
    transport: createTransport(socket),
    store,
    device: keepsOnDevice ? 'keeping' : 'shared',
    locks: options.locks ?? createTabLocks(undefined),
  })
  await session.start()
  return new Peer(session, socket, device, () => store?.close())
}

export class Peer {
  readonly session: DocumentSession
  readonly socket: Socket
  readonly device: string
  private readonly closeStore: () => void

  constructor(session: DocumentSession, socket: Socket, device: string, closeStore: () => void) {
    this.session = session
    this.socket = socket
    this.device = device
    this.closeStore = closeStore
  }

  /** Fails where there is nothing to type into, as a page shows no editor then. */
  get text(): Y.Text {
    const text = this.session.replica?.text
    if (!text) throw new Error(`Nothing is open: ${this.session.status}`)
    return text
  }

  get doc(): Y.Doc {
    const doc = this.session.replica?.doc
    if (!doc) throw new Error(`Nothing is open: ${this.session.status}`)
    return doc
  }

  /** At the end, or at an index of the linear text. */
  type(words: string, at = this.text.length): void {
    this.text.insert(at, words)
  }

  /** The visible letters, without markers. */
  content(): string {
    return this.session.replica?.text.toString() ?? ''
  }

  /** Texts to give back, refused and stranded. */
  givenBack(): string[] {
    const { givenBack } = this.session
    return [...givenBack.list('refused'), ...givenBack.list('stranded')].map((edit) => edit.text)
  }

  /** Everything the server can know of this replica, as bytes that equal replicas share. */
  bytes(): Uint8Array {
    return Y.encodeStateAsUpdate(this.doc)
  }

  opened(): Promise<unknown> {
    return until('the document to open', () => this.session.replica !== null && this.session.status === 'saved')
  }

  saved(timeoutMs?: number): Promise<unknown> {
    return until('everything to be saved', () => this.session.status === 'saved', timeoutMs)
  }

  shows(words: string, timeoutMs?: number): Promise<unknown> {
    return until(`"${words}" to be shown`, () => this.content().includes(words), timeoutMs)
  }

  async close(): Promise<void> {
    await this.session.close()
    await this.socket.close()
  }

  /** What a browser does when its process is killed: nothing more is sent or written. */
  async crash(): Promise<void> {
    this.closeStore()
    this.socket.client.terminate()
    await this.close()
  }
}

/** Each connection carries the cookie of its moment, as a browser's does. */
function socketOf(options: PeerOptions): typeof WebSocket {
  return class extends WebSocket {
    constructor(url: string, protocols: string) {
      super(url, protocols, { headers: { cookie: options.cookie }, origin: options.origin })
      // Closing a socket that is still connecting reports an error after graphql-ws stopped listening for one.
      this.on('error', () => undefined)
    }
  } as typeof WebSocket
}
