/**
 * What this device keeps of one person's documents, in one IndexedDB database per person: copies of documents (so that
 * a page opens offline), updates the server has not acknowledged, and texts to give back.
 * Promise: `write` and `discard` are one transaction each, resolved only after it is on disk (`oncomplete`, strict).
 */
import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb'
import type { Abilities } from './wire.ts'

export interface StoredRecord {
  /** Rises within one client id. */
  index: number
  update: Uint8Array
  /** What the window had when it made an update that may hide something. */
  seen?: Uint8Array
}

/** One client id's unacknowledged updates, in order. */
export interface ClientRecords {
  clientId: number
  epoch: string | null
  records: StoredRecord[]
}

/** Exactly these records of one client id. */
export interface RecordsOnDisk {
  clientId: number
  indexes: number[]
}

/**
 * What was read, and nothing else: without Web Locks the tab may be alive, and what it has written since is called kept.
 */
export const recordsRead = ({ clientId, records }: ClientRecords): RecordsOnDisk => ({
  clientId,
  indexes: records.map(({ index }) => index),
})

export const updatesOf = (client: ClientRecords): Uint8Array[] => client.records.map((record) => record.update)

export interface RecoveredEdit {
  id: string
  documentId: string
  /** Refused by the server, or written into something that was deleted meanwhile. */
  kind: 'refused' | 'stranded'
  /** Error code of the refusal. */
  reason: string
  text: string
  /** Words around the place, as they were. */
  near: string | null
  blockId: string | null
  /** Where the words were typed in one go; the position is a relative one of Yjs, the text is as it was typed. */
  place?: { position: Uint8Array; text: string } | undefined
  /** Where the words were in the log: once the server turns out to have them, they need no giving back. */
  structs: { clientId: number; from: number; to: number }[]
  at: number
}

export interface DocumentHead {
  documentId: string
  epoch: string | null
  schemaVersion: number
  /** Changes when the copy is thrown away, so that another tab does not append to a base that is gone. */
  generation: number
  abilities: Abilities | null
}

export interface DeviceCopy {
  head: DocumentHead
  pieces: { key: number; updates: Uint8Array[] }[]
  clients: ClientRecords[]
}

export interface StoreChange {
  documentId: string
  clientId: number
  epoch: string | null
  schemaVersion: number
  abilities: Abilities | null
  /** Generation the writer knows; null when it has written nothing yet. */
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
  /** The whole state: written instead of `seen` when `replace` is set or the base has changed. */
  fullState: () => Uint8Array
}

export interface WriteResult {
  generation: number
  /** Key of the piece that was added, if one was. */
  pieceKey: number | null
}

interface Schema extends DBSchema {
  heads: { key: string; value: DocumentHead }
  pieces: {
    key: number
    value: { documentId: string; updates: Uint8Array[] }
    indexes: { documentId: string }
  }
  records: {
    key: [string, number, number]
    value: StoredRecord & { documentId: string; clientId: number; epoch: string | null }
    indexes: { documentId: string }
  }
  recovered: { key: string; value: RecoveredEdit; indexes: { documentId: string } }
}

/** Of a writer that none of the copy is from: no copy has this generation. */
const NO_BASE = -1

const STRICT = { durability: 'strict' } as const
const ALL_STORES = ['heads', 'pieces', 'records', 'recovered'] as const
const DATABASE_PREFIX = 'wspolny-zapis:'

export const databaseName = (userId: string, device = ''): string => `${DATABASE_PREFIX}${device}${userId}`

export type DeviceStore = Awaited<ReturnType<typeof openStore>>

/**
 * Opens (or creates) the person's database. `device` keeps several devices apart in one process, for tests.
 * @throws whatever the browser says when it refuses: private mode, storage switched off, disk full.
 */
export async function openStore(userId: string, device = '') {
  const db = await openDB<Schema>(databaseName(userId, device), 1, {
    upgrade(database) {
      database.createObjectStore('heads', { keyPath: 'documentId' })
      const pieces = database.createObjectStore('pieces', { autoIncrement: true })
      pieces.createIndex('documentId', 'documentId')
      const records = database.createObjectStore('records', { keyPath: ['documentId', 'clientId', 'index'] })
      records.createIndex('documentId', 'documentId')
      const recovered = database.createObjectStore('recovered', { keyPath: 'id' })
      recovered.createIndex('documentId', 'documentId')
    },
    // Signing out in one tab deletes the database although another tab has it open.
    blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
  })
  return {
    load: (documentId: string) => load(db, documentId),
    clients: async (documentId: string) => groupByClient(await db.getAllFromIndex('records', 'documentId', documentId)),
    write: (change: StoreChange) => write(db, change),
    discard: (discarded: Discarded) => discard(db, discarded),
    giveBack: (documentId: string, gone: RecordsOnDisk, recovered: RecoveredEdit[]) =>
      giveBack(db, documentId, gone, recovered),
    addRecovered: (edit: RecoveredEdit) => changeRecovered(db, { put: edit }),
    forgetRecovered: (ids: string[]) => changeRecovered(db, { remove: ids }),
    listRecovered: (documentId: string) => db.getAllFromIndex('recovered', 'documentId', documentId),
    unsentDocuments: () => unsentDocuments(db),
    close: () => db.close(),
  }
}

type Database = IDBPDatabase<Schema>

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

function groupByClient(rows: Schema['records']['value'][]): ClientRecords[] {
  const clients = new Map<number, ClientRecords>()
  for (const { clientId, epoch, index, update, seen } of rows) {
    const client = clients.get(clientId) ?? { clientId, epoch, records: [] }
    clients.set(clientId, client)
    client.records.push({ index, update, ...(seen && { seen }) })
  }
  for (const client of clients.values()) client.records.sort((a, b) => a.index - b.index)
  return [...clients.values()]
}

async function write(db: Database, change: StoreChange): Promise<WriteResult> {
  const { documentId, clientId, epoch, schemaVersion } = change
  const tx = db.transaction(ALL_STORES, 'readwrite', STRICT)
  const [heads, pieces, records] = [tx.objectStore('heads'), tx.objectStore('pieces'), tx.objectStore('records')]
  const head = await heads.get(documentId)
  // Another tab has a copy of a text that began anew, or this one has: until both have heard, only own words are kept.
  const isOther = head !== undefined && head.epoch !== null && epoch !== null && head.epoch !== epoch
  const generation = head?.generation ?? 0
  const baseIsGone = change.generation !== null && change.generation !== generation
  const updates = isOther ? [] : baseIsGone || change.replace.length > 0 ? [change.fullState()] : change.seen
  const abilities = change.abilities ?? head?.abilities ?? null
  const added = updates.length > 0 ? pieces.add({ documentId, updates }) : Promise.resolve(null)
  const newHead = { documentId, epoch: epoch ?? head?.epoch ?? null, schemaVersion, generation, abilities }
  await Promise.all([
    ...(isOther ? [] : [heads.put(newHead)]),
    added,
    ...keysOf(documentId, change.takeOver).map((key) => records.delete(key)),
    ...change.keep.map((record) => records.put({ ...record, documentId, clientId, epoch })),
    ...change.forget.map((index) => records.delete([documentId, clientId, index])),
    ...change.replace.map((key) => pieces.delete(key)),
    tx.done,
  ])
  return { generation: isOther ? NO_BASE : generation, pieceKey: await added }
}

export interface Discarded {
  documentId: string
  /** All that lies there under this client id, the caller's own. */
  own: number | null
  records: RecordsOnDisk[]
  recovered: RecoveredEdit[]
}

/** Keeps the words, throws away the copy and these records: all of it or nothing. */
async function discard(db: Database, { documentId, own, records: read, recovered }: Discarded): Promise<void> {
  const tx = db.transaction(ALL_STORES, 'readwrite', STRICT)
  const [heads, pieces, records] = [tx.objectStore('heads'), tx.objectStore('pieces'), tx.objectStore('records')]
  const [head, pieceKeys] = await Promise.all([
    heads.get(documentId),
    pieces.index('documentId').getAllKeys(documentId),
  ])
  await Promise.all([
    ...(head ? [heads.put({ ...head, epoch: null, generation: head.generation + 1 })] : []),
    ...recovered.map((edit) => tx.objectStore('recovered').put(edit)),
    ...(own === null ? [] : [records.delete(allOf(documentId, own))]),
    ...keysOf(documentId, read).map((key) => records.delete(key)),
    ...pieceKeys.map((key) => pieces.delete(key)),
    tx.done,
  ])
}

/** Keeps the words instead of the records, the copy untouched. */
async function giveBack(
  db: Database,
  documentId: string,
  gone: RecordsOnDisk,
  recovered: RecoveredEdit[],
): Promise<void> {
  const tx = db.transaction(['records', 'recovered'], 'readwrite', STRICT)
  await Promise.all([
    ...keysOf(documentId, [gone]).map((key) => tx.objectStore('records').delete(key)),
    ...recovered.map((edit) => tx.objectStore('recovered').put(edit)),
    tx.done,
  ])
}

const keysOf = (documentId: string, records: RecordsOnDisk[]): [string, number, number][] =>
  records.flatMap(({ clientId, indexes }) =>
    indexes.map((index): [string, number, number] => [documentId, clientId, index]),
  )

const allOf = (documentId: string, clientId: number): IDBKeyRange =>
  IDBKeyRange.bound([documentId, clientId, 0], [documentId, clientId, Number.MAX_SAFE_INTEGER])

async function unsentDocuments(db: Database): Promise<string[]> {
  const [records, recovered] = await Promise.all([db.getAll('records'), db.getAll('recovered')])
  return [...new Set([...records, ...recovered].map(({ documentId }) => documentId))]
}

async function changeRecovered(db: Database, change: { put?: RecoveredEdit; remove?: string[] }): Promise<void> {
  const tx = db.transaction('recovered', 'readwrite', STRICT)
  await Promise.all([
    ...(change.put ? [tx.store.put(change.put)] : []),
    ...(change.remove ?? []).map((id) => tx.store.delete(id)),
    tx.done,
  ])
}

/** Everything of this person on this device is deleted, also while other tabs have it open. */
export async function deleteStore(userId: string, device = ''): Promise<void> {
  await deleteDB(databaseName(userId, device))
}
