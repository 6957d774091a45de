/** The live document without Vue: for the page's composable, and for headless editors in tests. */
export type { Arrivals } from './arrivals.ts'
export { hasUnsaved, waitingDocuments, wipe } from './device.ts'
export { type Replaced, replacedBy } from './instead.ts'
export { DocumentSession, type OpenReplica, type SessionOptions } from './provider.ts'
export { createSocket, SOCKET_TIMING, type Socket, type SocketOptions, type SocketTiming } from './socket.ts'
export type { DeviceState, SyncStatus } from './state.ts'
export {
  type DeviceStore,
  databaseName,
  deleteStore,
  openStore,
  type RecoveredEdit,
  type RecoveredPlace,
} from './store.ts'
export { createTabLocks, type TabLocks } from './tabs.ts'
export { createTransport } from './transport.ts'
export { type Abilities, Interrupted, type Presence, Refusal, type Transport } from './wire.ts'
