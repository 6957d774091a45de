import { describe, expect, test } from 'vitest'
import { atRisk, INITIAL_FACTS, reduce, type SyncEvent, type SyncFacts, statusOf } from './state.ts'

const after = (...events: SyncEvent[]): SyncFacts => events.reduce(reduce, INITIAL_FACTS)
const typed = (unsent: number, unkept = 0): SyncEvent => ({ type: 'outbox', unsent, unkept })

describe('what the page may say', () => {
  test.each<[string, string, SyncEvent[]]>([
    ['before anything', 'opening', []],
    ['a copy from this device, no answer yet', 'opening', [{ type: 'opened' }]],
    ['joined', 'saved', [{ type: 'joined' }]],
    ['typing', 'saving', [{ type: 'joined' }, typed(1, 1)]],
    ['acknowledged', 'saved', [{ type: 'joined' }, typed(1), typed(0), { type: 'acknowledged' }]],
    ['kept here, not sent', 'saving', [{ type: 'joined' }, typed(3, 0)]],
    ['no answer for long', 'notSaved', [{ type: 'joined' }, typed(1), { type: 'overdue' }]],
    ['the server is busy', 'notSaved', [{ type: 'joined' }, typed(1), { type: 'refused', code: 'RATE_LIMITED' }]],
    ['connection lost, nothing waits', 'offline', [{ type: 'joined' }, { type: 'interrupted' }]],
    ['connection lost, kept', 'offlineKept', [{ type: 'joined' }, typed(2), { type: 'interrupted' }]],
    ['connection lost, being kept', 'saving', [{ type: 'joined' }, typed(2, 1), { type: 'interrupted' }]],
    ['session ended', 'signedOut', [{ type: 'joined' }, { type: 'closed', reason: 'SIGNED_OUT' }]],
    ['session ended, kept', 'signedOutKept', [{ type: 'joined' }, typed(2), { type: 'closed', reason: 'SIGNED_OUT' }]],
    ['somebody else signed in', 'otherPerson', [{ type: 'closed', reason: 'SIGNED_IN_AS_OTHER' }]],
    ['somebody else signed in, kept', 'otherPersonKept', [typed(2), { type: 'closed', reason: 'SIGNED_IN_AS_OTHER' }]],
    ['a tab too many', 'tooManyTabs', [{ type: 'interrupted' }, { type: 'refused', code: 'TOO_MANY_TABS' }]],
    ['a tab too many, kept', 'tooManyTabsKept', [typed(2), { type: 'refused', code: 'TOO_MANY_TABS' }]],
    ['kept out by a busy server', 'busy', [{ type: 'refused', code: 'RATE_LIMITED' }]],
    ['kept out, kept', 'busyKept', [typed(2), { type: 'refused', code: 'UNAVAILABLE' }]],
    ['kept out, then cut off', 'offline', [{ type: 'refused', code: 'RATE_LIMITED' }, { type: 'interrupted' }]],
    ['let in at last', 'saved', [{ type: 'refused', code: 'TOO_MANY_TABS' }, { type: 'joined' }]],
    ['older page', 'reload', [{ type: 'closed', reason: 'SCHEMA_TOO_OLD' }]],
    ['older page, kept', 'reloadKept', [typed(1), { type: 'closed', reason: 'SCHEMA_TOO_OLD' }]],
    ['right to read lost', 'noAccess', [{ type: 'joined' }, { type: 'closed', reason: 'NOT_FOUND' }]],
  ])('%s: %s', (_when, status, events) => {
    expect(statusOf(after(...events))).toBe(status)
  })

  test('on a shared computer offline work is kept nowhere, and leaving would lose it', () => {
    const facts = after({ type: 'device', device: 'shared' }, { type: 'joined' }, typed(1, 1), { type: 'interrupted' })
    expect(statusOf(facts)).toBe('keptNowhere')
    expect(atRisk(facts)).toBe(true)
  })

  test('a browser that refuses storage is not called a place where changes are', () => {
    const facts = after({ type: 'joined' }, { type: 'device', device: 'failed' }, typed(1, 1), { type: 'overdue' })
    expect(statusOf(facts)).toBe('keptNowhere')
    expect(atRisk(facts)).toBe(true)
  })

  test('words to give back that could not be kept are a reason not to leave', () => {
    expect(atRisk(after({ type: 'joined' }, { type: 'unkeptTexts', count: 1 }))).toBe(true)
  })

  test('"saved" is never said while something waits', () => {
    const waits: SyncEvent[][] = [
      [{ type: 'joined' }, typed(1)],
      [typed(1), { type: 'joined' }],
      [{ type: 'joined' }, typed(2), { type: 'acknowledged' }],
      [{ type: 'joined' }, typed(1), { type: 'interrupted' }, { type: 'joined' }],
    ]
    for (const events of waits) expect(statusOf(after(...events))).not.toBe('saved')
  })
})
