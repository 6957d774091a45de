// Comparisons of Yjs state vectors: who has what.

import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { refuse } from './refusal.ts'

/** Client ids that a window may know and the document need not. */
const SPARE_CLIENTS = 4_096
/** An id and a clock take five bytes each at most; more than that is no vector's. */
const BYTES_PER_CLIENT = 16

/**
 * A vector that the server made, or whose size is known to be right.
 * @throws AppError `INVALID`
 */
export function decodeVector(bytes: Uint8Array): Map<number, number> {
  try {
    return Y.decodeStateVector(bytes.slice())
  } catch {
    return refuse('malformed')
  }
}

/**
 * What a window says it has of `doc`. Where a backup was restored it has words of client ids that are not here, as many as
 * wrote since then; but no window names many times more than the document has, and whoever does only wants it counted.
 * @throws AppError `INVALID`
 */
export function decodeVectorFor(doc: Y.Doc, bytes: Uint8Array): Map<number, number> {
  const most = mostClientsFor(doc)
  if (bytes.length > most * BYTES_PER_CLIENT || readCount(bytes) > most) refuse('too-many-clients')
  return decodeVector(bytes)
}

/** How many client ids a window of `doc` may name. */
export function mostClientsFor(doc: Y.Doc): number {
  return 2 * doc.store.clients.size + SPARE_CLIENTS
}

/** Does `vector` stand for exactly the structs of `doc`? */
export function isVectorOf(doc: Y.Doc, vector: ReadonlyMap<number, number>): boolean {
  return (
    doc.store.clients.size === vector.size &&
    [...vector].every(([client, clock]) => clock === Y.getState(doc.store, client))
  )
}

/** Client ids of which `vector` knows more than `doc`. */
export function clientsAhead(doc: Y.Doc, vector: ReadonlyMap<number, number>): number[] {
  return [...vector].filter(([client, clock]) => clock > Y.getState(doc.store, client)).map(([client]) => client)
}

/** The state vector of `doc`, encoded. */
export function encodeVector(doc: Y.Doc): Uint8Array {
  return Y.encodeStateVector(doc)
}

function readCount(bytes: Uint8Array): number {
  try {
    return decoding.readVarUint(decoding.createDecoder(bytes))
  } catch {
    return refuse('malformed')
  }
}
