/** Exact authorship of every character: a pure function of the log. The only way in. */
export { decodeAttribution } from './encoding.ts'
export { Attribution } from './facts.ts'
export { AttributionFold, type FoldRow } from './fold.ts'
export { Ranges } from './ranges.ts'
