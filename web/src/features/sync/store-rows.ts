/** What lies in the database of one person on this device, row by row. `store.ts` reads and writes it. */
import { type BlockKind, SCHEMA_VERSION } from '@app/server/document'
import type { DBSchema, IDBPDatabase } from 'idb'
import type { ClockRange } from './ranges.ts'
import { isRecord } from './readable.ts'
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
  /** Of the page that wrote them; records from before it was noted have none. */
  schemaVersion?: number | undefined
  records: StoredRecord[]
  /** From the first one on that cannot be read: what comes after it may rest on it, and none of it can be sent. */
  broken: StoredRecord[]
}

/** Exactly these records of one client id. */
export interface RecordsOnDisk {
  clientId: number
  indexes: number[]
}

/**
 * What was read, and nothing else: without Web Locks the tab may be alive, and what it has written since is called kept.
 */
export const recordsRead = ({ clientId, records, broken }: ClientRecords): RecordsOnDisk => ({
  clientId,
  indexes: [...records, ...broken].map(({ index }) => index),
})

/** May a copy of this epoch, opened by a page of this version, hold them? */
export function fits({ epoch, schemaVersion = SCHEMA_VERSION }: ClientRecords, epochNow: string | null): boolean {
  return epoch === epochNow && schemaVersion === SCHEMA_VERSION
}

export const updatesOf = (client: ClientRecords): Uint8Array[] => client.records.map((record) => record.update)

/** With those that cannot be sent, and those that cannot be read. */
export const allUpdatesOf = ({ records, broken }: ClientRecords): Uint8Array[] =>
  [...records, ...broken].map(({ update }) => update)

/** A block that was begun, by the new line in the words that begins it. */
export interface BlockStart {
  at: number
  kind: BlockKind
  level: number
}

export interface RecoveredPlace {
  /** A relative one of Yjs. */
  position: Uint8Array
  /** As it was typed. */
  text: string
  /** The blocks that begin in it; none are known of what was kept by an older page. */
  starts?: BlockStart[]
  /** What was deleted right there: the words were to stand instead of it. */
  instead?: ClockRange[]
}

export interface RecoveredEdit {
  id: string
  documentId: string
  /** Refused by the server, or written into something that was deleted meanwhile. */
  kind: 'refused' | 'stranded'
  /** Error code of the refusal. */
  reason: string
  text: string
  /** Words around the place, as they were; in a text that began anew they may have been taken out. */
  near: string | null
  /** Of the text that `near` is from. */
  epoch?: string | null
  blockId: string | null
  /** Where the words were typed in one go. */
  place?: RecoveredPlace | undefined
  /** Where the words were in the log: once the server turns out to have them, they need no giving back. */
  structs: ClockRange[]
  at: number
  /**
   * When the person had used or refused the words: they are not here any more, and what is left keeps them from being
   * given back again, by another tab, or by a server that has not heard of it.
   */
  dismissedAt?: number
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

export interface RecordRow extends StoredRecord, Omit<ClientRecords, 'records' | 'broken'> {
  documentId: string
}

export interface Schema extends DBSchema {
  heads: { key: string; value: DocumentHead }
  pieces: {
    key: number
    value: { documentId: string; updates: Uint8Array[] }
    indexes: { documentId: string }
  }
  records: {
    key: [string, number, number]
    value: RecordRow
    indexes: { documentId: string }
  }
  recovered: { key: string; value: RecoveredEdit; indexes: { documentId: string } }
}

export type Database = IDBPDatabase<Schema>

export const STRICT = { durability: 'strict' } as const
export const ALL_STORES = ['heads', 'pieces', 'records', 'recovered'] as const

export function create(database: Database): void {
  database.createObjectStore('heads', { keyPath: 'documentId' })
  const pieces = database.createObjectStore('pieces', { autoIncrement: true })
  pieces.createIndex('documentId', 'documentId')
  const records = database.createObjectStore('records', { keyPath: ['documentId', 'clientId', 'index'] })
  records.createIndex('documentId', 'documentId')
  const recovered = database.createObjectStore('recovered', { keyPath: 'id' })
  recovered.createIndex('documentId', 'documentId')
}

export function groupByClient(rows: readonly RecordRow[]): ClientRecords[] {
  const clients = new Map<number, ClientRecords>()
  for (const { clientId, epoch, schemaVersion, index, update, seen } of rows) {
    const client = clients.get(clientId) ?? { clientId, epoch, schemaVersion, records: [], broken: [] }
    clients.set(clientId, client)
    client.records.push({ index, update, ...(seen && { seen }) })
  }
  for (const client of clients.values()) {
    client.records.sort((a, b) => a.index - b.index)
    const firstBroken = client.records.findIndex((record) => !isRecord(record))
    if (firstBroken >= 0) client.broken = client.records.splice(firstBroken)
  }
  return [...clients.values()]
}

export const keysOf = (documentId: string, records: RecordsOnDisk[]): [string, number, number][] =>
  records.flatMap(({ clientId, indexes }) =>
    indexes.map((index): [string, number, number] => [documentId, clientId, index]),
  )

export const allOf = (documentId: string, clientId: number): IDBKeyRange =>
  IDBKeyRange.bound([documentId, clientId, 0], [documentId, clientId, Number.MAX_SAFE_INTEGER])
