/**
 * One replica's time in the document's room: joins, comes back, applies what arrives, sends what waits, and says when
 * the replica has to be thrown away. Joining anew is its only way back from anything.
 */
import { SCHEMA_VERSION } from '@app/server/document'
import * as Y from 'yjs'
import { ConvergenceCheck } from './convergence.ts'
import { inTime } from './in-time.ts'
import { Orphans, type OrphansHost } from './orphans.ts'
import { Pusher } from './pusher.ts'
import type { ClockRange } from './ranges.ts'
import type { Replica } from './replica.ts'
import { RoomLink } from './room-link.ts'
import type { ClosedBy, SyncEvent } from './state.ts'
import {
  type CloseReason,
  type DocumentEvent,
  mayWrite,
  type OpenedEvent,
  type Refusal,
  type Transport,
} from './wire.ts'

export interface MembershipHost extends Omit<OrphansHost, 'adopted'> {
  transport: Transport
  random: () => number
  dispatch(event: SyncEvent): void
  /** Joined: the replica holds all that the server has. */
  opened(event: OpenedEvent): void
  received(event: Extract<DocumentEvent, { type: 'presence' | 'stranded' | 'unstranded' }>): void
  /** Rights or the client id have changed. */
  changed(): void
  /** The copy differs from the server's although both say they are the same. */
  diverged(): void
  /** Throw this replica away, give its unsent words and what the server has lost back, begin anew. */
  replace(reason: string, lost?: ClockRange[]): void
  /** As `replace`, but the document cannot be had any more. */
  end(reason: ClosedBy): void
}

/** How often a signed-out page looks whether the person is signed in again. */
const SIGNED_OUT_RETRY_MS = 10_000
/** How often a page that nothing happens in looks for tabs that are gone. */
const ORPHANS_EVERY_MS = 30_000

export class Membership {
  readonly replica: Replica
  private readonly host: MembershipHost
  private readonly pusher: Pusher
  private readonly check: ConvergenceCheck
  private readonly orphans: Orphans
  private readonly link: RoomLink
  private clientId: number
  private joined = false
  private stopped = false
  private closedBy: CloseReason | null = null
  private scanning: Promise<void> = Promise.resolve()
  private scanTimer: ReturnType<typeof setInterval> | undefined

  /** `failures`: how many replicas in a row came to nothing before this one. */
  constructor(replica: Replica, host: MembershipHost, failures: number) {
    this.replica = replica
    this.host = host
    this.clientId = replica.doc.clientID
    this.link = this.createLink(failures)
    this.pusher = this.createPusher()
    this.check = this.createCheck()
    this.orphans = new Orphans(replica, { ...host, adopted: () => this.localChange() })
    replica.doc.on('update', this.onUpdate)
  }

  async start(): Promise<void> {
    this.scanTimer = setInterval(() => void this.scanOrphans(), ORPHANS_EVERY_MS)
    await this.scanOrphans()
    if (!this.stopped) this.link.start()
  }

  /** A good moment to try: network back, page visible. */
  wake(): void {
    this.link.wake()
    void this.scanOrphans()
  }

  /** Is the person still let in? The room says it to whoever joins. */
  joinAnew(): void {
    if (this.joined && !this.stopped) this.link.join()
  }

  stop(): void {
    this.stopped = true
    clearInterval(this.scanTimer)
    this.replica.doc.off('update', this.onUpdate)
    this.link.leave()
    this.check.stop()
    this.orphans.stop()
  }

  /** The last write of the replica is over: other tabs may take over what is left of it. */
  letGo(): void {
    this.orphans.letGo()
  }

  /** Leaves what lies on this device to others; false where something is unsent. */
  async leaveDevice(): Promise<boolean> {
    await this.scanning
    if (!(await this.replica.journal.leave())) return false
    clearInterval(this.scanTimer)
    this.orphans.stop()
    return true
  }

  /**
   * Resolves when what tabs that are gone left behind is in the outbox, and what is acknowledged is off the disk, or when
   * the disk does not answer.
   */
  async settle(): Promise<void> {
    await this.scanning
    await inTime(this.replica.journal.flush()).catch(() => undefined)
  }

  /** Compares with the server at once instead of in a quiet moment. */
  checkNow(): Promise<void> {
    return this.check.check()
  }

  private readonly onUpdate = (): void => {
    this.check.touch()
    this.localChange()
  }

  private localChange(): void {
    if (!this.joined || this.stopped) return
    this.leaveNothingBehind()
    this.pusher.pump()
  }

  private interrupted(code: string | null): void {
    this.joined = false
    this.pusher.pause()
    if (this.stopped) return
    this.host.dispatch({ type: 'interrupted' })
    if (code !== null) this.host.dispatch({ type: 'refused', code })
  }

  private receive(event: DocumentEvent): void {
    switch (event.type) {
      case 'opened':
        this.opened(event)
        break
      case 'changed':
        this.replica.applyChange(event.update)
        this.followClientId()
        break
      case 'access':
        this.replica.setAbilities(event.abilities)
        this.host.changed()
        this.followRights()
        break
      case 'closed':
        this.closed(event.reason)
        break
      default:
        this.host.received(event)
    }
  }

  private opened(event: OpenedEvent): void {
    const { replica } = this
    const isOtherEpoch = replica.epoch !== null && replica.epoch !== event.epoch
    const lost = replica.lostBy(event.stateVector, !isOtherEpoch && mayWrite(event.abilities))
    if (isOtherEpoch) replica.nextEpoch = event.epoch
    if (isOtherEpoch || lost.length > 0) {
      const behind = mayWrite(event.abilities) ? 'SERVER_BEHIND' : 'FORBIDDEN'
      this.host.replace(isOtherEpoch ? 'EPOCH_CHANGED' : behind, lost)
      return
    }
    this.link.succeeded()
    this.closedBy = null
    this.joined = true
    replica.applyOpened(event)
    if (mayWrite(event.abilities)) replica.offerMissing(event.stateVector)
    else replica.dropArrived(event.stateVector)
    this.host.opened(event)
    this.followClientId()
    this.followRights()
    void this.scanOrphans()
  }

  /** One after the other. Failing to look, or having no answer, for other tabs' records loses nothing: they stay where they are. */
  private scanOrphans(): Promise<void> {
    const scanned = this.scanning.then(() => inTime(this.orphans.scan()))
    this.scanning = scanned.catch(() => this.host.dispatch({ type: 'device', device: 'failed' }))
    return this.scanning
  }

  /** Yjs takes a new client id when it meets its own in somebody else's hands: the room must know it. */
  private followClientId(): void {
    const { doc, ownIds, outbox } = this.replica
    if (doc.clientID === this.clientId) return
    this.clientId = doc.clientID
    ownIds.add(doc.clientID)
    outbox.renumber()
    this.host.changed()
    this.link.join()
  }

  private followRights(): void {
    if (!this.joined) return
    if (mayWrite(this.replica.abilities)) {
      this.pusher.start()
      return
    }
    this.pusher.pause()
    this.leaveNothingBehind()
  }

  /** Who may not write any more gets back what was not sent; what is under way is waited for. */
  private leaveNothingBehind(): void {
    const { abilities, outbox } = this.replica
    if (!this.joined || mayWrite(abilities) || outbox.isSending || outbox.records.length === 0) return
    this.host.replace('FORBIDDEN')
  }

  private closed(reason: CloseReason): void {
    this.closedBy = reason
    if (reason === 'SCHEMA_TOO_OLD') {
      this.host.end(reason)
      return
    }
    if (reason === 'SIGNED_OUT') {
      this.signedOut()
      return
    }
    // A change of rights or of stage closes, and lets the page come back to be judged anew.
    this.link.joinLater()
  }

  private ended(refusal: Refusal | null): void {
    switch (refusal?.code) {
      case 'UNAUTHENTICATED':
        this.signedOut()
        break
      case 'FORBIDDEN':
      case 'NOT_FOUND':
        this.host.end(this.closedBy === 'ARCHIVED' ? 'ARCHIVED' : refusal.code)
        break
      case 'SCHEMA_TOO_OLD':
        this.host.end('SCHEMA_TOO_OLD')
        break
      case 'INVALID':
      case 'EPOCH_CHANGED':
      case 'CONFLICT':
        this.host.replace(refusal.code)
        break
      case 'SIGNED_IN_AS_OTHER':
        // Tried again as nobody: what is typed here waits on this device for the person of this page.
        this.link.leave()
        this.host.dispatch({ type: 'closed', reason: 'SIGNED_IN_AS_OTHER' })
        break
      default:
        this.link.joinLater()
        if (refusal) this.host.dispatch({ type: 'refused', code: refusal.code })
    }
  }

  private signedOut(): void {
    this.link.joinIn(SIGNED_OUT_RETRY_MS, true)
    this.host.dispatch({ type: 'closed', reason: 'SIGNED_OUT' })
  }

  private createLink(failures: number): RoomLink {
    const { documentId, transport, random } = this.host
    const { doc } = this.replica
    const variables = () => ({
      documentId,
      clientId: doc.clientID,
      schemaVersion: SCHEMA_VERSION,
      stateVector: Y.encodeStateVector(doc),
    })
    const host = {
      transport,
      random,
      variables,
      receive: (event: DocumentEvent) => this.receive(event),
      left: () => this.joined && this.interrupted(null),
      interrupted: (code: string | null) => this.interrupted(code),
      ended: (refusal: Refusal | null) => this.ended(refusal),
    }
    return new RoomLink(host, failures)
  }

  private createPusher(): Pusher {
    const { documentId, transport, random, dispatch } = this.host
    return new Pusher(this.replica, {
      documentId,
      transport,
      random,
      acknowledged: () => {
        dispatch({ type: 'acknowledged' })
        this.check.touch()
        this.leaveNothingBehind()
      },
      returned: () => this.leaveNothingBehind(),
      troubled: (code) => dispatch({ type: 'refused', code }),
      gap: () => !this.stopped && this.link.join(),
      refused: (reason) => this.refused(reason),
    })
  }

  private refused(reason: string): void {
    if (this.stopped) return
    if (reason === 'SCHEMA_TOO_OLD' || reason === 'NOT_FOUND') {
      this.host.end(reason)
      return
    }
    // Only the opening under the new epoch says what is lost of this copy.
    if (reason === 'EPOCH_CHANGED') this.link.joinLater()
    else this.host.replace(reason)
  }

  private createCheck(): ConvergenceCheck {
    const { documentId, transport } = this.host
    return new ConvergenceCheck(this.replica, {
      documentId,
      transport,
      isIdle: () => {
        const { outbox, arrivals } = this.replica
        return this.joined && !this.stopped && outbox.records.length === 0 && !arrivals.areHeld
      },
      diverged: () => this.host.diverged(),
    })
  }
}
