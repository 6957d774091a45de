import { expect, it } from 'vitest'
import { ofDocument, plain, stretchesOf } from './document-words.ts'
import { quotable, quotableChange } from './quotes.ts'
import type { Translate } from './translate.ts'

const MARKS: Readonly<Record<string, string>> = { 'compare.quotes.opening': '«', 'compare.quotes.closing': '»' }
const t: Translate = (key) => MARKS[key] ?? key
const shown = (text: string): string => plain(quotable(text, t))

it('quotation marks inside a quotation are inner ones, also where the quotation cuts them in two', () => {
  expect(shown('słowa „także” i „lub”')).toBe('słowa «także» i «lub»')
  expect(shown('słowa „także wspólnie')).toBe('słowa «także wspólnie')
})

it('they stay as they are where they could be taken for others', () => {
  expect(shown('„lokal” i «sala»')).toBe('„lokal” i «sala»')
  expect(shown('“lokal”')).toBe('“lokal”')
})

it('they stay as they are where they are what was changed', () => {
  const change = (deleted: string, inserted: string) => {
    const { deleted: was, inserted: is } = quotableChange(deleted, inserted, t)
    return [plain(was), plain(is)]
  }
  expect(change('', '„')).toEqual(['', '„'])
  expect(change('"lokal"', '„lokal”')).toEqual(['"lokal"', '„lokal”'])
  expect(change('«lokal»', '„sala”')).toEqual(['«lokal»', '„sala”'])
  expect(change('„lokal”', '„sala”')).toEqual(['«lokal»', '«sala»'])
})

it('a sentence knows which of its words are the document’s, whatever they hold', () => {
  const sentence = `added: “${ofDocument('na \u2068kwartał\u2069')}” (after “${ofDocument('raz')}”)`
  expect(stretchesOf(sentence)).toEqual([
    { text: 'added: “', isOfDocument: false },
    { text: 'na kwartał', isOfDocument: true },
    { text: '” (after “', isOfDocument: false },
    { text: 'raz', isOfDocument: true },
    { text: '”)', isOfDocument: false },
  ])
  expect(plain(sentence)).toBe('added: “na kwartał” (after “raz”)')
  expect(ofDocument('')).toBe('')
})
