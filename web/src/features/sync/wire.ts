/**
 * The live document on the wire, as the page sees it: events in, pushes out, and the two ways an answer can fail.
 * `server/src/sync/PROTOCOL.md` describes the same from the server's side. Knows no socket: `transport.ts` does.
 */

export interface Abilities {
  read: boolean
  edit: boolean
  propose: boolean
  /** Propose another wording of a unit without the editor, and enter what somebody else proposed. */
  proposeByForm: boolean
  enterProposals: boolean
  comment: boolean
  manage: boolean
}

/** May this person's pushes enter the room at all? Of those who only propose it looks at every one. */
export function mayWrite(abilities: Abilities | null): boolean {
  return abilities !== null && (abilities.edit || abilities.propose)
}

/** Somebody (one tab of somebody) who has the document open. */
export interface Presence {
  clientId: number
  person: { id: string; name: string }
  organization: string | null
  /** 0 to 11: index into the page's palette. */
  color: number
  /** Encoded relative positions; null while the person has no cursor in the text. */
  anchor: Uint8Array | null
  head: Uint8Array | null
}

export type CloseReason =
  | 'ARCHIVED'
  | 'FORBIDDEN'
  | 'SIGNED_OUT'
  | 'SLOW'
  | 'EPOCH_CHANGED'
  | 'SHUTDOWN'
  | 'SCHEMA_TOO_OLD'

export interface OpenedEvent {
  type: 'opened'
  epoch: string
  /** Yjs update, already turned into v1 or v2 bytes that `applyDiff` understands. */
  diff: Uint8Array
  diffVersion: 1 | 2
  stateVector: Uint8Array
  seq: number
  abilities: Abilities
  presence: Presence[]
  /** Ids of words given back that wait: any other were dealt with, here or elsewhere. Null when not known. */
  waitingStranded: string[] | null
}

export type DocumentEvent =
  | OpenedEvent
  | { type: 'changed'; update: Uint8Array; seq: number }
  | { type: 'presence'; joined: Presence[]; left: number[] }
  | { type: 'access'; abilities: Abilities }
  | { type: 'stranded'; id: string; text: string; near: string | null }
  | { type: 'unstranded'; ids: string[] }
  | { type: 'closed'; reason: CloseReason }

export interface JoinVariables {
  documentId: string
  clientId: number
  schemaVersion: number
  stateVector: Uint8Array
}

export interface PushInput {
  documentId: string
  epoch: string
  schemaVersion: number
  clientId: number
  clientSeq: number
  update: Uint8Array
  /** State vector of the window when it first hid a row, column or table in this update. */
  seen?: Uint8Array
}

/** The server answered, and the answer is no. `code` is one of the server's error codes, or `INTERNAL`. */
export class Refusal extends Error {
  readonly code: string
  /** A short reason for tests and logs; what people are told comes of it only where `reasonOf` says so. */
  readonly detail: string | null
  constructor(code: string, detail: string | null = null) {
    super(code)
    this.name = 'Refusal'
    this.code = code
    this.detail = detail
  }
}

/** The connection went away before an answer: nobody knows whether the request was carried out. */
export class Interrupted extends Error {
  constructor() {
    super('The connection went away before an answer.')
    this.name = 'Interrupted'
  }
}

const PERMANENT = new Set(['FORBIDDEN', 'INVALID', 'TOO_LARGE', 'SCHEMA_TOO_OLD', 'EPOCH_CHANGED', 'NOT_FOUND'])

/** A permanently refused update would leave a hole in its client's clock: it is never sent again. */
export const isPermanent = (code: string): boolean => PERMANENT.has(code)

const TOLD_APART: ReadonlyMap<string | null, string> = new Map([
  ['proposals-full', 'PROPOSALS_FULL'],
  ['too-many-layers', 'TOO_MANY_LAYERS'],
])

/** Why words are given back after a refusal: its code, but for what one can do something about oneself. */
export const reasonOf = ({ code, detail }: Refusal): string => TOLD_APART.get(detail) ?? code

const BUILDS_ON_MISSING = new Set(['gap', 'future-delete'])

/** The update builds on something the server lacks, which joining again may cure. */
export const isGap = (refusal: Refusal): boolean =>
  refusal.code === 'INVALID' && refusal.detail !== null && BUILDS_ON_MISSING.has(refusal.detail)

export interface TransportSink {
  event(event: DocumentEvent): void
  /** The connection is gone, with a code if the server gave a reason; the subscription comes back by itself. */
  interrupted(code: string | null): void
  /** The server refused or ended the subscription; it does not come back by itself. */
  ended(refusal: Refusal | null): void
}

/** What the provider asks of the world outside: production in `transport.ts`, a fake in tests. */
export interface Transport {
  /** `variables` is read again at every reconnect, so that only what is missing is asked for. */
  join(variables: () => JoinVariables, sink: TransportSink): () => void
  /** Words that were given back have been dealt with. */
  dismissStranded(id: string): Promise<void>
  /** Resolves with the `seq` of the committed row; rejects with `Refusal` or `Interrupted`. */
  push(input: PushInput): Promise<number>
  setPresence(input: {
    documentId: string
    clientId: number
    anchor: Uint8Array | null
    head: Uint8Array | null
  }): Promise<void>
  /** Hash of the server's text at that state vector; null when the room is elsewhere. */
  textHash(documentId: string, stateVector: Uint8Array): Promise<string | null>
  /** Something happened that makes a retry worth while now: network back, page visible again. */
  wake(): void
  /** Makes a new connection, which is judged by the cookie of now. */
  reconnect(): void
}
