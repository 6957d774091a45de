// Changes the server makes itself: seeds, templates, repairs. They are made on a copy, committed to the log like
// everybody's, and only then applied to the document, so nothing is ever in the document that is not in its log.

import { randomInt } from 'node:crypto'
import type { UpdateKind } from '@app/prisma'
import * as Y from 'yjs'
import { BODY } from '../document/index.ts'
import { AppError } from '../errors.ts'
import type { Cause, RestorationEntry } from './append-request.ts'
import { readTrustedUpdate } from './guard-read.ts'
import { holdsRow, type UpdateLog } from './log.ts'
import type { Verdict } from './log-statement.ts'
import { normalise } from './normalise.ts'
import type { Replica } from './replica.ts'
import { decodeVector, encodeVector } from './state-vector.ts'

/** Changes the document; called inside one transaction of a copy. */
export type Change = (text: Y.Text, doc: Y.Doc) => void

interface Writing {
  kind: UpdateKind
  /** Who wrote it: the owner of the client id it is made under. */
  userId: string
  organizationId: string | null
  /** When it counts as written; now if left out. */
  at?: Date
  /** The version of the document's rights under which this was allowed; left out where no rights are asked. */
  accessVersion?: number
  /** The document's epoch when that was read of which the change is made; left out where it is made of the document itself. */
  epoch?: string
  cause?: Cause
  /** Proposals of this person that it carries; new ones are bound to them. */
  proposals?: readonly string[]
}

export interface ServerWrite extends Writing {
  change: Change
  /** The row of the log it must know, whichever node wrote it. */
  after?: number
}

/** A write that depends on all that the document holds when it is made. */
export interface PreparedWrite extends Writing {
  /**
   * Called in the step of the room that writes, with the last row of the document: nothing of this node comes between.
   * Called again where another node wrote meanwhile. Null: there is nothing to be changed.
   */
  prepare(head: number): Promise<PreparedChange | null>
}

export interface PreparedChange {
  change: Change
  restoration: RestorationEntry
}

/** What became of a write; `seq` is the head where it changed nothing. */
export interface Written {
  seq: number
  changed: boolean
}

/** What was written, and where it is in the log. */
export interface ServerLanded {
  update: Uint8Array
  seq: number
}

interface Place {
  seq: number
  clientId: number
  /** What its maker had, where other rows may have come between; null where nothing could. */
  seen: Uint8Array | null
}

interface Made {
  update: Uint8Array
  clients: number[]
  /** The last row of the document it was made of. */
  head: number
  restoration: RestorationEntry | null
}

/** So often a write that must be exact is made anew; then what other nodes write meanwhile stays in the text beside it. */
const EXACT_ATTEMPTS = 3

/** Writes to one document; to be used only inside a step of its room. */
export class ServerWriter {
  private readonly replica: Replica
  private readonly log: UpdateLog
  private readonly clock: { now(): Date }
  private readonly clientIds = new Map<string, number>()
  /** So that a statement whose answer was lost is known when the log asks again. */
  private clientSeq = 0

  constructor(replica: Replica, log: UpdateLog, clock: { now(): Date }) {
    this.replica = replica
    this.log = log
    this.clock = clock
  }

  /**
   * Commits and applies `write`; null if it changes nothing, or was done before. `catchUp` brings what other nodes wrote,
   * before a row where one is given.
   * @throws AppError `UNAVAILABLE`, `NOT_FOUND`, `EPOCH_CHANGED`; `CONFLICT` for a client id that was given away, or where rights changed
   */
  async write(
    write: ServerWrite | PreparedWrite,
    catchUp: (seq?: number) => Promise<boolean>,
  ): Promise<ServerLanded | null> {
    const clientId = this.clientIdOf(write.userId)
    for (let attempt = 1; ; attempt += 1) {
      if ('prepare' in write || (write.after ?? 0) > this.replica.head) await catchUp()
      if ((write.epoch ?? this.replica.epoch) !== this.replica.epoch) throw new AppError('EPOCH_CHANGED')
      if (this.replica.isQuarantined) throw new AppError('UNAVAILABLE', 'quarantined')
      const made = await this.make(write, clientId)
      if (made === null) return null
      const isExact = 'prepare' in write && attempt <= EXACT_ATTEMPTS
      // What is made of all that there is takes nothing along that it did not know.
      const seen = 'prepare' in write && !isExact ? encodeVector(this.replica.doc) : null
      const head = isExact ? made.head : null
      const verdict = await this.append(write, made, { clientId, now: this.clock.now(), head, seen })
      const seq = await this.ownRow(verdict, made)
      if (seq !== null) return this.land(made, { ...write, seq, clientId, seen }, catchUp)
      if (verdict.kind === 'REPEATED') {
        await catchUp()
        return null
      }
      if (verdict.kind === 'EPOCH_CHANGED') throw new AppError('EPOCH_CHANGED')
      if (verdict.kind !== 'STALE_HEAD') throw new AppError(verdict.kind === 'NO_DOCUMENT' ? 'NOT_FOUND' : 'CONFLICT')
    }
  }

  /** Its place in the log, also where the answer to the statement was lost and the log asked again. */
  private async ownRow(verdict: Verdict, { update }: Made): Promise<number | null> {
    if (verdict.kind === 'APPENDED') return verdict.seq
    if (verdict.kind !== 'REPEATED') return null
    const { seq } = verdict
    return (await holdsRow(this.log, this.replica.documentId, { seq, update })) ? seq : null
  }

  private async make(write: ServerWrite | PreparedWrite, clientId: number): Promise<Made | null> {
    if (!('prepare' in write)) return make(this.replica, clientId, write.change)
    const prepared = await write.prepare(this.replica.head)
    if (prepared === null) return null
    const made = make(this.replica, clientId, prepared.change)
    return made && { ...made, restoration: prepared.restoration }
  }

  private append(
    write: ServerWrite | PreparedWrite,
    { update, clients, restoration }: Made,
    { clientId, now, head, seen }: { clientId: number; now: Date; head: number | null; seen: Uint8Array | null },
  ): Promise<Verdict> {
    const { kind, userId, organizationId, at = now, accessVersion = null, cause = null, proposals = [] } = write
    return this.log.append({
      documentId: this.replica.documentId,
      kind,
      clientId,
      clientSeq: (this.clientSeq += 1),
      clients: [...new Set([clientId, ...clients])],
      userId,
      organizationId,
      accessVersion,
      epoch: this.replica.epoch,
      head,
      update,
      createdAt: at,
      cause: restoration === null ? cause : { type: 'restoration', id: restoration.id },
      proposals,
      restoration,
      seen,
      offeredSeq: this.replica.offeredSeq,
    })
  }

  private async land(
    { update, clients }: Made,
    { seq, kind, clientId, userId, seen }: Pick<Writing, 'kind' | 'userId'> & Place,
    catchUp: (seq?: number) => Promise<boolean>,
  ): Promise<ServerLanded> {
    const { replica } = this
    for (const client of [clientId, ...clients]) replica.owners.set(client, userId)
    if (seq > replica.head + 1) await catchUp(seq)
    if (seq > replica.head + 1) throw new AppError('UNAVAILABLE', 'quarantined')
    const row = { seqFrom: seq, seq, kind, clientId, userId, update }
    if (seq > replica.head && !(await replica.apply(replica.examine(row, seen && decodeVector(seen))))) {
      throw new Error('The server wrote what it cannot apply')
    }
    return { update, seq }
  }

  private clientIdOf(userId: string): number {
    const known = this.clientIds.get(userId)
    if (known !== undefined) return known
    let clientId = randomInt(2 ** 32)
    while (this.replica.owners.has(clientId)) clientId = randomInt(2 ** 32)
    this.clientIds.set(userId, clientId)
    return clientId
  }
}

/** The update that `change` makes of the document as it is; null if it changes nothing. */
function make(replica: Replica, clientId: number, change: Change): Made | null {
  const copy = replica.fork(clientId)
  const updates: Uint8Array[] = []
  copy.on('update', (update: Uint8Array) => updates.push(update))
  copy.transact(() => change(copy.getText(BODY), copy))
  if (updates.length === 0) return null
  const decoded = readTrustedUpdate(Y.mergeUpdates(updates))
  const { update, isEmpty } = normalise(replica.doc, decoded)
  return isEmpty ? null : { update, clients: [...decoded.sections.keys()], head: replica.head, restoration: null }
}
