import { expect, test } from 'vitest'
import { cardAfter } from './focus-card.ts'

test.each([
  ['the next one', ['b'], 'c'],
  ['the next that is left', ['b', 'c'], 'd'],
  ['the one before, at the end', ['d'], 'c'],
  ['none where none is left', ['a', 'b', 'c', 'd'], null],
])('in the place of what was decided stands %s', (_, gone, expected) => {
  expect(cardAfter(['a', 'b', 'c', 'd'], gone)).toBe(expected)
})
