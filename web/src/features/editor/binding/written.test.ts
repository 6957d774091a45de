import { expect, it } from 'vitest'
import { WrittenStates } from './written.ts'

const OWN = 1

it('tells of every moment what had been written by then', () => {
  const states = new WrittenStates()
  const moments = [
    new Map([[2, 10]]),
    new Map([
      [OWN, 3],
      [2, 10],
    ]),
    new Map([
      [OWN, 5],
      [2, 10],
    ]),
    new Map([
      [OWN, 5],
      [2, 11],
    ]),
    new Map([
      [OWN, 6],
      [2, 11],
      [3, 1],
    ]),
  ].map((state) => states.keep(state, OWN))
  expect(moments.map((moment) => [OWN, 2, 3].map((client) => moment.get(client)))).toEqual([
    [undefined, 10, undefined],
    [3, 10, undefined],
    [5, 10, undefined],
    [5, 11, undefined],
    [6, 11, 1],
  ])
})

it('holds one map while one writes alone', () => {
  const states = new WrittenStates()
  const read: Map<number, number>[] = []
  class Watched extends Map<number, number> {
    override get(client: number): number | undefined {
      read.push(this)
      return super.get(client)
    }
  }
  const first = new Watched([[2, 10]])
  states.keep(first, OWN)
  const later = states.keep(
    new Watched([
      [2, 10],
      [OWN, 4],
    ]),
    OWN,
  )
  read.length = 0
  expect(later.get(2)).toBe(10)
  expect(read).toEqual([first])
})
