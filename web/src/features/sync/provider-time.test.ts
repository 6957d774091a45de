import 'fake-indexeddb/auto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { FakeServer } from './testing.ts'
import { closeTabs, givenBack, isSaved, openTab } from './testing-tabs.ts'

afterEach(async () => {
  vi.useRealTimers()
  await closeTabs()
})

describe('a push without an answer', () => {
  test('under which the right to write was taken away: its words are given back once it counts as lost', async () => {
    const server = new FakeServer()
    server.onPush = () => 'hang'
    const { session, type } = await openTab({ server, keeps: false })
    await isSaved(session)
    vi.useFakeTimers()
    type('w drodze')
    await vi.advanceTimersByTimeAsync(100)
    expect(server.arrived).toHaveLength(1)
    server.demote()
    await vi.advanceTimersByTimeAsync(20_000)
    expect(givenBack(session)).toEqual(['w drodze'])
    expect(session.status).not.toBe('notSaved')
  })
})
