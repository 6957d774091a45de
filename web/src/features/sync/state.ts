/**
 * What is true about one open document, in one place: events in, facts out, and from the facts the one status that the
 * page says in words. "Saved" means that nothing typed here waits for the server; nothing else may be called so.
 */
import type { CloseReason } from './wire.ts'

/** `keeping`: on this device too. `shared`: switched off by the person. `failed`: the browser refused. */
export type DeviceState = 'keeping' | 'shared' | 'failed'

export type ClosedBy = CloseReason | 'NOT_FOUND' | 'SIGNED_IN_AS_OTHER'

export interface SyncFacts {
  connection: 'connecting' | 'joined' | 'offline'
  device: DeviceState
  /** There is a text to show. */
  opened: boolean
  /** Updates without the server's acknowledgement. */
  unsent: number
  /** Of these, the ones that exist in this page only. */
  unkept: number
  /** One of these has been for so long that it is no write under way for a moment. */
  unkeptForLong: boolean
  /** All that waits was on this device already, but for what is being written at this moment. */
  wasKept: boolean
  /** Words to give back that this device could not keep. */
  unkeptTexts: number
  /** Something has waited for the server's acknowledgement for too long. */
  overdue: boolean
  /** Code of the last transient refusal, until something is acknowledged. */
  trouble: string | null
  /** The document cannot be had any more, and why. */
  closed: ClosedBy | null
}

export type SyncEvent =
  | { type: 'opened' }
  | { type: 'joined' }
  | { type: 'interrupted' }
  | { type: 'outbox'; unsent: number; unkept: number }
  | { type: 'unkeptTexts'; count: number }
  | { type: 'acknowledged' }
  | { type: 'overdue' }
  | { type: 'unkeptForLong' }
  | { type: 'refused'; code: string }
  | { type: 'device'; device: DeviceState }
  | { type: 'replaced' }
  /** The person signed out and gave up what was not sent. */
  | { type: 'forgotten' }
  | { type: 'closed'; reason: ClosedBy }

export const INITIAL_FACTS: SyncFacts = {
  connection: 'connecting',
  device: 'keeping',
  opened: false,
  unsent: 0,
  unkept: 0,
  unkeptForLong: false,
  wasKept: false,
  unkeptTexts: 0,
  overdue: false,
  trouble: null,
  closed: null,
}

const NOTHING_WAITS = { unsent: 0, unkept: 0, unkeptForLong: false, wasKept: false, overdue: false } as const

export function reduce(facts: SyncFacts, event: SyncEvent): SyncFacts {
  switch (event.type) {
    case 'opened':
      return { ...facts, opened: true }
    case 'joined':
      return { ...facts, connection: 'joined', opened: true, trouble: null, closed: null }
    case 'interrupted':
      return { ...facts, connection: 'offline', trouble: null }
    case 'outbox':
      return { ...facts, ...waiting(facts, event) }
    case 'unkeptTexts':
      return { ...facts, unkeptTexts: event.count }
    case 'acknowledged':
      return { ...facts, overdue: false, trouble: null }
    case 'overdue':
      return { ...facts, overdue: facts.unsent > 0 }
    case 'unkeptForLong':
      return { ...facts, unkeptForLong: facts.unkept > 0 }
    case 'refused':
      return { ...facts, trouble: event.code }
    case 'device':
      return { ...facts, device: event.device }
    case 'replaced':
      return { ...facts, ...NOTHING_WAITS, connection: 'connecting', opened: false, trouble: null }
    case 'forgotten':
      return { ...facts, ...NOTHING_WAITS, opened: false, unkeptTexts: 0 }
    case 'closed':
      return { ...facts, connection: 'offline', closed: event.reason }
  }
}

function waiting(facts: SyncFacts, { unsent, unkept }: { unsent: number; unkept: number }): Partial<SyncFacts> {
  if (unsent === 0) return NOTHING_WAITS
  return {
    unsent,
    unkept,
    unkeptForLong: facts.unkeptForLong && unkept >= facts.unkept,
    wasKept: facts.wasKept || unkept === 0,
    overdue: facts.overdue,
  }
}

export type SyncStatus =
  /** Nothing to show yet. */
  | 'opening'
  | 'saved'
  | 'saving'
  /** No connection; nothing waits. */
  | 'offline'
  /** No connection; what was typed is on this device. */
  | 'offlineKept'
  /** What was typed is in this page only: leaving would lose it. */
  | 'keptNowhere'
  /** Connected, but the server has not taken it: busy, or silent for too long. */
  | 'notSaved'
  /** The session ended; nothing waits. */
  | 'signedOut'
  /** The session ended; what was typed waits on this device for the next sign-in. */
  | 'signedOutKept'
  /** Somebody else has signed in in this browser: reload. Nothing waits. */
  | 'otherPerson'
  /** The same; what was typed waits on this device for the person it belongs to. */
  | 'otherPersonKept'
  /** More pages of this person are open than the server serves; nothing waits. */
  | 'tooManyTabs'
  | 'tooManyTabsKept'
  /** The server answers, and lets nobody in yet; nothing waits. */
  | 'busy'
  | 'busyKept'
  /** This page is older than the document: reload. Nothing waits. */
  | 'reload'
  /** The same; what was typed waits on this device. */
  | 'reloadKept'
  | 'archived'
  | 'noAccess'

export function statusOf(facts: SyncFacts): SyncStatus {
  const closed = facts.closed === null ? null : CLOSED_STATUS[facts.closed]
  if (closed === 'signedOut' || facts.trouble === 'UNAUTHENTICATED') return endedStatus(facts, 'signedOut')
  if (closed === 'reload' || closed === 'otherPerson') return endedStatus(facts, closed)
  if (closed) return closed
  if (facts.unsent > 0) return unsentStatus(facts)
  if (facts.connection === 'offline' || isKeptOut(facts)) return outside(facts)
  if (!facts.opened) return 'opening'
  return facts.connection === 'joined' ? 'saved' : 'opening'
}

/** Nothing more is sent from here. */
function endedStatus(facts: SyncFacts, ended: 'signedOut' | 'reload' | 'otherPerson'): SyncStatus {
  if (atRisk(facts)) return 'keptNowhere'
  return facts.unsent > 0 ? `${ended}Kept` : ended
}

function unsentStatus(facts: SyncFacts): SyncStatus {
  const slow = facts.overdue || facts.trouble !== null
  if (facts.connection === 'joined' && !slow) return 'saving'
  if (atRisk(facts)) return 'keptNowhere'
  // Said only when the first of it is on this device; from then on each keystroke is written within a moment.
  if (!facts.wasKept) return 'saving'
  return facts.connection === 'joined' ? 'notSaved' : `${outside(facts)}Kept`
}

/** The server answered, and the answer was not to come in now. */
function isKeptOut({ connection, trouble }: SyncFacts): boolean {
  return connection !== 'joined' && trouble !== null
}

function outside(facts: SyncFacts): 'offline' | 'tooManyTabs' | 'busy' {
  if (!isKeptOut(facts)) return 'offline'
  return facts.trouble === 'TOO_MANY_TABS' ? 'tooManyTabs' : 'busy'
}

/** Leaving the page now would lose something. A write that is under way for a moment on a working device does not count. */
export function atRisk(facts: SyncFacts): boolean {
  return facts.unkeptTexts > 0 || (facts.unkept > 0 && (facts.device !== 'keeping' || facts.unkeptForLong))
}

const CLOSED_STATUS: Record<ClosedBy, SyncStatus | null> = {
  ARCHIVED: 'archived',
  FORBIDDEN: 'noAccess',
  NOT_FOUND: 'noAccess',
  SIGNED_OUT: 'signedOut',
  SCHEMA_TOO_OLD: 'reload',
  SIGNED_IN_AS_OTHER: 'otherPerson',
  SLOW: null,
  EPOCH_CHANGED: null,
  SHUTDOWN: null,
}
