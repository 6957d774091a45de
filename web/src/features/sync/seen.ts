/**
 * What a window knew when it hid a row, a column or a table: the state vector from before. The server gives words that
 * it lacks back to those who wrote them. Said only where something may be hidden, since it grows with the document.
 */
import { mayHideCells } from '@app/server/document'
import * as Y from 'yjs'

/** The state vector from before a local transaction that may hide something; null for any other. */
export function seenWhenHiding(transaction: Y.Transaction): Uint8Array | null {
  return mayHideCells(transaction) ? Y.encodeStateVector(transaction.beforeState) : null
}

/** What all of these had seen; null if none of them says anything. */
export function leastSeen(records: readonly { seen?: Uint8Array | null }[]): Uint8Array | null {
  const vectors = records.flatMap(({ seen }) => (seen ? [seen] : []))
  const [first, ...others] = vectors
  if (first === undefined || others.length === 0) return first ?? null
  const decoded = others.map((vector) => Y.decodeStateVector(vector))
  const least = [...Y.decodeStateVector(first)].map(
    ([client, clock]) => [client, Math.min(clock, ...decoded.map((vector) => vector.get(client) ?? 0))] as const,
  )
  return Y.encodeStateVector(new Map(least))
}
