import { describe, expect, it } from 'vitest'
import { readPlainText, readText } from './from-text.ts'
import { type Pasted, textOf } from './pasted.ts'
import type { PastePlace } from './place.ts'

function outline({ nodes }: Pasted): string[] {
  return nodes.map((node) => (node.type === 'block' ? `${node.kind} ${textOf(node.content)}` : 'table'))
}
const read = (text: string, place?: PastePlace) => outline(readText(text, place))

describe('units from printed marks', () => {
  it('reads a chapter, §, ust., pkt, lit. and tiret', () => {
    const text = `Rozdział 5. Formy współpracy
§ 6. 1. Formami współpracy finansowej są konkursy.
2. Formami współpracy pozafinansowej są w szczególności:
1) wzajemne informowanie się;
4) udostępnianie lokali i sal:
a) na stałe,
b) na godziny, w tym:
– w weekendy.
3. Wykaz aktualizuje się raz na kwartał.`
    expect(read(text)).toEqual([
      'chapter Formy współpracy',
      'section ',
      'ust Formami współpracy finansowej są konkursy.',
      'ust Formami współpracy pozafinansowej są w szczególności:',
      'pkt wzajemne informowanie się;',
      'pkt udostępnianie lokali i sal:',
      'lit na stałe,',
      'lit na godziny, w tym:',
      'tiret w weekendy.',
      'ust Wykaz aktualizuje się raz na kwartał.',
    ])
    expect(readText(text).dropped.unitNumbers).toBe(10)
  })

  it('joins a chapter number and the title below it', () => {
    expect(read('Rozdział II\nPostanowienia ogólne\n§ 1. Program stosuje się od stycznia.')).toEqual([
      'chapter Postanowienia ogólne',
      'section Program stosuje się od stycznia.',
    ])
  })

  it('knows points by their semicolons, without a §', () => {
    expect(read('1) pierwsze;\n2) drugie;\n3) trzecie.')).toEqual(['pkt pierwsze;', 'pkt drugie;', 'pkt trzecie.'])
  })

  it('takes non-breaking spaces of official texts for spaces', () => {
    expect(read('§\u00a01.\u00a0Treść')).toEqual(['section Treść'])
  })

  it('leaves plain numbered lines plain numbers', () => {
    expect(read('1. kupić mleko\n2. kupić chleb')).toEqual(['number kupić mleko', 'number kupić chleb'])
    expect(read('- mleko\n- chleb')).toEqual(['bullet mleko', 'bullet chleb'])
  })

  it('does not take a date or a lone number for a list', () => {
    expect(read('1. maja odbędzie się zebranie.')).toEqual(['paragraph 1. maja odbędzie się zebranie.'])
    expect(read('Zob. § 5 ust. 2 pkt 3.')).toEqual(['paragraph Zob. § 5 ust. 2 pkt 3.'])
  })
})

describe('references to units', () => {
  it.each([
    '§ 3 ust. 2',
    '§ 3 ust. 2 pkt 4 otrzymuje brzmienie: „x”',
    '§ 3. ust. 2',
    '§ 3 Regulaminu',
    '§ 5',
    '§ 5.',
    '§ 6 uchwały nr 1 stosuje się odpowiednio.',
    '§ 6a lit. b',
    '§ 3–5',
    '§ 3, 4 i 7',
    '§§ 3 i 4',
    '§ 5 stosuje się',
    '§ 4 Programu Współpracy na rok 2027',
    '§ 12 USTAWY O SAMORZĄDZIE',
    '§ 3 Kpa',
  ])('„%s” stays words', (text) => {
    expect(read(text)).toEqual([`paragraph ${text}`])
    expect(readText(text).dropped.unitNumbers).toBe(0)
  })

  it('at the start of a line make nothing of the rest a unit', () => {
    const lines = ['§ 6 uchwały nr 1 stosuje się odpowiednio.', '1. kupić mleko', '2. kupić chleb', '– raz', '– dwa']
    expect(read(lines.join('\n'))).toEqual([
      `paragraph ${lines[0]}`,
      'number kupić mleko',
      'number kupić chleb',
      'bullet raz',
      'bullet dwa',
    ])
  })

  it('stay words in a list of them', () => {
    const lines = ['§ 3 ust. 2', '§ 5', '§ 7.', '§ 9']
    expect(read(lines.join('\n'))).toEqual(lines.map((line) => `paragraph ${line}`))
  })

  it('stay words inside a legal text, also where a printed page broke the line before them', () => {
    expect(read('§ 2. Wniosek, o którym mowa w\n§ 3 ust. 2, składa się pisemnie.\n§ 3 otrzymuje brzmienie:')).toEqual([
      'section Wniosek, o którym mowa w',
      'paragraph § 3 ust. 2, składa się pisemnie.',
      'paragraph § 3 otrzymuje brzmienie:',
    ])
  })
})

describe('marks of sections', () => {
  it.each([
    ['§ 3. Miasto wspiera.', ['section Miasto wspiera.']],
    ['§3.Miasto wspiera.', ['section Miasto wspiera.']],
    ['§ 12a. „Lokal” oznacza lokal.', ['section „Lokal” oznacza lokal.']],
    ['§ 22¹. Miasto wspiera.', ['section Miasto wspiera.']],
    ['§ 3. 1. Celem jest.', ['section ', 'ust Celem jest.']],
    ['§ 3.1. Celem jest.', ['section ', 'ust Celem jest.']],
    ['§ 3 1. Celem jest.', ['section ', 'ust Celem jest.']],
    ['§ 3. 1¹. Celem jest.', ['section ', 'ust Celem jest.']],
    ['§ 3. a) lokal,', ['section a) lokal,']],
    ['§ 3\nMiasto wspiera.', ['section ', 'paragraph Miasto wspiera.']],
    ['§ 3.\n1. Celem jest.', ['section ', 'ust Celem jest.']],
    ['§ 1 Postanowienia ogólne', ['section Postanowienia ogólne']],
    ['§1 POSTANOWIENIA OGÓLNE', ['section POSTANOWIENIA OGÓLNE']],
    ['§ 2a Łączenie zadań\n1. Miasto wspiera.', ['section Łączenie zadań', 'ust Miasto wspiera.']],
  ])('%s', (text, units) => {
    expect(read(text)).toEqual(units)
  })
})

describe('marks of chapters', () => {
  it.each([
    ['Rozdział 3', ''],
    ['ROZDZIAŁ III POSTANOWIENIA OGÓLNE', 'POSTANOWIENIA OGÓLNE'],
    ['Rozdział 3. postanowienia ogólne', 'postanowienia ogólne'],
    ['Rozdział 3a: Łączenie zadań', 'Łączenie zadań'],
    ['Dział II Zadania', 'Zadania'],
    ['Rozdział 1 – Zasady', 'Zasady'],
  ])('%s', (text, title) => {
    expect(read(`§ 1. Miasto wspiera.\n${text}`)[1]).toBe(`chapter ${title}`)
  })
})

describe('sentences of a legal text', () => {
  it.each([
    'Rozdział 3 określa zasady.',
    'Dział C jest nowy.',
    'Rozdział 3 Programu określa zasady.',
    'Rozdział 3, 4 i 5 stosuje się odpowiednio.',
    'Rozdział 5.2 jest nowy.',
    '100. rocznica odzyskania.',
    '2. i 3. miejsce nie ma nagrody.',
    '15. 10. 2026 r. odbyło się spotkanie.',
  ])('„%s” loses no word', (text) => {
    expect(read(`§ 1. Miasto wspiera.\n${text}`)).toEqual(['section Miasto wspiera.', `paragraph ${text}`])
  })

  it('lose none where a printed page broke the line before a number', () => {
    for (const lines of [
      ['§ 2. Wniosek (zob. ust. 2 pkt', '5) składa się pisemnie.'],
      ['§ 2. Lokal (do 50', 'm) jest mały.'],
      ['§ 2. Zadania, o których mowa w ust.', '2. Miasto wspiera je.'],
      ['§ 2. Zadania, o których mowa w', '§ 3. Miasto wspiera je.'],
      ['§ 2. Zgodnie z art. 5 ust.', '4) i dalej.'],
    ]) {
      expect(read(lines.join('\n'))).toEqual([`section ${lines[0]?.slice(5)}`, `paragraph ${lines[1]}`])
    }
  })

  it('are numbered in small letters where the numbers follow each other', () => {
    expect(read('§ 1. 1. celem jest pomoc\n2. miasto:\n1) wspiera,\n3. wykaz jest jawny')).toEqual([
      'section ',
      'ust celem jest pomoc',
      'ust miasto:',
      'pkt wspiera,',
      'ust wykaz jest jawny',
    ])
    expect(read('§ 1.\n1. wspiera\n2. pomaga\n12. maja się spotyka')).toEqual([
      'section ',
      'ust wspiera',
      'ust pomaga',
      'paragraph 12. maja się spotyka',
    ])
    expect(read('§ 1. 100. rocznica odzyskania.')).toEqual(['section 100. rocznica odzyskania.'])
  })

  it('end with “oraz” before the next point', () => {
    expect(read('§ 1. Miasto:\n1) wspiera oraz\n2) pomaga lub\na) radzi.')).toEqual([
      'section Miasto:',
      'pkt wspiera oraz',
      'pkt pomaga lub',
      'lit radzi.',
    ])
  })
})

describe('dates and ordinals of other texts', () => {
  it('are no list where their numbers do not follow each other', () => {
    const lines = ['12. maja spotyka się Forum.', '15. maja spotyka się Rada.', '100. rocznica jest w 2027 r.']
    expect(read(lines.join('\n'))).toEqual(lines.map((line) => `paragraph ${line}`))
    expect(read('9. lokal\n10. sala')).toEqual(['number lokal', 'number sala'])
    expect(read('67. określa\n68) sala')).toEqual(['paragraph 67. określa', 'paragraph 68) sala'])
    expect(read('1. Lokal\n1. Sala')).toEqual(['number Lokal', 'number Sala'])
  })
})

describe('what is pasted into words', () => {
  it('is words where it is one line, a unit in an empty block', () => {
    for (const place of ['beforeWords', 'behindWords', 'cell'] as const) {
      expect(read('§ 3. Miasto wspiera.', place)).toEqual(['paragraph § 3. Miasto wspiera.'])
      expect(read('§ 3. 1. Celem jest.', place)).toEqual(['paragraph § 3. 1. Celem jest.'])
      expect(readText('§ 3. Miasto wspiera.', place).dropped.unitNumbers).toBe(0)
    }
    expect(read('§ 3. Miasto wspiera.', 'emptyBlock')).toEqual(['section Miasto wspiera.'])
  })

  it('becomes units where there are several, and none of them goes on in the words before it', () => {
    const text = '§ 3. Miasto wspiera.\n§ 4. Wykaz jest jawny.'
    const units = ['section Miasto wspiera.', 'section Wykaz jest jawny.']
    expect(read(text, 'beforeWords')).toEqual(units)
    expect(read(text, 'behindWords')).toEqual(['paragraph ', ...units])
    expect(read('o lokalach.\n§ 4. Wykaz jest jawny.', 'behindWords')).toEqual(['paragraph o lokalach.', units[1]])
  })

  it('keeps its printed marks in a cell, which holds no units', () => {
    expect(read('§ 3. Miasto:\n1) wspiera;\n2) pomaga.', 'cell')).toEqual([
      'paragraph § 3. Miasto:',
      'paragraph 1) wspiera;',
      'paragraph 2) pomaga.',
    ])
  })
})

describe('lists that do not start with 1', () => {
  it('are counted, since the document counts from 1', () => {
    expect(readText('3. kupić mleko\n4. kupić chleb').dropped.listStarts).toBe(1)
    expect(readText('1. kupić mleko\n2. kupić chleb').dropped.listStarts).toBe(0)
  })
})

describe('plain text', () => {
  it('keeps lines and drops empty ones', () => {
    expect(
      readPlainText('raz\r\n\r\n1) dwa').nodes.map((node) => node.type === 'block' && textOf(node.content)),
    ).toEqual(['raz', '1) dwa'])
  })

  it('keeps a single line to the letter', () => {
    expect(readPlainText(' ').nodes).toEqual([{ type: 'block', kind: 'paragraph', level: 0, content: [{ text: ' ' }] }])
  })
})
