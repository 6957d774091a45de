// What a member gets first: everything they lack, in the encoding that is shortest on the wire.

import { promisify } from 'node:util'
import { gzip } from 'node:zlib'
import * as Y from 'yjs'
import type { DiffEncoding } from './events.ts'

export interface Difference {
  encoding: DiffEncoding
  diff: Uint8Array
}

/** Below this, compressing and the longer v2 header cost more than they save. */
const WORTH_COMPRESSING = 2_048
const compress = promisify(gzip)

/**
 * Encodes what `doc` has beyond `vector`, now; the promise only stands for the compression, so what is applied later
 * is not in it.
 */
export function encodeDifference(doc: Y.Doc, vector: Uint8Array | null): Promise<Difference> {
  const known = vector ?? undefined
  const plain = Y.encodeStateAsUpdateV2(doc, known)
  if (plain.length < WORTH_COMPRESSING) {
    return Promise.resolve({ encoding: 'V1', diff: Y.encodeStateAsUpdate(doc, known) })
  }
  return compress(plain).then((diff) => ({ encoding: 'V2_GZIP', diff }))
}
