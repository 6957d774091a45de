import { expect, test } from 'vitest'
import type { Stretch, Track, TrackVersion } from './playback-fields.ts'
import { nextMark, type Stop, stopAt, stopsOf } from './stops.ts'

function stretch(firstSeq: number, lastSeq: number, name: string, kind: Stretch['kind'] = 'WRITING'): Stretch {
  const at = (seq: number) => new Date(Date.UTC(2026, 9, 5, 8) + seq * 1_000).toISOString()
  const author = { person: { id: name, name }, organization: null }
  return { firstSeq, lastSeq, kind, startedAt: at(firstSeq), endedAt: at(lastSeq), authors: [author] }
}
const version = (seq: number, number: number): TrackVersion => ({ id: `v${number}`, seq, number, name: '' })
const track = (headSeq: number, stretches: Stretch[], versions: TrackVersion[] = []): Track => ({
  headSeq,
  stretches,
  versions,
})
const seqs = (stops: readonly Stop[]) => stops.map(({ seq }) => seq)

test('stops where sittings end and at versions; a text that was put in whole is the first', () => {
  const stops = stopsOf(
    track(12, [stretch(1, 1, 'Anna', 'SEED'), stretch(2, 8, 'Jan'), stretch(4, 12, 'Ewa')], [version(6, 1)]),
    null,
  )
  expect(seqs(stops)).toEqual([1, 6, 8, 12])
  expect(stops.map(({ since }) => since)).toEqual([null, 1, 6, 8])
  expect(
    stops.map(({ stretches }) => stretches.flatMap(({ authors }) => authors.map(({ person }) => person?.name))),
  ).toEqual([['Anna'], ['Jan', 'Ewa'], ['Jan', 'Ewa'], ['Ewa']])
  expect(stops.map(({ version: found }) => found?.number ?? null)).toEqual([null, 1, null, null])
})

test('what the server did by itself is in no sitting, and marked all the same', () => {
  const stops = stopsOf(track(3, [stretch(1, 1, 'Anna', 'SEED'), stretch(2, 2, 'Jan')]), null)
  expect(seqs(stops)).toEqual([1, 2, 3])
  expect(stops.map(({ since }) => since)).toEqual([null, 1, 2])
})

test('begins before the first row where the document began empty, and has one stop where nothing was written', () => {
  expect(seqs(stopsOf(track(5, [stretch(1, 5, 'Anna')]), null))).toEqual([0, 5])
  expect(stopsOf(track(5, [stretch(1, 5, 'Anna')]), null)[1]?.since).toBe(0)
  expect(seqs(stopsOf(track(0, []), null))).toEqual([0])
})

test('a long sitting is gone through in steps, and a long history in no more of them than a slider has places', () => {
  const stops = stopsOf(track(121, [stretch(1, 1, 'Anna', 'SEED'), stretch(2, 121, 'Jan')]), null)
  expect(seqs(stops)).toEqual([1, 31, 61, 91, 121])
  expect(stops.map(({ isMark }) => isMark)).toEqual([true, false, false, false, true])
  const many = Array.from({ length: 300 }, (_, index) => stretch(index * 333 + 1, (index + 1) * 333, 'Jan'))
  const versions = Array.from({ length: 150 }, (_, index) => version(index * 600 + 17, index + 1))
  expect(stopsOf(track(100_000, many, versions), null).length).toBeLessThan(1_000)
})

test('a place that the address names is a stop of its own; one beyond the end is not', () => {
  const plan = track(20, [stretch(1, 1, 'Anna', 'SEED'), stretch(2, 20, 'Jan')])
  expect(seqs(stopsOf(plan, 7))).toEqual([1, 7, 20])
  expect(stopsOf(plan, 7)[1]?.isMark).toBe(false)
  expect(seqs(stopsOf(plan, 21))).toEqual([1, 20])
  expect([null, 0, 7, 19, 20, 99].map((seq) => stopAt(stopsOf(plan, 7), seq))).toEqual([0, 0, 1, 1, 2, 2])
})

test('from mark to mark, and no further than both ends', () => {
  const stops = stopsOf(track(121, [stretch(1, 1, 'Anna', 'SEED'), stretch(2, 121, 'Jan')], [version(70, 1)]), null)
  const at = (seq: number) => stopAt(stops, seq)
  expect(nextMark(stops, 0, 1)).toBe(at(70))
  expect(nextMark(stops, at(70), 1)).toBe(at(121))
  expect(nextMark(stops, at(121), 1)).toBe(at(121))
  expect(nextMark(stops, at(121), -1)).toBe(at(70))
  expect(nextMark(stops, 0, -1)).toBe(0)
})
