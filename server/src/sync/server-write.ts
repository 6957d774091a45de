// Changes the server makes itself: seeds, templates, repairs. They are made on a copy, committed to the log like
// everybody's, and only then applied to the document, so nothing is ever in the document that is not in its log.

import { randomInt } from 'node:crypto'
import type { UpdateKind } from '@app/prisma'
import * as Y from 'yjs'
import { BODY } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { readTrustedUpdate } from './guard-read.ts'
import type { UpdateLog } from './log.ts'
import type { Cause } from './log-statement.ts'
import { normalise } from './normalise.ts'
import type { Replica } from './replica.ts'

export interface ServerWrite {
  kind: UpdateKind
  /** Who wrote it: the owner of the client id it is made under. */
  userId: string
  organizationId: string | null
  /** Changes the document; called inside one transaction of a copy. */
  change: (text: Y.Text, doc: Y.Doc) => void
  /** When it counts as written; now if left out. */
  at?: Date
  /** The version of the document's rights under which this was allowed; left out where no rights are asked. */
  accessVersion?: number
  cause?: Cause
  /** Proposals of this person that it carries; new ones are bound to them. */
  proposals?: readonly string[]
}

interface Prepared {
  update: Uint8Array
  clients: number[]
}

/** Whom repairs belong to: the server itself, nobody's words. */
export const SERVER_USER_ID = 'server'

/** Writes to one document; to be used only inside a step of its room. */
export class ServerWriter {
  private readonly replica: Replica
  private readonly log: UpdateLog
  private readonly clientIds = new Map<string, number>()
  /** So that a statement whose answer was lost is known when the log asks again. */
  private clientSeq = 0

  constructor(replica: Replica, log: UpdateLog) {
    this.replica = replica
    this.log = log
  }

  /**
   * Commits and applies `write`; null if it changes nothing. `catchUp` brings what other nodes wrote before it.
   * @throws AppError `UNAVAILABLE`, `NOT_FOUND`; `CONFLICT` for a client id that was given away, or where rights changed
   */
  async write(
    write: ServerWrite,
    now: Date,
    catchUp: (seq: number) => Promise<boolean>,
  ): Promise<{ update: Uint8Array; seq: number } | null> {
    if (this.replica.isQuarantined) throw new AppError('UNAVAILABLE', 'quarantined')
    const clientId = this.clientIdOf(write.userId)
    const prepared = prepare(this.replica, clientId, write.change)
    if (prepared === null) return null
    const seq = await this.append(write, clientId, prepared, now)
    this.replica.owners.set(clientId, write.userId)
    if (seq > this.replica.head + 1) await catchUp(seq)
    if (seq > this.replica.head + 1) throw new AppError('UNAVAILABLE', 'quarantined')
    if (seq > this.replica.head) await this.applyOwn(prepared.update, seq)
    return { update: prepared.update, seq }
  }

  private async append(write: ServerWrite, clientId: number, prepared: Prepared, now: Date): Promise<number> {
    const { kind, userId, organizationId, at = now, accessVersion = null, cause = null, proposals = [] } = write
    const verdict = await this.log.append({
      documentId: this.replica.documentId,
      kind,
      clientId,
      clientSeq: (this.clientSeq += 1),
      clients: prepared.clients,
      userId,
      organizationId,
      accessVersion,
      epoch: null,
      head: null,
      update: prepared.update,
      createdAt: at,
      cause,
      proposals,
    })
    if (verdict.kind === 'APPENDED' || verdict.kind === 'REPEATED') return verdict.seq
    throw new AppError(verdict.kind === 'NO_DOCUMENT' ? 'NOT_FOUND' : 'CONFLICT')
  }

  private async applyOwn(update: Uint8Array, seq: number): Promise<void> {
    const { ok } = await this.replica.apply({ seq, update })
    if (!ok) throw new Error('The server wrote what it cannot apply')
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
function prepare(replica: Replica, clientId: number, change: ServerWrite['change']): Prepared | null {
  const copy = replica.fork(clientId)
  const updates: Uint8Array[] = []
  copy.on('update', (update: Uint8Array) => updates.push(update))
  copy.transact(() => change(copy.getText(BODY), copy))
  if (updates.length === 0) return null
  const decoded = readTrustedUpdate(Y.mergeUpdates(updates))
  const { update, isEmpty } = normalise(replica.doc, decoded)
  return isEmpty ? null : { update, clients: [...decoded.sections.keys()] }
}
