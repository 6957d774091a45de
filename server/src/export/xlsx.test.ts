import JSZip from 'jszip'
import { beforeAll, describe, expect, it } from 'vitest'
import { csvCell } from './csv.ts'
import { exportSheet } from './index.ts'
import type { Cell, Sheet } from './sheet.ts'
import { renderXlsx } from './xlsx.ts'

const HOSTILE = `</t></si><script>&amp;"'\u0000\ud800<!--]]>`

function sheetOf(rows: readonly (readonly Cell[])[]): Sheet {
  const columns = [
    { heading: 'Lp.', width: 6 },
    { heading: 'Treść', width: 45 },
    { heading: 'Data wpływu', width: 17 },
  ]
  return { title: 'Program 2027', subtitle: 'Tabela uwag. Stan na dziś.', name: 'Tabela uwag', columns, rows }
}

async function partsOf(bytes: Uint8Array): Promise<(name: string) => string> {
  const zip = await JSZip.loadAsync(bytes)
  const names = Object.keys(zip.files)
  const texts = await Promise.all(names.map((name) => zip.file(name)?.async('string') ?? ''))
  return (name) => texts[names.indexOf(name)] ?? ''
}

let part: (name: string) => string

beforeAll(async () => {
  const received = { at: new Date('2026-10-22T22:05:00Z'), isDay: false }
  const onPaper = { at: new Date('2026-10-06T00:00:00Z'), isDay: true }
  part = await partsOf(
    await renderXlsx(
      sheetOf([
        [1, '=1+1', received],
        [2, HOSTILE, onPaper],
        [3, `${'ż'.repeat(32_765)}😀 i dalej`, null],
      ]),
    ),
  )
})

describe('a workbook', () => {
  it('keeps title, subtitle and headings in sight, and its columns wide enough', () => {
    const sheet = part('xl/worksheets/sheet1.xml')
    expect(sheet).toMatch(/<pane ySplit="3"[^>]*topLeftCell="A4"[^>]*state="frozen"/)
    expect(sheet).toMatch(/<col min="1" max="1" width="6"[^>]*\/><col min="2" max="2" width="45"/)
    expect(part('xl/workbook.xml')).toContain('name="Tabela uwag"')
    expect(part('xl/styles.xml').match(/wrapText="1"/g)?.length).toBeGreaterThan(1)
    const height = (row: number) => Number(new RegExp(`<row r="${row}"[^>]* ht="([\\d.]+)"`).exec(sheet)?.[1])
    expect([height(4), height(6)]).toEqual([15, 409])
  })

  it('holds dates as dates: what the clock in Krakow showed', () => {
    const sheet = part('xl/worksheets/sheet1.xml')
    // Days since the last day of 1899; Excel counts a 29 February 1900 that never was.
    const serial = (wallClock: string) => Date.parse(wallClock) / 86_400_000 + 25_569
    expect(Number(/r="C4"[^>]*><v>([\d.]+)</.exec(sheet)?.[1])).toBeCloseTo(serial('2026-10-23T00:05Z'), 6)
    expect(Number(/r="C5"[^>]*><v>([\d.]+)</.exec(sheet)?.[1])).toBe(serial('2026-10-06T00:00Z'))
    expect(part('xl/styles.xml')).toContain('formatCode="dd.mm.yyyy hh:mm"')
    expect(part('xl/styles.xml')).toContain('formatCode="dd.mm.yyyy"')
  })

  it('holds no formula and no markup of anybody’s, and no cell longer than Excel opens', () => {
    expect(part('xl/worksheets/sheet1.xml')).not.toContain('<f>')
    const strings = part('xl/sharedStrings.xml')
    expect(strings).toContain('<t>=1+1</t>')
    expect(strings).toContain('&lt;/t&gt;&lt;/si&gt;&lt;script&gt;&amp;amp;')
    for (const unprintable of ['\u0000', '\ud800']) expect(strings).not.toContain(unprintable)
    const long = /<t>(ż+…)<\/t>/.exec(strings)?.[1] ?? ''
    expect(long).toHaveLength(32_766)
    expect(part('xl/worksheets/sheet1.xml')).not.toContain('r="C6"')
  })
})

describe('many entries in one cell', () => {
  const entries = Array.from({ length: 9 }, (_, at) => `${at + 1}: ${'ż'.repeat(4_990)}`)
  const list = { entries, left: ['Nie zmieściło się: ', '. Są tu: https://zapis.test/x'] as const }

  it('are whole up to what Excel opens; the cell says how many are not in it, and where they are', async () => {
    const strings = (await partsOf(await renderXlsx(sheetOf([[1, list, null]]))))('xl/sharedStrings.xml')
    const cell = /<t>(1: ż[^<]*)<\/t>/.exec(strings)?.[1] ?? ''
    expect(cell.split('\n')).toEqual([...entries.slice(0, 6), 'Nie zmieściło się: 3. Są tu: https://zapis.test/x'])
    expect(cell.length).toBeLessThan(32_767)
  })

  it('are all there where they fit, and in CSV', async () => {
    const few = { ...list, entries: ['Jedna', 'Druga'] }
    const strings = (await partsOf(await renderXlsx(sheetOf([[1, few, null]]))))('xl/sharedStrings.xml')
    expect(strings).toContain('<t>Jedna\nDruga</t>')
    expect(csvCell(list)).toBe(`"${entries.join('\n')}"`)
  })
})

it.each(['constructor', 'toString', 'valueOf', 'hasOwnProperty', '__proto__'])(
  'keeps the word „%s”, which every object of the language knows',
  async (word) => {
    const at = await partsOf(await renderXlsx(sheetOf([[1, word, null]])))
    expect(at('xl/sharedStrings.xml')).toContain(`<t>${word}</t>`)
    expect(at('xl/worksheets/sheet1.xml')).toMatch(/r="B4"[^>]*><v>\d+<\/v>/)
  },
)

it.each([
  ['0206-10-22T12:00:00Z', '0206-10-22'],
  ['1899-12-31T12:00:00Z', '1899-12-31'],
])('says a day no spreadsheet counts to (%s) in words', async (moment, shown) => {
  const at = await partsOf(await renderXlsx(sheetOf([[1, 'Uwaga', { at: new Date(moment), isDay: true }]])))
  expect(at('xl/sharedStrings.xml')).toContain(`<t>${shown}</t>`)
  expect(at('xl/worksheets/sheet1.xml')).not.toContain('NaN')
})

it('is made beside the main thread', async () => {
  const { bytes, contentType, filename } = await exportSheet(sheetOf([[1, 'Uwaga', null]]), 'XLSX', 'tabela.xlsx')
  expect([contentType, filename]).toEqual([
    'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    'tabela.xlsx',
  ])
  expect((await partsOf(bytes))('xl/sharedStrings.xml')).toContain('Uwaga')
})
