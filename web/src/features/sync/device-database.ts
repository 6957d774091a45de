/**
 * The connection to one database on this device. Browsers lose it (in the background, with their storage process), and
 * signing out in another tab deletes what it leads to. Promises: a lost one is made again for what comes next; what was
 * deleted is made again only after the server has let the person in since, where this device may still keep anything; a
 * closed one never; nobody waits for one that does not open.
 */
import { type DBSchema, deleteDB, type IDBPDatabase, type IDBPTransaction, openDB, type StoreNames } from 'idb'
import { inTime } from './in-time.ts'

export interface DatabaseOptions<S extends DBSchema> {
  name: string
  create(database: IDBPDatabase<S>): void
  /** May one that was deleted be made again on this device? */
  mayReturn(): boolean
}

/** The one in which a database is emptied before it is deleted. */
export type Emptying<S extends DBSchema> = IDBPTransaction<S, StoreNames<S>[], 'versionchange'>

const VERSION = 1
/** Only for as long as it takes to delete the database. */
const EMPTIED = 2

/** Longer than this only a tab that does not answer holds it up, while another one wants to delete the database. */
const OPENING_MS = 5_000

/** What a browser says of a connection that is none any more. */
const LOST: ReadonlySet<string> = new Set(['InvalidStateError', 'UnknownError'])

export class DeviceDatabase<S extends DBSchema> {
  private readonly options: DatabaseOptions<S>
  private readonly listeners = new Set<() => void>()
  private connection: Promise<IDBPDatabase<S>> | null = null
  /** The same for whoever has something to do there: it fails for as long as that one takes too long. */
  private inTime: Promise<IDBPDatabase<S>> | null = null
  private state: 'new' | 'there' | 'deleted' | 'awaited' = 'new'
  private isClosed = false

  private constructor(options: DatabaseOptions<S>) {
    this.options = options
  }

  /** @throws whatever the browser says when it refuses */
  static async open<S extends DBSchema>(options: DatabaseOptions<S>): Promise<DeviceDatabase<S>> {
    const database = new DeviceDatabase(options)
    try {
      await database.connected()
    } catch (error) {
      database.close()
      throw error
    }
    return database
  }

  /** Does this work, once more where the connection turns out to be lost. */
  async use<T>(work: (database: IDBPDatabase<S>) => Promise<T>): Promise<T> {
    const opened = this.connected()
    const { connection } = this
    const database = await opened
    try {
      return await work(database)
    } catch (error) {
      if (this.connection === connection && !isLost(error)) throw error
      database.close()
      this.lose(connection)
      return work(await this.connected())
    }
  }

  /** Calls back when the database was deleted; the returned function ends it. */
  onDeleted(listener: () => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** The server lets the person in: what was deleted before may be made again. */
  renew(): void {
    if (this.state === 'deleted') this.state = 'awaited'
  }

  /**
   * Deletes the database and closes for good, if it is empty in the transaction that empties it: what others write at the
   * same time comes before, or finds no database. Answers whether it is gone.
   */
  async deleteWhere(isEmpty: (emptying: Emptying<S>) => Promise<boolean>): Promise<boolean> {
    const { name } = this.options
    const emptied = await openDB<S>(name, EMPTIED, {
      upgrade: (database, _old, _new, emptying) => void emptyWhere(database, emptying, isEmpty),
      blocking: (_current, _next, event) => (event.target as IDBDatabase).close(),
    }).catch((error: unknown) => {
      if (error instanceof Error && error.name === 'AbortError') return null
      throw error
    })
    if (emptied === null) return false
    emptied.close()
    await deleteDB(name)
    this.close()
    return true
  }

  close(): void {
    this.isClosed = true
    this.connection?.then(
      (database) => database.close(),
      () => undefined,
    )
  }

  private connect(): Promise<IDBPDatabase<S>> {
    if (this.connection !== null) return this.connection
    const isForbidden = this.state === 'deleted' || (this.state === 'awaited' && !this.options.mayReturn())
    if (this.isClosed || isForbidden) return Promise.reject(new Error('There is no such database any more.'))
    const connection = this.openNow()
    this.connection = connection
    this.inTime = inTime(connection, OPENING_MS, 'The database does not open.')
    connection.then(
      () => {
        this.state = 'there'
        if (this.connection === connection) this.inTime = connection
      },
      () => this.lose(connection),
    )
    return connection
  }

  private connected(): Promise<IDBPDatabase<S>> {
    const connection = this.connect()
    return this.inTime ?? connection
  }

  private openNow(): Promise<IDBPDatabase<S>> {
    const opened: Promise<IDBPDatabase<S>> = this.openOnce(() => opened).catch(async (error: unknown) => {
      if (!(error instanceof Error) || error.name !== 'VersionError') throw error
      if (this.state === 'there') {
        this.deleted()
        throw error
      }
      // The browser went between emptying and deleting it.
      await deleteDB(this.options.name)
      return this.openOnce(() => opened)
    })
    return opened
  }

  private openOnce(connection: () => Promise<IDBPDatabase<S>>): Promise<IDBPDatabase<S>> {
    const { name, create } = this.options
    const mayCreate = this.state !== 'there'
    return openDB<S>(name, VERSION, {
      upgrade: (database, _old, _new, transaction) => {
        if (mayCreate && !this.isClosed) return create(database)
        // It went while nobody here was connected, or waited any more; whoever opens is told.
        transaction.done.catch(() => undefined)
        transaction.abort()
        this.deleted()
      },
      // Signing out in one tab deletes the database although another tab has it open.
      blocking: (_current, next, event) => {
        ;(event.target as IDBDatabase).close()
        this.lose(connection())
        if (next === null) this.deleted()
      },
      terminated: () => this.lose(connection()),
    })
  }

  private lose(connection: Promise<IDBPDatabase<S>> | null): void {
    if (this.connection !== connection) return
    this.connection = null
    this.inTime = null
  }

  private deleted(): void {
    this.state = 'deleted'
    for (const listener of this.listeners) listener()
  }
}

async function emptyWhere<S extends DBSchema>(
  database: IDBPDatabase<S>,
  emptying: Emptying<S>,
  isEmpty: (emptying: Emptying<S>) => Promise<boolean>,
): Promise<void> {
  emptying.done.catch(() => undefined)
  try {
    const names = [...database.objectStoreNames]
    if (names.length > 0 && !(await isEmpty(emptying))) emptying.abort()
    else for (const name of names) database.deleteObjectStore(name)
  } catch {
    emptying.abort()
  }
}

function isLost(error: unknown): boolean {
  return error instanceof Error && LOST.has(error.name)
}
