import { toBase64 } from 'lib0/buffer'
import { digest } from 'lib0/hash/sha256'
import { encodeUtf8 } from 'lib0/string'
import type * as Y from 'yjs'
import { readContent } from './read-content.ts'

/**
 * SHA-256 (base64) of the document's normal form: equal on any two replicas with the same state. Costs about as much as
 * reading the whole document; meant for quiet moments.
 */
export function textHash(text: Y.Text): string {
  return toBase64(digest(encodeUtf8(JSON.stringify(readContent(text)))))
}
