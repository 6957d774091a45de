import type * as Y from 'yjs'

/** Somebody writes more at once than the server takes. */
export type HugeWrite = (text: Y.Text) => void

const paste: HugeWrite = (text) => {
  for (let at = 0; at < 500; at++) text.insert(text.length, `${'Zażółć gęślą jaźń. '.repeat(370)}\n`)
}
const oneInsert: HugeWrite = (text) => text.insert(1, 'x'.repeat(20_000_000))
/** Each in front of the one before it, so that none can be joined with another. */
const tiny =
  (count: number): HugeWrite =>
  (text) => {
    for (let at = 0; at < count; at++) text.insert(1, String(at % 10))
  }

/** What it is, how it is made, and whether it fits a frame of the socket. */
export const HUGE_WRITES = [
  ['a paste of 5 MB', paste, false],
  ['one insert of 20 MB', oneInsert, false],
  ['100,000 tiny inserts', tiny(100_000), false],
  ['20,000 tiny inserts, which fit a frame', tiny(20_000), true],
] as const
