import * as Y from 'yjs'
import type { Span } from './passage.ts'

/** An update as it came: Yjs keeps no record of the deletions in it that were made here already. */
export interface Arrival {
  update: Uint8Array
  version: 1 | 2
  /** The state vector of who sent it, where that is known. */
  vector: Uint8Array | null
}

export interface ReadArrival {
  hasDeletions: boolean
  /** What the sender knew; nothing where that is not known. */
  knew: ReadonlyMap<number, number>
  /** What of these characters the update deletes. */
  deletedOf(span: Span): Span[]
}

export function readArrival({ update, version, vector }: Arrival): ReadArrival {
  const { ds } = version === 2 ? Y.decodeUpdateV2(update) : Y.decodeUpdate(update)
  return {
    hasDeletions: ds.clients.size > 0,
    knew: vector === null ? new Map() : Y.decodeStateVector(vector),
    deletedOf: ({ client, clock, length }) =>
      (ds.clients.get(client) ?? []).flatMap((range) => {
        const [from, to] = [Math.max(clock, range.clock), Math.min(clock + length, range.clock + range.len)]
        return from < to ? [{ client, clock: from, length: to - from }] : []
      }),
  }
}
