import * as Y from 'yjs'
import type { Peer } from './peer.ts'
import { until } from './until.ts'

/** Waits until every page says "saved" and all replicas are the same, byte for byte. */
export async function converged(peers: Peer[], timeoutMs = 10_000): Promise<void> {
  await until('all pages to be saved and equal', () => areEqual(peers), timeoutMs)
}

function areEqual(peers: Peer[]): boolean {
  if (peers.some(({ session }) => session.status !== 'saved' || session.replica === null)) return false
  const [first, ...others] = peers.map((peer) => Buffer.from(peer.bytes()))
  return others.every((bytes) => first?.equals(bytes))
}

/** The document as a log says it is, and nothing else: what a server would have after any crash. */
export function rebuild(rows: { data: Uint8Array }[]): Y.Doc {
  const doc = new Y.Doc()
  doc.transact(() => {
    for (const { data } of rows) Y.applyUpdate(doc, data)
  })
  return doc
}
