// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { readHtml } from './from-html.ts'
import { recogniseUnits } from './legal-units.ts'
import { nothingDropped } from './pasted.ts'
import { outline, read } from './testing.ts'

const painted = (mark: string) =>
  `<![if !supportLists]><span style='mso-list:Ignore'>${mark}<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>`
const NOTHING = '<o:p>&nbsp;</o:p>'
const item = (mark: string, text = NOTHING, list = 0) =>
  `<p class=MsoNormal style='mso-list:l${list} level1 lfo1'>${painted(mark)}${text}</p>`

describe('a number that Word paints on an empty line', () => {
  const units = [
    'section ',
    'ust Celem jest wsparcie.',
    'ust Obejmuje lokale.',
    'section ',
    'ust Najem trwa trzy lata.',
  ]

  it('is a § where it is one, and carries the ust. below', () => {
    const typed = '<p>1. Celem jest wsparcie.</p><p>2. Obejmuje lokale.</p>'
    expect(read(`${item('§ 1.')}${typed}${item('§ 2.')}<p>1. Najem trwa trzy lata.</p>`)).toEqual(units)
    const numbered = item('1.', 'Celem jest wsparcie.', 1) + item('2.', 'Obejmuje lokale.', 1)
    expect(read(`${item('§ 1.')}${numbered}${item('§ 2.')}${item('1.', 'Najem trwa trzy lata.', 2)}`)).toEqual(units)
  })

  it('takes the title of its chapter from the next line', () => {
    expect(read(`${item('Rozdział 1.')}<p>Zasady</p>${item('§ 1.', 'Miasto wspiera.', 1)}`)).toEqual([
      'chapter Zasady',
      'section Miasto wspiera.',
    ])
  })

  it('is an item of its list elsewhere, so that none after it changes its number', () => {
    const { nodes, dropped } = readHtml(item('1.', 'raz') + item('2.') + item('3.', 'trzy'))
    expect(outline(nodes)).toEqual(['number raz', 'number ', 'number trzy'])
    expect(dropped).toMatchObject({ listStarts: 0, listMarks: 0 })
  })

  it.each(['·', 'o', '§', 'ü', '–'])('is nothing where it is the bullet %s', (bullet) => {
    expect(read(`<p>a</p>${item(bullet)}`)).toEqual(['paragraph a'])
  })
})

describe('a cell', () => {
  const table = (...rows: string[]) =>
    `<table>${rows.map((number) => `<tr><td>${number}</td><td><p>Remont</p></td></tr>`).join('')}</table>`

  it('keeps the numbers that are painted in it, with words or alone', () => {
    expect(read(table(item('1.'), item('2'), item('§ 3.', 'Miasto')))).toEqual([
      'table 1.|Remont / 2|Remont / § 3. Miasto|Remont',
    ])
    expect(read(table('<ol><li></li></ol>', '<ol start="2"><li><p><br></p></li></ol>'))).toEqual([
      'table 1.|Remont / 2.|Remont',
    ])
  })

  it('has a dash for bullets, which are letters of a font that is not here', () => {
    expect(read(table(item('§', 'raz'), item('·')))).toEqual(['table – raz|Remont / |Remont'])
  })

  it('takes a number alone as words where one is pasted into it', () => {
    const { nodes } = readHtml(item('7.'), 'cell')
    expect(nodes).toEqual([{ type: 'block', kind: 'number', level: 0, content: [], marker: '7.' }])
    expect(recogniseUnits({ nodes, dropped: nothingDropped() }, 'behindWords').nodes).toEqual([
      { type: 'block', kind: 'paragraph', level: 0, content: [{ text: '7.' }] },
    ])
  })
})

describe('a numbered heading', () => {
  const heading = (level: number, mark: string, text: string) =>
    `<h${level} style='text-indent:-18.0pt;mso-list:l0 level${level} lfo1'>${painted(mark)}${text}</h${level}>`

  it('of Word is a heading, with its number in its words', () => {
    const { nodes, dropped } = readHtml(
      `${heading(1, '1.', 'Wstęp')}<p>Tekst.</p>${heading(1, '2.', 'Diagnoza')}${heading(2, '2.1.', 'Lokale')}`,
    )
    expect(outline(nodes)).toEqual([
      'heading1 1. Wstęp',
      'paragraph Tekst.',
      'heading1 2. Diagnoza',
      'heading2 2.1. Lokale',
    ])
    expect(dropped).toMatchObject({ listStarts: 0, listMarks: 0, unitNumbers: 0 })
  })

  it('of LibreOffice is one too, though it stands in a list', () => {
    const { nodes, dropped } = readHtml(
      '<h1>Wstęp</h1><ol><li><h1>Diagnoza</h1></li></ol><p>Tekst.</p><ol start="2"><li><h1>Cele</h1></li></ol>',
    )
    expect(outline(nodes)).toEqual(['heading1 Wstęp', 'heading1 1. Diagnoza', 'paragraph Tekst.', 'heading1 2. Cele'])
    expect(dropped.listStarts).toBe(0)
  })

  it('in an item keeps what is beside it apart', () => {
    expect(read('<ul><li><h3>Tytuł</h3><p>Opis</p></li><li>raz<h3>Tytuł</h3>dalej</li></ul>')).toEqual([
      'heading3 Tytuł',
      'paragraph Opis',
      'bullet raz',
      'heading3 Tytuł',
      'paragraph dalej',
    ])
  })

  it('is a chapter or a § where its number says so, and an ust. where it is a sentence of a legal text', () => {
    expect(
      read(
        `${heading(1, 'Rozdział 1.', 'Zasady')}${heading(2, '§ 1.', 'Lokale')}${heading(3, '1.', 'Miasto wspiera.')}${heading(3, '2.', 'Wykaz')}`,
      ),
    ).toEqual(['chapter Zasady', 'section Lokale', 'ust Miasto wspiera.', 'heading3 2. Wykaz'])
  })
})

describe('a number that the document has none for', () => {
  it('is words', () => {
    const { nodes, dropped } = readHtml(item('Art. 5.', 'Miasto wspiera.') + item('Załącznik nr 1', 'Wykaz'))
    expect(outline(nodes)).toEqual(['paragraph Art. 5. Miasto wspiera.', 'paragraph Załącznik nr 1 Wykaz'])
    expect(dropped.listMarks).toBe(0)
    expect(read(item('Rozdział 1.'))).toEqual(['paragraph Rozdział 1.'])
  })
})
