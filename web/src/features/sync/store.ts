/**
 * What this device keeps of one person's documents, in one IndexedDB database per person: copies of documents (so that
 * a page opens offline), updates the server has not acknowledged, and texts to give back.
 * Promise: `write` and `discard` are one transaction each, resolved only after it is on disk (`oncomplete`, strict).
 */
import { deleteDB } from 'idb'
import { DeviceDatabase, type Emptying } from './device-database.ts'
import { type Discarded, discard, giveBack, type Recover } from './store-discard.ts'
import {
  ALL_STORES,
  type ClientRecords,
  create,
  type Database,
  type DeviceCopy,
  groupByClient,
  keysOf,
  type RecordsOnDisk,
  type RecoveredEdit,
  type Schema,
  STRICT,
  type StoredRecord,
} from './store-rows.ts'
import type { Abilities } from './wire.ts'

export type { Recover } from './store-discard.ts'
export {
  allUpdatesOf,
  type BlockStart,
  type ClientRecords,
  type DeviceCopy,
  type DocumentHead,
  fits,
  type RecordsOnDisk,
  type RecoveredEdit,
  type RecoveredPlace,
  recordsRead,
  type StoredRecord,
  updatesOf,
} from './store-rows.ts'

export interface StoreChange {
  documentId: string
  clientId: number
  epoch: string | null
  schemaVersion: number
  abilities: Abilities | null
  /** Generation the writer knows, of this very database; null when it has written nothing yet. */
  generation: number | null
  /** New unacknowledged updates. */
  keep: StoredRecord[]
  /** Acknowledged ones. */
  forget: number[]
  /** Records of dead tabs, whose updates are among `keep` now. */
  takeOver: RecordsOnDisk[]
  /** Updates that belong to the copy now. */
  seen: Uint8Array[]
  /** Pieces that the full state replaces; their keys came from `load` or an earlier `write`. */
  replace: number[]
  /** All that waits: written where the base has changed, since the records may have gone with it. */
  unsent: () => StoredRecord[]
  /** The whole state: written instead of `seen` when `replace` is set or the base has changed. */
  fullState: () => Uint8Array
}

export interface WriteResult {
  generation: number
  /** Key of the piece that was added, if one was. */
  pieceKey: number | null
}

/** Of no other database under this name, before or after: who wrote into one must not go on in the other. */
const firstGeneration = (): number => Math.floor(Math.random() * 2 ** 48)

/** Of a writer that none of the copy is from: no copy has this generation. */
const NO_BASE = -1

const DATABASE_PREFIX = 'wspolny-zapis:'

export const databaseName = (userId: string, device = ''): string => `${DATABASE_PREFIX}${device}${userId}`

export type DeviceStore = Awaited<ReturnType<typeof openStore>>

/**
 * Opens (or creates) the person's database. `device` keeps several devices apart in one process, for tests.
 * @param mayReturn may it be made again when it was deleted and the server lets the person in again?
 * @throws whatever the browser says when it refuses: private mode, storage switched off, disk full.
 */
export async function openStore(userId: string, device = '', mayReturn = (): boolean => false) {
  const on = await DeviceDatabase.open<Schema>({ name: databaseName(userId, device), create, mayReturn })
  return {
    load: (documentId: string) => on.use((db) => load(db, documentId)),
    clients: (documentId: string) => on.use((db) => clients(db, documentId)),
    write: (change: StoreChange) => on.use((db) => write(db, change)),
    discard: (discarded: Discarded) => on.use((db) => discard(db, discarded)),
    giveBack: (documentId: string, gone: RecordsOnDisk, recover: Recover) =>
      on.use((db) => giveBack(db, documentId, gone, recover)),
    addRecovered: (edit: RecoveredEdit) => on.use((db) => addRecovered(db, edit)),
    rewriteRecovered: (edits: RecoveredEdit[]) => on.use((db) => rewriteRecovered(db, edits)),
    forgetRecovered: (ids: string[]) => on.use((db) => forgetRecovered(db, ids)),
    dismissRecovered: (edits: RecoveredEdit[]) => on.use((db) => dismissRecovered(db, edits)),
    listRecovered: (documentId: string) => on.use((db) => db.getAllFromIndex('recovered', 'documentId', documentId)),
    unsentDocuments: () => on.use(unsentDocuments),
    waitingDocuments: () => on.use(waitingDocuments),
    onDeleted: (listener: () => void) => on.onDeleted(listener),
    /** Answers whether it was: not where anything is unsent. */
    deleteIfSent: () => on.deleteWhere(async (emptying) => (await unsentIn(emptying)).length === 0),
    renew: () => on.renew(),
    close: () => on.close(),
  }
}

async function clients(db: Database, documentId: string): Promise<ClientRecords[]> {
  return groupByClient(await db.getAllFromIndex('records', 'documentId', documentId))
}

async function load(db: Database, documentId: string): Promise<DeviceCopy | null> {
  const tx = db.transaction(ALL_STORES, 'readonly')
  const pieceStore = tx.objectStore('pieces').index('documentId')
  const [head, pieces, pieceKeys, records] = await Promise.all([
    tx.objectStore('heads').get(documentId),
    pieceStore.getAll(documentId),
    pieceStore.getAllKeys(documentId),
    tx.objectStore('records').index('documentId').getAll(documentId),
  ])
  await tx.done
  if (!head) return null
  return {
    head,
    pieces: pieces.map(({ updates }, at) => ({ key: pieceKeys[at] as number, updates })),
    clients: groupByClient(records),
  }
}

async function write(db: Database, change: StoreChange): Promise<WriteResult> {
  const { documentId, clientId, epoch, schemaVersion } = change
  const tx = db.transaction(ALL_STORES, 'readwrite', STRICT)
  const [heads, pieces, records] = [tx.objectStore('heads'), tx.objectStore('pieces'), tx.objectStore('records')]
  const head = await heads.get(documentId)
  // Another tab has a copy of a text that began anew, or this one has: until both have heard, only own words are kept.
  const isOther = head !== undefined && head.epoch !== null && epoch !== null && head.epoch !== epoch
  const generation = head?.generation ?? firstGeneration()
  const baseIsGone = change.generation !== null && change.generation !== generation
  const keep = baseIsGone ? [...change.unsent(), ...change.keep] : change.keep
  const updates = isOther ? [] : baseIsGone || change.replace.length > 0 ? [change.fullState()] : change.seen
  const abilities = change.abilities ?? head?.abilities ?? null
  const added = updates.length > 0 ? pieces.add({ documentId, updates }) : Promise.resolve(null)
  const newHead = { documentId, epoch: epoch ?? head?.epoch ?? null, schemaVersion, generation, abilities }
  await Promise.all([
    ...(isOther ? [] : [heads.put(newHead)]),
    added,
    ...keysOf(documentId, change.takeOver).map((key) => records.delete(key)),
    ...keep.map((record) => records.put({ ...record, documentId, clientId, epoch, schemaVersion })),
    ...change.forget.map((index) => records.delete([documentId, clientId, index])),
    // Of another database they would be somebody else's.
    ...(baseIsGone ? [] : change.replace.map((key) => pieces.delete(key))),
    tx.done,
  ])
  return { generation: isOther ? NO_BASE : generation, pieceKey: await added }
}

/** With words that the server does not have. It keeps, and offers, those that landed in something deleted. */
function unsentDocuments(db: Database): Promise<string[]> {
  return unsentIn(db.transaction(['records', 'recovered']))
}

async function unsentIn(tx: Pick<Emptying<Schema>, 'objectStore'>): Promise<string[]> {
  const [records, recovered] = await Promise.all([
    tx.objectStore('records').getAll(),
    tx.objectStore('recovered').getAll(),
  ])
  return documentsOf([...records, ...recovered.filter((edit) => edit.kind === 'refused' && isOffered(edit))])
}

/** With anything that somebody has to see. */
async function waitingDocuments(db: Database): Promise<string[]> {
  const [records, recovered] = await Promise.all([db.getAll('records'), db.getAll('recovered')])
  return documentsOf([...records, ...recovered.filter(isOffered)])
}

const isOffered = ({ dismissedAt }: RecoveredEdit): boolean => dismissedAt === undefined

const documentsOf = (rows: { documentId: string }[]): string[] => [...new Set(rows.map(({ documentId }) => documentId))]

/** Another tab may have dismissed it meanwhile. */
async function addRecovered(db: Database, edit: RecoveredEdit): Promise<void> {
  const tx = db.transaction('recovered', 'readwrite', STRICT)
  const lying = await tx.store.get(edit.id)
  await Promise.all([lying && !isOffered(lying) ? null : tx.store.put(edit), tx.done])
}

async function forgetRecovered(db: Database, ids: string[]): Promise<void> {
  const tx = db.transaction('recovered', 'readwrite', STRICT)
  await Promise.all([...ids.map((id) => tx.store.delete(id)), tx.done])
}

/** A full disk takes not one byte, but lets go of what it has: the words are not offered again, and nothing is remembered. */
async function dismissRecovered(db: Database, edits: RecoveredEdit[]): Promise<void> {
  await noteDismissed(db, edits).catch((error: unknown) => {
    if (!(error instanceof Error) || error.name !== 'QuotaExceededError') throw error
    return forgetRecovered(
      db,
      edits.map(({ id }) => id),
    )
  })
}

async function noteDismissed(db: Database, edits: RecoveredEdit[]): Promise<void> {
  const tx = db.transaction('recovered', 'readwrite', STRICT)
  const withoutWords = { text: '', near: null, place: undefined, dismissedAt: Date.now() }
  const dismissed = edits.map((edit) => ({ ...edit, ...withoutWords }))
  await Promise.all([...dismissed.map((edit) => tx.store.put(edit)), tx.done])
}

/** In place of what lies there; another tab may have dismissed some of them. */
async function rewriteRecovered(db: Database, edits: RecoveredEdit[]): Promise<void> {
  const tx = db.transaction('recovered', 'readwrite', STRICT)
  const rewrite = async (edit: RecoveredEdit): Promise<void> => {
    const lying = await tx.store.get(edit.id)
    if (lying && isOffered(lying)) await tx.store.put(edit)
  }
  await Promise.all([...edits.map(rewrite), tx.done])
}

/** Everything of this person on this device is deleted, also while other tabs have it open. */
export async function deleteStore(userId: string, device = ''): Promise<void> {
  await deleteDB(databaseName(userId, device))
}
