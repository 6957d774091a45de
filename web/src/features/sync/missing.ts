/** What the server lacks although nothing that waits here brings it: other tabs hold it, or the server has lost it. */
import * as Y from 'yjs'
import { type Offer, PIECE_LIMITS } from './outbox.ts'
import { type ClockRange, insertedRanges, joinRanges, without } from './ranges.ts'
import { leastSeen } from './seen.ts'
import { splitDecoded } from './split.ts'

type Clocks = ReadonlyMap<number, number>

export interface MissingFrom {
  doc: Y.Doc
  /** Whose structs may be sent from here. */
  ownIds: ReadonlySet<number>
  /** Waits here already. */
  waiting: readonly Uint8Array[]
  /** What tabs had not sent when they were last looked at. */
  fromTabs: readonly Offer[]
  server: Clocks
}

/**
 * As other tabs keep it where they do, with what they had seen: small enough, and each deletion with what it belongs to.
 * Only what the server has lost is read from the document. Nothing, where no words are missing.
 */
export function findMissing({ doc, ownIds, waiting, fromTabs, server }: MissingFrom): Offer[] {
  const held = [...clocksOf(doc)].filter(([clientId]) => ownIds.has(clientId))
  const ahead = held
    .map(([clientId, to]) => ({ clientId, from: server.get(clientId) ?? 0, to }))
    .filter(({ from, to }) => from < to)
  const missing = without(ahead, joinRanges(insertedRanges(waiting)))
  if (missing.length === 0) return []
  const isWaiting = new Set(waiting)
  const kept = fromTabs.filter(({ update }) => !isWaiting.has(update) && bringsAny(update, missing))
  const lost = without(missing, joinRanges(insertedRanges(kept.map(({ update }) => update))))
  // What a window had seen when it wrote this is not known any more: no more than any of them.
  const seen = leastSeen(fromTabs)
  return [...encodeLost(doc, lost, server).map((update) => ({ update, seen })), ...kept]
}

/** What only deletes may belong to what is missing, as of words that were moved. */
function bringsAny(update: Uint8Array, missing: readonly ClockRange[]): boolean {
  const inserted = insertedRanges([update])
  const isMissing = ({ clientId, from, to }: ClockRange): boolean =>
    missing.some((range) => range.clientId === clientId && range.from < to && from < range.to)
  return inserted.length === 0 || inserted.some(isMissing)
}

/** Of all deletions: which of them the server has lost nobody can tell, and words that were moved must not stand twice. */
function encodeLost(doc: Y.Doc, lost: readonly ClockRange[], server: Clocks): Uint8Array[] {
  if (lost.length === 0) return []
  const ends = new Map(lost.map(({ clientId, to }) => [clientId, to]))
  // The server's own clock for the lost ones, ours for all others: of those nothing is encoded.
  const target = [...clocksOf(doc)].map(([id, clock]) => [id, ends.has(id) ? (server.get(id) ?? 0) : clock] as const)
  const { structs, ds } = Y.decodeUpdate(Y.encodeStateAsUpdate(doc, Y.encodeStateVector(new Map(target))))
  const endOf = (client: number): number => Math.max(server.get(client) ?? 0, ends.get(client) ?? 0)
  return splitDecoded(
    { structs: structs.filter(({ id }) => id.clock < endOf(id.client)), ds: below(ds.clients, endOf) },
    PIECE_LIMITS,
  )
}

type DeleteSet = ReturnType<typeof Y.createDeleteSet>

/** What is not there yet cannot be deleted: it goes with what waits. */
function below(clients: DeleteSet['clients'], endOf: (client: number) => number): DeleteSet {
  const set = Y.createDeleteSet()
  for (const [client, ranges] of clients) {
    const end = endOf(client)
    const some = ranges
      .filter(({ clock }) => clock < end)
      .map(({ clock, len }) => ({ clock, len: Math.min(len, end - clock) }))
    if (some.length > 0) set.clients.set(client, some)
  }
  return set
}

const clocksOf = (doc: Y.Doc): Map<number, number> => Y.decodeStateVector(Y.encodeStateVector(doc))
