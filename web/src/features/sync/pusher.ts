/**
 * Sends what waits in a replica's outbox: one push in flight, at most about fifty a second, a transient failure tried
 * again with full jitter and the same bytes. It decides nothing about permanent refusals; it reports them.
 */
import { SCHEMA_VERSION } from '@app/server/document'
import type { Push } from './outbox.ts'
import type { Replica } from './replica.ts'
import { retryDelay, SOCKET_TIMING } from './socket.ts'
import { travelMs } from './traffic.ts'
import { Interrupted, isGap, isPermanent, Refusal, reasonOf, type Transport } from './wire.ts'

/** The server takes 60 messages a second from one socket; what is typed faster travels together. */
const PUSH_SPACING_MS = 20
/** A push without an answer for this long after it left is sent again, the same: the answer may have got lost on the way. */
const ANSWER_MS = 10_000
/** Joining again cures a gap, unless something is wrong that it cannot cure. */
const MAX_GAPS = 2

export interface PusherHost {
  documentId: string
  transport: Transport
  random: () => number
  acknowledged(): void
  /** Nothing came of a push, and it is tried again where that is still allowed. */
  returned(): void
  /** A transient refusal: nothing is lost, and it is tried again. */
  troubled(code: string): void
  /** The server lacks something this builds on: join again, then send. */
  gap(): void
  /** It will never be taken. */
  refused(code: string): void
}

export class Pusher {
  private readonly host: PusherHost
  private readonly replica: Replica
  private canSend = false
  private failures = 0
  private gaps = 0
  private notBefore = 0
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(replica: Replica, host: PusherHost) {
    this.replica = replica
    this.host = host
  }

  /** The room is joined: what waits may go. */
  start(): void {
    this.canSend = true
    this.failures = 0
    this.notBefore = 0
    this.pump()
  }

  /** No connection, or no right to send. */
  pause(): void {
    this.canSend = false
    clearTimeout(this.timer)
    this.timer = undefined
  }

  pump(): void {
    if (!this.canSend || this.timer !== undefined) return
    const wait = this.notBefore - performance.now()
    if (wait > 0) {
      this.pumpLater(wait)
      return
    }
    const push = this.replica.outbox.take()
    if (!push) return
    this.notBefore = performance.now() + PUSH_SPACING_MS
    this.send(push).then(
      () => this.succeeded(push),
      (error: unknown) => this.failed(push, error),
    )
  }

  private send({ clientSeq, update, seen }: Push): Promise<number> {
    const { epoch, doc } = this.replica
    if (epoch === null) throw new Error('A replica that has not joined has nothing to send to.')
    const { documentId, transport } = this.host
    const answer = transport.push({
      documentId,
      epoch,
      schemaVersion: SCHEMA_VERSION,
      clientId: doc.clientID,
      clientSeq,
      update,
      ...(seen && { seen }),
    })
    return withDeadline(answer, ANSWER_MS + travelMs(update.length + (seen?.length ?? 0)))
  }

  private pumpLater(ms: number): void {
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.pump()
    }, ms)
  }

  private succeeded(push: Push): void {
    this.failures = 0
    this.gaps = 0
    this.replica.acknowledge(this.replica.outbox.acknowledge(push))
    this.host.acknowledged()
    this.pump()
  }

  private failed(push: Push, error: unknown): void {
    this.replica.outbox.putBack(push)
    if (error instanceof Interrupted) {
      this.again()
      return
    }
    const refusal = error instanceof Refusal ? error : new Refusal('INTERNAL')
    if (isGap(refusal) && this.gaps < MAX_GAPS) {
      this.gaps += 1
      this.pause()
      this.host.gap()
      return
    }
    if (isPermanent(refusal.code)) {
      this.pause()
      this.host.refused(reasonOf(refusal))
      return
    }
    this.host.troubled(refusal.code)
    this.again()
  }

  private again(): void {
    this.notBefore = performance.now() + retryDelay(this.failures, SOCKET_TIMING, this.host.random)
    this.failures += 1
    this.host.returned()
    this.pump()
  }
}

function withDeadline<T>(answer: Promise<T>, ms: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Interrupted()), ms)
    answer.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
