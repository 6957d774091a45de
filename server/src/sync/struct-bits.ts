/** How a struct begins in a Yjs v1 update: what it holds, and which of its places are named. */
export const REF = { gc: 0, deleted: 1, string: 4, embed: 5, format: 6, type: 7, any: 8, skip: 10 } as const
export const REF_BITS = 0b0001_1111
export const HAS_PARENT_KEY = 0b0010_0000
export const HAS_RIGHT_ORIGIN = 0b0100_0000
export const HAS_ORIGIN = 0b1000_0000
/** Y.Array, Y.Map and Y.Text carry nothing; the types after them carry names and are not ours. */
export const HIGHEST_TYPE_REF = 2
