import { expect, test } from 'vitest'
import { without } from './ranges.ts'

test('leaves out what others have, of the client whose it is', () => {
  const others = { clientId: 8, from: 0, to: 3 }
  const held = [
    { clientId: 7, from: 0, to: 5 },
    { clientId: 7, from: 5, to: 10 },
  ]
  expect(without([{ clientId: 7, from: 2, to: 8 }, others], held)).toEqual([others])
  expect(without([{ clientId: 7, from: 5, to: 20 }], held)).toEqual([{ clientId: 7, from: 10, to: 20 }])
  expect(without([{ clientId: 7, from: 0, to: 9 }], [{ clientId: 7, from: 3, to: 4 }])).toEqual([
    { clientId: 7, from: 0, to: 3 },
    { clientId: 7, from: 4, to: 9 },
  ])
})
