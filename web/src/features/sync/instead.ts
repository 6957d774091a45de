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
 * What is left of it; null where nothing is. A unit that is deleted whole behind the words was another act: it stays.
 * @returns 'changed' where something else stands among it, or the place is gone: nobody knows then what is to go
 */
export function replacedBy(text: Y.Text, { position, instead = [] }: RecoveredPlace): Replaced | 'changed' | null {
  if (instead.length === 0) return null
  const { item: behind } = Y.decodeRelativePosition(position)
  const all = behind && readWhere(text, behind)
  if (all === null) return 'changed'
  const place = all.findIndex(({ id }) => id.client === behind?.client && id.clock === behind.clock) + 1
  const living = all.filter(({ isLiving }) => isLiving)
  const from = all.slice(0, place).filter(({ isLiving }) => isLiving).length
  const isGone = ({ id }: Unit) => instead.some((range) => holds(range, id))
  const next = living.findIndex((unit, index) => index >= from && !isGone(unit))
  const run = living.slice(from, next < 0 ? living.length : next)
  if (run.length < living.filter(isGone).length) return 'changed'
  const unit = next < 0 || living[next]?.isStart ? run.findIndex(({ isStart }) => isStart) : -1
  const kept = unit < 0 ? run : run.slice(0, unit)
  const last = kept.at(-1)
  if (!last) return null
  const words = kept.map(({ letter }) => letter).join('')
  return { words, end: Y.encodeRelativePosition(new Y.RelativePosition(null, null, last.id, -1)) }
}

interface Unit {
  id: Y.ID
  letter: string
  isLiving: boolean
  /** Begins a block. */
  isStart: boolean
}

/** All that stands, or stood, in the body or in the cell that holds this. */
function readWhere(body: Y.Text, { client, clock }: Y.ID): Unit[] | null {
  const { store } = body.doc!
  if (clock >= Y.getState(store, client)) return null
  const found = Y.getItem(store, Y.createID(client, clock)) as Y.Item | Y.GC
  const parent = found instanceof Y.Item ? found.parent : null
  if (!(parent instanceof Y.AbstractType)) return null
  const units: Unit[] = []
  // One by one: a piece of a long paragraph has more letters than a call may have arguments.
  for (let item = parent._start; item !== null; item = item.right) for (const unit of unitsOf(item)) units.push(unit)
  return units
}

function unitsOf({ id, length, content, deleted, countable }: Y.Item): Unit[] {
  const isLiving = !deleted && countable
  return Array.from({ length }, (_, offset) => ({
    id: Y.createID(id.client, id.clock + offset),
    letter: content instanceof Y.ContentString ? (content.str[offset] ?? '') : '\n',
    isLiving,
    isStart: content instanceof Y.ContentType,
  }))
}

function holds({ clientId, from, to }: ClockRange, { client, clock }: Y.ID): boolean {
  return clientId === client && clock >= from && clock < to
}
