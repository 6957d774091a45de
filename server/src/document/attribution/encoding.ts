/**
 * The bytes of an attribution, as a checkpoint keeps them. Columns of differences, run-length coded: somebody who types
 * alone for an hour costs a few bytes. Version first; bytes of another version are read as none, and the log is folded
 * again.
 */
import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
import { Attribution } from './facts.ts'
import type { IdRange, Ranges } from './ranges.ts'
import { Recently } from './recently.ts'

/**
 * Of version 1, some pass over a row with much deleted before it and over all rows after it; of 2, some name another
 * proposal; of 3, some give a word to whoever’s deleted words happen to hold it.
 */
const VERSION = 4

type Steps = Generator<void, void>

export interface FoldedLog {
  attribution: Attribution
  recently: Recently
}

/** So many ranges are a step, about a millisecond's work. */
const RANGES_PER_STEP = 2_000

/** Does all steps at once. */
export function finish<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}

/** Encodes what a fold knows at its last row, step by step: it must not go on meanwhile. */
export function* encodeFold({ attribution, recently }: FoldedLog): Generator<void, Uint8Array<ArrayBuffer>> {
  const encoder = encoding.createEncoder()
  encoding.writeVarUint(encoder, VERSION)
  encoding.writeVarUint(encoder, attribution.seq)
  const { typed, written, deleted, stray, proposed } = attribution
  for (const ranges of [typed, written, deleted, stray]) yield* writeRanges(encoder, ranges, (seq) => seq)
  const ids = new Map<string, number>()
  for (const ranges of [proposed.in, proposed.out]) {
    for (const { value } of ranges.entries()) if (!ids.has(value)) ids.set(value, ids.size)
  }
  encoding.writeVarUint(encoder, ids.size)
  for (const id of ids.keys()) encoding.writeVarString(encoder, id)
  for (const ranges of [proposed.in, proposed.out]) yield* writeRanges(encoder, ranges, (id) => ids.get(id) ?? 0)
  writeRecently(encoder, recently)
  return new Uint8Array(encoding.toUint8Array(encoder))
}

/** What a fold knew, without what it needs to go on; null where the bytes are of another version. */
export function* decodeAttribution(bytes: Uint8Array): Generator<void, Attribution | null> {
  return (yield* decodeFold(bytes))?.attribution ?? null
}

/** Decodes what `encodeFold` wrote, step by step; null where it is of another version. */
export function* decodeFold(bytes: Uint8Array): Generator<void, FoldedLog | null> {
  const decoder = decoding.createDecoder(bytes)
  if (decoding.readVarUint(decoder) !== VERSION) return null
  const attribution = new Attribution()
  attribution.seq = decoding.readVarUint(decoder)
  const { typed, written, deleted, stray, proposed } = attribution
  for (const ranges of [typed, written, deleted, stray]) yield* readRanges(decoder, ranges, (value) => value)
  const ids = Array.from({ length: decoding.readVarUint(decoder) }, () => decoding.readVarString(decoder))
  for (const ranges of [proposed.in, proposed.out]) yield* readRanges(decoder, ranges, (value) => ids[value] ?? '')
  return { attribution, recently: readRecently(decoder, attribution) }
}

function* writeRanges<V>(encoder: encoding.Encoder, ranges: Ranges<V>, toNumber: (value: V) => number): Steps {
  const [gaps, lengths] = [new encoding.UintOptRleEncoder(), new encoding.UintOptRleEncoder()]
  const values = new encoding.IntDiffOptRleEncoder()
  const counts: [client: number, count: number][] = []
  let [client, end, done] = [-1, 0, 0]
  for (const range of ranges.entries()) {
    if (++done % RANGES_PER_STEP === 0) yield
    if (range.client !== client) {
      counts.push([(client = range.client), 0])
      end = 0
    }
    ;(counts.at(-1) as [number, number])[1] += 1
    gaps.write(range.clock - end)
    lengths.write(range.length)
    values.write(toNumber(range.value))
    end = range.clock + range.length
  }
  encoding.writeVarUint(encoder, counts.length)
  for (const [id, count] of counts) {
    encoding.writeVarUint(encoder, id)
    encoding.writeVarUint(encoder, count)
  }
  for (const column of [gaps, lengths, values]) encoding.writeVarUint8Array(encoder, column.toUint8Array())
}

function* readRanges<V>(decoder: decoding.Decoder, ranges: Ranges<V>, toValue: (value: number) => V): Steps {
  const counts = Array.from({ length: decoding.readVarUint(decoder) }, () => ({
    client: decoding.readVarUint(decoder),
    count: decoding.readVarUint(decoder),
  }))
  const [gaps, lengths] = [readColumn(decoder), readColumn(decoder)]
  const values = new decoding.IntDiffOptRleDecoder(decoding.readVarUint8Array(decoder))
  let done = 0
  for (const { client, count } of counts) {
    let end = 0
    for (let index = 0; index < count; index++) {
      if (++done % RANGES_PER_STEP === 0) yield
      const range: IdRange = { client, clock: end + gaps.read(), length: lengths.read() }
      ranges.add(range, toValue(values.read()))
      end = range.clock + range.length
    }
  }
}

function readColumn(decoder: decoding.Decoder): decoding.UintOptRleDecoder {
  return new decoding.UintOptRleDecoder(decoding.readVarUint8Array(decoder))
}

function writeRecently(encoder: encoding.Encoder, recently: Recently): void {
  const rows = recently.removingRows()
  encoding.writeVarUint(encoder, rows.length)
  let [seq, at] = [0, 0]
  for (const row of rows) {
    encoding.writeVarUint(encoder, row.seq - seq)
    encoding.writeVarInt(encoder, row.at - at)
    ;({ seq, at } = row)
  }
  const cells = recently.touchedCells()
  encoding.writeVarUint(encoder, cells.length)
  for (const { seq: at, client, clock, wasHidden } of cells) {
    for (const value of [at, client, clock, Number(wasHidden)]) encoding.writeVarUint(encoder, value)
  }
}

function readRecently(decoder: decoding.Decoder, { deleted }: Attribution): Recently {
  const recently = new Recently()
  const rows = new Map<number, IdRange[]>()
  let [seq, at] = [0, 0]
  for (let count = decoding.readVarUint(decoder); count > 0; count--) {
    seq += decoding.readVarUint(decoder)
    at += decoding.readVarInt(decoder)
    const ranges: IdRange[] = []
    rows.set(seq, ranges)
    recently.note({ seq, at, ranges })
  }
  for (const { value, ...range } of deleted.entries()) rows.get(value)?.push(range)
  for (let count = decoding.readVarUint(decoder); count > 0; count--) {
    const [touchedAt, client, clock] = [0, 0, 0].map(() => decoding.readVarUint(decoder)) as [number, number, number]
    recently.noteCell({ seq: touchedAt, client, clock, wasHidden: decoding.readVarUint(decoder) === 1 })
  }
  return recently
}
