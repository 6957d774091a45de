import 'fake-indexeddb/auto'
import { afterEach, describe, expect, test, vi } from 'vitest'
import type { DocumentSession } from './provider.ts'
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

describe('offline for longer than an answer is waited for', () => {
  test('typing raises no alarm: each letter is on this device a moment later', async () => {
    const server = new FakeServer()
    const { session, connection, type } = await openTab({ server })
    await isSaved(session)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    connection.drop()
    type('a')
    await written(session)
    await vi.advanceTimersByTimeAsync(6_000)
    const seen: string[] = []
    let alarms = 0
    session.onChange(() => {
      if (session.status !== seen.at(-1)) seen.push(session.status)
      if (session.isAtRisk) alarms += 1
    })
    for (const letter of 'powolne pisanie') {
      type(letter)
      await written(session)
      expect(session.isUnkept).toBe(false)
      await vi.advanceTimersByTimeAsync(700)
    }
    expect(seen).toEqual(['offlineKept'])
    expect(alarms).toBe(0)
  })

  test('a letter that stays unwritten is said to be kept nowhere', async () => {
    const server = new FakeServer()
    let fail = (_reason: Error): void => undefined
    const writing = new Promise<never>((_, reject) => (fail = reject))
    const { session, connection, type } = await openTab({
      server,
      storeIs: (store) => ({ ...store, write: () => writing }),
    })
    await isSaved(session)
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
    connection.drop()
    type('a')
    const early = { isAtRisk: session.isAtRisk, isUnkept: session.isUnkept }
    await vi.advanceTimersByTimeAsync(3_000)
    const late = { status: session.status, isAtRisk: session.isAtRisk }
    fail(new Error('The disk is gone.'))
    expect(early, 'closing the tab asks at once').toEqual({ isAtRisk: false, isUnkept: true })
    expect(late).toEqual({ status: 'keptNowhere', isAtRisk: true })
  })
})

/** Until the device has all that was typed; the clocks stand still meanwhile. */
async function written(session: DocumentSession): Promise<void> {
  for (let turn = 0; turn < 200; turn += 1) await new Promise((resolve) => setImmediate(resolve))
  expect(session.status).toBe('offlineKept')
}
