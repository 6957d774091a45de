// An archive that is packed beside the main thread while it is filled: the log of a document is tens of megabytes of text,
// and is nowhere whole on the main thread.

import { createHash } from 'node:crypto'
import { nextTurn } from '../threads/slices.ts'
import { startThread } from '../threads/start-thread.ts'
import type { ArchivePart } from './archive.ts'
import { answerOf } from './in-thread.ts'

const MAX_MS = 5 * 60_000
/** So many bytes are hashed in a millisecond or two. */
const HASHED_AT_ONCE = 256 * 1024

export interface FilledArchive {
  /** Puts a file in, whole or part by part. Answers its SHA-256 in hexadecimal. */
  put(name: string, text: string | AsyncIterable<string>): Promise<string>
}

/** @throws AppError `UNAVAILABLE` when it takes too long, or is given up */
export async function makeArchive(
  fill: (archive: FilledArchive) => Promise<void>,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const worker = startThread('export-worker', { workerData: { format: 'ZIP' } })
  const made = answerOf(worker, MAX_MS, signal)
  const send = (part: ArchivePart | null): void => {
    worker.postMessage(part, part === null ? [] : [part.bytes.buffer as ArrayBuffer])
  }
  try {
    await Promise.race([fill({ put: (name, text) => put(send, name, text) }), made])
    send(null)
    return await made
  } finally {
    await worker.terminate()
  }
}

async function put(
  send: (part: ArchivePart) => void,
  name: string,
  text: string | AsyncIterable<string>,
): Promise<string> {
  const hash = createHash('sha256')
  for await (const part of typeof text === 'string' ? [text] : text) {
    const bytes = new TextEncoder().encode(part)
    for (let at = 0; at < bytes.length; at += HASHED_AT_ONCE) {
      hash.update(bytes.subarray(at, at + HASHED_AT_ONCE))
      await nextTurn()
    }
    send({ name, bytes })
  }
  return hash.digest('hex')
}
