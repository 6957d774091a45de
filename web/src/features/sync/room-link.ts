/**
 * The page's way into one room: one subscription at a time, a new one after a wait that grows, and silence from every
 * subscription but the last. What overtakes an opening waits for it: a server that is ahead would look as one that has
 * lost what the page has, and its older rights would hold.
 */
import { retryDelay, SOCKET_TIMING } from './socket.ts'
import type { DocumentEvent, JoinVariables, Refusal, Transport } from './wire.ts'

export interface RoomLinkHost {
  transport: Transport
  random: () => number
  variables(): JoinVariables
  receive(event: DocumentEvent): void
  /** The page has left by itself, or was not there. */
  left(): void
  /** The connection, or an attempt at one, is gone; `code` where the server said why. */
  interrupted(code: string | null): void
  ended(refusal: Refusal | null): void
}

export class RoomLink {
  private readonly host: RoomLinkHost
  private failures: number
  private leaveRoom: (() => void) | null = null
  private timer: ReturnType<typeof setTimeout> | undefined

  /** `failures`: how many attempts came to nothing before. */
  constructor(host: RoomLinkHost, failures: number) {
    this.host = host
    this.failures = failures
  }

  /** Soon enough for a first attempt, later after failures. */
  start(): void {
    if (this.failures === 0) this.join()
    else this.joinLater()
  }

  join(): void {
    this.leave()
    const ifCurrent = (work: () => void): void => {
      if (this.leaveRoom === leaveRoom) work()
    }
    const receive = inOrder((event) => ifCurrent(() => this.host.receive(event)))
    const leaveRoom = this.host.transport.join(() => this.host.variables(), {
      event: (event) => receive.event(event),
      interrupted: (code) => {
        receive.anew()
        ifCurrent(() => this.host.interrupted(code))
      },
      ended: (refusal) => ifCurrent(() => this.host.ended(refusal)),
    })
    this.leaveRoom = leaveRoom
  }

  joinLater(): void {
    const wait = retryDelay(this.failures, SOCKET_TIMING, this.host.random)
    this.failures += 1
    this.joinIn(wait)
  }

  /** Leaves now and joins after `ms`, on a new connection if the cookie may have changed. */
  joinIn(ms: number, reconnect = false): void {
    this.leave()
    this.timer = setTimeout(() => {
      if (reconnect) this.host.transport.reconnect()
      this.join()
    }, ms)
  }

  /** A good moment to try, if one is being waited for. */
  wake(): void {
    if (this.timer !== undefined) this.join()
  }

  succeeded(): void {
    this.failures = 0
  }

  leave(): void {
    clearTimeout(this.timer)
    this.timer = undefined
    this.leaveRoom?.()
    this.leaveRoom = null
    this.host.left()
  }
}

/** Hands on the events of one subscription, those before its opening after it; each connection begins with one. */
function inOrder(handle: (event: DocumentEvent) => void): { event(event: DocumentEvent): void; anew(): void } {
  let early: DocumentEvent[] | null = []
  return {
    event: (event) => {
      if (early !== null && event.type !== 'opened' && event.type !== 'closed') {
        early.push(event)
        return
      }
      handle(event)
      if (event.type !== 'opened') return
      const waited = early ?? []
      early = null
      waited.forEach(handle)
    },
    anew: () => {
      early = []
    },
  }
}
