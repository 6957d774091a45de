import { expect, test } from 'vitest'
import { EventStream } from './event-stream.ts'
import type { RoomEvent } from './events.ts'

const left = (clientId: number): RoomEvent => ({ type: 'presence', joined: [], left: [clientId] })
const CLOSED: RoomEvent = { type: 'closed', reason: 'SHUTDOWN' }

test('an event waits until it is taken, and says so', async () => {
  const stream = new EventStream()
  let isTaken = false
  const ready = stream.deliver(left(1))?.then(() => {
    isTaken = true
  })
  await Promise.resolve()
  expect(isTaken).toBe(false)
  expect(await stream.next()).toEqual({ done: false, value: left(1) })
  await ready
  stream.end()
  expect(await stream.next()).toEqual({ done: true, value: undefined })
})

test('a pipe gets what waited first, then everything at once', async () => {
  const stream = new EventStream()
  void stream.deliver(left(1))
  const taken: RoomEvent[] = []
  const ended = stream.pipeTo((event) => {
    taken.push(event)
    return undefined
  })
  await new Promise(setImmediate)
  expect(stream.deliver(left(2))).toBeUndefined()
  stream.end()
  await ended
  expect(taken).toEqual([left(1), left(2)])
})

test('a pipe that fails is told to whoever delivered, also of what waited first, and to nobody else', async () => {
  const stream = new EventStream()
  const waited = stream.deliver(left(1))
  const ended = stream.pipeTo((event) => {
    if (event.type === 'presence') throw new Error('no such words')
    return Promise.reject(new Error('not sent'))
  })
  await expect(waited).rejects.toThrow('no such words')
  expect(() => stream.deliver(left(2))).toThrow('no such words')
  await expect(stream.deliver(CLOSED)).rejects.toThrow('not sent')
  stream.end()
  await ended
})

test('nothing is over before the last event has left', async () => {
  const stream = new EventStream()
  const order: string[] = []
  const ended = stream
    .pipeTo(async (event) => {
      await new Promise(setImmediate)
      order.push(event.type)
    })
    .then(() => order.push('over'))
  await new Promise(setImmediate)
  void stream.deliver(CLOSED)
  stream.end()
  await ended
  expect(order).toEqual(['closed', 'over'])
})

test('a reader that leaves while it waits is woken and forgotten', async () => {
  const stream = new EventStream()
  let isForgotten = false
  stream.onLeave(() => {
    isForgotten = true
  })
  const waiting = stream.next()
  await stream.return()
  expect(await waiting).toEqual({ done: true, value: undefined })
  expect(isForgotten).toBe(true)
})
