/** The sync engine: one room per open document, one append-only log under all of them. It knows no transport. */
export type { RestorationEntry } from './append-request.ts'
export { beginLog } from './beginning.ts'
export { createLocalBus } from './bus.ts'
export { type ChainedRow, type ChainPart, readChain } from './chained.ts'
export { type Checkpoints, createCheckpoints } from './checkpoint.ts'
export { applyState, packState, partsOf, type State, unpackState } from './checkpoint-state.ts'
export { readTrustedUpdate } from './guard-read.ts'
export { createLog } from './log.ts'
export {
  findRowUpTo,
  HEAD,
  lastSeqAt,
  type Piece,
  ROW_COLUMNS,
  type RowFacts,
  readFacts,
  readLog,
  readRowsAt,
  readTimes,
  SEGMENT_COLUMNS,
  type StoredRow,
  toRows,
} from './log-read.ts'
export { normaliseAll } from './normalise.ts'
export { createOffers } from './offers.ts'
export { createRights } from './rights.ts'
export { createRooms, type Rooms, type RoomsOptions } from './rooms.ts'
export { type Amendment, amendSegment, findLastSegment, laterThan, type Segment, sealLog } from './sealed.ts'
export { firstLink, hashUpdate, nextLink, type OriginalRow, originalOf, sha256 } from './segment/chain.ts'
export { BLOCK_ROWS } from './segment/salts.ts'
export { unpackSegment } from './segment/segment.ts'
export { SERVER_USER_ID } from './server-user.ts'
export type { PreparedChange, ServerWrite } from './server-write.ts'
