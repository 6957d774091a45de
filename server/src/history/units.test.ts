import { expect, it } from 'vitest'
import type { DocumentContent } from '../document/index.ts'
import { unitsOf } from './units.ts'

const table = (rows: readonly (readonly string[])[]): DocumentContent => [
  {
    type: 'table',
    id: 't1',
    rows: rows.map((cells, at) => ({
      id: `r${at}`,
      cells: cells.map((text, column) => ({
        id: `r${at}c${column}`,
        header: at === 0,
        content: text === '' ? [] : [{ text }],
      })),
    })),
  },
]

it('a table is read row by row, its cells apart', () => {
  const [unit] = unitsOf(
    table([
      ['Lp.', 'Kwota', 'Termin'],
      ['1', '2 000 zł', '30 dni'],
    ]),
  )
  expect(unit).toMatchObject({ words: 'Lp. | Kwota | Termin', text: 'Lp. | Kwota | Termin\n1 | 2 000 zł | 30 dni' })
})

it('is known by the first row that says something', () => {
  const [unit] = unitsOf(
    table([
      ['', ''],
      ['Czynsz', '5 zł'],
    ]),
  )
  expect(unit).toMatchObject({ words: 'Czynsz | 5 zł', text: '\nCzynsz | 5 zł' })
})
