import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { BLOCK_KINDS, MAX_LEVEL } from './content.ts'
import { computeLabels, type LabelInput, type UnitLabel } from './labels.ts'
import { legalLetter, listMark } from './labels-marks.ts'

/** One word a block: its kind, `*` for an empty one, `:2` for a level. */
function blocks(outline: string): LabelInput[] {
  return outline
    .trim()
    .split(/\s+/)
    .map((word, index) => {
      const [kind = '', level = '0'] = word.replace('*', '').split(':')
      return { id: `b${index}`, kind: kind as LabelInput['kind'], level: Number(level), isEmpty: word.includes('*') }
    })
}

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const printed = (outline: string) => computeLabels(blocks(outline)).map((unit) => plain(unit.printed))
const references = (outline: string) => computeLabels(blocks(outline)).map((unit) => plain(unit.reference))

/** The outline of the programme of 2027 (`domain.md` §4.1), kinds only. */
const PROGRAMME = `
  heading paragraph
  chapter section pkt pkt pkt pkt section
  chapter section* ust ust pkt pkt pkt pkt
  chapter section* ust ust ust
  chapter section
  chapter section* ust ust pkt pkt pkt pkt lit lit ust
  chapter section* ust ust
  chapter section
  chapter section* ust ust ust
  chapter section* ust table
  chapter section* ust ust
  chapter section* ust ust
  chapter section* ust ust ust
  chapter section`

const PROGRAMME_MARKS = [
  ['', ''],
  ['Rozdział 1.', '§ 1.', '1)', '2)', '3)', '4)', '§ 2.'],
  ['Rozdział 2.', '', '§ 3. 1.', '2.', '1)', '2)', '3)', '4)'],
  ['Rozdział 3.', '', '§ 4. 1.', '2.', '3.'],
  ['Rozdział 4.', '§ 5.'],
  ['Rozdział 5.', '', '§ 6. 1.', '2.', '1)', '2)', '3)', '4)', 'a)', 'b)', '3.'],
  ['Rozdział 6.', '', '§ 7. 1.', '2.'],
  ['Rozdział 7.', '§ 8.'],
  ['Rozdział 8.', '', '§ 9. 1.', '2.', '3.'],
  ['Rozdział 9.', '', '§ 10. 1.', ''],
  ['Rozdział 10.', '', '§ 11. 1.', '2.'],
  ['Rozdział 11.', '', '§ 12. 1.', '2.'],
  ['Rozdział 12.', '', '§ 13. 1.', '2.', '3.'],
  ['Rozdział 13.', '§ 14.'],
]

describe('labels of the programme', () => {
  it('are exactly the printed ones', () => {
    expect(printed(PROGRAMME)).toEqual(PROGRAMME_MARKS.flat())
  })

  it('name every unit in words', () => {
    const names = references(PROGRAMME)
    expect(names).toContain('§ 6 ust. 2 pkt 4 lit. a')
    expect(names).toContain('§ 1 pkt 4')
    expect(names).toContain('§ 10 ust. 1')
    expect(names).toContain('Rozdział 13')
  })

  it('keep marks and names unbreakable', () => {
    for (const unit of computeLabels(blocks(PROGRAMME))) {
      expect(unit.printed).not.toContain(' ')
      expect(unit.reference).not.toContain(' ')
    }
  })
})

describe('computeLabels', () => {
  it('gives a block its own mark where the printed one is lent', () => {
    const own = computeLabels(blocks('section* ust ust')).map((unit) => plain(unit.label))
    expect(own).toEqual(['§ 1.', '1.', '2.'])
  })

  it('shows no number before the only ust of a §', () => {
    expect(printed('section* ust pkt pkt section')).toEqual(['', '§ 1.', '1)', '2)', '§ 2.'])
    expect(references('section* ust pkt pkt section')).toEqual(['§ 1', '§ 1', '§ 1 pkt 1', '§ 1 pkt 2', '§ 2'])
  })

  it('does not lend the mark of a § that has text of its own', () => {
    expect(printed('section ust ust')).toEqual(['§ 1.', '1.', '2.'])
  })

  it('counts a paragraph after an enumeration to its ust', () => {
    const units = computeLabels(blocks('section* ust pkt lit paragraph ust'))
    expect(units[4]?.parentId).toBe('b1')
    expect(plain(units[4]?.reference ?? '')).toBe('§ 1 ust. 1')
    expect(plain(units[5]?.printed ?? '')).toBe('2.')
  })

  it('hangs pkt under § where there is no ust', () => {
    const units = computeLabels(blocks('section pkt paragraph'))
    expect(units.map((unit) => unit.parentId)).toEqual([null, 'b0', 'b0'])
  })

  it('numbers points under a heading anew', () => {
    expect(printed('heading pkt pkt heading pkt')).toEqual(['', '1)', '2)', '', '1)'])
  })

  it('names tirets by words', () => {
    expect(references('section pkt lit tiret tiret').at(-1)).toBe('§ 1 pkt 1 lit. a tiret drugie')
  })

  it('numbers lists by level and anew after other text', () => {
    expect(printed('number number:1 number:1 number:2 number paragraph number')).toEqual([
      '1.',
      'a.',
      'b.',
      'i.',
      '2.',
      '',
      '1.',
    ])
    expect(printed('number bullet number')).toEqual(['1.', '', '1.'])
    expect(printed('number bullet:1 number')).toEqual(['1.', '', '2.'])
  })

  it('places list items under the shallower item before them', () => {
    expect(computeLabels(blocks('heading bullet bullet:1 bullet:1 bullet')).map((unit) => unit.parentId)).toEqual([
      null,
      'b0',
      'b1',
      'b1',
      'b0',
    ])
  })
})

describe('marks', () => {
  it('go on after z as za, zb', () => {
    expect([1, 26, 27, 28, 52, 53].map(legalLetter)).toEqual(['a', 'z', 'za', 'zb', 'zz', 'zza'])
  })

  it('of lists follow browsers', () => {
    expect([listMark(27, 1), listMark(4, 2), listMark(1994, 5), listMark(3, 3)]).toEqual([
      'aa.',
      'iv.',
      'mcmxciv.',
      '3.',
    ])
  })
})

const anyBlock = fc.record({
  kind: fc.constantFrom(...BLOCK_KINDS, 'table' as const),
  level: fc.integer({ min: -2, max: MAX_LEVEL + 3 }),
  isEmpty: fc.boolean(),
})

/** Numbers of blocks that show one, by parent and kind; a § counts through the document. */
function numbersByParent(input: readonly LabelInput[], units: readonly UnitLabel[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  input.forEach(({ kind }, index) => {
    const unit = units[index]
    const number = /(\d+)[.)]$/.exec(unit?.label ?? '')?.[1]
    if (number === undefined || kind === 'number') return
    const key = kind === 'section' || kind === 'chapter' ? kind : `${kind} of ${unit?.parentId}`
    groups.set(key, [...(groups.get(key) ?? []), Number(number)])
  })
  return groups
}

it('any order of blocks is numbered without a hole and points only to earlier blocks', () => {
  fc.assert(
    fc.property(fc.array(anyBlock, { maxLength: 60 }), (drawn) => {
      const input = drawn.map((block, index) => ({ id: `b${index}`, ...block }))
      const units = computeLabels(input)
      expect(units).toHaveLength(input.length)
      for (const numbers of numbersByParent(input, units).values()) {
        expect(numbers).toEqual(numbers.map((_, index) => index + 1))
      }
      units.forEach(({ parentId }, index) => {
        if (parentId !== null) expect(input.findIndex((block) => block.id === parentId)).toBeLessThan(index)
      })
    }),
    { numRuns: 500 },
  )
})
