import { expect, it } from 'vitest'
import { FOLDED_LETTERS, fold, searchWords } from './search.ts'

it('folds what Polish keyboards type and forget to type', () => {
  expect(fold('  Zażółć   GĘŚLĄ jaźń ')).toBe('zazolc gesla jazn')
  expect(fold('Łódź, Čapek, Größe, Ñandú')).toBe('lodz, capek, große, nandu')
})

it('folds letters alike in the program and in SQL', () => {
  const from = [...FOLDED_LETTERS.from]
  const to = [...FOLDED_LETTERS.to]
  expect(from.length).toBe(to.length)
  expect(from.map(fold)).toEqual(to)
})

it('splits a search into words that mean nothing to LIKE', () => {
  expect(searchWords(' Łąka 100%_\\ ')).toEqual(['laka', '100\\%\\_\\\\'])
  expect(searchWords('   ')).toEqual([])
})
