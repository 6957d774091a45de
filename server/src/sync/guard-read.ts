// Reads an untrusted Yjs v1 update without trusting one number in it.
// The first pass only walks over the bytes: it counts, builds nothing, and ends at the first thing no document can
// hold, so that a few bytes claiming millions of structs cost nothing. Only what it has passed is decoded by Yjs.
// v2 bytes read as v1 are an empty update with a tail; of two sections of one client Yjs keeps only the last. Both are
// refused here. Other encodings that Yjs would not have written are harmless: what is stored is encoded anew.

import * as decoding from 'lib0/decoding'
import * as Y from 'yjs'
import { AppError } from '../errors.ts'
import { refuse } from './refusal.ts'
import { HAS_ORIGIN, HAS_PARENT_KEY, HAS_RIGHT_ORIGIN, HIGHEST_TYPE_REF, REF, REF_BITS } from './struct-bits.ts'

export type Struct = Y.Item | Y.GC

export interface DeleteRange {
  clock: number
  len: number
}

/** An update as Yjs decodes it. Its structs are throw-away objects: nobody else holds them. */
export interface DecodedUpdate {
  /** Structs of each client in clock order, without holes. */
  sections: Map<number, Struct[]>
  deletes: ReadonlyMap<number, readonly DeleteRange[]>
}

export interface ReadLimits {
  updateBytes: number
  updateStructs: number
  updateRanges: number
}

/** Clocks beyond 2^31 and single runs beyond 2^24 come from no keyboard. */
const MAX_CLOCK = 2 ** 31
const MAX_RUN = 2 ** 24

/**
 * Decodes `update` (at most `limits.updateBytes` bytes) or refuses it with `too-large`, `malformed`,
 * `forbidden-content` or `gap` (a hole within one client's structs).
 */
export function readUpdate(update: Uint8Array, limits: ReadLimits): DecodedUpdate {
  if (update.byteLength > limits.updateBytes) refuse('too-large')
  const bytes = withOwnBuffer(update)
  const clients = parse(() => walkUpdate(bytes, limits))
  const { structs, ds } = parse(() => Y.decodeUpdate(bytes))
  const sections = toSections(structs)
  if (sections.size !== clients) refuse('malformed')
  return { sections, deletes: ds.clients }
}

/** Decodes what this server wrote itself; the same shape, none of the checks. */
export function readTrustedUpdate(update: Uint8Array): DecodedUpdate {
  const { structs, ds } = Y.decodeUpdate(update)
  return { sections: toSections(structs), deletes: ds.clients }
}

/** lib0 reads past a view's end into the rest of its buffer, which may hold somebody else's bytes. */
function withOwnBuffer(update: Uint8Array): Uint8Array {
  return update.byteLength === update.buffer.byteLength ? update : update.slice()
}

function parse<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (error instanceof AppError) throw error
    return refuse('malformed')
  }
}

/** Walks over the whole update. Returns how many client sections it claims. */
function walkUpdate(bytes: Uint8Array, { updateStructs, updateRanges }: ReadLimits): number {
  const decoder = decoding.createDecoder(bytes)
  const sections = decoding.readVarUint(decoder)
  let structs = 0
  for (let section = 0; section < sections; section++) {
    const count = decoding.readVarUint(decoder)
    structs += count
    if (count === 0) refuse('malformed')
    if (structs > updateStructs) refuse('too-large')
    decoding.readVarUint(decoder)
    decoding.readVarUint(decoder)
    for (let i = 0; i < count; i++) walkStruct(decoder, updateStructs)
  }
  walkDeletes(decoder, updateRanges)
  if (decoder.pos !== bytes.length) refuse('malformed')
  return sections
}

function walkStruct(decoder: decoding.Decoder, maxValues: number): void {
  const info = decoding.readUint8(decoder)
  const ref = info & REF_BITS
  if (ref === REF.gc) {
    decoding.readVarUint(decoder)
    return
  }
  if (info & HAS_ORIGIN) walkId(decoder)
  if (info & HAS_RIGHT_ORIGIN) walkId(decoder)
  if ((info & (HAS_ORIGIN | HAS_RIGHT_ORIGIN)) === 0) walkParent(decoder, info)
  walkContent(decoder, ref, maxValues)
}

function walkId(decoder: decoding.Decoder): void {
  decoding.readVarUint(decoder)
  decoding.readVarUint(decoder)
}

function walkParent(decoder: decoding.Decoder, info: number): void {
  const isRoot = decoding.readVarUint(decoder) === 1
  if (isRoot) walkString(decoder)
  else walkId(decoder)
  if (info & HAS_PARENT_KEY) walkString(decoder)
}

function walkContent(decoder: decoding.Decoder, ref: number, maxValues: number): void {
  if (ref === REF.deleted) decoding.readVarUint(decoder)
  else if (ref === REF.string || ref === REF.embed) walkString(decoder)
  else if (ref === REF.format) {
    walkString(decoder)
    walkString(decoder)
  } else if (ref === REF.type) {
    if (decoding.readVarUint(decoder) > HIGHEST_TYPE_REF) refuse('forbidden-content')
  } else if (ref === REF.any) {
    const values = decoding.readVarUint(decoder)
    if (values > maxValues) refuse('too-large')
    for (let i = 0; i < values; i++) decoding.readAny(decoder)
  } else refuse('forbidden-content')
}

function walkString(decoder: decoding.Decoder): void {
  const length = decoding.readVarUint(decoder)
  decoder.pos += length
  if (decoder.pos > decoder.arr.length) refuse('malformed')
}

function walkDeletes(decoder: decoding.Decoder, maxRanges: number): void {
  const clients = decoding.readVarUint(decoder)
  let ranges = 0
  for (let i = 0; i < clients; i++) {
    decoding.readVarUint(decoder)
    const count = decoding.readVarUint(decoder)
    ranges += count
    if (ranges > maxRanges) refuse('too-large')
    for (let j = 0; j < count; j++) {
      decoding.readVarUint(decoder)
      decoding.readVarUint(decoder)
    }
  }
}

function toSections(structs: readonly (Y.Item | Y.GC | Y.Skip)[]): Map<number, Struct[]> {
  const sections = new Map<number, Struct[]>()
  for (const struct of structs) {
    if (struct instanceof Y.Skip) refuse('gap')
    if (struct.length < 1 || struct.length > MAX_RUN || struct.id.clock + struct.length > MAX_CLOCK) {
      refuse('malformed')
    }
    const section = sections.get(struct.id.client)
    if (section === undefined) sections.set(struct.id.client, [struct])
    else section.push(struct)
  }
  return sections
}
