// One open document and everybody in it. All that happens is a step of one serial loop: pushes, joins, writes of the
// server itself. A join attaches the listener and encodes the difference in one step, so nothing falls between them.
// What a member sees is committed; what a member is told was saved is committed; while somebody's rights are in doubt
// nothing is taken from them and nothing is brought to them. Work per keystroke does not grow with the document.

import type * as Y from 'yjs'
import type { Actor } from '../auth/policy.ts'
import { type DocumentContent, needsRepair, readContent, textHash } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { Annotations } from './annotations.ts'
import { Door, type JoinRequest } from './door.ts'
import type { CloseReason } from './events.ts'
import { Fanout } from './fanout.ts'
import type { GuardRules } from './guard.ts'
import { isInDoubt, type Member } from './member.ts'
import { Members } from './members.ts'
import { OfferDesk } from './offer-desk.ts'
import { assertNotAhead, isOutdated } from './page-version.ts'
import { PresenceBoard, type Selection } from './presence.ts'
import { ProposalGate } from './proposal-gate.ts'
import type { Landed, Push } from './push.ts'
import { PushQueue } from './push-queue.ts'
import { refuse } from './refusal.ts'
import { Replica } from './replica.ts'
import { assertMayWrite, type RightsChange, type Standing } from './rights.ts'
import { RoomSize } from './room-size.ts'
import { RoomUpkeep } from './room-upkeep.ts'
import type { Inspected, RoomsOptions } from './rooms.ts'
import { type PreparedWrite, type ServerWrite, ServerWriter, type Written } from './server-write.ts'
import { decodeVectorFor, isVectorOf } from './state-vector.ts'

export type { JoinRequest } from './door.ts'

export interface PushRequest extends Omit<Push, 'seen'> {
  actor: Actor
  schemaVersion: number
  /** A state vector: what the window had when it first hid a row, column or table in this update. */
  seen?: Uint8Array | null | undefined
}

export interface RoomOptions extends RoomsOptions {
  /** This room's copy is of an epoch that is over. */
  onOutdated: (documentId: string) => void
}

export class Room {
  readonly documentId: string
  isClosed = false
  private readonly options: RoomOptions
  private readonly replica: Replica
  private readonly members: Members
  private readonly presence: PresenceBoard
  private readonly fanout: Fanout
  private readonly pushes: PushQueue
  private readonly writer: ServerWriter
  private readonly size: RoomSize
  private readonly upkeep: RoomUpkeep
  private readonly door: Door
  private readonly annotations: Annotations
  private readonly gate: ProposalGate
  private readonly offers: OfferDesk
  private readonly stopListening: () => void
  private lastStep: Promise<unknown> = Promise.resolve()
  private isDrainPlanned = false
  private textHashAt: { seq: number; hash: string } | null = null

  private constructor(replica: Replica, options: RoomOptions) {
    this.options = options
    this.replica = replica
    this.documentId = replica.documentId
    const { rights, logger, limits, log } = options
    this.members = new Members({ documentId: this.documentId, rights, logger })
    this.presence = new PresenceBoard(limits.presenceEventsPerSecond, (event) => this.members.deliver(event))
    this.fanout = new Fanout(
      replica,
      (event, isFor) => this.members.deliver(event, isFor),
      (error) => this.members.joinAnew(error),
    )
    this.size = new RoomSize(replica, limits)
    this.writer = new ServerWriter(replica, log, options.clock)
    this.upkeep = new RoomUpkeep({ ...options, replica, write: (write) => this.write(write) })
    this.door = new Door({
      ...options,
      replica,
      members: this.members,
      presence: this.presence,
      beforeOpening: () => this.fanout.flush(),
      catchUp: () => this.catchUp(),
      onLeave: (member) => this.leave(member),
    })
    this.annotations = new Annotations(replica)
    const now = (): Date => options.clock.now()
    this.gate = new ProposalGate({ replica, log, limits, now, countRemarks: () => this.annotations.count })
    this.offers = new OfferDesk({ ...options, replica, members: this.members })
    this.pushes = new PushQueue({
      replica,
      log,
      gate: this.gate,
      logger,
      now,
      rulesFor: (userId) => this.rulesFor(userId),
      standingFor: (standing, again) => this.standingFor(standing, again),
      assertRoom: (checked, userId) => this.size.assertFits(checked, userId),
      catchUp: (seq) => this.catchUp(seq),
      landed: (landed) => this.landed(landed),
      outdated: () => options.onOutdated(this.documentId),
      settleOffers: (userId) => this.offers.settleFor(userId),
    })
    this.stopListening = options.bus.subscribe(this.documentId, ({ seq }) => this.hear(seq))
  }

  /** @throws AppError `NOT_FOUND` */
  static async open(documentId: string, options: RoomOptions): Promise<Room> {
    const replica = new Replica({ documentId, ...options })
    await replica.load()
    const room = new Room(replica, options)
    // A stop may have come between a row and keeping what it stranded, or between what people left behind and its repair.
    await room.offers.trySettle()
    if (needsRepair(replica.body)) room.upkeep.planRepair()
    return room
  }

  get isIdle(): boolean {
    return this.members.size === 0 && this.pushes.isEmpty && !this.upkeep.isRepairPlanned
  }

  get memberCount(): number {
    return this.members.size
  }

  /** Ids of the people who changed the document lately and are still here. */
  writers(): string[] {
    return this.members.writers()
  }

  read(): { content: DocumentContent; seq: number } {
    return { content: readContent(this.replica.body), seq: this.replica.head }
  }

  inspect<T>(look: (text: Y.Text) => T): Inspected<T> {
    const { body, head: seq, epoch } = this.replica
    return { found: look(body), seq, epoch }
  }

  /**
   * Opens the document for one window; its first event is `opened`.
   * @throws AppError `NOT_FOUND`, `UNAUTHENTICATED`; `CONFLICT` for a client id of somebody else
   */
  async join(request: JoinRequest): Promise<Member> {
    const { changesHeard } = this.members
    const standing = await this.members.standingOf(request.actor)
    // Before the window is in: of what is kept from then on it is told.
    const waitingStranded = await this.offers.waitingFor(request.actor.userId)
    const member = await this.step(() => {
      this.assertOpen()
      return this.door.admit(request, { standing, changesSeen: changesHeard, waitingStranded })
    })
    void this.offers.bring(member, waitingStranded ?? [])
    return member
  }

  /**
   * Takes one Yjs v1 update; resolves once it is committed.
   * @throws AppError with the reason it was refused
   */
  async push(request: PushRequest): Promise<{ seq: number }> {
    this.assertOpen()
    if (isOutdated(request.schemaVersion)) throw new AppError('SCHEMA_TOO_OLD')
    assertNotAhead(request.schemaVersion)
    const standing = await this.members.standingOf(request.actor)
    assertMayWrite(standing)
    const seen = request.seen ? decodeVectorFor(this.replica.doc, request.seen) : null
    const answer = this.pushes.add({ ...request, seen }, standing)
    this.planDrain()
    return answer
  }

  /**
   * Shows where a window of this person is; false when it has not joined.
   * @throws AppError `INVALID` for a window of somebody else
   */
  select(actor: Actor, clientId: number, selection: Selection): boolean {
    const member = this.members.find(clientId)
    if (member === undefined || this.members.ofPerson(actor.userId).length === 0) return false
    if (member.standing.actor.userId !== actor.userId) refuse('foreign-client')
    if (isInDoubt(member)) return true
    this.presence.select(clientId, selection)
    return true
  }

  /** A write of the server. */
  write(write: ServerWrite | PreparedWrite): Promise<Written> {
    return this.step(async () => {
      this.assertOpen()
      const landed = await this.writer.write(write, (seq) => this.catchUp(seq))
      if (landed === null) return { seq: this.replica.head, changed: false }
      const { update, seq } = landed
      this.forgetRemarks()
      this.show(update, seq, null)
      this.options.bus.publish({ documentId: this.documentId, update, seq })
      await this.offers.trySettle()
      return { seq, changed: true }
    })
  }

  /**
   * Hash of the text for somebody who has exactly this; null for anybody else.
   * @throws AppError `INVALID` for what is no state vector of this document
   */
  async textHash(actor: Actor, stateVector: Uint8Array): Promise<string | null> {
    await this.members.standingOf(actor)
    const { doc } = this.replica
    if (!isVectorOf(doc, decodeVectorFor(doc, stateVector))) return null
    const seq = this.replica.head
    if (this.textHashAt?.seq !== seq) this.textHashAt = { seq, hash: textHash(this.replica.body) }
    return this.textHashAt.hash
  }

  /** Whether its document is of this epoch, too. */
  isOf(epoch: string): boolean {
    return this.replica.epoch === epoch
  }

  /** Rights of some members may have changed. */
  reconsider(change: RightsChange): void {
    this.members.reconsider(change)
  }

  /** What is done from time to time: rights asked again, offers kept that could not be, the state folded. */
  async tend(): Promise<void> {
    await this.members.review()
    await this.step(() => this.offers.trySettle())
    if (this.upkeep.isCheckpointDue) await this.upkeep.checkpoint()
  }

  /** Folds what was not folded yet. */
  flush(): Promise<void> {
    return this.step(() => this.upkeep.checkpoint())
  }

  /** Lets everybody go, finishes what was begun, folds the state. */
  async close(reason: CloseReason): Promise<void> {
    this.isClosed = true
    this.stopListening()
    this.upkeep.stop()
    this.members.closeAll(reason)
    this.presence.close()
    while (!this.pushes.isEmpty) await this.lastStep
    await this.lastStep
    this.fanout.flush()
    await this.offers.trySettle()
    await this.upkeep.close()
  }

  private step<T>(run: () => Promise<T>): Promise<T> {
    const result = this.lastStep.then(run)
    this.lastStep = result.catch(() => undefined)
    return result
  }

  private assertOpen(): void {
    if (this.isClosed) throw new AppError('UNAVAILABLE', 'closing')
  }

  private planDrain(): void {
    if (this.isDrainPlanned) return
    this.isDrainPlanned = true
    void this.step(async () => {
      this.isDrainPlanned = false
      await this.pushes.drain()
      if (!this.pushes.isEmpty) this.planDrain()
    })
  }

  private leave(member: Member): void {
    if (!this.members.remove(member)) return
    this.presence.remove(member.clientId)
    this.options.onActivity?.(this.documentId)
  }

  private async standingFor(standing: Standing, again: boolean): Promise<Standing> {
    const current = await this.members.currentStanding(standing, again)
    assertMayWrite(current)
    return current
  }

  private rulesFor(userId: string): GuardRules {
    return {
      limits: this.options.limits,
      ownerOf: (clientId) => this.door.ownerOf(clientId, userId),
      hadAnnotation: (id) => this.annotations.has(id),
    }
  }

  private landed(landed: Landed): Promise<void> {
    const member = this.members.find(landed.clientId)
    if (member !== undefined) member.lastPushAt = performance.now()
    this.size.add(landed.newBlocks)
    this.show(landed.update, landed.seq, landed.isAmended ? null : landed.clientId)
    this.options.bus.publish({ documentId: this.documentId, seq: landed.seq, update: landed.update })
    if (landed.changesStructure) this.upkeep.planRepair()
    for (const id of landed.newProposals) this.options.onProposal?.(this.documentId, id)
    return this.offers.settleFor(landed.userId)
  }

  /** There may be new comments and proposals, or some were decided. */
  private forgetRemarks(): void {
    this.annotations.forget()
    this.gate.forget()
  }

  private show(update: Uint8Array, seq: number, from: number | null): void {
    this.gate.follow(update, seq)
    this.fanout.add(update, seq, from)
    this.upkeep.noteChange()
    this.options.onActivity?.(this.documentId)
  }

  /** True if other nodes had appended something, before `seq` where it is given. */
  private async catchUp(seq?: number): Promise<boolean> {
    const rows = await this.replica.catchUp(seq)
    if (rows.length > 0) this.forgetRemarks()
    for (const { update, seq } of rows) this.show(update, seq, null)
    await this.offers.trySettle()
    return rows.length > 0
  }

  private hear(seq: number): void {
    if (seq <= this.replica.head) return
    this.step(() => this.catchUp()).catch((error: unknown) => {
      this.options.logger.warn({ err: error, documentId: this.documentId }, 'the log could not be followed')
    })
  }
}
