// Takes words out of one row of the log: the signs become blanks, as many as there were, and everything else stays, so that
// the rows after it stand where they stood.

import * as Y from 'yjs'
import { normaliseAll, readTrustedUpdate } from '../../sync/index.ts'
import type { IdStretch } from './secret-places.ts'
import { BLANK, blanked, occurrences, stretchesOf } from './secret-words.ts'

/** Ids of signs that must go. */
export class SecretIds {
  private readonly byClient = new Map<number, { clock: number; end: number }[]>()

  constructor(stretches: readonly IdStretch[]) {
    for (const [client, clock, length] of stretches) {
      const known = this.byClient.get(client) ?? []
      known.push({ clock, end: clock + length })
      this.byClient.set(client, known)
    }
  }

  has(client: number, clock: number): boolean {
    return this.byClient.get(client)?.some((stretch) => clock >= stretch.clock && clock < stretch.end) ?? false
  }

  touches(client: number, clock: number, length: number): boolean {
    return this.byClient.get(client)?.some((stretch) => clock < stretch.end && stretch.clock < clock + length) ?? false
  }
}

/** The update without them, or null where it holds none. Links that name `secret` lead nowhere afterwards. */
export function redactUpdate(update: Uint8Array, ids: SecretIds, secret: string | null): Uint8Array | null {
  const decoded = decode(update)
  if (decoded === null) return holdsBytes(update, secret) ? NOTHING : null
  let isChanged = false
  for (const structs of decoded.sections.values()) {
    for (const struct of structs) {
      if (struct instanceof Y.Item && redactItem(struct, ids, secret)) isChanged = true
    }
  }
  return isChanged ? normaliseAll(decoded) : null
}

/** What no document can hold is a void row: it has no signs, and may still hold the words. */
function decode(update: Uint8Array): ReturnType<typeof readTrustedUpdate> | null {
  try {
    return readTrustedUpdate(update)
  } catch {
    return null
  }
}

function holdsBytes(update: Uint8Array, secret: string | null): boolean {
  return secret !== null && occurrences(Buffer.from(update).toString('utf8'), secret).length > 0
}

/** An update that changes nothing. */
const NOTHING = new Uint8Array([0, 0])

function redactItem(item: Y.Item, ids: SecretIds, secret: string | null): boolean {
  const { id, content } = item
  if (isSecretLink(content, secret)) {
    item.content = new Y.ContentFormat('link', NOWHERE)
    return true
  }
  if (!(content instanceof Y.ContentString)) return false
  // Of a void row no sign was ever read.
  const whole = secret === null ? content.str : blanked(content.str, stretchesOf(content.str, secret))
  const units = Array.from({ length: whole.length }, (_, index) =>
    ids.has(id.client, id.clock + index) ? BLANK : whole.charAt(index),
  )
  const words = units.join('')
  if (words === content.str) return false
  item.content = new Y.ContentString(words)
  return true
}

const NOWHERE = 'about:blank'

/** Does this begin a link whose address names it? */
export function isSecretLink(content: unknown, secret: string | null): boolean {
  if (secret === null || !(content instanceof Y.ContentFormat) || content.key !== 'link') return false
  return typeof content.value === 'string' && occurrences(content.value, secret).length > 0
}
