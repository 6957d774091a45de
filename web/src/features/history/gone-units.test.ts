import { expect, it } from 'vitest'
import { isNews, lastMentions, listGone } from './gone-units.ts'

const at = (hour: number, ...unitIds: string[]) => ({ startedAt: `2026-11-26T0${hour}:00:00.000Z`, unitIds })

it('remembers units that rows name, with the last time, also of rows that are filtered out now', () => {
  const first = lastMentions(new Map(), [at(3, 'a', 'b'), at(1, 'b', 'c')])
  const then = lastMentions(first, [at(2, 'c')])
  expect([...then]).toEqual([
    ['a', at(3).startedAt],
    ['b', at(3).startedAt],
    ['c', at(2).startedAt],
  ])
})

it('asks anew for units that were not heard of, once', () => {
  const known = new Set(['a'])
  const before = lastMentions(new Map(), [at(1, 'a', 'gone')])
  expect(isNews(before, lastMentions(before, [at(2, 'a', 'gone')]), known)).toBe(false)
  expect(isNews(before, lastMentions(before, [at(2, 'added')]), known)).toBe(true)
})

it('lists those that are not in the text, the last worked on first, told apart', () => {
  const seen = lastMentions(new Map(), [at(1, 'x', 'y'), at(2, 'a', 'z')])
  const name = (when: string, number: number) => `${when.slice(11, 16)} ${number}`
  expect(listGone(seen, new Set(['a']), name)).toEqual([
    { id: 'z', name: '02:00 1' },
    { id: 'x', name: '01:00 1' },
    { id: 'y', name: '01:00 2' },
  ])
})
