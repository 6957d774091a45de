/**
 * Cuts an update that is too large for one push into updates that are not, without the editor's help: a paste of a
 * hundred pages is one transaction and one undo step, and several pushes.
 * Promise: applied in order, the pieces give exactly what the whole gives, and no piece needs a later one.
 */
import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'

export interface PieceLimits {
  bytes: number
  structs: number
}

type Struct = ReturnType<typeof Y.decodeUpdate>['structs'][number]
type DeleteSet = ReturnType<typeof Y.decodeUpdate>['ds']

/** Number of structs in a v1 update. */
export const structCount = (update: Uint8Array): number => Y.decodeUpdate(update).structs.length

/**
 * Pieces of a v1 update made by one client, in the order in which they must be sent. An update within the limits, or
 * one with structs of several clients (whose order among each other is not known here), is returned whole.
 */
export function splitUpdate(update: Uint8Array, limits: PieceLimits): Uint8Array[] {
  const { structs, ds } = Y.decodeUpdate(update)
  const small = update.byteLength <= limits.bytes && structs.length <= limits.structs
  if (small || new Set(structs.map((struct) => struct.id.client)).size > 1) return [update]

  const pieces: Uint8Array[] = []
  let group: Struct[] = []
  let bytes = 0
  for (const struct of structs.flatMap((whole) => cutText(whole, limits.bytes))) {
    const size = sizeOf(struct)
    if (group.length > 0 && (bytes + size > limits.bytes || group.length >= limits.structs)) {
      pieces.push(encodePiece(group, null))
      group = []
      bytes = 0
    }
    group.push(struct)
    bytes += size
  }
  // Deletions name clocks of this very update at most, so they are safe in the last piece.
  pieces.push(encodePiece(group, ds))
  return pieces
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
