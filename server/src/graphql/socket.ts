import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'
import type { GraphQLSchema } from 'graphql'
import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols, makeServer } from 'graphql-ws'
import { type WebSocket, WebSocketServer } from 'ws'
import { isSomebodyElses } from '../auth/actor.ts'
import type { Services } from '../context.ts'
import { addressKey, isHostAllowed, isOriginAllowed } from '../http/origin.ts'
import { requestUrl } from '../http/request-url.ts'
import { CLOSE } from './close-codes.ts'
import { Connection } from './connection.ts'
import type { Gate } from './gate.ts'
import { Operations, type SocketOperation } from './operations.ts'

export interface SocketsOptions {
  services: Services
  schema: GraphQLSchema
  gate: Gate
}

export interface Sockets {
  /** Serves upgrades of this server on /graphql. */
  attach(server: Server): void
  /** How many are open. */
  count(): number
  /** Asks everybody to come back later; resolves when all sockets are gone. */
  close(): Promise<void>
}

interface Extra {
  connection: Connection
}

const PATH = '/graphql'
/** How long a socket has to answer a close before it is cut. */
const FAREWELL_MS = 1_000

/** The GraphQL socket: who may open one, how many, and what one may do before it has said who it is. */
export function createSockets(options: SocketsOptions): Sockets {
  const { services, gate } = options
  const { limits } = services.env
  const operations = new Operations(options)
  const connections = new Map<WebSocket, Connection>()
  /** Where sockets come from, by their stream; of all, and of those that have not said who they are. */
  const addresses = new Map<Duplex, string>()
  const anonymous = new Map<Duplex, string>()
  const graphql = makeServer<Record<string, unknown>, Extra>({
    connectionInitWaitTimeout: limits.connectionInitMs,
    onConnect: ({ extra, connectionParams }) => admit(extra.connection, connectionParams?.userId),
    onSubscribe: ({ extra, subscriptions }, id, payload) =>
      operations.prepare(extra.connection, id, payload, Object.keys(subscriptions).length),
    execute: (args) => operations.execute(args as SocketOperation),
    subscribe: (args) => operations.subscribe(args as SocketOperation),
  })
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: limits.frameBytes,
    perMessageDeflate: false,
    handleProtocols,
  })

  async function admit(connection: Connection, claimed: unknown): Promise<boolean> {
    const actor = await connection.signIn()
    if (actor === null) connection.close(CLOSE.UNAUTHORIZED)
    else if (isSomebodyElses(actor, claimed)) connection.close(CLOSE.OTHER_PERSON)
    else if (gate.areOut(connection.toCaller())) connection.close(CLOSE.FORBIDDEN)
    else if (countOf(actor.userId) > limits.socketsPerUser) connection.close(CLOSE.TOO_MANY_SOCKETS)
    else connection.isAdmitted = true
    if (connection.isAdmitted) anonymous.delete(connection.stream)
    return connection.isAdmitted
  }

  function countOf(userId: string): number {
    return [...connections.values()].filter((connection) => connection.actor?.userId === userId).length
  }

  function isFull(address: string): boolean {
    const countIn = (places: Map<Duplex, string>): number =>
      [...places.values()].filter((other) => other === address).length
    return (
      countIn(anonymous) >= limits.unauthenticatedSocketsPerAddress || countIn(addresses) >= limits.socketsPerAddress
    )
  }

  function findRefusal(request: IncomingMessage): string | null {
    const url = requestUrl(request)
    if (url === null) return '400 Bad Request'
    if (url.pathname !== PATH) return '404 Not Found'
    if (!isHostAllowed(services.env, request)) return '421 Misdirected Request'
    // Before the handshake: a foreign page must not even learn that its visitor is signed in.
    if (!isOriginAllowed(services.env, request)) return '403 Forbidden'
    if (request.headers['sec-websocket-protocol'] !== GRAPHQL_TRANSPORT_WS_PROTOCOL) return '400 Bad Request'
    return isFull(addressKey(services.env, request)) ? '429 Too Many Requests' : null
  }

  function upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    // Node takes its own listener away before an upgrade: a reset that nobody hears would end the process.
    stream.on('error', (error) => services.logger.debug({ err: error }, 'upgrade failed'))
    const refusal = findRefusal(request)
    if (refusal !== null) {
      // Who never closes their end would hold it for ever.
      stream.once('finish', () => stream.destroy())
      stream.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
      return
    }
    for (const places of [addresses, anonymous]) {
      places.set(stream, addressKey(services.env, request))
      stream.once('close', () => places.delete(stream))
    }
    sockets.handleUpgrade(request, stream, head, (socket) =>
      open(socket, new Connection({ ...services, socket, request, stream })),
    )
  }

  function open(socket: WebSocket, connection: Connection): void {
    connections.set(socket, connection)
    const closed = graphql.opened(
      {
        protocol: socket.protocol,
        send: (data) => connection.send(data),
        close: (code, reason) => socket.close(code, reason),
        onMessage: (take) => socket.on('message', (data) => receive(connection, String(data), take)),
      },
      { connection },
    )
    socket.on('error', (error) => services.logger.debug({ err: error }, 'socket failed'))
    socket.once('close', (code, reason) => {
      connections.delete(socket)
      connection.dispose()
      closed(code, String(reason)).catch((error: unknown) => fail(connection, error))
    })
  }

  function receive(connection: Connection, text: string, take: (text: string) => Promise<void>): void {
    // What was under way when it was told to go.
    if (!connection.isOpen) return
    if (!connection.isAdmitted && text.length > limits.preAckFrameBytes) connection.close(CLOSE.BAD_REQUEST)
    else if (connection.countMessage()) take(text).catch((error: unknown) => fail(connection, error))
  }

  function fail(connection: Connection, error: unknown): void {
    services.logger.error({ err: error, socketId: connection.id }, 'message failed')
    connection.close(CLOSE.INTERNAL)
  }

  return {
    attach(server) {
      server.on('upgrade', upgrade)
    },
    count: () => connections.size,
    async close() {
      const gone = [...connections.keys()].map((socket) => new Promise((resolve) => socket.once('close', resolve)))
      for (const connection of connections.values()) connection.close(CLOSE.RESTART)
      const cut = setTimeout(() => {
        for (const connection of connections.values()) connection.terminate()
      }, FAREWELL_MS)
      await Promise.all(gone)
      clearTimeout(cut)
      sockets.close()
    },
  }
}
