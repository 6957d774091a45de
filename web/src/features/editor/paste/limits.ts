import { LIMITS } from '@app/server/limits'
import type { Node } from '@tiptap/pm/model'
import { weightOf } from './chunks.ts'
import type { PastedNode } from './pasted.ts'

/** Longer than any document the Forum writes; beyond it the page would stand still for seconds. */
export const MAX_PASTED_CHARACTERS = 1_000_000
const MAX_PASTED_BYTES = 3_000_000
/** Source with pictures written into it can be huge: then only its plain text is read. */
export const MAX_HTML_CHARACTERS = 20_000_000

const BYTES_PER_POSITION = 1.2

export type PasteRefusal = 'pasteTooLarge' | 'documentFull'

/** Why the document cannot take what was pasted, or null. Nothing is cut off in silence. */
export function refusalOf(nodes: readonly PastedNode[], doc: Node): PasteRefusal | null {
  const pasted = nodes.reduce((bytes, node) => bytes + weightOf(node).bytes, 0)
  if (pasted > MAX_PASTED_BYTES) return 'pasteTooLarge'
  if (doc.childCount + nodes.length > LIMITS.documentBlocks) return 'documentFull'
  return doc.content.size * BYTES_PER_POSITION + pasted > LIMITS.documentBytes ? 'documentFull' : null
}
