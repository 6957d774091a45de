/** Exact authorship of every character: a pure function of the log. The only way in. */
export { type ProposedIds, readProposedIds } from './accepted.ts'
export { decodeAttribution } from './encoding.ts'
export { Attribution, UNKNOWN_ROW } from './facts.ts'
export { AttributionFold, type FoldRow, UnfitRow } from './fold.ts'
export { Ranges } from './ranges.ts'
