import * as Y from 'yjs'
import type { IdRange } from './ranges.ts'
import { BREAK_SIGN, MARKER_SIGN } from './removed-texts.ts'

/** Words, a line break or a block's marker as an update brings them. */
export interface Arrival extends IdRange {
  words: string
  /** What stood left and right of it where it was put. */
  origin: Y.ID | null
  rightOrigin: Y.ID | null
  /** Of a marker: the id of its block. */
  blockId: string | null
  /** How it goes on from what the same client put in before. */
  follows: Following
  /** It was typed on, or more was typed right behind it. */
  isTyped: boolean
  /** What came at once has one number: a paste with its tables and their cells. */
  go: number
}

/**
 * `on`: right behind it, as in a paste. `typed`: words right behind words, which a paste would have put in at once.
 * `elsewhere`: in another place.
 */
export type Following = 'on' | 'typed' | 'elsewhere'

/** Arrivals in the order in which they were made, and what they say together. */
export interface Piece {
  words: string
  parts: readonly Arrival[]
}

/** Everything an update brings that can be read, client by client in the order in which it was made. */
export function readArrivals(structs: readonly unknown[]): Arrival[] {
  const reader = new ArrivalReader()
  for (const struct of structs)
    if (struct instanceof Y.Item && struct.parentSub !== 'id') reader.read(struct)
    else if (struct instanceof Y.Item) reader.name(struct)
  return reader.arrivals
}

class ArrivalReader {
  readonly arrivals: Arrival[] = []
  /** By the id of its last unit, the end of everything that is being put in: the words that end it, null for others. */
  private readonly tails = new Map<string, Arrival | null>()
  /** What was made with the same update: what is in it came with it. */
  private readonly types = new Set<string>()
  private go = 0

  read(item: Y.Item): void {
    if (item.content instanceof Y.ContentType) this.types.add(nameOf(item.id))
    if (item.parentSub !== null) return
    const words = wordsOf(item)
    const before = this.takeTail(item.origin)
    const arrival = words === null ? null : this.toArrival(item, words, before)
    this.tails.set(nameOf(item.lastId), arrival !== null && isText(arrival.words) ? arrival : null)
    if (arrival !== null) this.arrivals.push(arrival)
  }

  /** The keys of a marker come right after it. */
  name({ parent, content }: Y.Item): void {
    const marker = this.arrivals.at(-1)
    if (!(parent instanceof Y.ID) || !(content instanceof Y.ContentAny) || marker?.words !== MARKER_SIGN) return
    const id: unknown = content.arr.at(-1)
    if (marker.client === parent.client && marker.clock === parent.clock && typeof id === 'string') marker.blockId = id
  }

  private toArrival(item: Y.Item, words: string, before: Arrival | null | undefined): Arrival {
    const { id, length, origin, rightOrigin, parent } = item
    const isTyped = isText(words) && before != null && isNext(item)
    const follows = before === undefined ? 'elsewhere' : isTyped ? 'typed' : 'on'
    if (isTyped) before.isTyped = true
    if (follows !== 'on' && !(parent instanceof Y.ID && this.types.has(nameOf(parent)))) this.go += 1
    return { ...id, length, words, origin, rightOrigin, blockId: null, follows, isTyped, go: this.go }
  }

  /** Whatever comes right after the last that was put in goes on with it. */
  private takeTail(origin: Y.ID | null): Arrival | null | undefined {
    if (origin === null) return undefined
    const key = nameOf(origin)
    const tail = this.tails.get(key)
    this.tails.delete(key)
    return tail
  }
}

/** What an item says, one unit for each of its ids; null where it says nothing. */
export function wordsOf({ content, parentSub }: Y.Item): string | null {
  if (content instanceof Y.ContentString) return content.str
  if (content instanceof Y.ContentEmbed) return BREAK_SIGN
  const isMarker = content instanceof Y.ContentType && content.type instanceof Y.Map && parentSub === null
  return isMarker ? MARKER_SIGN : null
}

function isText(words: string): boolean {
  return words !== BREAK_SIGN && words !== MARKER_SIGN
}

function isNext({ id, origin }: Y.Item): boolean {
  return origin !== null && origin.client === id.client && origin.clock + 1 === id.clock
}

function nameOf({ client, clock }: Y.ID): string {
  return `${client}.${clock}`
}
