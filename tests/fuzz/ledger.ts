import { BODY, itemName, readSections } from '@app/server/document'
import * as Y from 'yjs'
import type { Member } from './member.ts'

/**
 * What became of every character: who typed, deleted and brought it back, and what was removed around it. A character
 * can have several copies (two people dragged the same block), so each copy is accounted for by the item that holds it.
 */
export class Ledger {
  /** The copies that were made of every character. */
  private readonly copies = new Map<string, Copy[]>()
  private readonly deletedCopies = new Set<string>()
  private readonly recreatedBy = new Map<string, Set<Member>>()
  /** How it was made again; a table, row or column shown again stands for what is in it. */
  private readonly recreatedHow = new Map<string, Set<How>>()
  /** By its name: what a cell stands in. */
  private readonly surroundings = new Map<string, string[]>()
  /** What those who removed a table, row or column had seen of the document. */
  private readonly removed = new Map<string, ReadonlyMap<number, number>[]>()
  /**
   * How many characters two people doubled together. Untold may be what was in parts of two pieces that overlap, where the
   * connection broke after both were sent and before either came, and what was in a table that one took apart and the
   * other hid and showed again.
   */
  readonly doubles = { undone: 0, moved: 0, recognised: 0, untold: 0 }
  /** Who showed a deleted table, row or column again. */
  private readonly returnedBy = new Map<string, Set<Member>>()

  /** Runs a local change and books what it did. Throws when it made characters again that it had no reason to. */
  book(member: Member, how: How, change: () => void): void {
    const known = new Set(member.editor.state.doc.textContent)
    const tables = surroundingsOfCells(member.doc)
    const seen = Y.decodeStateVector(Y.encodeStateVector(member.doc))
    const { made, deleted } = copiesChanged(member.doc, change)
    const shown = new Set(member.editor.state.doc.textContent)
    for (const copy of deleted) this.deletedCopies.add(copy)
    // What undo shows again (a table, a row) need not be made again.
    const appeared = [...shown].filter((character) => !known.has(character))
    const characters = new Set([...made.map(({ character }) => character), ...appeared])
    for (const character of characters) this.bookMade(character, member, how)
    for (const copy of made) this.copies.get(copy.character)?.push(copy)
    this.bookTables(tables, surroundingsOfCells(member.doc), member, seen)
  }

  /** What is wrong with the final text; empty when every word is accounted for. */
  complaints(text: string, doc: Y.Doc, server: Told = NOTHING_TOLD): string[] {
    const counts = new Map<string, number>()
    for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1)
    const complaints: string[] = []
    for (const [character, copies] of this.copies) {
      const count = counts.get(character) ?? 0
      if (count < copies.filter((copy) => !this.mayBeGone(copy, doc, server.offered)).length)
        complaints.push(`lost ${character}`)
      if (count > 1) complaints.push(...this.doubled(character, server))
    }
    if (/\ufffd|\p{Surrogate}/u.test(text)) complaints.push('broken character')
    return complaints
  }

  /** Was it moved, or deleted and brought back? */
  wasRecreated(character: string): boolean {
    return this.recreatedBy.has(character)
  }

  /**
   * Only two people together may double something, and at least one of them is told: where both undid it or both moved a
   * block, that it happened; where a piece of text was moved, or one moved what the other brought back, which characters.
   */
  private doubled(character: string, { inTwins }: Told): string[] {
    const people = [...this.broughtBackBy(character)]
    if (people.length < 2) return [`doubled ${character}`]
    const wasTold = people.some(({ told }) => told.characters.has(character))
    const [how = 'undo', ...others] = this.recreatedHow.get(character) ?? []
    if (how === 'edit' || others.length > 0 || (how === 'move' && !inTwins.has(character))) {
      this.doubles[wasTold ? 'recognised' : 'untold']++
      return []
    }
    this.doubles[how === 'move' ? 'moved' : 'undone']++
    const wereTold = people.some(({ told }) => told.undone + (how === 'move' ? told.moved : 0) > 0)
    return wasTold || wereTold ? [] : [`nobody is told that ${character} is there twice (${how})`]
  }

  private bookMade(character: string, member: Member, how: How): void {
    if (!this.copies.has(character)) {
      this.copies.set(character, [])
      return
    }
    if (how === 'type') throw new Error(`${character} was made again`)
    this.recreatedHow.set(character, (this.recreatedHow.get(character) ?? new Set()).add(how))
    const by = this.recreatedBy.get(character) ?? new Set()
    this.recreatedBy.set(character, by.add(member))
  }

  /** Deleted on purpose, or with the row, column or table around it by somebody who had seen it; else offered back. */
  private mayBeGone({ character, name, id, cell }: Copy, doc: Y.Doc, offered: ReadonlyMap<number, string>): boolean {
    if (this.deletedCopies.has(name)) return true
    const removals = this.around(cell).flatMap((surrounding) => this.removed.get(surrounding) ?? [])
    if (removals.length === 0 || !isKept(doc, id)) return false
    const wasSeen = removals.some((seen) => id.clock < (seen.get(id.client) ?? 0))
    return wasSeen || (offered.get(id.client) ?? '').includes(character)
  }

  private around(cell: string): string[] {
    return this.surroundings.get(cell) ?? []
  }

  /** Who made it again, or showed again what it stands in. */
  private broughtBackBy(character: string): Set<Member> {
    const cells = new Set(this.copies.get(character)?.map(({ cell }) => cell))
    const around = [...cells].flatMap((cell) => this.around(cell))
    const returned = around.flatMap((name) => [...(this.returnedBy.get(name) ?? [])])
    return new Set([...(this.recreatedBy.get(character) ?? []), ...returned])
  }

  private bookTables(
    before: Surroundings,
    after: Surroundings,
    member: Member,
    seen: ReadonlyMap<number, number>,
  ): void {
    const [known, now] = [new Set([...before.values()].flat()), new Set([...after.values()].flat())]
    for (const name of known) if (!now.has(name)) this.removed.set(name, [...(this.removed.get(name) ?? []), seen])
    for (const name of now) {
      if (known.has(name) || !this.removed.has(name)) continue
      this.returnedBy.set(name, (this.returnedBy.get(name) ?? new Set()).add(member))
    }
    for (const [cell, names] of [...before, ...after]) this.surroundings.set(nameOf(cell), names)
  }
}

/**
 * What a change was: `type` makes no character again; `undo`, `move` (of whole blocks) and `edit` (text dragged, cells
 * replaced) may.
 */
export type How = 'type' | 'edit' | 'move' | 'undo'

/** What the server knows and said. */
interface Told {
  /** Words given back, by client id. */
  offered: ReadonlyMap<number, string>
  /** Characters that stood in two blocks of one id. */
  inTwins: ReadonlySet<string>
}

const NOTHING_TOLD: Told = { offered: new Map(), inTwins: new Set() }

/** One character in one item. */
interface Copy {
  character: string
  id: Y.ID
  name: string
  /** The name of the cell it stands in; empty in the body. */
  cell: string
}

/** What the local transactions of `change` made and deleted. */
function copiesChanged(doc: Y.Doc, change: () => void): { made: Copy[]; deleted: string[] } {
  const made: Copy[] = []
  const deleted: string[] = []
  const listen = ({ beforeState, afterState, deleteSet }: Y.Transaction) => {
    for (const [client, ranges] of deleteSet.clients) {
      for (const { clock, len } of ranges) {
        for (let at = clock; at < clock + len; at++) deleted.push(copyName(client, at))
      }
    }
    const start = beforeState.get(doc.clientID) ?? 0
    if ((afterState.get(doc.clientID) ?? 0) <= start) return
    const structs = doc.store.clients.get(doc.clientID) ?? []
    for (const struct of structs.slice(Y.findIndexSS(structs, start))) {
      if (struct instanceof Y.Item) made.push(...copiesIn(struct))
    }
  }
  doc.on('afterTransaction', listen)
  change()
  doc.off('afterTransaction', listen)
  return { made, deleted }
}

function copiesIn({ id, content, parent }: Y.Item): Copy[] {
  if (!(content instanceof Y.ContentString)) return []
  const cell = nameOf(parent as Y.Text)
  let { clock } = id
  return [...content.str].map((character) => {
    const copy = { character, id: Y.createID(id.client, clock), name: copyName(id.client, clock), cell }
    clock += character.length
    return copy
  })
}

function copyName(client: number, clock: number): string {
  return `${client}.${clock}`
}

/** Is it still in the document, shown or not? */
function isKept(doc: Y.Doc, id: Y.ID): boolean {
  const struct = Y.getItem(doc.store, id)
  return struct instanceof Y.Item && !struct.deleted
}

/** Every cell with the names of its table, row, column and itself; a copy has other names. */
type Surroundings = Map<Y.Text, string[]>

function surroundingsOfCells(doc: Y.Doc): Surroundings {
  const found: Surroundings = new Map()
  for (const { table, marker } of readSections(doc.getText(BODY))) {
    if (table === null || marker === null) continue
    const name = itemName(marker)
    for (const row of table.rows) {
      row.cells.forEach((cell, index) => {
        if (cell === null) return
        const column = `${name} column ${table.columns[index]?.id}`
        found.set(cell, [name, nameOf(row.map), column, nameOf(cell)])
      })
    }
  }
  return found
}

function nameOf(type: Y.Map<unknown> | Y.Text): string {
  return type._item === null ? '' : itemName(type._item)
}
