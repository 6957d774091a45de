import * as Y from 'yjs'
import { BODY, canonicalHash, createDocument, type DocumentContent, readContent } from '../../document/index.ts'
import type { StoredRow } from '../../sync/index.ts'
import { nextTurn } from '../../threads/slices.ts'

/** Others go first after so many rows. */
const ROWS_AT_ONCE = 100

export interface ReadAgain {
  /** The text's hash at each place that was asked for. */
  hashes: Map<number, string>
  /** Yjs state after the last row, v2. */
  state: Uint8Array
  /** What it says then. */
  content: DocumentContent
}

/** What a document says by these rows, from the first of its log on, at some places and at the end. */
export async function readAgain(rows: readonly StoredRow[], places: readonly number[]): Promise<ReadAgain> {
  const doc = createDocument()
  const hashes = new Map<number, string>()
  const wanted = [...new Set(places)].sort((a, b) => a - b)
  let [read, hashed] = [0, 0]
  /** Of places before the row `seq`. */
  const hashUpTo = async (seq: number): Promise<void> => {
    const passed = wanted.slice(hashed).filter((place) => place < seq)
    if (passed.length === 0) return
    const hash = canonicalHash(readContent(doc.getText(BODY)))
    for (const place of passed) hashes.set(place, hash)
    hashed += passed.length
    await nextTurn()
  }
  for (const { seq, kind, update } of rows) {
    await hashUpTo(seq)
    if (kind !== 'VOID') Y.applyUpdate(doc, update)
    read += 1
    if (read % ROWS_AT_ONCE === 0) await nextTurn()
  }
  await hashUpTo(Number.POSITIVE_INFINITY)
  return { hashes, state: Y.encodeStateAsUpdateV2(doc), content: readContent(doc.getText(BODY)) }
}
