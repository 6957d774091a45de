import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import type { Actor } from '../auth/policy.ts'
import type { PresenceEvent } from './events.ts'
import { PresenceBoard } from './presence.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

function actor(userId: string): Actor {
  return {
    userId,
    sessionId: userId,
    sessionExpiresAt: new Date(8e15),
    name: `Osoba ${userId}`,
    locale: 'pl',
    organizationId: null,
    organizationName: 'Fundacja',
    memberships: [],
  }
}

/** Behind the character of this number. */
function position(clock: number): Uint8Array {
  return Y.encodeRelativePosition(Y.createRelativePositionFromJSON({ item: { client: 1, clock }, assoc: -1 }))
}

function setUp() {
  const events: PresenceEvent[] = []
  return { events, board: new PresenceBoard(10, (event) => events.push(event)) }
}

test('says who somebody is, whatever their window says', () => {
  const { board, events } = setUp()
  board.add(1, actor('anna'))
  vi.runAllTimers()
  expect(events).toMatchObject([{ joined: [{ name: 'Osoba anna', organization: 'Fundacja', anchor: null }], left: [] }])
})

test('however many move, ten events a second at most, and the last position of each', () => {
  const { board, events } = setUp()
  for (let window = 0; window < 20; window++) board.add(window, actor(`p${window}`))
  vi.runAllTimers()
  events.length = 0
  for (let step = 0; step < 1_000; step++) {
    board.select(step % 20, { anchor: null, head: position(step) })
    vi.advanceTimersByTime(1)
  }
  vi.runAllTimers()
  expect(events.length).toBeLessThanOrEqual(11)
  expect(events.at(-1)?.joined.find((entry) => entry.clientId === 19)?.head).toEqual(position(999))
})

test('somebody who came and went within one interval is only gone', () => {
  const { board, events } = setUp()
  board.add(1, actor('anna'))
  board.remove(1)
  vi.runAllTimers()
  expect(events).toEqual([{ type: 'presence', joined: [], left: [1] }])
  expect(board.list()).toEqual([])
})

test('a person has one colour in all windows, twelve people have twelve', () => {
  const { board } = setUp()
  for (let person = 0; person < 12; person++) board.add(person, actor(`p${person}`))
  board.add(100, actor('p3'))
  const colors = board.list().map((entry) => entry.color)
  expect(new Set(colors.slice(0, 12)).size).toBe(12)
  expect(colors[12]).toBe(colors[3])
})

test('a position longer than any real one is refused', () => {
  const { board } = setUp()
  board.add(1, actor('anna'))
  expect(() => board.select(1, { anchor: new Uint8Array(2_000), head: new Uint8Array(100) })).toThrow('TOO_LARGE')
})

test('positions that are none are refused, and nobody is brought them', () => {
  const { board, events } = setUp()
  board.add(1, actor('anna'))
  board.select(1, { anchor: position(2), head: position(3) })
  const crafted = [[], [0], [0, 1], [2], [7], [1, 4, 101, 118, 105, 108], [1, 9, 98], [0, 1, 255]]
  for (const bytes of crafted) {
    const none = new Uint8Array(bytes)
    expect(() => board.select(1, { anchor: none, head: position(4) })).toThrow('INVALID')
    expect(() => board.select(1, { anchor: null, head: none })).toThrow('INVALID')
  }
  vi.runAllTimers()
  expect(events.at(-1)?.joined).toMatchObject([{ anchor: position(2), head: position(3) }])
})

test('a window that has not joined cannot be moved', () => {
  const { board, events } = setUp()
  board.select(7, { anchor: null, head: null })
  vi.runAllTimers()
  expect(events).toEqual([])
})
