// What a checkpoint holds: a state of a document, packed, or what it adds to the state of an earlier checkpoint.

import { promisify } from 'node:util'
import { brotliCompress, brotliDecompressSync, constants } from 'node:zlib'
import { Prisma } from '@app/prisma'
import * as Y from 'yjs'

/** Yjs updates, v2, that make the state one after the other. */
export type State = readonly Uint8Array[]

const compress = promisify(brotliCompress)
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }
/** The first byte of what is packed; a state in Yjs v2 begins with 0. */
const PACKED = 1

/** What is stored of an update. */
export async function packState(update: Uint8Array): Promise<Uint8Array<ArrayBuffer>> {
  return new Uint8Array([PACKED, ...(await compress(update, BROTLI))])
}

/** The update of what is stored, packed or not; bytes that are neither are answered as they are, and cannot be applied. */
export function unpackState(stored: Uint8Array): Uint8Array {
  if (stored[0] !== PACKED) return stored
  try {
    return new Uint8Array(brotliDecompressSync(stored.subarray(1)))
  } catch {
    return stored
  }
}

/**
 * For a statement with a table `checkpoint` of at most one row with `seq`, `base` and `state`: the recursive table
 * `parts` of it and of all that it stands on.
 */
export function partsOf(documentId: string): Prisma.Sql {
  return Prisma.sql`parts AS (
    SELECT "seq", "base", "state" FROM checkpoint
    UNION ALL
    SELECT earlier."seq", earlier."base", earlier."state" FROM parts JOIN "DocumentCheckpoint" earlier
      ON earlier."documentId" = ${documentId} AND earlier."seq" = parts."base"
  )`
}

/** Throws where a part cannot be read. */
export function applyState(doc: Y.Doc, state: State): void {
  doc.transact(() => {
    for (const part of state) Y.applyUpdateV2(doc, part)
  })
}

/** What the later state has that the earlier one has not, and all that is deleted in it. Reads both without a document. */
export function addition(earlier: State, later: Uint8Array): Uint8Array {
  const known = new Map<number, number>()
  for (const part of earlier) {
    for (const [client, clock] of Y.parseUpdateMetaV2(part).to) {
      known.set(client, Math.max(clock, known.get(client) ?? 0))
    }
  }
  return Y.diffUpdateV2(later, Y.encodeStateVector(known))
}
