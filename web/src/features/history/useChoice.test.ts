import { expect, it } from 'vitest'
import { useChoice } from './useChoice.ts'

it('keeps the last two that were chosen', () => {
  const { chosen, choose, isChosen, clear } = useChoice()
  for (const id of ['a', 'b', 'c']) choose(id, true)
  expect(chosen.value).toEqual(['b', 'c'])
  choose('b', false)
  choose('c', true)
  expect([chosen.value, isChosen('c'), isChosen('b')]).toEqual([['c'], true, false])
  clear()
  expect(chosen.value).toEqual([])
})
