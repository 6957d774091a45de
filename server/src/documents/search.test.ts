import { expect, it } from 'vitest'
import { fold, searchWords } from './search.ts'

it('folds what Polish keyboards type and forget to type', () => {
  expect(fold('  Zażółć   GĘŚLĄ jaźń ')).toBe('zazolc gesla jazn')
  expect(fold('Łódź, Čapek, Größe, Ñandú')).toBe('lodz, capek, große, nandu')
})

it('splits a search into words that mean nothing to LIKE', () => {
  expect(searchWords(' Łąka 100%_\\ ')).toEqual(['laka', '100\\%\\_\\\\'])
  expect(searchWords('   ')).toEqual([])
})
