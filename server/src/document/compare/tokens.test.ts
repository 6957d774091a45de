import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Vocabulary } from './tokens.ts'

/** What a token is, said in one rule. */
const RULE =
  /\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?!\d)(?:,\d+)?|\d+(?:[.,:]\d+)*(?![\p{L}\p{M}\d])|[\p{L}\p{N}\p{M}]+|\S/gu

const PARTS = [
  'a',
  'Z',
  'ż',
  'ſ',
  'é',
  'e\u0301',
  'ª',
  '²',
  '½',
  '×',
  '÷',
  'ж',
  '字',
  '😀',
  '\ud83d',
  '7',
  '128',
  '8 600',
  '8\u00a0600\u202f000,5',
  '31.03.2027',
  '9:05',
  '-',
  '„',
  '”',
  '–',
  '.',
  '\u007f',
  '\u0000',
  '\u200b',
  '\u00ad',
  ' ',
  '\u00a0',
  '\u2003',
  '\u3000',
  '\ufeff',
  '\u0085',
  '\n',
  '\t',
]

test('words are told apart as one rule says, whatever they are made of', () => {
  const text = fc.array(fc.oneof(fc.constantFrom(...PARTS), fc.string({ unit: 'binary' })), { maxLength: 30 })
  fc.assert(
    fc.property(text, (parts) => {
      const whole = parts.join('')
      const found = new Vocabulary().tokens(whole).map(({ start, end }) => [start, whole.slice(start, end)])
      expect(found).toEqual([...whole.matchAll(RULE)].map((match) => [match.index, match[0]]))
    }),
    { numRuns: 300 },
  )
})
