// Tables for tests of this folder.

import * as Y from 'yjs'
import { newRow, newTable } from '../document/write-content.ts'

export function mapsOf(text: Y.Text): Y.Map<unknown>[] {
  const maps: Y.Map<unknown>[] = []
  for (let item = text._start; item !== null; item = item.right) {
    const type = item.content instanceof Y.ContentType && !item.deleted ? item.content.type : null
    if (type instanceof Y.Map) maps.push(type)
  }
  return maps
}

export function tableWith(words: string): Y.Map<unknown> {
  const cell = new Y.Text(words)
  return newTable({ id: 't', columns: ['c1'], rows: [newRow({ id: 'r1', header: false, cells: [['c1', cell]] })] })
}

export function rowsOf(text: Y.Text): Y.Array<Y.Map<unknown>> {
  return mapsOf(text)
    .find((map) => map.has('rows'))
    ?.get('rows') as Y.Array<Y.Map<unknown>>
}

export function columnsOf(text: Y.Text): Y.Array<string> {
  return mapsOf(text)
    .find((map) => map.has('columns'))
    ?.get('columns') as Y.Array<string>
}

export function firstCell(text: Y.Text): Y.Text {
  return (rowsOf(text).get(0).get('cells') as Y.Map<Y.Text>).get('c1') as Y.Text
}
