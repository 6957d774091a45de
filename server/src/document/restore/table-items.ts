/** What tables are made of, shown or not. */
import * as Y from 'yjs'
import { tableParts } from '../table.ts'

export function itemsOf(list: Y.Array<unknown>): Y.Item[] {
  const items: Y.Item[] = []
  for (let item = list._start; item !== null; item = item.right) items.push(item)
  return items
}

export function rowOf({ content }: Y.Item): Y.Map<unknown> | null {
  return content instanceof Y.ContentType && content.type instanceof Y.Map ? content.type : null
}

export function cellsOf(row: Y.Map<unknown> | null): Y.Text[] {
  const cells = row?.get('cells')
  return cells instanceof Y.Map ? [...cells.values()].filter((cell) => cell instanceof Y.Text) : []
}

/** All cells of a table, in rows and columns that are hidden too. */
export function cellsIn(marker: Y.Item): Y.Text[] {
  const parts = tableParts(marker)
  return parts === null ? [] : itemsOf(parts.rows).flatMap((row) => cellsOf(rowOf(row)))
}
