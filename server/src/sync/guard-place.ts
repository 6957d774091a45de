// Where each new struct of an update will stand, and whether that may stand there (`document/shape.ts`).
// Structs are visited in the order in which Yjs integrates them, so what one of them opens is known to the next.
// A struct whose surroundings are gone (collected after a deletion) will be collected too: it is let through, and the
// words in it are reported as stranded.

import * as Y from 'yjs'
import {
  isFormatAllowed,
  isValueAllowed,
  nestedPlace,
  PLACE_TYPES,
  type Place,
  parseLayeredFormat,
} from '../document/shape.ts'
import { BODY } from '../document/yjs.ts'
import { type CarriedProposals, noteMarkerValues, nothingCarried } from './carried-proposals.ts'
import { type Budget, type Home, type Piece, ShadowLists } from './guard-list.ts'
import { NewCells, type Words, wordsOf } from './guard-new-cells.ts'
import type { Struct } from './guard-read.ts'
import { Sight } from './guard-sight.ts'
import { checkEmbed, isKnownValue, isPlain } from './guard-values.ts'
import { endOf } from './normalise.ts'
import { refuse } from './refusal.ts'

export interface PlacementRules {
  /** Has the document ever had this comment? Nobody may introduce one by pushing. */
  hadAnnotation(id: string): boolean
}

export interface Placement {
  /** Markers put into the body. */
  newBlocks: number
  /** Blocks, rows, columns or their ids came in: two people together may have left something to repair. */
  changesStructure: boolean
  /** New characters that stand in something deleted. */
  stranded: Words[]
  proposals: CarriedProposals
}

const TYPE_CLASSES = { text: Y.Text, map: Y.Map, array: Y.Array } as const

/** Checks place, content and cost of the structs of an update that are new to `doc`. */
export function checkPlacement(
  doc: Y.Doc,
  sections: ReadonlyMap<number, readonly Struct[]>,
  rules: PlacementRules,
  budget: Budget,
): Placement {
  return new Placing(doc, sections, rules, budget).run()
}

class Placing {
  private readonly doc: Y.Doc
  private readonly body: Y.AbstractType<unknown>
  private readonly sections: ReadonlyMap<number, readonly Struct[]>
  private readonly rules: PlacementRules
  private readonly lists: ShadowLists
  private readonly placed = new Map<number, number>()
  private readonly homes = new Map<Y.Item, Home | null>()
  private readonly newPlaces = new Map<Y.AbstractType<unknown>, Place>()
  private readonly sight = new Sight()
  private readonly newCells = new NewCells()
  private readonly result = {
    newBlocks: 0,
    changesStructure: false,
    stranded: [] as Words[],
    proposals: nothingCarried(),
  }

  constructor(doc: Y.Doc, sections: ReadonlyMap<number, readonly Struct[]>, rules: PlacementRules, budget: Budget) {
    this.doc = doc
    this.body = doc.getText(BODY) as Y.AbstractType<unknown>
    this.sections = sections
    this.rules = rules
    const countStructs = (client: number): number => doc.store.clients.get(client)?.length ?? 0
    this.lists = new ShadowLists((id) => this.findItem(id), countStructs, budget)
  }

  run(): Placement {
    const clients = [...this.sections.keys()].sort((a, b) => b - a)
    for (const client of clients) this.placeAll(client)
    this.result.stranded.push(...this.newCells.stranded())
    return this.result
  }

  /** As Yjs: one client's structs in order, and first whatever of another client the next one needs. */
  private placeAll(client: number): void {
    const waiting = [client]
    for (let current: number | undefined = client; current !== undefined; current = waiting.at(-1)) {
      const struct = this.nextOf(current)
      const missing = struct === undefined ? null : this.missingFor(struct)
      if (missing !== null) {
        if (waiting.includes(missing)) refuse('gap')
        waiting.push(missing)
        continue
      }
      if (struct !== undefined) this.place(struct)
      if (struct === undefined || waiting.length > 1) waiting.pop()
    }
  }

  private nextOf(client: number): Struct | undefined {
    const structs = this.sections.get(client) ?? []
    const index = this.placed.get(client) ?? 0
    return structs[index]
  }

  /** The client of this update that must come first; refuses what no client of it brings. */
  private missingFor(struct: Struct): number | null {
    if (!(struct instanceof Y.Item)) return null
    const parent = struct.parent instanceof Y.ID ? struct.parent : null
    for (const id of [struct.origin, struct.rightOrigin, parent]) {
      if (id === null || this.find(id) !== null) continue
      const { client, clock } = id
      const section = this.sections.get(client)
      if (client === struct.id.client || section === undefined || clock >= endOf(section)) refuse('gap')
      return client
    }
    return null
  }

  /** The struct with the character `id`: in the document or already placed; else null. */
  private find(id: Y.ID): Struct | null {
    const { client, clock } = id
    if (clock < Y.getState(this.doc.store, client)) {
      const structs = this.doc.store.clients.get(client) as Struct[]
      return structs[Y.findIndexSS(structs, clock)] as Struct
    }
    const section = this.sections.get(client)
    const placed = (this.placed.get(client) ?? 0) - 1
    const last = section?.[placed]
    if (section === undefined || last === undefined || clock >= last.id.clock + last.length) return null
    return findByClock(section, placed, clock)
  }

  private findItem(id: Y.ID): Y.Item | null {
    const struct = this.find(id)
    return struct instanceof Y.Item ? struct : null
  }

  private place(struct: Struct): void {
    const { client } = struct.id
    this.placed.set(client, (this.placed.get(client) ?? 0) + 1)
    if (!(struct instanceof Y.Item)) return
    const home = this.settle(struct)
    this.homes.set(struct, home)
    if (home === null) this.checkLost(struct)
    else this.checkContent(struct, home)
  }

  /** Finds the list an item belongs to and puts it there. Null where Yjs will collect it at once. */
  private settle(item: Y.Item): Home | null {
    const neighbours = [item.origin, item.rightOrigin].filter((id) => id !== null)
    if (neighbours.some((id) => this.isGone(this.find(id)))) return null
    const left = item.origin === null ? null : this.lists.endingAt(item.origin)
    const right = item.rightOrigin === null ? null : this.lists.startingAt(item.rightOrigin)
    // Cut by the right one, the left one no longer ends where it was asked to: they stand in the wrong order.
    if (left !== null && left.end !== (item.origin as Y.ID).clock + 1) refuse('torn-siblings')
    const home = this.homeOf(item, left, right)
    if (home !== null) this.lists.integrate(item, home, left, right)
    return home
  }

  private isGone(struct: Struct | null): boolean {
    return !(struct instanceof Y.Item) || this.homes.get(struct) === null
  }

  private homeOf(item: Y.Item, left: Piece | null, right: Piece | null): Home | null {
    if (left === null && right === null) return this.declaredHome(item)
    const homes = [left, right].filter((piece) => piece !== null).map((piece) => this.homeOfPlaced(piece.item))
    const [first, second] = homes as [Home, Home | undefined]
    if (second !== undefined && (second.type !== first.type || second.key !== first.key)) refuse('torn-siblings')
    return first
  }

  private homeOfPlaced(item: Y.Item): Home {
    const home = this.homes.get(item)
    if (home) return home
    return { type: item.parent as Y.AbstractType<unknown>, key: item.parentSub }
  }

  private declaredHome(item: Y.Item): Home | null {
    const parent: unknown = item.parent
    if (typeof parent === 'string') {
      if (parent !== BODY) refuse('unknown-root')
      return { type: this.body, key: item.parentSub }
    }
    if (!(parent instanceof Y.ID)) return refuse('malformed')
    const owner = this.find(parent)
    if (this.isGone(owner) || !(owner instanceof Y.Item)) return null
    if (owner.content instanceof Y.ContentDeleted) return null
    if (!(owner.content instanceof Y.ContentType)) return refuse('forbidden-place')
    return { type: owner.content.type, key: item.parentSub }
  }

  private placeOf(type: Y.AbstractType<unknown>): Place {
    if (type === this.body) return 'body'
    const known = this.newPlaces.get(type)
    if (known !== undefined) return known
    const owner = type._item
    if (owner === null) return refuse('unknown-root')
    return (
      nestedPlace(this.placeOf(owner.parent as Y.AbstractType<unknown>), owner.parentSub) ?? refuse('forbidden-place')
    )
  }

  private checkContent(item: Y.Item, { type, key }: Home): void {
    const { content } = item
    if (content instanceof Y.ContentDeleted) return
    const place = this.placeOf(type)
    if (content instanceof Y.ContentType) {
      this.newCells.noteType(content.type, type, key)
      this.sight.noteType(item, content.type, type)
      this.checkType(content.type, place, key)
    } else if (PLACE_TYPES[place] === 'text') this.checkText(item, { type, key })
    else this.checkValues(content, place, key)
  }

  private checkType(type: Y.AbstractType<unknown>, place: Place, key: string | null): void {
    const nested = nestedPlace(place, key)
    if (nested === null || type.constructor !== TYPE_CLASSES[PLACE_TYPES[nested]]) refuse('forbidden-content')
    this.newPlaces.set(type, nested)
    this.result.changesStructure = true
    if (nested === 'marker') this.result.newBlocks += 1
  }

  private checkText(item: Y.Item, { type, key }: Home): void {
    if (key !== null) refuse('forbidden-place')
    const { content } = item
    if (content instanceof Y.ContentFormat) this.checkFormat(content)
    else if (content instanceof Y.ContentEmbed) checkEmbed(content)
    else if (!(content instanceof Y.ContentString)) refuse('forbidden-content')
    else this.checkWords(wordsOf(item, content.str, this.sight.cellOf(type)), type)
  }

  private checkWords(words: Words, type: Y.AbstractType<unknown>): void {
    if (this.sight.lossOf(type) === null) this.newCells.noteWords(type, words)
    else this.result.stranded.push(words)
  }

  private checkFormat({ key, value }: Y.ContentFormat): void {
    if (!isPlain(value) || !isFormatAllowed(key, value)) refuse('forbidden-content')
    const layer = parseLayeredFormat(key)
    if (layer === null) return
    const { proposals } = this.result
    if (layer.name !== 'comment') {
      if (value !== null) proposals.opened.add(layer.id)
    } else if (!this.rules.hadAnnotation(layer.id)) refuse('unknown-annotation')
    else if (value !== null) proposals.hasRemarks = true
  }

  private checkValues(content: Y.Item['content'], place: Place, key: string | null): void {
    if (!(content instanceof Y.ContentAny)) refuse('forbidden-content')
    const values: readonly unknown[] = content.arr
    if (!values.every((value) => isPlain(value) && isValueAllowed(place, key, value))) refuse('forbidden-content')
    if (place === 'columns') this.newCells.noteColumns(values)
    if (key === null || key === 'id' || key === 'shown') this.result.changesStructure = true
    if (key !== null) noteMarkerValues(this.result.proposals, key, values)
  }

  /** Content whose place is gone: nobody will see it, but it is stored, so it must be of a kind we know. */
  private checkLost(item: Y.Item): void {
    const { content } = item
    if (content instanceof Y.ContentString) this.result.stranded.push(wordsOf(item, content.str, null))
    else if (content instanceof Y.ContentFormat) this.checkFormat(content)
    else if (content instanceof Y.ContentEmbed) checkEmbed(content)
    else if (content instanceof Y.ContentAny) {
      if (!content.arr.every(isKnownValue)) refuse('forbidden-content')
    } else if (!(content instanceof Y.ContentType || content instanceof Y.ContentDeleted)) refuse('forbidden-content')
  }
}

function findByClock(structs: readonly Struct[], lastIndex: number, clock: number): Struct | null {
  let low = 0
  let high = lastIndex
  while (low < high) {
    const middle = (low + high + 1) >> 1
    if ((structs[middle] as Struct).id.clock <= clock) low = middle
    else high = middle - 1
  }
  const found = structs[low]
  return found !== undefined && clock >= found.id.clock ? found : null
}
