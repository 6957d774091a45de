import { expect, it } from 'vitest'
import { placeOf } from './moments.ts'

it.each([
  ['teraz', { now: true }],
  ['ostatnio', { lastRead: true }],
  ['wersja:abc-1', { versionId: 'abc-1' }],
  ['zapis:0', { seq: 0 }],
  ['chwila:2026-10-22T10:00:00.000Z', { at: '2026-10-22T10:00:00.000Z' }],
  ['przed:p1', { beforeProposal: 'p1' }],
  ['po:p1', { afterProposal: 'p1' }],
])('%s names a place', (moment, place) => {
  expect(placeOf(moment)).toEqual(place)
})

it.each(['', 'wersja:', 'zapis:-1', 'zapis:12345678901', 'chwila:kiedyś', 'inaczej:1', undefined, null, ['teraz']])(
  '%s names none',
  (moment) => {
    expect(placeOf(moment)).toBeNull()
  },
)
