import { expect, test } from 'vitest'
import { AnnouncedIds } from './announced-ids.ts'

test('whoever announces very many gives up their own, the first ones first, and nobody else’s', () => {
  const ids = new AnnouncedIds()
  ids.note(1, 'anna')
  for (let id = 10; id < 110; id += 1) ids.note(id, 'mallory')
  expect([1, 10, 45, 46, 109].map((id) => ids.ownerOf(id))).toEqual([
    'anna',
    undefined,
    undefined,
    'mallory',
    'mallory',
  ])
})

test('of very many people the ones announced last are known', () => {
  const ids = new AnnouncedIds()
  for (let id = 0; id < 5_000; id += 1) ids.note(id, `person ${id}`)
  expect([0, 903, 904, 4_999].map((id) => ids.ownerOf(id) !== undefined)).toEqual([false, false, true, true])
})
