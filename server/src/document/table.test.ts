import { describe, expect, test, vi } from 'vitest'
import * as Y from 'yjs'
import { seededRandom } from '../sync/testing.ts'
import { readTable, ShownCells, tableParts } from './table.ts'
import { newRow, newTable } from './write-content.ts'
import { BODY, createDocument, firstItem, isMarker } from './yjs.ts'

const markerOf = (item: Y.Item): Y.Map<unknown> => (item.content as Y.ContentType).type as Y.Map<unknown>
const cellsOf = (map: unknown): Y.Map<unknown> => (map as Y.Map<unknown>).get('cells') as Y.Map<unknown>
const word = (index: number): string => `k${index}`

function row(columns: readonly string[], index: number): Y.Map<unknown> {
  return newRow({ id: `w${index}`, header: false, cells: columns.map((id) => [id, new Y.Text('x')] as const) })
}

function tableOf(columns: readonly string[], rows: number): { doc: Y.Doc; marker: Y.Item } {
  const doc = createDocument()
  const table = newTable({
    id: 't',
    columns: [...columns],
    rows: Array.from({ length: rows }, (_, at) => row(columns, at)),
  })
  doc.transact(() => doc.getText(BODY).insertEmbed(0, table))
  return { doc, marker: firstItem(doc.getText(BODY)) as Y.Item }
}

/** Every text that ever stood in a cell, shown or not. */
function allCells(doc: Y.Doc): Y.Text[] {
  return [...doc.store.clients.values()].flat().flatMap((struct) => {
    const type = struct instanceof Y.Item && struct.content instanceof Y.ContentType ? struct.content.type : null
    return type instanceof Y.Text && type._item !== null ? [type] : []
  })
}

describe('which cells are shown', () => {
  test.each([1, 2, 3, 4, 5, 6])('is what the table reads as, whatever was done to it (seed %i)', (seed) => {
    const random = seededRandom(seed)
    const pick = (count: number): number => Math.floor(random() * count)
    const { doc, marker } = tableOf([word(0), word(1), word(2)], 3)
    const { columns, rows } = tableParts(marker) as NonNullable<ReturnType<typeof tableParts>>
    const changes = [
      () => rows.length > 0 && (rows.get(pick(rows.length)) as Y.Map<unknown>).delete('shown'),
      () => rows.length > 0 && (rows.get(pick(rows.length)) as Y.Map<unknown>).set('shown', 1),
      () => rows.length > 0 && rows.delete(pick(rows.length)),
      () => columns.length > 0 && columns.delete(pick(columns.length)),
      () => columns.insert(pick(columns.length + 1), [word(pick(5))]),
      () => rows.insert(pick(rows.length + 1), [row([word(pick(5)), word(pick(5))], 10 + pick(90))]),
      () => rows.length > 0 && cellsOf(rows.get(pick(rows.length))).set(word(pick(5)), new Y.Text('y')),
      () => rows.length > 0 && (rows.get(pick(rows.length)) as Y.Map<unknown>).set('cells', new Y.Map()),
      () => random() < 0.2 && markerOf(marker).set('shown', random() < 0.5 ? 1 : 0),
    ]
    for (let step = 0; step < 60; step += 1) {
      doc.transact(() => changes[pick(changes.length)]?.())
      const read = isMarker(marker) ? (readTable(marker)?.rows.flatMap(({ cells }) => cells) ?? []) : []
      const shown = new ShownCells()
      for (const cell of allCells(doc)) expect(shown.has(cell)).toBe(read.includes(cell))
    }
  })

  test('reads the columns of a table once for all its cells, and its rows never', () => {
    const { doc, marker } = tableOf([word(0), word(1)], 100)
    const { columns, rows } = tableParts(marker) as NonNullable<ReturnType<typeof tableParts>>
    const looks = { columns: vi.spyOn(columns, Symbol.iterator), rows: vi.spyOn(rows, Symbol.iterator) }
    const shown = new ShownCells()
    expect(allCells(doc).filter((cell) => shown.has(cell))).toHaveLength(200)
    expect(looks.columns).toHaveBeenCalledOnce()
    expect(looks.rows).not.toHaveBeenCalled()
  })
})
