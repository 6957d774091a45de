/** The sync engine: one room per open document, one append-only log under all of them. It knows no transport. */
export { createLocalBus } from './bus.ts'
export { type Checkpoints, createCheckpoints } from './checkpoint.ts'
export { createLog } from './log.ts'
export type { RestorationEntry } from './log-statement.ts'
export { createOffers } from './offers.ts'
export { createRights } from './rights.ts'
export { createRooms, type Rooms, type RoomsOptions } from './rooms.ts'
export { type PreparedChange, SERVER_USER_ID, type ServerWrite } from './server-write.ts'
