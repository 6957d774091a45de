/** What a session is opened with, and what it shows. */
import type { OpenDismissals } from './dismissals.ts'
import type { Shelf } from './given-back.ts'
import type { Replica } from './replica.ts'
import type { DeviceState } from './state.ts'
import type { DeviceStore } from './store.ts'
import type { TabLocks } from './tabs.ts'
import type { Transport } from './wire.ts'

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
  /** Other tabs of the person hear of words that were dealt with here. */
  dismissals?: OpenDismissals
  random?: () => number
  /** Open only to send what waits: what the server offers is for the page that shows the document. */
  isDelivery?: boolean
}

/** What an editor binds to; another object after a refusal, or when Yjs changed the client id. */
export interface OpenReplica extends Pick<Replica, 'doc' | 'text' | 'arriving' | 'arrivals' | 'doubled'> {
  readonly clientId: number
}
