import { EventEmitter } from 'node:events'
import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { WebSocket } from 'ws'
import { Heartbeat } from './heartbeat.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** A connection whose other end answers when it is told to. */
class Line extends EventEmitter {
  readonly asked: string[] = []
  readonly stream = Object.assign(new PassThrough(), { bytesRead: 0 })
  isDead = false
  readonly heartbeat = new Heartbeat(this as unknown as WebSocket, this.stream, () => {
    this.isDead = true
    this.heartbeat.stop()
  })
  ping(told: string): void {
    this.asked.push(told)
  }
  answer(): void {
    this.emit('pong', Buffer.from(this.asked.shift() ?? ''))
  }
}

it('ends a connection that does not answer within five seconds', () => {
  const line = new Line()
  vi.advanceTimersByTime(10_000)
  line.answer()
  vi.advanceTimersByTime(14_999)
  expect(line.isDead).toBe(false)
  vi.advanceTimersByTime(1)
  expect(line.isDead).toBe(true)
})

it('waits as much longer as what was sent before may take, and no more once that has arrived', () => {
  const line = new Line()
  line.heartbeat.noteSent(80_000)
  vi.advanceTimersByTime(34_999)
  expect(line.isDead).toBe(false)
  line.answer()
  line.answer()
  vi.advanceTimersByTime(5_001)
  line.answer()
  vi.advanceTimersByTime(14_998)
  expect(line.isDead).toBe(false)
  vi.advanceTimersByTime(2)
  expect(line.isDead).toBe(true)
})

it('waits while a long message is coming, and for nothing longer than five minutes', () => {
  const line = new Line()
  vi.advanceTimersByTime(10_000)
  for (let part = 0; part < 10; part += 1) {
    line.stream.bytesRead += 10
    vi.advanceTimersByTime(5_000)
  }
  expect(line.isDead).toBe(false)
  vi.advanceTimersByTime(5_000)
  expect(line.isDead).toBe(true)

  const other = new Line()
  other.heartbeat.noteSent(100_000_000)
  vi.advanceTimersByTime(309_999)
  expect(other.isDead).toBe(false)
  vi.advanceTimersByTime(1)
  expect(other.isDead).toBe(true)
})

it('takes no answer for more than was sent', () => {
  const line = new Line()
  line.heartbeat.noteSent(8_000)
  vi.advanceTimersByTime(10_000)
  line.emit('pong', Buffer.from('999999999'))
  line.emit('pong', Buffer.from('words'))
  vi.advanceTimersByTime(16_999)
  expect(line.isDead).toBe(false)
  vi.advanceTimersByTime(1)
  expect(line.isDead).toBe(true)
})
