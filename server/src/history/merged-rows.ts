// Many rows of a log as one update: what was typed letter after letter is one piece again, all deletions come at the end.
// A document that only has to be read is made of it in a third of the time that its rows take one by one.

import * as decoding from 'lib0/decoding'
import * as encoding from 'lib0/encoding'
// Not through the index: threads load this file, and would load all rooms with it.
import { HAS_ORIGIN, HAS_PARENT_KEY, HAS_RIGHT_ORIGIN, HIGHEST_TYPE_REF, REF, REF_BITS } from '../sync/struct-bits.ts'

/** Of one person, letters that each stand right of the one before and left of the same. */
interface Run {
  /** What stands before the letters, as it was written. */
  head: Uint8Array
  rightClient: number
  rightClock: number
  text: string
}

/** What one client id wrote, in order. */
interface Written {
  clock: number
  next: number
  structs: number
  bytes: encoding.Encoder
  run: Run | null
}

/** They do not follow each other as rows of a log do, or hold what is not looked into. */
class Unmergeable extends Error {}

/**
 * One Yjs v1 update that makes of a document what `updates` (Yjs v1) make of it one by one; null where they cannot be
 * taken together: then they are applied as they are.
 */
export function mergeRows(updates: readonly Uint8Array[]): Uint8Array | null {
  const merge = new Merge()
  try {
    for (const update of updates) merge.add(update)
  } catch {
    return null
  }
  return merge.toUpdate()
}

class Merge {
  private readonly written = new Map<number, Written>()
  private readonly deleted = new Map<number, number[]>()

  add(update: Uint8Array): void {
    const row = decoding.createDecoder(update)
    for (let sections = decoding.readVarUint(row); sections > 0; sections -= 1) {
      const structs = decoding.readVarUint(row)
      const client = decoding.readVarUint(row)
      const clock = decoding.readVarUint(row)
      const written = this.writtenBy(client, clock)
      for (let left = structs; left > 0; left -= 1) addStruct(row, client, written)
    }
    for (let sections = decoding.readVarUint(row); sections > 0; sections -= 1) {
      const ranges = this.deletedOf(decoding.readVarUint(row))
      for (let left = decoding.readVarUint(row); left > 0; left -= 1) {
        ranges.push(decoding.readVarUint(row), decoding.readVarUint(row))
      }
    }
    // Also what was read past the end of a damaged row.
    if (row.pos !== update.length) throw new Unmergeable()
  }

  toUpdate(): Uint8Array {
    const all = encoding.createEncoder()
    encoding.writeVarUint(all, this.written.size)
    for (const [client, written] of this.written) {
      endRun(written)
      encoding.writeVarUint(all, written.structs)
      encoding.writeVarUint(all, client)
      encoding.writeVarUint(all, written.clock)
      encoding.writeUint8Array(all, encoding.toUint8Array(written.bytes))
    }
    encoding.writeVarUint(all, this.deleted.size)
    for (const [client, ranges] of this.deleted) {
      encoding.writeVarUint(all, client)
      encoding.writeVarUint(all, ranges.length / 2)
      for (const number of ranges) encoding.writeVarUint(all, number)
    }
    return encoding.toUint8Array(all)
  }

  private writtenBy(client: number, clock: number): Written {
    const known = this.written.get(client)
    if (known === undefined) {
      const made = { clock, next: clock, structs: 0, bytes: encoding.createEncoder(), run: null }
      this.written.set(client, made)
      return made
    }
    if (known.next !== clock) throw new Unmergeable()
    return known
  }

  private deletedOf(client: number): number[] {
    const known = this.deleted.get(client)
    if (known !== undefined) return known
    const made: number[] = []
    this.deleted.set(client, made)
    return made
  }
}

function addStruct(row: decoding.Decoder, client: number, written: Written): void {
  const start = row.pos
  const info = decoding.readUint8(row)
  const ref = info & REF_BITS
  if (ref === REF.string) addLetters(row, start, client, written)
  else if (ref === REF.gc) addWhole(row, start, written, decoding.readVarUint(row))
  else {
    skipPlaces(row, info)
    addWhole(row, start, written, skipContent(row, ref))
  }
}

function addLetters(row: decoding.Decoder, start: number, client: number, written: Written): void {
  const info = row.arr[start] ?? 0
  const isNext =
    (info & HAS_ORIGIN) !== 0 && decoding.readVarUint(row) === client && decoding.readVarUint(row) === written.next - 1
  row.pos = start + 1
  if (info & HAS_ORIGIN) skipId(row)
  const hasRight = (info & HAS_RIGHT_ORIGIN) !== 0
  const rightClient = hasRight ? decoding.readVarUint(row) : -1
  const rightClock = hasRight ? decoding.readVarUint(row) : -1
  if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) skipParent(row, info)
  const head = row.arr.subarray(start, row.pos)
  const text = decoding.readVarString(row)
  const { run } = written
  if (run !== null && isNext && run.rightClient === rightClient && run.rightClock === rightClock) run.text += text
  else {
    endRun(written)
    written.run = { head, rightClient, rightClock, text }
  }
  written.next += text.length
}

function addWhole(row: decoding.Decoder, start: number, written: Written, length: number): void {
  endRun(written)
  encoding.writeUint8Array(written.bytes, row.arr.subarray(start, row.pos))
  written.structs += 1
  written.next += length
}

function endRun(written: Written): void {
  const { run, bytes } = written
  if (run === null) return
  encoding.writeUint8Array(bytes, run.head)
  encoding.writeVarString(bytes, run.text)
  written.structs += 1
  written.run = null
}

function skipId(row: decoding.Decoder): void {
  decoding.readVarUint(row)
  decoding.readVarUint(row)
}

function skipPlaces(row: decoding.Decoder, info: number): void {
  if (info & HAS_ORIGIN) skipId(row)
  if (info & HAS_RIGHT_ORIGIN) skipId(row)
  if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) skipParent(row, info)
}

function skipParent(row: decoding.Decoder, info: number): void {
  if (decoding.readVarUint(row) === 1) decoding.readVarString(row)
  else skipId(row)
  if (info & HAS_PARENT_KEY) decoding.readVarString(row)
}

/** Answers how long it is. */
function skipContent(row: decoding.Decoder, ref: number): number {
  switch (ref) {
    case REF.deleted:
      return decoding.readVarUint(row)
    case REF.format:
      decoding.readVarString(row)
      decoding.readVarString(row)
      return 1
    case REF.embed:
      decoding.readVarString(row)
      return 1
    case REF.type:
      if (decoding.readVarUint(row) > HIGHEST_TYPE_REF) throw new Unmergeable()
      return 1
    case REF.any: {
      const values = decoding.readVarUint(row)
      for (let left = values; left > 0; left -= 1) decoding.readAny(row)
      return values
    }
    default:
      throw new Unmergeable()
  }
}
