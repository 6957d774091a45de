import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import WebSocket, { type RawData, WebSocketServer } from 'ws'

/**
 * A bad network between pages and the server: WebSocket aware, so that faults hit whole messages and the result depends
 * on the seed only. Faults of one direction are described by `Faults`; those of whole connections are verbs.
 */
export interface Faults {
  /** Chance that a push arrives a second time, under another operation id, a moment later. */
  duplicatePush?: number
  /** Chance that the connection ends just before the answer to a push reaches the page. */
  loseAnswer?: number
  /** Messages are held back up to this long, and overtake each other. */
  reorderMs?: number
}

export interface ChaosProxy {
  port: number
  faults: Faults
  /** How often each fault struck: a test that injects nothing proves nothing. */
  readonly struck: { duplicated: number; answersLost: number; reordered: number }
  /** Ends every connection at once. */
  drop(): void
  /** Connections stay open and nothing passes, in either direction; new ones are accepted and stay silent too. */
  halfOpen(): void
  /** Lets everything through again, on new connections. */
  heal(): void
  /** The page's end stops reading, so that the server's buffer fills. */
  stallReaders(): void
  close(): Promise<void>
}

interface Link {
  page: WebSocket
  server: WebSocket
  silent: boolean
}

export async function startProxy(serverPort: number, random: () => number): Promise<ChaosProxy> {
  const proxy = new MessageProxy(serverPort, random)
  await proxy.listen()
  return proxy
}

class MessageProxy implements ChaosProxy {
  faults: Faults = {}
  readonly struck = { duplicated: 0, answersLost: 0, reordered: 0 }
  private readonly serverPort: number
  private readonly random: () => number
  private readonly links = new Set<Link>()
  private readonly http = createServer()
  private readonly sockets = new WebSocketServer({ noServer: true, handleProtocols: ([first]) => first ?? false })
  private silent = false
  private duplicates = 0

  constructor(serverPort: number, random: () => number) {
    this.serverPort = serverPort
    this.random = random
  }

  get port(): number {
    return (this.http.address() as AddressInfo).port
  }

  async listen(): Promise<void> {
    this.http.on('upgrade', (request, socket, head) => {
      this.sockets.handleUpgrade(request, socket, head, (page) => this.link(page, request))
    })
    await new Promise<void>((resolve) => this.http.listen(0, '127.0.0.1', resolve))
  }

  drop(): void {
    for (const link of this.links) this.cut(link)
  }

  halfOpen(): void {
    this.silent = true
    for (const link of this.links) link.silent = true
  }

  heal(): void {
    this.silent = false
    this.drop()
  }

  stallReaders(): void {
    for (const { server } of this.links) server.pause()
  }

  async close(): Promise<void> {
    this.drop()
    this.sockets.close()
    this.http.closeAllConnections()
    await new Promise((resolve) => this.http.close(resolve))
  }

  private link(page: WebSocket, request: IncomingMessage): void {
    const { cookie = '', origin = '' } = request.headers
    const url = `ws://127.0.0.1:${this.serverPort}${request.url ?? ''}`
    const server = new WebSocket(url, request.headers['sec-websocket-protocol'], { headers: { cookie, origin } })
    const link: Link = { page, server, silent: this.silent }
    this.links.add(link)
    const early: string[] = []
    page.on('message', (data) => {
      if (server.readyState === WebSocket.CONNECTING) early.push(toText(data))
      else this.toServer(link, toText(data))
    })
    server.on('open', () => {
      for (const message of early) this.toServer(link, message)
    })
    server.on('message', (data) => this.toPage(link, toText(data)))
    for (const end of [page, server]) end.on('error', () => this.cut(link))
    page.on('close', () => this.cut(link))
    server.on('close', (code, reason) => this.closeAsServer(link, code, reason.toString()))
  }

  private toServer(link: Link, message: string): void {
    if (link.silent) return
    this.deliver(link.server, message)
    if (!message.includes('PushUpdate') || this.random() >= (this.faults.duplicatePush ?? 0)) return
    this.struck.duplicated += 1
    const copy = { ...JSON.parse(message), id: `duplicate-${(this.duplicates += 1)}` }
    setTimeout(() => this.deliver(link.server, JSON.stringify(copy)), this.random() * 50)
  }

  private toPage(link: Link, message: string): void {
    if (link.silent || message.includes('"duplicate-')) return
    if (message.includes('"pushUpdate"') && this.random() < (this.faults.loseAnswer ?? 0)) {
      this.struck.answersLost += 1
      this.cut(link)
      return
    }
    this.deliver(link.page, message)
  }

  private deliver(end: WebSocket, message: string): void {
    const { reorderMs = 0 } = this.faults
    const isHandshake = message.includes('"connection_init"') || message.includes('"connection_ack"')
    const send = (): void => {
      if (end.readyState === WebSocket.OPEN) end.send(message)
    }
    if (reorderMs === 0 || isHandshake) {
      send()
      return
    }
    this.struck.reordered += 1
    setTimeout(send, this.random() * reorderMs)
  }

  /** The server's own words about why it closes must reach the page; a network's fault has none. */
  private closeAsServer(link: Link, code: number, reason: string): void {
    if (link.silent || !this.links.has(link)) return
    if (code === 1005 || code === 1006) {
      this.cut(link)
      return
    }
    this.links.delete(link)
    link.page.close(code, reason)
  }

  private cut(link: Link): void {
    this.links.delete(link)
    link.page.terminate()
    link.server.terminate()
  }
}

const toText = (data: RawData): string => data.toString()
