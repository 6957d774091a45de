// The chain over a document's log: each row's link is the SHA-256 of the link before it and of everything the row says. What
// it holds as bytes goes in as their salted hash, so that a redaction can take the bytes away and leave the chain as it was.
// The rule is in PROTOCOL.md. The statement that appends makes the links (`log_said` and `log_chain` in its migration), this
// file checks them, and the script in every proof (`proof/bundle/sprawdz.mjs`) follows the rule without this code.

import { createHash } from 'node:crypto'
import type { UpdateKind } from '@app/prisma'

/** A row of the log with everything that is kept of it. */
export interface StoredRow {
  seqFrom: number
  seq: number
  kind: UpdateKind
  clientId: number | null
  clientSeq: number | null
  userId: string
  organizationId: string | null
  onBehalfOf: string | null
  causeType: string | null
  causeId: string | null
  createdAt: Date
  /** Yjs v1. */
  update: Uint8Array
  /** What the chain was made of where the row says something else now: it was redacted, or found void later. */
  original?: OriginalRow
}

/** What a row said first. */
export interface OriginalRow {
  kind: UpdateKind
  /** `hashUpdate` of its bytes. */
  updateHash: string
}

/** SHA-256 in lower-case hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex')
}

/** The link before the first row of a document. */
export function firstLink(documentId: string): string {
  return sha256(JSON.stringify(['wspolny-zapis', 1, documentId]))
}

/** SHA-256 of a row's salt (`salts.ts`) and of its bytes, in hexadecimal. */
export function hashUpdate(update: Uint8Array, salt: string): string {
  return createHash('sha256').update(Buffer.from(salt, 'hex')).update(update).digest('hex')
}

/** What goes into the chain of a row that may say something else now. */
export function originalOf({ original, kind, update }: StoredRow, salt: string | undefined): OriginalRow {
  if (original !== undefined) return original
  if (salt === undefined) throw new Error('A row without its salt and without its hash')
  return { kind, updateHash: hashUpdate(update, salt) }
}

/** The link of `row` after the link before it. */
export function nextLink(link: string, row: StoredRow, { kind, updateHash }: OriginalRow): string {
  return sha256(
    JSON.stringify([
      link,
      row.seqFrom,
      row.seq,
      kind,
      row.clientId,
      row.clientSeq,
      row.userId,
      row.organizationId,
      row.onBehalfOf,
      row.causeType,
      row.causeId,
      row.createdAt.toISOString(),
      updateHash,
    ]),
  )
}
