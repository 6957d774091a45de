// What a room tells its members. Plain data: the transport makes its own words of it.
// An event object that goes to many members is one and the same object, so a transport can serialise it once.

import type { Abilities } from '../auth/policy.ts'

export type CloseReason =
  | 'ARCHIVED'
  | 'FORBIDDEN'
  | 'SIGNED_OUT'
  | 'SLOW'
  | 'EPOCH_CHANGED'
  | 'SHUTDOWN'
  | 'SCHEMA_TOO_OLD'

/** How the bytes of `opened` are encoded; the server made them itself. */
export type DiffEncoding = 'V1' | 'V2' | 'V2_GZIP'

/** Somebody who has the document open, in one window. */
export interface Presence {
  clientId: number
  userId: string
  name: string
  organization: string | null
  /** 0 to 11: a place in the page's palette; the same in all windows of a person. */
  color: number
  /** Encoded Yjs relative positions; null while nothing is selected. */
  anchor: Uint8Array | null
  head: Uint8Array | null
}

export interface OpenedEvent {
  type: 'opened'
  epoch: string
  encoding: DiffEncoding
  diff: Uint8Array
  stateVector: Uint8Array
  seq: number
  abilities: Abilities
  presence: readonly Presence[]
  /** Ids of words given back to this person that wait to be dealt with; null where that could not be read. */
  waitingStranded: readonly string[] | null
}

export interface ChangedEvent {
  type: 'changed'
  /** Yjs v1; may hold several pushes. */
  update: Uint8Array
  /** Of the last push in it. */
  seq: number
}

export interface PresenceEvent {
  type: 'presence'
  /** New, or moved. */
  joined: readonly Presence[]
  left: readonly number[]
}

export type RoomEvent =
  | OpenedEvent
  | ChangedEvent
  | PresenceEvent
  | { type: 'access'; abilities: Abilities }
  | { type: 'stranded'; id: string; text: string; near: string | null }
  | { type: 'unstranded'; ids: readonly string[] }
  | { type: 'closed'; reason: CloseReason }

/** Bytes an event weighs in a queue; small ones count for their envelope. */
export function weightOf(event: RoomEvent): number {
  const ENVELOPE = 128
  if (event.type === 'changed') return ENVELOPE + event.update.length
  if (event.type === 'opened') return ENVELOPE + event.diff.length
  if (event.type === 'stranded') return ENVELOPE + event.text.length
  if (event.type === 'unstranded') return ENVELOPE * (1 + event.ids.length)
  if (event.type === 'presence') return ENVELOPE * (1 + event.joined.length)
  return ENVELOPE
}
