// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest'
import { readHtml } from './from-html.ts'
import { readText } from './from-text.ts'
import { type Pasted, textOf } from './pasted.ts'

function outline({ nodes }: Pasted): string[] {
  return nodes.map((node) => (node.type === 'block' ? `${node.kind} ${textOf(node.content)}` : 'table'))
}
const read = (...lines: string[]) => outline(readText(lines.join('\n')))
const asWords = (lines: string[]) => lines.map((line) => `paragraph ${line}`)

const ARTICLE = [
  'Art. 5a. 1. Organ uchwala program.',
  '2. Program zawiera:',
  '1) cel;',
  '2) zakres:',
  'a) lokale,',
  '– sale;',
  '3. Projekt, o którym mowa w ust. 2, konsultuje się.',
]

describe('an article of a statute', () => {
  it('keeps its numbers as words, which the document would count otherwise', () => {
    expect(read(...ARTICLE)).toEqual(asWords(ARTICLE))
    expect(readText(ARTICLE.join('\n')).dropped.unitNumbers).toBe(0)
    for (const first of ['Art. 22¹.', 'ART. 5', 'Artykuł 5a.', 'Art. 5a. Organ uchwala program.', 'Art. 12.']) {
      const lines = [first, ...ARTICLE.slice(1)]
      expect(read(...lines)).toEqual(asWords(lines))
    }
  })

  it('keeps them up to the next §, chapter or heading', () => {
    const units = ['§ 2. 1. Miasto wspiera.', '2. Wykaz jest jawny.']
    expect(read('§ 1. Zgodnie z ustawą:', ...ARTICLE, ...units)).toEqual([
      'section Zgodnie z ustawą:',
      ...asWords(ARTICLE),
      'section ',
      'ust Miasto wspiera.',
      'ust Wykaz jest jawny.',
    ])
    expect(read(...ARTICLE, 'Rozdział 2. Zasady', ...units)[ARTICLE.length]).toBe('chapter Zasady')
  })

  it('of a code keeps its own §', () => {
    const code = [
      'Art. 10. § 1. Organy zapewniają udział.',
      '§ 2. Organy odstępują.',
      '§ 2a. Organ zapewnia.',
      '§ 3. Organ utrwala.',
    ]
    expect(read(...code, '§ 12. Miasto wspiera.')).toEqual([...asWords(code), 'section Miasto wspiera.'])
  })

  it('of Word or of a page keeps the numbers that they painted', () => {
    const painted = (mark: string, text: string) =>
      `<p class=MsoNormal style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>${mark} </span>${text}</p>`
    expect(
      outline(
        readHtml(
          `${painted('Art. 5.', 'Organ uchwala:')}${painted('1)', 'program;')}<ol><li>wykaz.</li></ol><h2>Dalej</h2>${painted('1.', 'raz')}`,
        ),
      ),
    ).toEqual([
      'paragraph Art. 5. Organ uchwala:',
      'paragraph 1) program;',
      'paragraph 1. wykaz.',
      'heading Dalej',
      'number raz',
    ])
  })

  it('is no title of a chapter', () => {
    expect(read('§ 1. Miasto wspiera.', 'Rozdział 2', 'Art. 5. Organ uchwala.')).toEqual([
      'section Miasto wspiera.',
      'chapter ',
      'paragraph Art. 5. Organ uchwala.',
    ])
  })

  it('in quotation marks ends with them', () => {
    const quoted = ['„Art. 5a. 1. Organ uchwala program.', '2. Projekt konsultuje się.”;']
    expect(read('§ 1. 1. W ustawie:', ...quoted, '2. Wykaz jest jawny.')).toEqual([
      'section ',
      'ust W ustawie:',
      ...asWords(quoted),
      'ust Wykaz jest jawny.',
    ])
  })

  it.each([
    'Art. 5 ust. 2 stosuje się odpowiednio.',
    'Art. 5. ustawy stosuje się.',
    'Art. 5 i 6 stosuje się.',
    'Artykuły są w katalogu.',
    'art. 5. Program',
  ])('is none where it is only named: „%s”', (line) => {
    expect(read('§ 1. 1. Miasto wspiera.', line, '2. Wykaz jest jawny.').at(-1)).toBe('ust Wykaz jest jawny.')
  })
})
