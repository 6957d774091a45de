// What an update changes, and no more: the structs this document lacks and the deletions that are new to it.
// Stored and fanned out is only this, so every deletion stands in the row of the person who made it (more than a third
// of honest pushes repeat the document's whole delete set), and a push that adds nothing makes no row.

import * as encoding from 'lib0/encoding'
import * as Y from 'yjs'
import { type DecodedUpdate, type DeleteRange, readTrustedUpdate, type Struct } from './guard-read.ts'

export interface NormalisedUpdate {
  /** Yjs v1 bytes of what is new. */
  update: Uint8Array
  isEmpty: boolean
  deletes: ReadonlyMap<number, readonly DeleteRange[]>
}

/**
 * Reduces what was decoded to what is new to `doc`. Overlap is trimmed, repeated deletions are left out; the bytes are
 * written anew, so they are as Yjs would have written them. Expects an update without gaps.
 */
export function normalise(doc: Y.Doc, { sections, deletes }: DecodedUpdate): NormalisedUpdate {
  const fresh = newDeletes(doc, deletes)
  const encoder = new Y.UpdateEncoderV1()
  const clients = writeNewStructs(doc, sections, encoder)
  writeDeletes(encoder.restEncoder, fresh)
  return { update: encoder.toUint8Array(), isEmpty: clients === 0 && fresh.size === 0, deletes: fresh }
}

/** The bytes of a decoded update, whole. */
export function normaliseAll(decoded: DecodedUpdate): Uint8Array {
  return normalise(new Y.Doc(), decoded).update
}

/** An update that was checked, now also deleting these items of its own. */
export function withDeleted(doc: Y.Doc, update: Uint8Array, ids: readonly Y.ID[]): NormalisedUpdate {
  const { sections, deletes } = readTrustedUpdate(update)
  const all = new Map<number, DeleteRange[]>([...deletes].map(([client, ranges]) => [client, [...ranges]]))
  for (const { client, clock } of ids) all.set(client, [...(all.get(client) ?? []), { clock, len: 1 }])
  for (const ranges of all.values()) ranges.sort((a, b) => a.clock - b.clock)
  return normalise(doc, { sections, deletes: all })
}

/** The clock after the last of one client's `structs`. */
export function endOf(structs: readonly { id: Y.ID; length: number }[]): number {
  const last = structs.at(-1)
  return last === undefined ? 0 : last.id.clock + last.length
}

/** Ranges of `deletes` that are not deleted in `doc` yet, including those of structs it does not have yet. */
function newDeletes(doc: Y.Doc, deletes: DecodedUpdate['deletes']): Map<number, DeleteRange[]> {
  const fresh = new Map<number, DeleteRange[]>()
  for (const [client, ranges] of deletes) {
    const found: DeleteRange[] = []
    for (const range of ranges) collectLiving(doc, client, range, found)
    if (found.length > 0) fresh.set(client, found)
  }
  return fresh
}

function collectLiving(doc: Y.Doc, client: number, range: DeleteRange, found: DeleteRange[]): void {
  const end = range.clock + range.len
  const known = Y.getState(doc.store, client)
  let clock = range.clock
  if (clock < known) {
    const structs = doc.store.clients.get(client) ?? []
    for (let i = Y.findIndexSS(structs, clock); i < structs.length && clock < end; i++) {
      const struct = structs[i] as Y.Item | Y.GC
      const next = Math.min(end, struct.id.clock + struct.length)
      if (!struct.deleted) addRange(found, clock, next - clock)
      clock = next
    }
  }
  if (clock < end) addRange(found, clock, end - clock)
}

function addRange(ranges: DeleteRange[], clock: number, len: number): void {
  const last = ranges.at(-1)
  if (last !== undefined && last.clock + last.len === clock) last.len += len
  else ranges.push({ clock, len })
}

/** As Yjs writes structs in v1: highest client first, the first struct from where it is new. Returns how many clients. */
function writeNewStructs(doc: Y.Doc, sections: DecodedUpdate['sections'], encoder: Y.UpdateEncoderV1): number {
  const isNew = ([client, structs]: [number, Struct[]]): boolean => endOf(structs) > Y.getState(doc.store, client)
  const clients = [...sections].filter(isNew).sort(([a], [b]) => b - a)
  encoding.writeVarUint(encoder.restEncoder, clients.length)
  for (const [client, structs] of clients) {
    const known = Y.getState(doc.store, client)
    const fresh = structs.filter((struct) => struct.id.clock + struct.length > known)
    const start = Math.max(known, fresh[0]?.id.clock ?? known)
    encoding.writeVarUint(encoder.restEncoder, fresh.length)
    encoder.writeClient(client)
    encoding.writeVarUint(encoder.restEncoder, start)
    for (const struct of fresh) struct.write(encoder, Math.max(start - struct.id.clock, 0))
  }
  return clients.length
}

/** As Yjs writes a delete set in v1: highest client first. */
function writeDeletes(encoder: encoding.Encoder, deletes: ReadonlyMap<number, readonly DeleteRange[]>): void {
  const clients = [...deletes].sort(([a], [b]) => b - a)
  encoding.writeVarUint(encoder, clients.length)
  for (const [client, ranges] of clients) {
    encoding.writeVarUint(encoder, client)
    encoding.writeVarUint(encoder, ranges.length)
    for (const { clock, len } of ranges) {
      encoding.writeVarUint(encoder, clock)
      encoding.writeVarUint(encoder, len)
    }
  }
}
