/** What words were written instead of: does it still stand where they were written, in a text that began anew? */
import * as Y from 'yjs'
import type { ClockRange } from './ranges.ts'
import type { RecoveredPlace } from './store.ts'

export interface Replaced {
  words: string
  /** A relative position of Yjs, right behind the last of them. */
  end: Uint8Array
}

/**
 * What is left of it; null where nothing is.
 * @returns 'changed' where something else stands among it, or the place is gone: nobody knows then what is to go
 */
export function replacedBy(text: Y.Text, { position, instead = [] }: RecoveredPlace): Replaced | 'changed' | null {
  if (instead.length === 0) return null
  const { item: behind } = Y.decodeRelativePosition(position)
  const [place, standing] = readStanding(text, instead, behind)
  if (place === null) return 'changed'
  const run = standing.filter(({ at }, index) => at === place + index)
  const last = run.at(-1)
  if (run.length < standing.length) return 'changed'
  if (!last) return null
  const words = run.map(({ letter }) => letter).join('')
  return { words, end: Y.encodeRelativePosition(new Y.RelativePosition(null, null, last.id, -1)) }
}

interface Standing {
  id: Y.ID
  letter: string
  /** How many living letters and starts of blocks stand before it. */
  at: number
}

/** How many of them stand up to the place, null where it is not found, and which of these ranges do. */
function readStanding(text: Y.Text, ranges: readonly ClockRange[], behind: Y.ID | null): [number | null, Standing[]] {
  const found: Standing[] = []
  let place: number | null = null
  let at = 0
  for (let item = text._start; item !== null; item = item.right) {
    const isSeen = !item.deleted && item.countable
    for (let offset = 0; offset < item.length; offset += 1) {
      const id = Y.createID(item.id.client, item.id.clock + offset)
      if (isSeen && holds(ranges, id)) found.push({ id, letter: letterAt(item, offset), at })
      if (isSeen) at += 1
      if (behind?.client === id.client && behind.clock === id.clock) place = at
    }
  }
  return [place, found]
}

function holds(ranges: readonly ClockRange[], { client, clock }: Y.ID): boolean {
  return ranges.some(({ clientId, from, to }) => clientId === client && clock >= from && clock < to)
}

const letterAt = ({ content }: Y.Item, offset: number): string =>
  content instanceof Y.ContentString ? (content.str[offset] ?? '') : '\n'
