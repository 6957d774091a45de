import { describe, expect, it } from 'vitest'
import { foldText, rangesOf } from './fold.ts'

function find(text: string, query: string): string[] {
  return rangesOf(foldText(text), foldText(query).text).map(({ from, to }) => text.slice(from, to))
}

describe('finding without case and diacritics', () => {
  it('takes all 18 Polish letters for their plain ones, both ways', () => {
    expect(foldText('ąćęłńóśźż').text).toBe('acelnoszz')
    expect(foldText('ĄĆĘŁŃÓŚŹŻ').text).toBe('acelnoszz')
    expect(find('Łódź i łódka, lodz', 'lodz')).toEqual(['Łódź', 'lodz'])
    expect(find('lokal uzytkowy', 'użytkowy')).toEqual(['uzytkowy'])
  })

  it('returns places of the original, also where folding changes the length', () => {
    expect(find('Straße dalej', 'strasse')).toEqual(['Straße'])
    expect(find('a😀b😀c', 'b')).toEqual(['b'])
    expect(find('zażo\u0301łć', 'zazolc')).toEqual(['zażo\u0301łć'])
  })

  it('takes a combining mark at the end into the match', () => {
    expect(find('dno\u0301 x', 'dno')).toEqual(['dno\u0301'])
  })

  it('takes quotes, dashes and non-breaking spaces for the plain ones', () => {
    expect(find('§\u00a06 „lokal” – 2025–2027', '§ 6 "lokal" - 2025-2027')).toHaveLength(1)
  })

  it('finds matches that do not overlap, and none for nothing', () => {
    expect(find('aaaa', 'aa')).toHaveLength(2)
    expect(find('abc', '')).toEqual([])
    expect(find('abc', 'x')).toEqual([])
  })
})
