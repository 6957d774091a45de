// Helpers for tests of this folder: documents with somebody in them, rules that allow an editor their own client ids.

import { setTimeout as delay } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import type { Db } from '@app/prisma'
import * as Y from 'yjs'
import type { AuditEntry } from '../audit/audit.ts'
import type { Abilities, Actor } from '../auth/policy.ts'
import { createDocument, type DocumentContent, SCHEMA_VERSION, writeContent } from '../document/index.ts'
import { newId } from '../ids.ts'
import { LIMITS } from '../limits.ts'
import { createLocalBus } from './bus.ts'
import { createCheckpoints } from './checkpoint.ts'
import type { OpenedEvent, RoomEvent } from './events.ts'
import type { GuardRules } from './guard.ts'
import { createLog, type LogLogger } from './log.ts'
import type { Member } from './member.ts'
import { createOffers } from './offers.ts'
import type { Rights, RightsChange, Standing } from './rights.ts'
import type { Room } from './room.ts'
import { createRooms, type Rooms, type RoomsOptions } from './rooms.ts'
import type { Outlet } from './subscriber.ts'

/** A small generator of numbers in [0, 1): the same seed gives the same play. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

export function paragraph(id: string, text: string): DocumentContent[number] {
  return { type: 'block', id, kind: 'paragraph', level: 0, content: text === '' ? [] : [{ text }] }
}

/** A document whose whole content was written under `clientId`. */
export function documentOf(content: DocumentContent, clientId: number): Y.Doc {
  const doc = createDocument()
  doc.clientID = clientId
  doc.transact(() => writeContent(doc.getText('body'), content, seededRandom(clientId)))
  return doc
}

/** A copy of `doc` that writes under `clientId`. */
export function copyOf(doc: Y.Doc, clientId: number): Y.Doc {
  const copy = createDocument()
  Y.applyUpdate(copy, Y.encodeStateAsUpdate(doc))
  copy.clientID = clientId
  return copy
}

/** What `change` does to a copy of `doc` under `clientId`, as one update. */
export function updateBy(doc: Y.Doc, clientId: number, change: (text: Y.Text, copy: Y.Doc) => void): Uint8Array {
  const copy = copyOf(doc, clientId)
  const updates: Uint8Array[] = []
  copy.on('update', (update: Uint8Array) => updates.push(update))
  copy.transact(() => change(copy.getText('body'), copy))
  return Y.mergeUpdates(updates)
}

/** The rules for a sender who owns `mine`; every other client id is somebody else's. */
export function rulesFor(mine: readonly number[], changes: Partial<GuardRules> = {}): GuardRules {
  return {
    limits: LIMITS,
    ownerOf: (clientId) => (mine.includes(clientId) ? 'sender' : 'other'),
    hadAnnotation: () => false,
    ...changes,
  }
}

const EVERYTHING: Abilities = {
  read: true,
  edit: true,
  propose: true,
  proposeByForm: true,
  enterProposals: true,
  comment: true,
  manage: false,
  rename: false,
}

/** Who may read, and what is named besides. */
export function abilitiesWith(...abilities: (keyof Abilities)[]): Abilities {
  const none = Object.keys(EVERYTHING).map((ability) => [ability, false] as const)
  return {
    ...EVERYTHING,
    ...Object.fromEntries(none),
    read: true,
    ...Object.fromEntries(abilities.map((one) => [one, true])),
  }
}

export function actorOf(userId: string): Actor {
  return {
    userId,
    sessionId: `session-${userId}`,
    sessionExpiresAt: new Date(8e15),
    name: userId,
    locale: 'pl',
    organizationId: 'o',
    organizationName: 'Organizacja',
    memberships: [],
  }
}

/** Rights a test can change; everybody may do everything until it does. */
export class TestRights implements Rights {
  accessVersion = 0
  readonly abilities = new Map<string, Abilities>()
  readonly signedOut = new Set<string>()
  private readonly listeners = new Set<(change: RightsChange) => void>()

  async judge(actor: Actor): Promise<Standing | null> {
    const abilities = this.abilities.get(actor.userId) ?? EVERYTHING
    return { actor, abilities, accessVersion: this.accessVersion }
  }

  async judgeAnew(actor: Actor): Promise<Standing | null | 'SIGNED_OUT'> {
    return this.signedOut.has(actor.userId) ? 'SIGNED_OUT' : this.judge(actor)
  }

  watch(listener: (change: RightsChange) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  tell(change: RightsChange): void {
    for (const listener of this.listeners) listener(change)
  }
}

/** A document row with nothing in it, and whatever it refers to. */
export async function createDocumentRow(db: Db, id: string): Promise<string> {
  const organization = { id: 'o', name: 'Organizacja' }
  await db.organization.upsert({ where: { id: 'o' }, create: organization, update: {} })
  const data = { id, kind: 'OTHER', title: id, searchText: id, organizationId: 'o', createdById: 'u', epoch: 'first' }
  await db.document.create({ data: { ...data, kind: 'OTHER' } })
  return id
}

/** What was logged and audited, for a test to look at. */
export class TestRecords {
  readonly logged: string[] = []
  readonly audited: AuditEntry[] = []
  readonly logger: LogLogger = {
    warn: (_detail, message) => void this.logged.push(message),
    error: (_detail, message) => void this.logged.push(message),
  }
  readonly audit = {
    record: async (entry: AuditEntry): Promise<void> => void this.audited.push(entry),
  }
}

/** One process's rooms over a database that others may share. */
export function roomsOver(db: Db, changes: Partial<RoomsOptions> = {}): { rooms: Rooms; records: TestRecords } {
  const records = new TestRecords()
  const rooms = createRooms({
    log: createLog({ db, logger: records.logger }),
    checkpoints: createCheckpoints(db),
    offers: createOffers(db),
    bus: createLocalBus(),
    rights: new TestRights(),
    clock: { now: () => new Date() },
    limits: LIMITS,
    logger: records.logger,
    audit: records.audit,
    ...changes,
  })
  return { rooms, records }
}

/** A window in a room, without a socket: it applies what comes and pushes what it writes. */
export class TestWindow implements Outlet {
  readonly doc = createDocument()
  readonly events: RoomEvent[] = []
  hasEnded = false
  private readonly room: Room
  private readonly actor: Actor
  private epoch = ''
  private clientSeq = 0
  private member: Member | null = null

  constructor(room: Room, userId: string, clientId: number) {
    this.room = room
    this.actor = actorOf(userId)
    this.doc.clientID = clientId
  }

  get letters(): string {
    return this.doc.getText('body').toString()
  }

  async join(): Promise<void> {
    const { clientID: clientId } = this.doc
    const stateVector = Y.encodeStateVector(this.doc)
    const request = { actor: this.actor, clientId, schemaVersion: SCHEMA_VERSION, stateVector, outlet: this }
    this.member = await this.room.join(request)
    while (!this.events.some((event) => event.type === 'opened' || event.type === 'closed')) {
      await new Promise(setImmediate)
    }
  }

  /** Goes without a word, as a page that is closed. */
  leave(): void {
    this.member?.subscriber.end()
  }

  deliver(event: RoomEvent): undefined {
    this.events.push(event)
    if (event.type === 'opened') this.take(event)
    if (event.type === 'changed') Y.applyUpdate(this.doc, event.update, this)
    return undefined
  }

  end(): void {
    this.hasEnded = true
  }

  /** Changes this window's copy; the update is for the caller to push. */
  change(change: (text: Y.Text) => void): Uint8Array {
    const updates: Uint8Array[] = []
    const collect = (update: Uint8Array): number => updates.push(update)
    this.doc.on('update', collect)
    this.doc.transact(() => change(this.doc.getText('body')))
    this.doc.off('update', collect)
    return Y.mergeUpdates(updates)
  }

  /** Pushes `update`, made when this window had `seen`. */
  push(update: Uint8Array, clientSeq?: number, seen: Uint8Array | null = null): Promise<{ seq: number }> {
    return this.room.push({
      actor: this.actor,
      clientId: this.doc.clientID,
      clientSeq: clientSeq ?? (this.clientSeq += 1),
      epoch: this.epoch,
      schemaVersion: SCHEMA_VERSION,
      update,
      seen,
    })
  }

  write(change: (text: Y.Text) => void): Promise<{ seq: number }> {
    return this.push(this.change(change))
  }

  private take(event: OpenedEvent): void {
    this.epoch = event.epoch
    if (event.encoding === 'V1') Y.applyUpdate(this.doc, event.diff, this)
    else Y.applyUpdateV2(this.doc, event.encoding === 'V2' ? event.diff : gunzipSync(event.diff), this)
  }
}

/** A new document with one paragraph, written through `rooms`. */
export async function seededIn(rooms: Rooms, db: Db, text = 'Ala ma kota'): Promise<string> {
  const documentId = await createDocumentRow(db, newId())
  const change = (body: Y.Text): void => writeContent(body, [paragraph('a', text)])
  await rooms.append(documentId, { kind: 'SEED', userId: 'u', organizationId: 'o', change })
  return documentId
}

export async function windowIn(
  rooms: Rooms,
  documentId: string,
  userId: string,
  clientId: number,
): Promise<TestWindow> {
  const window = new TestWindow(await rooms.get(documentId), userId, clientId)
  await window.join()
  return window
}

/** Waits until something holds; fails when it does not within ten seconds. */
export async function settled(isDone: () => boolean): Promise<void> {
  const deadline = performance.now() + 10_000
  while (!isDone()) {
    if (performance.now() > deadline) throw new Error('waited ten seconds in vain')
    await delay(5)
  }
}
