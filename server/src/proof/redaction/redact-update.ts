// Takes words out of one row of the log: the signs become blanks, as many as there were, and everything else stays, so that
// the rows after it stand where they stood.

import * as Y from 'yjs'
import { normaliseAll, readTrustedUpdate, type StoredRow } from '../../sync/index.ts'
import type { Known } from './redactions.ts'
import { namesSecret, withoutAddress } from './secret-links.ts'
import type { IdStretch } from './secret-places.ts'
import { BLANK, blanked, occurrences, stretchesOf } from './secret-words.ts'
import { signsOf } from './text-items.ts'

/** Ids of signs, and of addresses of links, that must go. */
export class SecretIds {
  private readonly byClient = new Map<number, Stretch[]>()

  constructor(stretches: readonly IdStretch[]) {
    for (const [client, clock, length] of stretches) {
      const known = this.byClient.get(client) ?? []
      known.push({ clock, end: clock + length })
      this.byClient.set(client, known)
    }
    for (const [client, known] of this.byClient) this.byClient.set(client, joined(known))
  }

  has(client: number, clock: number): boolean {
    return this.touches(client, clock, 1)
  }

  touches(client: number, clock: number, length: number): boolean {
    const known = this.byClient.get(client) ?? []
    let [low, high] = [0, known.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((known[middle]?.end ?? 0) <= clock) low = middle + 1
      else high = middle
    }
    const next = known[low]
    return next !== undefined && next.clock < clock + length
  }
}

interface Stretch {
  clock: number
  end: number
}

/** In their order, none touching another. */
function joined(stretches: readonly Stretch[]): Stretch[] {
  const all: Stretch[] = []
  for (const { clock, end } of stretches.toSorted((a, b) => a.clock - b.clock)) {
    const last = all.at(-1)
    if (last !== undefined && clock <= last.end) last.end = Math.max(last.end, end)
    else all.push({ clock, end })
  }
  return all
}

/** The update without them, or null where it holds none. Links that name `secret` are none afterwards. */
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

/** What is to go out of a log. */
export interface Going {
  ids: SecretIds
  /** Null where it is done again, and the words are not known. */
  text: string | null
  /** Rows that held the words when it was done first. */
  rows: ReadonlySet<number>
}

export function toGoing({ text, signs, rows }: Pick<Known, 'text' | 'signs' | 'rows'>): Going {
  return { ids: new SecretIds(signs), text, rows: new Set(rows) }
}

/** As `redactUpdate`. Of a row that nobody reads no sign is known: it may go whole. */
export function redactRow(row: StoredRow, going: Going): Uint8Array | null {
  if (!goesWhole(row, going)) return redactUpdate(row.update, going.ids, going.text)
  return Buffer.compare(row.update, NOTHING) === 0 ? null : NOTHING
}

function goesWhole({ seq, kind, update }: StoredRow, { text, rows }: Going): boolean {
  if (text !== null) return kind === 'VOID' && occurrences(wordsOf(update), text).length > 0
  return rows.has(seq) && (kind === 'VOID' || decode(update) === null)
}

/** All signs in the order they were written in. */
function wordsOf(update: Uint8Array): string {
  const structs = [...(decode(update)?.sections.values() ?? [])].flat()
  return structs.map((struct) => (struct instanceof Y.Item ? (signsOf(struct) ?? '') : '')).join('')
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
  if (content instanceof Y.ContentFormat) {
    if (!ids.has(id.client, id.clock) && (secret === null || !namesSecret(content, secret))) return false
    item.content = withoutAddress(content)
    return true
  }
  if (!(content instanceof Y.ContentString)) return false
  // Of a void row no sign was ever read.
  const whole = secret === null ? content.str : blanked(content.str, stretchesOf(content.str, secret))
  const words = ids.touches(id.client, id.clock, whole.length) ? withoutSigns(whole, id, ids) : whole
  if (words === content.str) return false
  item.content = new Y.ContentString(words)
  return true
}

function withoutSigns(words: string, { client, clock }: Y.ID, ids: SecretIds): string {
  return Array.from({ length: words.length }, (_, index) =>
    ids.has(client, clock + index) ? BLANK : words.charAt(index),
  ).join('')
}
