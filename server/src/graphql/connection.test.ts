import { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'
import type { Actor } from '../auth/policy.ts'
import { CLOSE } from './close-codes.ts'
import { Connection, type ConnectionOptions } from './connection.ts'

const SESSION_MS = 60_000

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

class Socket extends EventEmitter {
  readonly OPEN = 1
  readyState = 1
  bufferedAmount = 0
  readonly closed: number[] = []
  send(data: string): void {
    this.bufferedAmount += data.length
  }
  ping(told: string): void {
    this.emit('pong', Buffer.from(told))
  }
  close(code: number): void {
    this.closed.push(code)
  }
  terminate(): void {
    this.readyState = 3
  }
}

function connect(socket: Socket, sessions: object): Connection {
  const services = {
    sessions,
    pubsub: { subscribe: () => () => undefined },
    clock: { now: () => new Date() },
    env: { limits: { messagesPerSecond: 10 } },
    logger: { warn: () => undefined },
  } as unknown as Omit<ConnectionOptions, 'socket' | 'request' | 'stream'>
  const request = { headers: {}, socket: {} } as IncomingMessage
  return new Connection({
    ...services,
    socket: socket as unknown as WebSocket,
    request,
    stream: new PassThrough(),
  })
}

it('is closed, and ends nothing else, when its session runs out while the database does not answer', async () => {
  const socket = new Socket()
  const actor = { userId: 'anna', sessionId: 's', sessionExpiresAt: new Date(Date.now() + SESSION_MS) } as Actor
  const connection = connect(socket, {
    findActor: async () => actor,
    refreshActor: () => Promise.reject(new Error('no database')),
  })
  await connection.signIn()
  await vi.advanceTimersByTimeAsync(SESSION_MS + 1)
  expect(socket.closed).toEqual([CLOSE.UNAUTHORIZED.code])
  connection.dispose()
})

it('is closed soon when its reader takes nothing, and a room has let it go for that', async () => {
  const socket = new Socket()
  const connection = connect(socket, {})
  connection.send('x'.repeat(1_000_000))
  connection.noteBehind()
  await vi.advanceTimersByTimeAsync(11_000)
  expect(socket.closed[0]).toBe(CLOSE.SLOW.code)
  connection.dispose()
})

it.each([
  ['a short answer', 1_000, 8],
  ['a long document, at 32 kbit a second', 400_000, 108],
  ['what nobody could wait for', 40_000_000, 300],
])('is closed when its reader takes nothing of %s for too long, and not before', async (_what, bytes, seconds) => {
  const socket = new Socket()
  const connection = connect(socket, {})
  connection.send('x'.repeat(bytes))
  await vi.advanceTimersByTimeAsync(seconds * 1_000)
  expect(socket.closed).toEqual([])
  await vi.advanceTimersByTimeAsync(3_000)
  expect(socket.closed[0]).toBe(CLOSE.SLOW.code)
  connection.dispose()
})

it('is ended where more waits for it than any document weighs', () => {
  const socket = new Socket()
  const connection = connect(socket, {})
  const opening = 'x'.repeat(10_000_000)
  for (let at = 0; at < 20; at += 1) void connection.send(opening)
  expect(socket.bufferedAmount).toBeLessThan(50_000_000)
  expect(socket.closed).toEqual([CLOSE.SLOW.code])
  connection.dispose()
})
