/**
 * Cuts an update that is too large for one push into updates that are not, without the editor's help: a paste of a
 * hundred pages is one transaction and one undo step, and several pushes.
 * Promise: applied in order, the pieces give exactly what the whole gives, and no piece needs a later one.
 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { basesOf, drain } from './causal.ts'

export interface PieceLimits {
  bytes: number
  structs: number
  /** Ranges that are deleted. */
  ranges: number
}

type Decoded = Pick<ReturnType<typeof Y.decodeUpdate>, 'structs' | 'ds'>
type Struct = Decoded['structs'][number]
type DeleteSet = Decoded['ds']

/** What of a v1 update is limited besides its bytes. */
export function weigh(update: Uint8Array): { structs: number; ranges: number } {
  const { structs, ds } = Y.decodeUpdate(update)
  return { structs: structs.length, ranges: rangeCount(ds) }
}

/** Pieces of a v1 update, in the order in which they must be sent; one within the limits is returned whole. */
export function splitUpdate(update: Uint8Array, limits: PieceLimits): Uint8Array[] {
  const decoded = Y.decodeUpdate(update)
  const isSmall =
    update.byteLength <= limits.bytes &&
    decoded.structs.length <= limits.structs &&
    rangeCount(decoded.ds) <= limits.ranges
  return isSmall ? [update] : splitDecoded(decoded, limits)
}

/** As `splitUpdate`, whatever its size; each piece has structs of one client. */
export function splitDecoded({ structs, ds }: Decoded, limits: PieceLimits): Uint8Array[] {
  const pieces: Uint8Array[] = []
  let group: Struct[] = []
  let bytes = 0
  for (const struct of inOrder(structs.flatMap((whole) => cutText(whole, limits.bytes)))) {
    const size = sizeOf(struct)
    const isFull = bytes + size > limits.bytes || group.length >= limits.structs
    if (group[0] && (isFull || group[0].id.client !== struct.id.client)) {
      pieces.push(encodePiece(group, null))
      group = []
      bytes = 0
    }
    group.push(struct)
    bytes += size
  }
  // Deletions name clocks of this very update at most, so they are safe at the end.
  const [first = null, ...others] = splitDeletions(ds, limits.ranges)
  const isTooMuch = first !== null && bytes + RANGE_BYTES * rangeCount(first) > limits.bytes
  if (group.length > 0 && isTooMuch) pieces.push(encodePiece(group, null), encodePiece([], first))
  else if (group.length > 0 || first !== null) pieces.push(encodePiece(group, first))
  return [...pieces, ...others.map((part) => encodePiece([], part))]
}

/** Structs of several clients: none before what it builds on. */
function inOrder(structs: Struct[]): Struct[] {
  const clients = new Map<number, Struct[]>()
  for (const struct of structs) {
    const same = clients.get(struct.id.client)
    if (same) same.push(struct)
    else clients.set(struct.id.client, [struct])
  }
  if (clients.size < 2) return structs
  const had = new Map([...clients].map(([client, [first]]) => [client, first?.id.clock ?? 0]))
  // Of other clients nothing is in this update: it is there.
  const isThere = ({ client, clock }: Y.ID): boolean => clock < (had.get(client) ?? Number.POSITIVE_INFINITY)
  const { ready, stuck } = drain(
    [...clients.values()],
    (struct) => basesOf(struct).every(isThere),
    ({ id, length }) => void had.set(id.client, id.clock + length),
  )
  return [...ready, ...stuck]
}

const rangeCount = ({ clients }: DeleteSet): number =>
  [...clients.values()].reduce((sum, { length }) => sum + length, 0)

function splitDeletions(deletions: DeleteSet, most: number): DeleteSet[] {
  const parts: DeleteSet[] = []
  let room = 0
  for (const [client, ranges] of deletions.clients) {
    for (let at = 0; at < ranges.length; ) {
      if (room === 0) parts.push(Y.createDeleteSet())
      if (room === 0) room = most
      const some = ranges.slice(at, at + room)
      parts.at(-1)?.clients.set(client, some)
      at += some.length
      room -= some.length
    }
  }
  return parts
}

/** A text longer than a piece becomes several items, each the successor of the one before, as Yjs itself cuts them. */
function cutText(struct: Struct, maxBytes: number): Struct[] {
  if (!(struct instanceof Y.Item) || !(struct.content instanceof Y.ContentString)) return [struct]
  // A UTF-16 unit takes at most three bytes; half the limit leaves room for the item's own ids.
  const maxLength = Math.floor(maxBytes / 6)
  const parts: Struct[] = []
  let rest: Y.Item = struct
  while (rest.content instanceof Y.ContentString && rest.content.str.length > maxLength) {
    const cut = isHighSurrogate(rest.content.str.charCodeAt(maxLength - 1)) ? maxLength - 1 : maxLength
    const tail = rest.content.splice(cut)
    const { client, clock } = rest.id
    rest.length = cut
    parts.push(rest)
    const origin = Y.createID(client, clock + cut - 1)
    rest = new Y.Item(Y.createID(client, clock + cut), null, origin, null, rest.rightOrigin, null, rest.parentSub, tail)
  }
  return [...parts, rest]
}

const isHighSurrogate = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff

const ITEM_OVERHEAD = 40
/** Two numbers of up to five bytes. */
const RANGE_BYTES = 10

function sizeOf(struct: Struct): number {
  if (!(struct instanceof Y.Item)) return ITEM_OVERHEAD
  const encoder = new Y.UpdateEncoderV1()
  struct.content.write(encoder, 0)
  return encoder.toUint8Array().byteLength + ITEM_OVERHEAD
}

function encodePiece(structs: Struct[], deletions: DeleteSet | null): Uint8Array {
  const encoder = new Y.UpdateEncoderV1()
  const rest = encoder.restEncoder
  const first = structs[0]
  encoding.writeVarUint(rest, first ? 1 : 0)
  if (first) {
    encoding.writeVarUint(rest, structs.length)
    encoder.writeClient(first.id.client)
    encoding.writeVarUint(rest, first.id.clock)
    for (const struct of structs) struct.write(encoder, 0)
  }
  writeDeletions(encoder, deletions)
  return encoder.toUint8Array()
}

function writeDeletions(encoder: Y.UpdateEncoderV1, deletions: DeleteSet | null): void {
  const clients = deletions ? [...deletions.clients.entries()].sort((a, b) => b[0] - a[0]) : []
  encoding.writeVarUint(encoder.restEncoder, clients.length)
  for (const [client, ranges] of clients) {
    encoder.resetDsCurVal()
    encoding.writeVarUint(encoder.restEncoder, client)
    encoding.writeVarUint(encoder.restEncoder, ranges.length)
    for (const range of ranges) {
      encoder.writeDsClock(range.clock)
      encoder.writeDsLen(range.len)
    }
  }
}
