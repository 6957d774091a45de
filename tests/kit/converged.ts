import * as Y from 'yjs'
import type { Peer } from './peer.ts'
import { until } from './until.ts'

/** Waits until every page says "saved" and all replicas are the same, byte for byte; tells after how many milliseconds. */
export async function converged(peers: Peer[]): Promise<number> {
  const began = performance.now()
  await until('all pages to be saved and equal', () => areEqual(peers)).catch((error: unknown) => {
    throw new Error(`The pages are: ${peers.map(describe).join('; ')}`, { cause: error })
  })
  return performance.now() - began
}

function describe({ session }: Peer): string {
  const doc = session.replica?.doc
  const held = doc === undefined ? 'no text' : `${Y.encodeStateAsUpdate(doc).length} bytes`
  return `${session.status}, ${held}, given back ${session.givenBack.list('refused').length}`
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
