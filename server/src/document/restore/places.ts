import * as Y from 'yjs'
import type { YjsId } from '../compare/state.ts'
import { firstItem } from '../yjs.ts'

export interface Stay {
  /** How many of the units it tells of. */
  size: number
  /** Fractions are places inside an item. */
  from: number
  to: number
}

/** Where the items of a text stand in it, deleted ones too. Counted only when it is asked for. */
export class Places {
  private readonly text: Y.Text
  private places: Map<unknown, number> | null = null

  constructor(text: Y.Text) {
    this.text = text
  }

  of(item: Y.Item): number {
    return this.placeOf(item) ?? -1
  }

  /** Of units with consecutive ids, as far as they stand in one item; null where this text does not know the first. */
  ofUnits({ client, clock }: YjsId, size: number): Stay | null {
    const { store } = this.text.doc as Y.Doc
    const structs = store.clients.get(client)
    if (structs === undefined || clock >= Y.getState(store, client)) return null
    const struct = structs[Y.findIndexSS(structs, clock)] as Y.Item | Y.GC
    const place = this.placeOf(struct)
    if (place === undefined) return null
    const offset = clock - struct.id.clock
    const covered = Math.min(size, struct.length - offset)
    const at = (units: number): number => (units === struct.length ? place + 1 : place + units / struct.length)
    return { size: covered, from: at(offset), to: at(offset + covered) }
  }

  private placeOf(struct: unknown): number | undefined {
    this.places ??= this.count()
    return this.places.get(struct)
  }

  private count(): Map<unknown, number> {
    const places = new Map<unknown, number>()
    for (let item = firstItem(this.text); item !== null; item = item.right) places.set(item, places.size)
    return places
  }
}
