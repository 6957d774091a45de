// Comparisons of Yjs state vectors: who has what.

import * as Y from 'yjs'
import { refuse } from './refusal.ts'

/** @throws AppError `INVALID` */
export function decodeVector(bytes: Uint8Array): Map<number, number> {
  try {
    return Y.decodeStateVector(bytes.slice())
  } catch {
    return refuse('malformed')
  }
}

/**
 * What a window says it had seen; null where it does not say.
 * @throws AppError `TOO_LARGE`, `INVALID`
 */
export function decodeSeen(bytes: Uint8Array | null, maxBytes: number): Map<number, number> | null {
  if (bytes !== null && bytes.length > maxBytes) refuse('too-large')
  return bytes && decodeVector(bytes)
}

/** Do both stand for exactly the same structs? */
export function isSameVector(left: ReadonlyMap<number, number>, right: ReadonlyMap<number, number>): boolean {
  return left.size === right.size && [...left].every(([client, clock]) => right.get(client) === clock)
}

/** Client ids of which `vector` knows more than `doc`. */
export function clientsAhead(doc: Y.Doc, vector: ReadonlyMap<number, number>): number[] {
  return [...vector].filter(([client, clock]) => clock > Y.getState(doc.store, client)).map(([client]) => client)
}

/** The state vector of `doc`, encoded. */
export function encodeVector(doc: Y.Doc): Uint8Array {
  return Y.encodeStateVector(doc)
}
