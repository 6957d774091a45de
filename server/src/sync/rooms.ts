// All rooms of this process. Opening is a promise in a map, so any number of arrivals cause one load; a room that
// nobody has needed for a while is folded and closed, and one that is closing is never handed out. On a stop everything
// that was accepted is written before the promise of `close` resolves.

import type * as Y from 'yjs'
import type { AuditEntry } from '../audit/audit.ts'
import type { Actor } from '../auth/policy.ts'
import type { DocumentContent } from '../document/index.ts'
import { AppError } from '../errors.ts'
import type { Limits } from '../limits.ts'
import type { Bus } from './bus.ts'
import type { Checkpoints } from './checkpoint.ts'
import type { CloseReason } from './events.ts'
import type { LogLogger, UpdateLog } from './log.ts'
import type { Offers } from './offers.ts'
import type { Rights, RightsChange } from './rights.ts'
import { Room } from './room.ts'
import type { PreparedWrite, ServerWrite, Written } from './server-write.ts'

export interface RoomsOptions {
  log: UpdateLog
  checkpoints: Checkpoints
  offers: Offers
  bus: Bus
  rights: Rights
  clock: { now(): Date }
  limits: Limits
  logger: LogLogger
  audit: { record(entry: AuditEntry): Promise<void> }
  /** Something happened in this document that lists may want to show. Called often. */
  onActivity?: (documentId: string) => void
  /** A push made a proposal. */
  onProposal?: (documentId: string, proposalId: string) => void
}

/** What was found in the live text of this place in its log. */
export interface Inspected<T> {
  found: T
  seq: number
  /** Words that are copied out of it are written only while the document is of this one. */
  epoch: string
}

export interface Rooms {
  /**
   * The open room of a document; loads it if need be.
   * @throws AppError `NOT_FOUND`, `UNAVAILABLE` while stopping
   */
  get(documentId: string): Promise<Room>
  /**
   * The same for somebody: nothing is loaded for a person who may not read it.
   * @throws AppError `NOT_FOUND` for a document that is missing or may not be read
   */
  enter(actor: Actor, documentId: string): Promise<Room>
  /** The room if it is open or opening. */
  find(documentId: string): Promise<Room> | undefined
  /** A change of the server itself: seed, template, decision, restoration. */
  append(documentId: string, write: ServerWrite | PreparedWrite): Promise<Written>
  read(documentId: string): Promise<{ content: DocumentContent; seq: number }>
  /** Looks at the live text without changing it; `look` must not write and must not keep it. */
  inspect<T>(documentId: string, look: (text: Y.Text) => T): Promise<Inspected<T>>
  /** After the document got a new epoch: every window throws its copy away and opens the document anew. */
  reopen(documentId: string): Promise<void>
  /** Does so where the document, or any that is open, has another epoch than its room: another node gave it one. */
  renew(documentId?: string): Promise<void>
  /** Ids of the people who changed the document within the last minute and have it open. */
  writers(documentId: string): string[]
  stats(): { rooms: number; members: number }
  /** Folds every open document. */
  flushAll(): Promise<void>
  close(): Promise<void>
}

const TEND_EVERY_MS = 30_000
const WRITE_ATTEMPTS = 3
/** How long a stop waits for a database that does not answer. */
const STOP_MS = 5_000

/** Makes the rooms of one process. */
export function createRooms(options: RoomsOptions): Rooms {
  return new OpenRooms(options)
}

class OpenRooms implements Rooms {
  private readonly options: RoomsOptions
  private readonly opening = new Map<string, Promise<Room>>()
  private readonly open = new Map<string, Room>()
  private readonly usedAt = new Map<string, number>()
  private readonly timer: NodeJS.Timeout
  private readonly stopWatching: () => void
  private isClosed = false

  constructor(options: RoomsOptions) {
    this.options = options
    this.timer = setInterval(() => void this.tend(), TEND_EVERY_MS).unref()
    this.stopWatching = options.rights.watch((change) => this.reconsider(change))
  }

  get(documentId: string): Promise<Room> {
    if (this.isClosed) return Promise.reject(new AppError('UNAVAILABLE', 'stopping'))
    this.usedAt.set(documentId, performance.now())
    const known = this.opening.get(documentId)
    if (known !== undefined) return known
    const room = this.load(documentId)
    this.opening.set(documentId, room)
    return room
  }

  async enter(actor: Actor, documentId: string): Promise<Room> {
    if (!this.opening.has(documentId)) {
      const standing = await this.options.rights.judge(actor, documentId)
      if (!standing?.abilities.read) throw new AppError('NOT_FOUND')
    }
    return this.get(documentId)
  }

  find(documentId: string): Promise<Room> | undefined {
    return this.opening.get(documentId)
  }

  async append(documentId: string, write: ServerWrite | PreparedWrite): Promise<Written> {
    for (let attempt = 1; ; attempt += 1) {
      const room = await this.get(documentId)
      try {
        return await room.write(write)
      } catch (error) {
        const isOutdated = error instanceof AppError && error.code === 'EPOCH_CHANGED'
        if (!isOutdated || attempt === WRITE_ATTEMPTS) throw error
        await this.renew(documentId)
      }
    }
  }

  async read(documentId: string): Promise<{ content: DocumentContent; seq: number }> {
    const room = await this.get(documentId)
    return room.read()
  }

  async inspect<T>(documentId: string, look: (text: Y.Text) => T): Promise<Inspected<T>> {
    const room = await this.get(documentId)
    return room.inspect(look)
  }

  async reopen(documentId: string): Promise<void> {
    const room = await this.opening.get(documentId)
    if (room !== undefined) await this.retire(room, 'EPOCH_CHANGED')
  }

  async renew(documentId?: string): Promise<void> {
    const opening = documentId === undefined ? [...this.opening.values()] : [this.opening.get(documentId)]
    await Promise.all(opening.map((room) => room && this.compareEpoch(room)))
  }

  writers(documentId: string): string[] {
    return this.open.get(documentId)?.writers() ?? []
  }

  stats(): { rooms: number; members: number } {
    const rooms = [...this.open.values()]
    return { rooms: rooms.length, members: rooms.reduce((sum, room) => sum + room.memberCount, 0) }
  }

  async flushAll(): Promise<void> {
    await Promise.all([...this.open.values()].map((room) => room.flush()))
  }

  async close(): Promise<void> {
    this.isClosed = true
    clearInterval(this.timer)
    this.stopWatching()
    this.options.log.giveUpAfter(STOP_MS)
    await Promise.allSettled(this.opening.values())
    await Promise.all([...this.open.values()].map((room) => room.close('SHUTDOWN')))
    this.open.clear()
    this.opening.clear()
    await this.options.log.close()
  }

  private async load(documentId: string): Promise<Room> {
    try {
      const onOutdated = (id: string): void => void this.tryRenew(id)
      const room = await Room.open(documentId, { ...this.options, onOutdated })
      this.open.set(documentId, room)
      return room
    } catch (error) {
      this.opening.delete(documentId)
      this.usedAt.delete(documentId)
      throw error
    }
  }

  private reconsider(change: RightsChange): void {
    const { documentId } = change
    const rooms = documentId === undefined ? [...this.open.values()] : [this.open.get(documentId)]
    for (const room of rooms) room?.reconsider(change)
  }

  private async tend(): Promise<void> {
    for (const room of [...this.open.values()]) {
      if (!this.isOpen(room)) continue
      if (this.isUnused(room)) await this.retire(room)
      else await room.tend()
    }
    await this.tryRenew()
  }

  private async tryRenew(documentId?: string): Promise<void> {
    await this.renew(documentId).catch((error: unknown) => {
      this.options.logger.warn({ err: error, documentId }, 'epochs could not be compared')
    })
  }

  private async compareEpoch(opening: Promise<Room>): Promise<void> {
    const room = await opening.catch(() => null)
    if (room === null || !this.isOpen(room)) return
    const head = await this.options.log.findHead(room.documentId)
    const isOutdated = head !== null && !room.isOf(head.epoch) && this.isOpen(room)
    if (isOutdated) await this.retire(room, 'EPOCH_CHANGED')
  }

  /** One that was retired while something was waited for may have a successor in its place. */
  private isOpen(room: Room): boolean {
    return this.open.get(room.documentId) === room
  }

  private isUnused(room: Room): boolean {
    const usedAt = this.usedAt.get(room.documentId) ?? Number.NEGATIVE_INFINITY
    return room.isIdle && performance.now() - usedAt >= TEND_EVERY_MS
  }

  /** Forgotten before it closes: whoever comes meanwhile loads the document anew, from the same log. */
  private async retire(room: Room, reason: CloseReason = 'SHUTDOWN'): Promise<void> {
    this.forget(room)
    await room.close(reason)
  }

  private forget(room: Room): void {
    if (!this.isOpen(room)) return
    this.opening.delete(room.documentId)
    this.open.delete(room.documentId)
    this.usedAt.delete(room.documentId)
  }
}
