/**
 * One open document for as long as its page is open, through every connection, refusal and replica.
 * Promises: what is typed is either acknowledged, or waits in the outbox, or is given back as a text; a permanent
 * refusal never blocks what comes after it; nothing is called saved that waits. Knows no Vue and no socket.
 */
import { registerSession } from './device.ts'
import { GivenBack, type Shelf } from './given-back.ts'
import { Membership, type MembershipHost } from './membership.ts'
import { CursorSender, PresenceList } from './presence.ts'
import type { ClockRange } from './recovered.ts'
import { Replica } from './replica.ts'
import { SessionDevice } from './session-device.ts'
import type { ClosedBy, DeviceState, SyncStatus } from './state.ts'
import { StatusBoard } from './status-board.ts'
import type { DeviceCopy, DeviceStore } from './store.ts'
import { StrandedOffers } from './stranded-offers.ts'
import type { TabLocks } from './tabs.ts'
import type { Abilities, DocumentEvent, OpenedEvent, Transport } from './wire.ts'

export interface SessionOptions {
  documentId: string
  userId: string
  transport: Transport
  /** Null on a shared computer, and where the browser refuses; `device` says which. */
  store: DeviceStore | null
  device: DeviceState
  /** Where there is no store: what lay on this device before it was called a shared computer, to be offered back. */
  leftBehind?: Shelf | null
  locks: TabLocks
  random?: () => number
}

/** What an editor binds to; another object after a refusal, or when Yjs changed the client id. */
export interface OpenReplica extends Pick<Replica, 'doc' | 'text' | 'arriving' | 'doubled'> {
  readonly clientId: number
}

/** How long a push under way is waited for before its words count as unsent. */
const SETTLE_MS = 2_000

export class DocumentSession {
  readonly presence = new PresenceList()
  readonly givenBack: GivenBack
  /** Copies thrown away because their text differed from the server's: each one is a defect somewhere. */
  divergences = 0
  /** Called with the reason when changes that hold no text to give back, as deletions and formats, were undone. */
  readonly reverted = new Set<(reason: string) => void>()
  private readonly options: SessionOptions
  private readonly device: SessionDevice
  private readonly cursor: CursorSender
  private readonly board: StatusBoard
  private readonly stranded: StrandedOffers
  private readonly unregister: () => void
  private current: OpenReplica | null = null
  private membership: Membership | null = null
  private replacements = 0
  private closing: Promise<void> | null = null
  /** Replicas being thrown away: their words are on their way to the disk. */
  private readonly discarding = new Set<Promise<void>>()

  constructor(options: SessionOptions) {
    const { documentId, userId, store, leftBehind = null, transport, device } = options
    this.options = options
    this.board = new StatusBoard(device)
    this.givenBack = new GivenBack(store ?? leftBehind, store !== null, (count) =>
      this.board.dispatch({ type: 'unkeptTexts', count }),
    )
    const failing = (isFailing: boolean): void => this.deviceFailing(isFailing)
    const reverted = (reason: string): void => this.tellReverted(reason)
    this.device = new SessionDevice({ documentId, store, givenBack: this.givenBack, reverted, failing })
    this.stranded = new StrandedOffers({
      documentId,
      givenBack: this.givenBack,
      transport,
      keep: (edit) => this.device.keep(edit),
    })
    this.cursor = new CursorSender((cursor) =>
      transport.setPresence({ documentId, clientId: this.current?.clientId ?? 0, ...cursor }),
    )
    this.unregister = registerSession({
      userId,
      documentId,
      hasUnsent: () => this.board.facts.unsent > 0 || this.board.facts.unkeptTexts > 0,
      settle: () => this.settle(),
      forget: () => this.forget(),
    })
  }

  /** What the editor shows; null until there is something to show. */
  get replica(): OpenReplica | null {
    return this.current
  }

  get status(): SyncStatus {
    return this.board.status
  }

  /** Leaving the page now would lose words, and something is wrong: this device does not keep them. */
  get isAtRisk(): boolean {
    return this.board.isAtRisk
  }

  /** Something is in this page only, be it for the moment that its write takes. */
  get isUnkept(): boolean {
    const { unkept, unkeptTexts } = this.board.facts
    return unkept + unkeptTexts > 0
  }

  /** Null until the server, or this device's copy, has said. */
  get abilities(): Abilities | null {
    return this.membership?.replica.abilities ?? null
  }

  /** Calls back after every change of anything above; the returned function ends it. */
  onChange(listener: () => void): () => void {
    return this.board.onChange(listener)
  }

  /** Opens what this device has, then joins. */
  async start(): Promise<void> {
    const copy = await this.device.read()
    if (!this.closing) await this.begin(copy)
  }

  setCursor(anchor: Uint8Array | null, head: Uint8Array | null): void {
    this.cursor.set({ anchor, head })
  }

  /** Network back, page visible again: find out at once how things are. */
  wake(): void {
    this.options.transport.wake()
    const { closed } = this.board.facts
    if (this.membership) this.membership.wake()
    else if (closed !== null && closed !== 'SCHEMA_TOO_OLD' && !this.closing) void this.begin(null)
  }

  /** The person has used or refused words that were given back: they are listed no more, here and at the server. */
  dismiss(id: string): Promise<void> {
    return this.stranded.dismiss(id)
  }

  /** Compares the text with the server's now; a copy that differs twice is replaced. */
  async checkConvergence(): Promise<void> {
    await this.membership?.checkNow()
  }

  /** Lets what is on its way arrive, within reason; then this device knows what is still unsent. */
  async settle(): Promise<void> {
    await this.membership?.settle()
    await this.board.until((status) => status !== 'saving', SETTLE_MS)
    await this.membership?.settle()
  }

  /** Resolves in one of these states, with nothing on its way there any more. */
  async over(states: ReadonlySet<SyncStatus>): Promise<void> {
    do {
      await this.board.until((status) => states.has(status))
      await this.settle()
    } while (!states.has(this.status))
  }

  /** Leaves the room and closes the store; what is unsent stays on this device. */
  close(): Promise<void> {
    this.closing ??= this.shut()
    return this.closing
  }

  private async shut(): Promise<void> {
    this.cursor.stop()
    this.membership?.stop()
    await this.membership?.replica.close()
    this.membership?.letGo()
    await Promise.all(this.discarding)
    // Until then somebody who asks what is unsent has to wait for the last write.
    this.unregister()
    this.device.store?.close()
    this.board.close()
  }

  /** Signing out: nothing here is worth a warning any more. */
  private async forget(): Promise<void> {
    this.board.dispatch({ type: 'forgotten' })
    await this.close()
  }

  private async begin(copy: DeviceCopy | null): Promise<void> {
    const { replica, isFilled } = this.createReplica(copy)
    this.membership = new Membership(replica, this.membershipHost(), this.replacements)
    // An empty replica is not the document: it is shown only when the server has filled it.
    if (isFilled) this.show(replica)
    await this.membership.start()
  }

  private createReplica(copy: DeviceCopy | null): { replica: Replica; isFilled: boolean } {
    const replica = new Replica({
      documentId: this.options.documentId,
      store: this.device.store,
      changed: () => this.countUnsent(),
      deviceFailing: (failing) => this.deviceFailing(failing),
    })
    if (!copy) return { replica, isFilled: false }
    try {
      replica.fill(copy)
      return { replica, isFilled: copy.pieces.length > 0 }
    } catch {
      // Bytes that are no updates any more.
      this.device.giveUp()
      return this.createReplica(null)
    }
  }

  private membershipHost(): MembershipHost {
    const { documentId, userId, transport, locks, random } = this.options
    return {
      documentId,
      userId,
      transport,
      store: this.device.store,
      locks,
      random: random ?? Math.random,
      dispatch: this.board.dispatch,
      opened: (event) => this.opened(event),
      received: (event) => this.received(event),
      changed: () => this.rightsOrIdChanged(),
      diverged: () => {
        this.divergences += 1
        void this.replace('DIVERGED')
      },
      giveBack: (client) => this.device.giveBack(client, 'EPOCH_CHANGED'),
      replace: (reason, lost) => void this.replace(reason, lost),
      end: (reason) => void this.end(reason),
    }
  }

  private opened(event: OpenedEvent): void {
    this.replacements = 0
    this.presence.reset(event.presence)
    void this.givenBack.forgetArrived(event.stateVector).catch(() => this.deviceFailing(true))
    if (this.membership) this.show(this.membership.replica)
    this.board.dispatch({ type: 'joined' })
    this.cursor.repeat()
  }

  private received(event: Extract<DocumentEvent, { type: 'presence' | 'stranded' }>): void {
    if (event.type === 'presence') this.presence.update(event.joined, event.left)
    else this.stranded.receive(event)
    this.board.tell()
  }

  private rightsOrIdChanged(): void {
    if (this.membership && this.current) this.show(this.membership.replica)
    this.board.tell()
  }

  private show({ doc, text, arriving, doubled }: Replica): void {
    if (this.current?.doc === doc && this.current.clientId === doc.clientID) return
    this.current = { doc, text, clientId: doc.clientID, arriving, doubled }
    this.board.dispatch({ type: 'opened' })
  }

  /** Throws the replica away in one step: words and place are kept, the copy is not, and a new client id begins. */
  private async replace(reason: string, lost: ClockRange[] = []): Promise<void> {
    const membership = this.membership
    if (!membership) return
    const discarded = this.discard(membership, reason, lost)
    this.replacements += 1
    await discarded
    if (!this.closing && this.membership === null) await this.begin(null)
  }

  private async end(reason: ClosedBy): Promise<void> {
    const membership = this.membership
    if (!membership) return
    const discarded = this.discard(membership, reason)
    this.board.dispatch({ type: 'closed', reason })
    await discarded
  }

  private discard(membership: Membership, reason: string, lost: ClockRange[] = []): Promise<void> {
    const { replica } = membership
    membership.stop()
    this.membership = null
    this.current = null
    const waited = replica.outbox.records.length > 0
    const edits = replica.abandon(reason, lost)
    if (waited && edits.length === 0) this.tellReverted(reason)
    // Should the disk refuse, the words stay listed and counted as kept nowhere; the page goes on.
    const discarded = replica.journal.discard(edits)
    this.givenBack.add(edits, discarded)
    this.presence.reset([])
    this.board.dispatch({ type: 'replaced' })
    const over = discarded.catch(() => this.deviceFailing(true)).finally(() => membership.letGo())
    this.discarding.add(over)
    return over.finally(() => this.discarding.delete(over))
  }

  private tellReverted(reason: string): void {
    for (const listener of this.reverted) listener(reason)
  }

  private deviceFailing(failing: boolean): void {
    if (this.device.store) this.board.dispatch({ type: 'device', device: failing ? 'failed' : 'keeping' })
  }

  private countUnsent(): void {
    const records = this.membership?.replica.outbox.records ?? []
    this.board.dispatch({ type: 'outbox', unsent: records.length, unkept: records.filter(({ kept }) => !kept).length })
  }
}
