import { expect, it } from 'vitest'
import { aroundWords } from './around-words.ts'

it('tells the white space around words from them', () => {
  expect(aroundWords(' raz dwa\n')).toEqual([' ', 'raz dwa', '\n'])
  expect(aroundWords('raz')).toEqual(['', 'raz', ''])
  expect(aroundWords('  ')).toEqual(['  ', '', ''])
  expect(aroundWords('')).toEqual(['', '', ''])
})

it('spaces inside are looked at once', { timeout: 20_000 }, () => {
  // From each of them to the last: minutes, in which the page of whoever compares stood still.
  const words = `a${' '.repeat(200_000)}b`
  expect(aroundWords(words)).toEqual(['', words, ''])
})
