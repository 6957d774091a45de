/**
 * Bytes on this device that are no update any more. Promises: they are told from updates before anything is done with
 * them, and every word that still stands in them is found: Yjs writes words as they are.
 */
import * as Y from 'yjs'

export function isUpdate(bytes: Uint8Array): boolean {
  return isReadable(() => Y.decodeUpdate(bytes))
}

/** Can it be sent? */
export function isRecord({ update, seen }: { update: Uint8Array; seen?: Uint8Array }): boolean {
  return isUpdate(update) && (seen === undefined || isReadable(() => Y.decodeStateVector(seen)))
}

/** Whatever can be read, in its order; what stands between words may be none. */
export function legibleIn(bytes: Uint8Array): string[] {
  const runs = new TextDecoder().decode(bytes).split(/[\p{Cc}\p{Cn}\uFFFD]+/u)
  return runs.filter((run) => /[\p{L}\p{N}]/u.test(run))
}

function isReadable(read: () => unknown): boolean {
  try {
    read()
    return true
  } catch {
    return false
  }
}
