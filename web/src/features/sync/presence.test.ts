import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { CURSOR_INTERVAL_MS, type Cursor, CursorSender, PresenceList } from './presence.ts'
import type { Presence } from './wire.ts'

beforeEach(() => vi.useFakeTimers())
afterEach(() => vi.useRealTimers())

const cursor = (at: number): Cursor => ({ anchor: new Uint8Array([at]), head: new Uint8Array([at]) })

test('a moving cursor is sent at once, then at most ten times a second, the newest last', () => {
  const sent: number[] = []
  const sender = new CursorSender(async ({ anchor }) => void sent.push(anchor![0]!))
  for (let at = 0; at < 50; at += 1) {
    sender.set(cursor(at))
    vi.advanceTimersByTime(CURSOR_INTERVAL_MS / 10)
  }
  vi.advanceTimersByTime(CURSOR_INTERVAL_MS)
  expect(sent[0]).toBe(0)
  expect(sent.at(-1)).toBe(49)
  expect(sent.length).toBeLessThanOrEqual(7)
})

test('a cursor that does not move is not repeated, but is said again after joining anew', () => {
  const sent: number[] = []
  const sender = new CursorSender(async ({ anchor }) => void sent.push(anchor![0]!))
  sender.set(cursor(7))
  vi.advanceTimersByTime(10 * CURSOR_INTERVAL_MS)
  expect(sent).toEqual([7])
  sender.repeat()
  expect(sent).toEqual([7, 7])
})

test('the list follows the server: joined, moved, left', () => {
  const list = new PresenceList()
  const someone = (clientId: number, color: number): Presence => ({
    clientId,
    person: { id: `p${clientId}`, name: 'Ewa' },
    organization: null,
    color,
    anchor: null,
    head: null,
  })
  list.reset([someone(1, 0), someone(2, 1)])
  list.update([someone(2, 5), someone(3, 2)], [1])
  expect(list.all().map(({ clientId, color }) => [clientId, color])).toEqual([
    [2, 5],
    [3, 2],
  ])
  list.reset([])
  expect(list.all()).toEqual([])
})
