// Words in cells that an update makes itself: a row with words in it, while somebody removed one of the row's columns.
// Whether a column is there is known only when the whole update has been placed, since it may bring the column too.

import * as Y from 'yjs'

type AnyType = Y.AbstractType<unknown>

export interface Words {
  client: number
  clock: number
  text: string
  /** Names the cell where it is there, hidden or not. */
  cell: string | null
}

export class NewCells {
  /** Where each shared type of the update stands. */
  private readonly homes = new Map<AnyType, { around: AnyType; key: string | null }>()
  private readonly columns = new Set<unknown>()
  private readonly known = new Map<unknown, ReadonlySet<unknown>>()
  private readonly written: { cell: AnyType; words: Words }[] = []

  noteType(type: AnyType, around: AnyType, key: string | null): void {
    this.homes.set(type, { around, key })
  }

  noteColumns(ids: readonly unknown[]): void {
    for (const id of ids) this.columns.add(id)
  }

  noteWords(cell: AnyType, words: Words): void {
    if (this.homes.has(cell)) this.written.push({ cell, words })
  }

  /** The words whose column is not in their table any more. */
  stranded(): Words[] {
    return this.written.filter(({ cell }) => this.isColumnGone(cell)).map(({ words }) => words)
  }

  private isColumnGone(cell: AnyType): boolean {
    const column = this.homes.get(cell)?.key ?? null
    const rows = this.around(this.around(this.around(cell)))
    const table = this.around(rows)
    // A table that came with the update has the columns that came with it.
    if (!(table instanceof Y.Map) || this.homes.has(table as AnyType) || this.columns.has(column)) return false
    return !this.columnsOf(table).has(column)
  }

  /** Read once for all cells of a table. */
  private columnsOf(table: Y.Map<unknown>): ReadonlySet<unknown> {
    const columns = table.get('columns')
    const known = this.known.get(table) ?? new Set(columns instanceof Y.Array ? columns.toArray() : [])
    this.known.set(table, known)
    return known
  }

  private around(type: AnyType | null): AnyType | null {
    if (type === null) return null
    return this.homes.get(type)?.around ?? ((type._item?.parent ?? null) as AnyType | null)
  }
}

/** Characters of an item, by the clock of the first. */
export function wordsOf({ id: { client, clock } }: Y.Item, text: string, cell: string | null): Words {
  return { client, clock, text, cell }
}
