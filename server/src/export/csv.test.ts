import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { csvCell, renderCsv, withoutFormulas } from './csv.ts'
import type { Cell } from './sheet.ts'

const SIGNS = ['=', '+', '-', '@', '＝', '＋', '－', '＠']

function csv(rows: readonly (readonly Cell[])[], headings = ['Lp.', 'Treść']): string {
  const columns = headings.map((heading) => ({ heading, width: 10 }))
  const bytes = renderCsv({ title: 'T', subtitle: 'S', name: 'N', columns, rows })
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
}

/** As RFC 4180 has it, and nothing of ours: quotes, doubled quotes, separators and line ends. */
function parse(text: string): string[][] {
  const rows: string[][] = [[]]
  let rest = text
  while (rest !== '') {
    const found = /^(?:"((?:[^"]|"")*)"|([^";\r\n]*))(;|\r\n)/.exec(rest)
    if (found === null) throw new Error(`No cell begins here: ${rest.slice(0, 40)}`)
    rows.at(-1)?.push(found[1]?.replaceAll('""', '"') ?? found[2] ?? '')
    if (found[3] !== ';') rows.push([])
    rest = rest.slice(found[0].length)
  }
  rows.pop()
  return rows
}

describe('a file', () => {
  it('opens in Polish Excel: its mark, semicolons, line ends of Windows; dates as the clock in Krakow showed them', () => {
    const received = { at: new Date('2026-10-22T22:05:00Z'), isDay: false }
    const onPaper = { at: new Date('2026-10-06T00:00:00Z'), isDay: true }
    const text = csv([
      [1, 'Zażółć; „gęślą”\n"jaźń"', received, null],
      [2, '', onPaper, null],
    ])
    expect(text).toBe(
      '\ufeff"Lp.";"Treść"\r\n' + '1;"Zażółć; „gęślą”\n""jaźń""";2026-10-23 00:05;\r\n' + '2;"";2026-10-06;\r\n',
    )
  })

  it('is read back cell by cell, whatever the cells hold', () => {
    const anyText = fc.string({ unit: 'binary' })
    const anyCell = fc.oneof(anyText, fc.string({ unit: fc.constantFrom(';', '"', '\n', '\r', ',', 'a', ' ') }))
    fc.assert(
      fc.property(fc.array(fc.array(anyCell, { minLength: 2, maxLength: 2 }), { maxLength: 8 }), (rows) => {
        const [heading, ...read] = parse(csv(rows).slice(1))
        expect(heading).toEqual(['Lp.', 'Treść'])
        expect(read).toEqual(rows.map((row) => row.map((cell) => csvCell(cell).slice(1, -1).replaceAll('""', '"'))))
      }),
      { numRuns: 300 },
    )
  })
})

describe('formulas', () => {
  it.each([
    ['=HYPERLINK("http://x")', '\'=HYPERLINK("http://x")'],
    ['+48 12 345', "'+48 12 345"],
    ['-1+cmd|x', "'-1+cmd|x"],
    ['@SUM(A1)', "'@SUM(A1)"],
    ['＝1+1', "'＝1+1"],
    ['\t=1', "'\t'=1"],
    ['\r=1', "'\n'=1"],
    ['\tabc', "'\tabc"],
    ['  "=1', '  "\'=1'],
    ['\u200b=1', "\u200b'=1"],
    ['a, =1', "a, '=1"],
    ['a;"=1', 'a;"\'=1'],
    ['Proponuję:\n- raz', "Proponuję:\n'- raz"],
    ['§ 6 ust. 3 = nic; 2 + 2', '§ 6 ust. 3 = nic; 2 + 2'],
    ['– tiret', '– tiret'],
  ])('%j → %j', (words, written) => {
    expect(withoutFormulas(words)).toBe(written)
  })

  it('begin no cell, whichever separator a program takes: any text, many signs', () => {
    const piece = fc.oneof(
      fc.constantFrom(...SIGNS, ',', ';', '\t', '\n', '\r', '\r\n', '"', '""', ' ', '\u00a0', '\u200b', '\ufeff', "'"),
      fc.string({ unit: 'grapheme', maxLength: 3 }),
    )
    const anyText = fc.array(piece, { maxLength: 14 }).map((pieces) => pieces.join(''))
    fc.assert(
      fc.property(anyText, anyText, (one, other) => {
        const text = csv([[one, other]]).slice(1)
        const readings = [/[;\n\r]/, /[,\n\r]/, /[\t\n\r]/, /[,;\t\n\r]/].flatMap((each) => text.split(each))
        const formulas = readings.filter((cell) => SIGNS.includes(cell.replace(/^[\s"\p{Cf}]+/u, '').charAt(0)))
        expect(formulas).toEqual([])
      }),
      { numRuns: 2_000 },
    )
  })
})

it('many line breaks in a row cost no more than other signs', { timeout: 20_000 }, () => {
  // For each break all that follow it were looked at: a minute and more.
  const words = `a${'\n'.repeat(200_000)}b`
  expect(withoutFormulas(words)).toBe(words)
  expect(withoutFormulas(`${words}\n=1`)).toBe(`${words}\n'=1`)
})
