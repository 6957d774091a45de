/**
 * One copy of a document in one tab, under one Yjs client id: the Y.Doc, what of it is unsent, and its writer on this
 * device. It is thrown away whole after a refusal; the next one starts under a new client id.
 */
import { BODY, createDocument, SCHEMA_VERSION } from '@app/server/document'
import * as Y from 'yjs'
import { Arrivals } from './arrivals.ts'
import { DoubledWords } from './doubled/doubled-words.ts'
import { Journal } from './journal.ts'
import { findMissing } from './missing.ts'
import { type Offer, Outbox, type OutboxRecord } from './outbox.ts'
import { type ClockRange, insertedRanges, without } from './ranges.ts'
import { recoverRanges, recoverText, withoutNear } from './recovered.ts'
import { seenWhenHiding } from './seen.ts'
import {
  type ClientRecords,
  type DeviceCopy,
  type DeviceStore,
  fits,
  type Recover,
  recordsRead,
  updatesOf,
} from './store.ts'
import type { Abilities, OpenedEvent } from './wire.ts'

/** Transactions with these origins are not the person's: they are never pushed. */
const FROM_SERVER = Symbol('from the server')
const FROM_DEVICE = Symbol('from this device')

export interface ReplicaHost {
  documentId: string
  store: DeviceStore | null
  /** Something was typed here, or what is unsent or unkept has changed. */
  changed(): void
  /** The server turned out to have all below these clocks. */
  arrived(clocks: ReadonlyMap<number, number>): void
  /** Writing on this device has begun or stopped to fail. */
  deviceFailing(failing: boolean): void
}

export class Replica {
  readonly doc: Y.Doc
  readonly text: Y.Text
  readonly outbox = new Outbox()
  readonly journal: Journal
  /** The client id under which records lie on this device; Yjs may change the document's own. */
  readonly storedAs: number
  /** Client ids of this person's tabs on this device: their structs may be pushed from here. */
  readonly ownIds: Set<number>
  /** Called before what others wrote enters the text: the last moment for an editor to tell what it has not told yet. */
  readonly arriving = new Set<() => void>()
  readonly arrivals = new Arrivals((update) => {
    this.announceArrival()
    this.doubled.apply({ update, version: 1, vector: null }, FROM_SERVER)
  })
  readonly doubled: DoubledWords
  epoch: string | null = null
  abilities: Abilities | null = null
  /** Of the text that comes in place of this one, which began anew. */
  nextEpoch: string | null = null
  private readonly host: ReplicaHost
  /** What the server is known to have; the document also has what is unsent. */
  private readonly known = new Map<number, number>()
  /** What other tabs of this device had not sent when this replica was filled: it may have to be sent for them. */
  private fromTabs: Offer[] = []

  constructor(host: ReplicaHost) {
    this.host = host
    this.doc = createDocument()
    this.text = this.doc.getText(BODY)
    this.doubled = new DoubledWords({ doc: this.doc })
    this.storedAs = this.doc.clientID
    this.ownIds = new Set([this.storedAs])
    this.journal = new Journal(host.store, {
      documentId: host.documentId,
      schemaVersion: SCHEMA_VERSION,
      facts: () => ({ clientId: this.storedAs, epoch: this.epoch, abilities: this.abilities }),
      fullState: () => Y.encodeStateAsUpdate(this.doc),
      unsent: () => this.outbox.records,
      changed: (failing) => {
        host.deviceFailing(failing)
        host.changed()
      },
    })
    this.doc.on('update', this.onUpdate)
  }

  /** Fills an empty replica from this device. Records of other tabs are shown; whether they are ours to send is asked apart. */
  fill(copy: DeviceCopy): void {
    this.epoch = copy.head.epoch
    this.abilities = copy.head.abilities
    this.journal.startFrom(copy)
    const ofThisEpoch = copy.clients.filter((client) => fits(client, copy.head.epoch))
    this.doc.transact(() => {
      for (const update of copy.pieces.flatMap((piece) => piece.updates)) Y.applyUpdate(this.doc, update, FROM_DEVICE)
    }, FROM_DEVICE)
    this.doubled.applyOwn(ofThisEpoch.flatMap(updatesOf), FROM_DEVICE)
    for (const client of ofThisEpoch) this.ownIds.add(client.clientId)
    this.fromTabs = ofThisEpoch.flatMap((client) => client.records)
  }

  /** What a tab that is gone had not sent is sent from here. */
  adopt(client: ClientRecords): void {
    this.ownIds.add(client.clientId)
    this.doubled.applyOwn(updatesOf(client), FROM_DEVICE)
    this.journal.takeOver(
      recordsRead(client),
      client.records.flatMap(({ update, seen }) => this.outbox.add(update, seen ?? null)),
    )
    this.host.changed()
  }

  applyOpened(event: OpenedEvent): void {
    this.arrivals.giveWay()
    this.announceArrival()
    const { diff, diffVersion, stateVector } = event
    this.doubled.apply({ update: diff, version: diffVersion, vector: stateVector }, FROM_SERVER)
    this.epoch = event.epoch
    this.abilities = event.abilities
    this.journal.touch()
    this.serverHas(Y.decodeStateVector(stateVector))
  }

  applyChange(update: Uint8Array): void {
    this.arrivals.take(update)
    this.serverHas(Y.parseUpdateMeta(update).to)
  }

  setAbilities(abilities: Abilities): void {
    this.abilities = abilities
    this.journal.touch()
  }

  acknowledge(records: OutboxRecord[]): void {
    this.journal.acknowledged(records)
    const arrived = new Set(records.map(({ update }) => update))
    this.fromTabs = this.fromTabs.filter(({ update }) => !arrived.has(update))
    for (const { update } of records) this.serverHas(Y.parseUpdateMeta(update).to)
    this.host.changed()
  }

  /** Forgets records whose structs the server turns out to have. */
  dropArrived(serverVector: Uint8Array): void {
    const server = Y.decodeStateVector(serverVector)
    const arrived = this.outbox.drop(({ update }) => hasArrived(update, server))
    if (arrived.length > 0) this.acknowledge(arrived)
  }

  /** Takes in what this person's tabs wrote, the server lacks, and no waiting record holds; all in an order it can take. */
  offerMissing(serverVector: Uint8Array): void {
    const { doc, ownIds, outbox } = this
    const server = Y.decodeStateVector(serverVector)
    this.fromTabs = this.fromTabs.filter(({ update }) => !hasArrived(update, server))
    const waiting = outbox.records.map(({ update }) => update)
    outbox.offer(findMissing({ doc, ownIds, waiting, fromTabs: this.fromTabs, server }), server)
    this.host.changed()
  }

  /**
   * What this copy has, the server lacks, and no waiting record holds: a server that had it once has lost it. Without
   * `resendable`, what this person's tabs wrote counts too.
   */
  lostBy(serverVector: Uint8Array, resendable: boolean): ClockRange[] {
    const server = Y.decodeStateVector(serverVector)
    const waiting = new Map<number, number>()
    for (const { clientId, from } of insertedRanges(this.outbox.records.map(({ update }) => update))) {
      waiting.set(clientId, Math.min(from, waiting.get(clientId) ?? from))
    }
    return [...Y.decodeStateVector(Y.encodeStateVector(this.doc))].flatMap(([clientId, clock]) => {
      if (resendable && this.ownIds.has(clientId)) return []
      const first = Math.min(clock, waiting.get(clientId) ?? clock)
      const from = server.get(clientId) ?? 0
      return from < first ? [{ clientId, from, to: first }] : []
    })
  }

  /** Stops listening; what is answered reads the words that cannot be sent, and what the server has lost. */
  abandon(reason: string, lost: ClockRange[] = []): Recover {
    this.doc.off('update', this.onUpdate)
    const { epoch, host, nextEpoch, text } = this
    const records = [...this.outbox.records]
    const about = { documentId: host.documentId, kind: 'refused', epoch, at: Date.now() } as const
    return (held) => {
      const behind = recoverRanges(text, without(lost, held), { ...about, reason: 'SERVER_BEHIND' })
      // What another tab holds was never the server's to lose.
      const isUntrue = reason === 'SERVER_BEHIND' && behind.length === 0
      const unsent = recoverText(text, records, { ...about, reason: isUntrue ? 'INVALID' : reason }, held)
      const edits = [...unsent, ...behind]
      return nextEpoch === null ? edits : edits.map((edit) => withoutNear(edit))
    }
  }

  async close(): Promise<void> {
    this.doc.off('update', this.onUpdate)
    await this.journal.flush()
    await this.journal.stop()
  }

  private serverHas(clocks: ReadonlyMap<number, number>): void {
    for (const [client, clock] of clocks) this.known.set(client, Math.max(clock, this.known.get(client) ?? 0))
    this.host.arrived(this.known)
  }

  private announceArrival(): void {
    for (const announce of this.arriving) announce()
  }

  private readonly onUpdate = (update: Uint8Array, origin: unknown, _doc: Y.Doc, made: Y.Transaction): void => {
    if (origin === FROM_DEVICE) return
    if (origin === FROM_SERVER) {
      this.journal.seen(update)
      return
    }
    this.journal.keep(this.outbox.add(update, seenWhenHiding(made)))
    this.host.changed()
  }
}

/** Of what only deletes nobody can tell. */
function hasArrived(update: Uint8Array, server: ReadonlyMap<number, number>): boolean {
  const { to } = Y.parseUpdateMeta(update)
  return to.size > 0 && [...to].every(([client, end]) => end <= (server.get(client) ?? 0))
}
