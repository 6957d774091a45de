// What is said of an update that is to be appended to the log.

import type { RestorationKind, UpdateKind } from '@app/prisma'

/** One update to be appended. */
export interface AppendRequest {
  documentId: string
  kind: UpdateKind
  /** Null for what the server writes without being asked to by a client's push. */
  clientId: number | null
  /** With `clientId` it makes the append idempotent. */
  clientSeq: number | null
  /** Client ids that must belong to `userId` afterwards. */
  clients: readonly number[]
  userId: string
  organizationId: string | null
  /** The rights under which this was judged; null where no rights are asked. */
  accessVersion: number | null
  /** The epoch the writer knows; null for any. */
  epoch: string | null
  /** The last row it was judged after; null where what came since does not matter. */
  head: number | null
  /** Yjs v1. */
  update: Uint8Array
  createdAt: Date
  /** What was said about the text that this change belongs to; null for none. */
  cause: Cause | null
  /** Proposals it carries in `userId`'s name: theirs and open, or new and bound to them. */
  proposals: readonly string[]
  /** What it brings back; noted with it, and never twice. Null for everything else. */
  restoration: RestorationEntry | null
  /** State vector: what its maker had when they first hid something in it. Null where they did not say, or hid nothing. */
  seen: Uint8Array | null
  /** Whatever rows up to this one stranded is kept: they need not be looked at again. */
  offeredSeq: number
}

/** A thread, a proposal, a restoration or a redaction that brought a change about. */
export interface Cause {
  type: 'thread' | 'proposal' | 'restoration' | 'redaction'
  id: string
}

/** What is noted of a row that brings an older text back, or undoes somebody's changes. */
export interface RestorationEntry {
  id: string
  kind: RestorationKind
  /** The version that was brought back, or the place in the log, and when that was written. */
  versionId: string | null
  momentSeq: number | null
  momentAt: Date | null
  /** Whose changes are undone, from one row to another; null where a text is brought back. */
  personId: string | null
  fromSeq: number | null
  toSeq: number | null
  /** Of which kind these are, and for whom they were made; null kind for all of them. */
  changesKind: UpdateKind | null
  changesOrganizationId: string | null
  /** The version that has the text as it was right before. */
  keptVersionId: string
}
