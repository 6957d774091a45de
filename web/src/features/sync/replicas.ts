/**
 * The replicas of one session, one after the other: each is opened from this device or empty, joins the room, and is
 * thrown away whole after a refusal. Promises: of one that is thrown away every unsent word is given back, and is on its
 * way to the disk before the next one begins; nobody takes over what this page lists; nobody waits for ever for a disk
 * that does not answer.
 */
import type { GivenBack } from './given-back.ts'
import { inTime } from './in-time.ts'
import { Membership, type MembershipHost } from './membership.ts'
import type { ClockRange } from './ranges.ts'
import { Replica } from './replica.ts'
import type { SessionDevice } from './session-device.ts'
import type { OpenReplica, SessionOptions } from './session-options.ts'
import type { ClosedBy } from './state.ts'
import type { StatusBoard } from './status-board.ts'
import type { DeviceCopy } from './store.ts'
import type { Abilities, OpenedEvent } from './wire.ts'

export interface ReplicasHost extends Pick<MembershipHost, 'received'> {
  options: SessionOptions
  device: SessionDevice
  board: StatusBoard
  givenBack: GivenBack
  /** The replica holds all that the server has. */
  opened(event: OpenedEvent): void
  /** Nobody is seen in the room any more. */
  left(): void
  /** Changes without a word of text were given up. */
  reverted(reason: string): void
  /** This device has begun or stopped to fail. */
  failing(failing: boolean): void
}

export class Replicas {
  divergences = 0
  private readonly host: ReplicasHost
  private shown: OpenReplica | null = null
  private membership: Membership | null = null
  /** How many in a row came to nothing. */
  private replacements = 0
  private isClosing = false
  /** Those being thrown away: their words are on their way to the disk. */
  private readonly discarding = new Set<Promise<void>>()
  /** Those whose records the disk did not let go of. */
  private readonly lying = new Set<Membership>()

  constructor(host: ReplicasHost) {
    this.host = host
  }

  /** What the editor shows; null until there is something to show. */
  get current(): OpenReplica | null {
    return this.shown
  }

  get abilities(): Abilities | null {
    return this.membership?.replica.abilities ?? null
  }

  get epoch(): string | null {
    return this.membership?.replica.epoch ?? null
  }

  async begin(copy: DeviceCopy | null): Promise<void> {
    this.host.device.stopWaiting()
    const { replica, isFilled } = copy ? await this.fill(copy) : { replica: this.create(), isFilled: false }
    if (this.isClosing) return replica.close()
    this.membership = new Membership(replica, this.membershipHost(), this.replacements)
    // An empty replica is not the document: it is shown only when the server has filled it.
    if (isFilled) this.show()
    await this.membership.start()
  }

  /** A good moment to try: the document that could not be had may be there again. */
  wake(closed: ClosedBy | null): void {
    if (this.membership) this.membership.wake()
    else if (closed !== null && closed !== 'SCHEMA_TOO_OLD' && !this.isClosing) void this.begin(null)
  }

  /** Is the person still let in? */
  joinAnew(): void {
    this.membership?.joinAnew()
  }

  async checkNow(): Promise<void> {
    await this.membership?.checkNow()
  }

  async settle(): Promise<void> {
    await this.membership?.settle()
  }

  /** Nothing new is written here any more; false where something is unsent, or a replica that began meanwhile needs it. */
  async leaveDevice(): Promise<boolean> {
    const { membership } = this
    if (membership && !(await membership.leaveDevice())) return false
    if (this.membership !== membership || this.discarding.size > 0) return false
    this.host.device.leave()
    return true
  }

  /** Resolves when the last of them has written what it had to, or the disk does not answer. */
  async close(): Promise<void> {
    const { membership } = this
    this.isClosing = true
    membership?.stop()
    // Where it is not over in time nobody takes over what may still be written: the lock goes with the page.
    const closed = membership?.replica.close().then(() => membership.letGo())
    await inTime(Promise.all([closed, ...this.discarding])).catch(() => undefined)
    this.host.device.stopWaiting()
    for (const membership of this.lying) membership.letGo()
  }

  show(): void {
    if (!this.membership) return
    const { doc, text, arriving, arrivals, doubled } = this.membership.replica
    if (this.shown?.doc === doc && this.shown.clientId === doc.clientID) return
    this.shown = { doc, text, clientId: doc.clientID, arriving, arrivals, doubled }
    this.host.board.dispatch({ type: 'opened' })
  }

  private async fill(copy: DeviceCopy): Promise<{ replica: Replica; isFilled: boolean }> {
    const { device } = this.host
    const replica = this.create()
    try {
      replica.fill(copy)
      return { replica, isFilled: copy.pieces.length > 0 }
    } catch {
      // Pieces that are no updates any more.
      await replica.close()
      await inTime(device.dropCopy()).catch((error: unknown) => device.giveUp(error))
      return { replica: this.create(), isFilled: false }
    }
  }

  private create(): Replica {
    const { options, device, givenBack, failing } = this.host
    return new Replica({
      documentId: options.documentId,
      store: device.store,
      changed: () => this.countUnsent(),
      arrived: (clocks) => void givenBack.forgetArrived(clocks).catch(() => failing(true)),
      deviceFailing: failing,
    })
  }

  private membershipHost(): MembershipHost {
    const { options, device, board, received } = this.host
    const { documentId, userId, transport, locks, random } = options
    return {
      documentId,
      userId,
      transport,
      store: device.store,
      locks,
      lying: device.lying,
      random: random ?? Math.random,
      dispatch: board.dispatch,
      opened: (event) => {
        this.replacements = 0
        this.host.opened(event)
      },
      received,
      changed: () => {
        if (this.shown) this.show()
        board.tell()
      },
      diverged: () => {
        this.divergences += 1
        void this.replace('DIVERGED')
      },
      giveBack: (client) => device.giveBack(client),
      replace: (reason, lost) => void this.replace(reason, lost),
      end: (reason) => void this.end(reason),
    }
  }

  /** Throws the replica away in one step: words and place are kept, the copy is not, and a new client id begins. */
  private async replace(reason: string, lost: ClockRange[] = []): Promise<void> {
    const { membership } = this
    if (!membership) return
    const discarded = this.discard(membership, reason, lost)
    this.replacements += 1
    await discarded
    if (!this.isClosing && this.membership === null) await this.begin(null)
  }

  private async end(reason: ClosedBy): Promise<void> {
    const { membership } = this
    if (!membership) return
    // After a reload the page sends, or gives back, what waits for it.
    const isOver = reason !== 'SCHEMA_TOO_OLD'
    const discarded = this.discard(membership, reason, [], () =>
      isOver ? this.host.device.giveBackGone(reason) : Promise.resolve(),
    )
    this.host.board.dispatch({ type: 'closed', reason })
    await discarded
  }

  private discard(
    membership: Membership,
    reason: string,
    lost: ClockRange[] = [],
    after = (): Promise<void> => Promise.resolve(),
  ): Promise<void> {
    const { host } = this
    const { replica } = membership
    membership.stop()
    this.membership = null
    this.shown = null
    const waited = replica.outbox.records.length > 0
    const recover = replica.abandon(reason, lost)
    const all = recover([])
    if (waited && all.length === 0) host.reverted(reason)
    // Should the disk refuse, the words are listed and counted as kept nowhere; the page goes on.
    const discarded = replica.journal.discard(recover, replica.nextEpoch)
    const taken = host.givenBack.take(all, discarded)
    host.left()
    host.board.dispatch({ type: 'replaced' })
    const kept = discarded.then(
      () => after().catch(() => host.failing(true)),
      () => this.leaveLying(membership),
    )
    const over = Promise.all([taken, kept]).then(() => {
      if (this.isClosing || !this.lying.has(membership)) membership.letGo()
    })
    // What is not over in time stays under its lock, and is seen to when it is.
    const timely = inTime(over).catch((error: unknown) => host.device.giveUp(error))
    this.discarding.add(timely)
    return timely.finally(() => this.discarding.delete(timely))
  }

  /** Nobody takes over what this page lists, be it this page itself, as long as it is open. */
  private leaveLying(membership: Membership): void {
    this.lying.add(membership)
    for (const clientId of membership.replica.journal.clientsOnDisk) this.host.device.lying.add(clientId)
    this.host.failing(true)
  }

  private countUnsent(): void {
    const records = this.membership?.replica.outbox.records ?? []
    const unkept = records.filter(({ kept }) => !kept).length
    this.host.board.dispatch({ type: 'outbox', unsent: records.length, unkept })
  }
}
