/** Comparing two states of a document: the only way in. */
export { compare, countChanges } from './compare.ts'
export * from './difference.ts'
export { decodeFrame, encodeFrame, type FrameUnit, settle, type UnitCredit } from './frames.ts'
export { changedPieces, type GroupStretch, type GroupsOf, groupPieces } from './group-pieces.ts'
export { readState } from './read-state.ts'
export type { CompareState, Look, StateBlock, StateRow, StateRun, StateTable, StateUnit, YjsId } from './state.ts'
export { PLAIN, sameLook } from './state.ts'
export { isVisible } from './tables.ts'
