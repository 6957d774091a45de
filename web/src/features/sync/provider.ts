/**
 * One open document for as long as its page is open, through every connection, refusal and replica.
 * Promises: what is typed is either acknowledged, or waits in the outbox, or is given back as a text; a permanent
 * refusal never blocks what comes after it; nothing is called saved that waits. Knows no Vue and no socket.
 */
import { registerSession } from './device.ts'
import { noDismissals } from './dismissals.ts'
import { GivenBack } from './given-back.ts'
import { Membership, type MembershipHost } from './membership.ts'
import { CursorSender, PresenceList } from './presence.ts'
import type { ClockRange } from './ranges.ts'
import { Replica } from './replica.ts'
import { SessionDevice } from './session-device.ts'
import type { OpenReplica, SessionOptions } from './session-options.ts'
import type { ClosedBy, SyncStatus } from './state.ts'
import { StatusBoard } from './status-board.ts'
import type { DeviceCopy } from './store.ts'
import { StrandedOffers } from './stranded-offers.ts'
import type { Abilities, DocumentEvent, OpenedEvent } from './wire.ts'

export type { OpenReplica, SessionOptions } from './session-options.ts'

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
  /** Those whose records the disk did not let go of. */
  private readonly lying = new Set<Membership>()

  constructor(options: SessionOptions) {
    const { documentId, userId, store, leftBehind = null, transport, device, locks } = options
    this.options = options
    this.board = new StatusBoard(device)
    this.givenBack = new GivenBack(store ?? leftBehind, store !== null, (count) =>
      this.board.dispatch({ type: 'unkeptTexts', count }),
    )
    const failing = (isFailing: boolean): void => this.deviceFailing(isFailing)
    const reverted = (reason: string): void => this.tellReverted(reason)
    const { givenBack } = this
    this.device = new SessionDevice({ documentId, userId, store, locks, givenBack, reverted, failing })
    this.stranded = new StrandedOffers({
      documentId,
      givenBack,
      transport,
      dismissals: options.dismissals ?? noDismissals,
      keep: (edit) => this.device.keep(edit),
      typedIsSafe: () => this.typedIsSafe(),
      rewrite: (edit) => void this.givenBack.rewrite(edit).catch(() => failing(true)),
    })
    this.cursor = new CursorSender((cursor) =>
      transport.setPresence({ documentId, clientId: this.current?.clientId ?? 0, ...cursor }),
    )
    store?.onDeleted(() => this.deviceEmptied())
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
    this.stranded.stop()
    this.membership?.stop()
    await this.membership?.replica.close()
    this.membership?.letGo()
    await Promise.all(this.discarding)
    this.device.stopWaiting()
    for (const membership of this.lying) membership.letGo()
    // Until then somebody who asks what is unsent has to wait for the last write.
    this.unregister()
    this.options.store?.close()
    this.board.close()
  }

  /** What is refused meanwhile is in this page only until it is kept, or dealt with too. */
  private typedIsSafe(): Promise<void> {
    const { givenBack } = this
    const before = givenBack.unkeptIds()
    return this.board.until((_status, { unkept }) => unkept === 0 && givenBack.isKeptBut(before))
  }

  /** This is a shared computer from now on: nothing is written here any more once all of it is at the server. */
  async keepNothingMore(): Promise<void> {
    while (this.device.store && !this.closing) {
      await this.board.until((_status, { unsent, unkeptTexts }) => unsent + unkeptTexts === 0)
      if (await this.leaveDevice()) return
      await new Promise((resolve) => setTimeout(resolve, SETTLE_MS))
    }
  }

  private async leaveDevice(): Promise<boolean> {
    const { membership } = this
    if (membership && !(await membership.leaveDevice())) return false
    // A replica that began meanwhile has this device.
    if (this.membership !== membership || this.discarding.size > 0) return false
    this.device.leave()
    this.board.dispatch({ type: 'device', device: 'shared' })
    return true
  }

  /** Signing out: nothing here is worth a warning any more. */
  private async forget(): Promise<void> {
    this.board.dispatch({ type: 'forgotten' })
    await this.close()
  }

  private async begin(copy: DeviceCopy | null): Promise<void> {
    this.device.stopWaiting()
    const { replica, isFilled } = copy
      ? await this.fillReplica(copy)
      : { replica: this.createReplica(), isFilled: false }
    if (this.closing) return replica.close()
    this.membership = new Membership(replica, this.membershipHost(), this.replacements)
    // An empty replica is not the document: it is shown only when the server has filled it.
    if (isFilled) this.show(replica)
    await this.membership.start()
  }

  private async fillReplica(copy: DeviceCopy): Promise<{ replica: Replica; isFilled: boolean }> {
    const replica = this.createReplica()
    try {
      replica.fill(copy)
      return { replica, isFilled: copy.pieces.length > 0 }
    } catch {
      // Pieces that are no updates any more.
      await replica.close()
      await this.device.dropCopy().catch(() => this.device.giveUp())
      return { replica: this.createReplica(), isFilled: false }
    }
  }

  private createReplica(): Replica {
    return new Replica({
      documentId: this.options.documentId,
      store: this.device.store,
      changed: () => this.countUnsent(),
      arrived: (clocks) => void this.givenBack.forgetArrived(clocks).catch(() => this.deviceFailing(true)),
      deviceFailing: (failing) => this.deviceFailing(failing),
    })
  }

  private membershipHost(): MembershipHost {
    const { documentId, userId, transport, locks, random } = this.options
    return {
      documentId,
      userId,
      transport,
      store: this.device.store,
      locks,
      lying: this.device.lying,
      random: random ?? Math.random,
      dispatch: this.board.dispatch,
      opened: (event) => this.opened(event),
      received: (event) => this.received(event),
      changed: () => this.rightsOrIdChanged(),
      diverged: () => {
        this.divergences += 1
        void this.replace('DIVERGED')
      },
      giveBack: (client) => this.device.giveBack(client),
      replace: (reason, lost) => void this.replace(reason, lost),
      end: (reason) => void this.end(reason),
    }
  }

  private opened(event: OpenedEvent): void {
    this.replacements = 0
    this.device.renew()
    this.presence.reset(event.presence)
    const surroundings = this.givenBack.forgetSurroundings(event.epoch)
    void Promise.all([surroundings, this.stranded.opened(event)]).catch(() => this.deviceFailing(true))
    if (this.membership) this.show(this.membership.replica)
    this.board.dispatch({ type: 'joined' })
    this.cursor.repeat()
  }

  private received(event: Extract<DocumentEvent, { type: 'presence' | 'stranded' }>): void {
    if (event.type === 'presence') this.presence.update(event.joined, event.left)
    else if (!this.options.isDelivery) this.stranded.receive(event, this.membership?.replica.epoch ?? null)
    this.board.tell()
  }

  private rightsOrIdChanged(): void {
    if (this.membership && this.current) this.show(this.membership.replica)
    this.board.tell()
  }

  private show({ doc, text, arriving, arrivals, doubled }: Replica): void {
    if (this.current?.doc === doc && this.current.clientId === doc.clientID) return
    this.current = { doc, text, clientId: doc.clientID, arriving, arrivals, doubled }
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
    // After a reload the page sends, or gives back, what waits for it.
    const isOver = reason !== 'SCHEMA_TOO_OLD'
    const discarded = this.discard(membership, reason, [], () =>
      isOver ? this.device.giveBackGone(reason) : Promise.resolve(),
    )
    this.board.dispatch({ type: 'closed', reason })
    await discarded
  }

  private discard(
    membership: Membership,
    reason: string,
    lost: ClockRange[] = [],
    after = (): Promise<void> => Promise.resolve(),
  ): Promise<void> {
    const { replica } = membership
    membership.stop()
    this.membership = null
    this.current = null
    const waited = replica.outbox.records.length > 0
    const recover = replica.abandon(reason, lost)
    const all = recover([])
    if (waited && all.length === 0) this.tellReverted(reason)
    // Should the disk refuse, the words are listed and counted as kept nowhere; the page goes on.
    const discarded = replica.journal.discard(recover, replica.nextEpoch)
    const taken = this.givenBack.take(all, discarded)
    this.presence.reset([])
    this.board.dispatch({ type: 'replaced' })
    const kept = discarded.then(
      () => after().catch(() => this.deviceFailing(true)),
      () => this.leaveLying(membership),
    )
    const over = Promise.all([taken, kept]).then(() => {
      if (!this.lying.has(membership)) membership.letGo()
    })
    this.discarding.add(over)
    return over.finally(() => this.discarding.delete(over))
  }

  /** Nobody takes over what this page lists, be it this page itself, as long as it is open. */
  private leaveLying(membership: Membership): void {
    this.lying.add(membership)
    for (const clientId of membership.replica.journal.clientsOnDisk) this.device.lying.add(clientId)
    this.deviceFailing(true)
  }

  private tellReverted(reason: string): void {
    for (const listener of this.reverted) listener(reason)
  }

  /** Signing out deletes what this device has, and signing in again does not tell this page. */
  private deviceEmptied(): void {
    if (this.device.store) this.givenBack.lose()
    else this.givenBack.keepNothing()
    this.membership?.joinAnew()
  }

  private deviceFailing(failing: boolean): void {
    if (this.device.store) this.board.dispatch({ type: 'device', device: failing ? 'failed' : 'keeping' })
  }

  private countUnsent(): void {
    const records = this.membership?.replica.outbox.records ?? []
    this.board.dispatch({ type: 'outbox', unsent: records.length, unkept: records.filter(({ kept }) => !kept).length })
  }
}
