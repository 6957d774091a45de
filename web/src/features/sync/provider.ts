/**
 * One open document for as long as its page is open, through every connection, refusal and replica.
 * Promises: what is typed is either acknowledged, or waits in the outbox, or is given back as a text; a permanent
 * refusal never blocks what comes after it; nothing is called saved that waits. Knows no Vue and no socket.
 */
import { registerSession } from './device.ts'
import { noDismissals } from './dismissals.ts'
import { GivenBack } from './given-back.ts'
import { CursorSender, PresenceList } from './presence.ts'
import { Replicas } from './replicas.ts'
import { SessionDevice } from './session-device.ts'
import type { OpenReplica, SessionOptions } from './session-options.ts'
import type { SyncStatus } from './state.ts'
import { StatusBoard } from './status-board.ts'
import { StrandedOffers } from './stranded-offers.ts'
import type { Abilities, DocumentEvent, OpenedEvent } from './wire.ts'

export type { OpenReplica, SessionOptions } from './session-options.ts'

/** How long a push under way is waited for before its words count as unsent. */
const SETTLE_MS = 2_000

export class DocumentSession {
  readonly presence = new PresenceList()
  readonly givenBack: GivenBack
  /** Called with the reason when changes that hold no text to give back, as deletions and formats, were undone. */
  readonly reverted = new Set<(reason: string) => void>()
  private readonly options: SessionOptions
  private readonly device: SessionDevice
  private readonly cursor: CursorSender
  private readonly board: StatusBoard
  private readonly stranded: StrandedOffers
  private readonly replicas: Replicas
  private readonly unregister: () => void
  private closing: Promise<void> | null = null

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
      transport.setPresence({ documentId, clientId: this.replica?.clientId ?? 0, ...cursor }),
    )
    this.replicas = this.createReplicas()
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
    return this.replicas.current
  }

  /** Copies thrown away because their text differed from the server's: each one is a defect somewhere. */
  get divergences(): number {
    return this.replicas.divergences
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
    return this.replicas.abilities
  }

  /** Calls back after every change of anything above; the returned function ends it. */
  onChange(listener: () => void): () => void {
    return this.board.onChange(listener)
  }

  /** Opens what this device has, then joins. */
  async start(): Promise<void> {
    const copy = await this.device.read()
    if (!this.closing) await this.replicas.begin(copy)
  }

  setCursor(anchor: Uint8Array | null, head: Uint8Array | null): void {
    this.cursor.set({ anchor, head })
  }

  /** Network back, page visible again: find out at once how things are. */
  wake(): void {
    this.options.transport.wake()
    this.replicas.wake(this.board.facts.closed)
  }

  /** The person has used or refused words that were given back: they are listed no more, here and at the server. */
  dismiss(id: string): Promise<void> {
    return this.stranded.dismiss(id)
  }

  /** Compares the text with the server's now; a copy that differs twice is replaced. */
  async checkConvergence(): Promise<void> {
    await this.replicas.checkNow()
  }

  /** Lets what is on its way arrive, within reason; then this device knows what is still unsent. */
  async settle(): Promise<void> {
    await this.replicas.settle()
    await this.board.until((status) => status !== 'saving', SETTLE_MS)
    await this.replicas.settle()
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
    await this.replicas.close()
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
    if (!(await this.replicas.leaveDevice())) return false
    this.board.dispatch({ type: 'device', device: 'shared' })
    return true
  }

  /** Signing out: nothing here is worth a warning any more. */
  private async forget(): Promise<void> {
    this.board.dispatch({ type: 'forgotten' })
    await this.close()
  }

  private createReplicas(): Replicas {
    const { options, device, board, givenBack } = this
    return new Replicas({
      options,
      device,
      board,
      givenBack,
      opened: (event) => this.opened(event),
      received: (event) => this.received(event),
      left: () => this.presence.reset([]),
      reverted: (reason) => this.tellReverted(reason),
      failing: (failing) => this.deviceFailing(failing),
    })
  }

  private opened(event: OpenedEvent): void {
    this.device.renew()
    this.presence.reset(event.presence)
    const surroundings = this.givenBack.forgetSurroundings(event.epoch)
    void Promise.all([surroundings, this.stranded.opened(event)]).catch(() => this.deviceFailing(true))
    this.replicas.show()
    this.board.dispatch({ type: 'joined' })
    this.cursor.repeat()
  }

  private received(event: Extract<DocumentEvent, { type: 'presence' | 'stranded' | 'unstranded' }>): void {
    if (event.type === 'presence') this.presence.update(event.joined, event.left)
    else if (event.type === 'unstranded')
      this.givenBack.takeBack(new Set(event.ids)).catch(() => this.deviceFailing(true))
    else if (!this.options.isDelivery) this.stranded.receive(event, this.replicas.epoch)
    this.board.tell()
  }

  private tellReverted(reason: string): void {
    for (const listener of this.reverted) listener(reason)
  }

  /** Signing out deletes what this device has, and signing in again does not tell this page. */
  private deviceEmptied(): void {
    if (this.device.store) this.givenBack.lose()
    else this.givenBack.keepNothing()
    this.replicas.joinAnew()
  }

  private deviceFailing(failing: boolean): void {
    if (this.device.store) this.board.dispatch({ type: 'device', device: failing ? 'failed' : 'keeping' })
  }
}
