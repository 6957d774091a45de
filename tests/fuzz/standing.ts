import {
  BODY,
  flowsOn,
  isMarker,
  isShown,
  isTableMarker,
  itemName,
  markerMap,
  prepareDoc,
  tableParts,
} from '@app/server/document'
import * as Y from 'yjs'

/** Which characters are to be there when some rows are left out. */
export interface Standing {
  must: ReadonlySet<string>
  may: ReadonlySet<string>
}

/**
 * Tells from the items alone what is there when some rows of a log are left out. A copy of a character stands that somebody
 * else put in, that nobody else took out, and of which nobody else hid the table, row or column. What is only proposed does
 * not. Of which somebody else made a new copy since it was taken out, that may count in its place, also when it is gone.
 */
export class StandingWords {
  private readonly doc = prepareDoc(new Y.Doc({ gc: false }))
  /** By its name: a copy that is left out, was taken out by others, or is only proposed. */
  private readonly fallen = new Set<string>()
  /** By its name: when a row that is left out took the copy out. */
  private readonly missedSince = new Map<string, number>()
  /** When others made the last copy of a character. */
  private readonly madeAt = new Map<string, number>()
  /** Tables, rows and columns as the last row left them, and those that others hid last. */
  private shown = new Map<string, boolean>()
  private readonly hiddenByOthers = new Set<string>()
  private time = 0

  add(update: Uint8Array, isLeftOut: boolean): void {
    const note = (transaction: Y.Transaction): void => this.note(transaction, isLeftOut)
    this.time++
    this.doc.on('afterTransaction', note)
    Y.applyUpdate(this.doc, update)
    this.doc.off('afterTransaction', note)
    const shown = shownIn(this.body)
    for (const [name, is] of shown) {
      if (isLeftOut || is === (this.shown.get(name) ?? true)) continue
      if (is) this.hiddenByOthers.delete(name)
      else this.hiddenByOthers.add(name)
    }
    this.shown = shown
  }

  read(): Standing {
    const [must, may] = [new Set<string>(), new Set<string>()]
    for (const { text, around } of textsIn(this.body)) {
      if (around.some((name) => this.hiddenByOthers.has(name))) continue
      forEachCopy(text, (copy) => {
        if (this.fallen.has(copy.name)) return
        may.add(copy.character)
        if (!this.isInDoubt(copy)) must.add(copy.character)
      })
    }
    return { must, may }
  }

  /** Made again by others since, or taken into a proposal: somebody deleted what stood between them. */
  private isInDoubt({ character, name, isProposed, isGone }: Copy): boolean {
    const isMadeAgain = (this.madeAt.get(character) ?? 0) > (this.missedSince.get(name) ?? this.time)
    return isMadeAgain || (isProposed && !isGone)
  }

  private get body(): Y.Text {
    return this.doc.getText(BODY)
  }

  private note(transaction: Y.Transaction, isLeftOut: boolean): void {
    for (const { text } of textsIn(this.body)) forEachCopy(text, (copy) => this.noteCopy(copy, transaction, isLeftOut))
  }

  private noteCopy({ id, name, character, isProposed }: Copy, transaction: Y.Transaction, isLeftOut: boolean): void {
    const isNew = id.clock >= (transaction.beforeState.get(id.client) ?? 0)
    const isGone = Y.isDeleted(transaction.deleteSet, id)
    if (isNew && (isLeftOut || isProposed)) this.fallen.add(name)
    if (isGone && isLeftOut) this.missedSince.set(name, this.time)
    if (isGone && !isLeftOut) this.fallen.add(name)
    else if (isNew && !this.fallen.has(name)) this.madeAt.set(character, this.time)
  }
}

interface Copy {
  character: string
  id: Y.ID
  name: string
  isProposed: boolean
  isGone: boolean
}

function forEachCopy(text: Y.Text, see: (copy: Copy) => void): void {
  const proposals = new Set<string>()
  for (let item = text._start; item !== null; item = item.right) {
    const { content, deleted } = item
    if (content instanceof Y.ContentFormat && !deleted && content.key.startsWith('ins:')) {
      if (content.value === null) proposals.delete(content.key)
      else proposals.add(content.key)
    }
    if (isMarker(item) && !deleted && !flowsOn(item)) proposals.clear()
    if (!(content instanceof Y.ContentString)) continue
    for (let at = 0; at < item.length; at++) {
      const id = Y.createID(item.id.client, item.id.clock + at)
      see({
        character: content.str[at] ?? '',
        id,
        name: `${id.client}.${id.clock}`,
        isProposed: proposals.size > 0,
        isGone: deleted,
      })
    }
  }
}

/** The body, and every cell with the names of its table, row and column, shown or not. */
function textsIn(body: Y.Text): { text: Y.Text; around: string[] }[] {
  const texts: { text: Y.Text; around: string[] }[] = [{ text: body, around: [] }]
  for (const { name, rows } of tablesIn(body)) {
    for (const row of rows) {
      const cells = mapOf(row)?._map.get('cells')?.content
      if (!(cells instanceof Y.ContentType)) continue
      for (const [column, { content }] of (cells.type as Y.Map<unknown>)._map) {
        const text = content instanceof Y.ContentType ? content.type : null
        if (text instanceof Y.Text) texts.push({ text, around: [name, itemName(row), columnName(name, column)] })
      }
    }
  }
  return texts
}

function shownIn(body: Y.Text): Map<string, boolean> {
  const shown = new Map<string, boolean>()
  for (const { name, marker, columns, rows } of tablesIn(body)) {
    shown.set(name, !marker.deleted && isShown(markerMap(marker)))
    for (const row of rows) {
      const map = mapOf(row)
      shown.set(itemName(row), map !== null && !row.deleted && isShown(map))
    }
    for (const { content, deleted } of columns) {
      for (const id of content instanceof Y.ContentAny ? content.arr : []) {
        const column = columnName(name, String(id))
        shown.set(column, !deleted || shown.get(column) === true)
      }
    }
  }
  return shown
}

interface FoundTable {
  name: string
  marker: Y.Item
  columns: Y.Item[]
  rows: Y.Item[]
}

function tablesIn(body: Y.Text): FoundTable[] {
  const tables: FoundTable[] = []
  for (let marker = body._start; marker !== null; marker = marker.right) {
    const parts = isTableMarker(marker) ? tableParts(marker) : null
    if (parts === null) continue
    tables.push({ name: itemName(marker), marker, columns: itemsIn(parts.columns), rows: itemsIn(parts.rows) })
  }
  return tables
}

function itemsIn(list: Y.Array<unknown>): Y.Item[] {
  const items: Y.Item[] = []
  for (let item = list._start; item !== null; item = item.right) items.push(item)
  return items
}

function mapOf({ content }: Y.Item): Y.Map<unknown> | null {
  return content instanceof Y.ContentType && content.type instanceof Y.Map ? content.type : null
}

function columnName(table: string, column: string): string {
  return `${table} column ${column}`
}
