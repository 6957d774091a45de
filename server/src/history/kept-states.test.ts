import { expect, test } from 'vitest'
import { KeptStates, type PlacedState } from './kept-states.ts'

const ids = { standing: null, kindBy: null, levelBy: null }
const placed = (seq: number, length: number): PlacedState => {
  const runs = [{ text: 'x'.repeat(length), look: {}, client: 1, clock: 0 }]
  return { seq, own: null, state: [{ type: 'block', id: 'a', kind: 'paragraph', level: 0, runs, ...ids }] }
}

test('the state that was used longest ago makes room', () => {
  const kept = new KeptStates(100_000)
  for (const seq of [1, 2, 3]) kept.keep(`${seq}`, placed(seq, 15_000))
  expect(kept.find('1')?.seq).toBe(1)
  kept.keep('4', placed(4, 15_000))
  expect(kept.names()).toEqual(['3', '1', '4'])
  expect(kept.find('2')).toBeNull()
})

test('kept again it takes its room once, and what is too large is not kept', () => {
  const kept = new KeptStates(100_000)
  for (let time = 0; time < 10; time += 1) kept.keep('same', placed(time, 20_000))
  kept.keep('other', placed(1, 20_000))
  expect(kept.names()).toEqual(['same', 'other'])
  expect(kept.find('same')?.seq).toBe(9)
  kept.keep('huge', placed(1, 60_000))
  expect(kept.names()).toEqual([])
  kept.keep('small', placed(1, 10))
  expect(kept.names()).toEqual(['small'])
})
