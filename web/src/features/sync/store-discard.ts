/**
 * Words to give back, in the transaction that deletes the records they come from. Promises: what is unsent lies in a
 * record, or is listed, after each of these transactions; and of several tabs that show the same words only one lists
 * them, since the browser lets one transaction after the other look at what the rest still holds.
 */
import type { IDBPTransaction, StoreNames } from 'idb'
import { type ClockRange, joinRanges } from './ranges.ts'
import { wordsIn } from './recovered.ts'
import {
  ALL_STORES,
  allOf,
  allUpdatesOf,
  type Database,
  groupByClient,
  keysOf,
  type RecordRow,
  type RecordsOnDisk,
  type RecoveredEdit,
  type Schema,
  STRICT,
} from './store-rows.ts'

/** The words to give back, but for those that are `held`: they are another tab's to send or to give back, or listed. */
export type Recover = (held: readonly ClockRange[]) => RecoveredEdit[]

export interface Discarded {
  documentId: string
  /** All that lies there under this client id, the caller's own. */
  own: number | null
  records: RecordsOnDisk[]
  recover: Recover
  /** Where the text began anew: what other tabs still write of the old one joins no copy. */
  epoch?: string | null
}

/** Keeps the words, throws away the copy and these records: all of it or nothing. */
export async function discard(db: Database, discarded: Discarded): Promise<RecoveredEdit[]> {
  const { documentId, own, records: read, recover, epoch = null } = discarded
  const tx = db.transaction(ALL_STORES, 'readwrite', STRICT)
  const [heads, pieces, records] = [tx.objectStore('heads'), tx.objectStore('pieces'), tx.objectStore('records')]
  const [head, pieceKeys, held] = await Promise.all([
    heads.get(documentId),
    pieces.index('documentId').getAllKeys(documentId),
    heldElsewhere(tx, documentId, { own, read }),
  ])
  const edits = recover(held)
  await Promise.all([
    ...(head ? [heads.put({ ...head, epoch, generation: head.generation + 1 })] : []),
    ...edits.map((edit) => tx.objectStore('recovered').put(edit)),
    ...(own === null ? [] : [records.delete(allOf(documentId, own))]),
    ...keysOf(documentId, read).map((key) => records.delete(key)),
    ...pieceKeys.map((key) => pieces.delete(key)),
    tx.done,
  ])
  return edits
}

/** Keeps the words instead of the records, the copy untouched. */
export async function giveBack(
  db: Database,
  documentId: string,
  gone: RecordsOnDisk,
  recover: Recover,
): Promise<RecoveredEdit[]> {
  const tx = db.transaction(['records', 'recovered'], 'readwrite', STRICT)
  const edits = recover(await heldElsewhere(tx, documentId, { own: null, read: [gone] }))
  await Promise.all([
    ...keysOf(documentId, [gone]).map((key) => tx.objectStore('records').delete(key)),
    ...edits.map((edit) => tx.objectStore('recovered').put(edit)),
    tx.done,
  ])
  return edits
}

type Holding = IDBPTransaction<Schema, StoreNames<Schema>[], 'readwrite'>

/** Words in records that stay, and words that are listed. */
async function heldElsewhere(
  tx: Pick<Holding, 'objectStore'>,
  documentId: string,
  gone: { own: number | null; read: RecordsOnDisk[] },
): Promise<ClockRange[]> {
  const [rows, recovered] = await Promise.all([
    tx.objectStore('records').index('documentId').getAll(documentId),
    tx.objectStore('recovered').index('documentId').getAll(documentId),
  ])
  const read = gone.read.map(({ clientId, indexes }) => ({ clientId, indexes: new Set(indexes) }))
  const isGone = ({ clientId, index }: RecordRow): boolean =>
    clientId === gone.own || read.some((one) => one.clientId === clientId && one.indexes.has(index))
  const staying = groupByClient(rows.filter((row) => !isGone(row)))
  const inRecords = staying.flatMap((client) => wordsIn(allUpdatesOf(client)))
  return joinRanges([...inRecords, ...recovered.flatMap(({ structs }) => structs)])
}
