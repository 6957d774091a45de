import { expect, it } from 'vitest'
import { groupByDay } from './days.ts'

it('puts together what happened on one day, in the order it came', () => {
  const items = ['3 a', '3 b', '2 c', '1 d']
  expect(groupByDay(items, (item) => item.charAt(0))).toEqual([
    { name: '3', items: ['3 a', '3 b'] },
    { name: '2', items: ['2 c'] },
    { name: '1', items: ['1 d'] },
  ])
  expect(groupByDay([], String)).toEqual([])
})
