import { expect, test } from 'vitest'
import { type TrackedSitting, thinTrack } from './playback-thin.ts'

const MINUTE = 60_000
const COUNTS = { reworded: 1, moved: 0, rekinded: 0, reformatted: 0, accepted: 0, declined: 0, withdrawn: 0 }

/** From minute `from` to minute `to`, rows `first` to `last`. */
function sitting(userId: string, [first, last]: [number, number], [from, to]: [number, number]): TrackedSitting {
  return {
    userId,
    organizationId: null,
    firstSeq: first,
    lastSeq: last,
    kind: 'WRITING',
    startedAt: new Date(from * MINUTE),
    endedAt: new Date(to * MINUTE),
    counts: { ...COUNTS, added: { pkt: 1 }, removed: {} },
  }
}

test('few sittings stay as they are, in the order in which they end', () => {
  const [long, short] = [sitting('anna', [1, 9], [0, 60]), sitting('jan', [3, 5], [10, 20])]
  expect(thinTrack([long, short], 10)).toMatchObject([
    { firstSeq: 3, lastSeq: 5, authors: [{ userId: 'jan' }], sittings: 1 },
    { firstSeq: 1, lastSeq: 9, authors: [{ userId: 'anna' }], sittings: 1 },
  ])
  expect(thinTrack([], 10)).toEqual([])
})

test('those with the shortest pauses between are joined, with all they say', () => {
  const sittings = [
    sitting('anna', [1, 2], [0, 10]),
    sitting('jan', [3, 4], [100, 110]),
    sitting('anna', [5, 6], [115, 120]),
    sitting('jan', [7, 8], [400, 410]),
  ]
  const thinned = thinTrack(sittings, 3)
  expect(thinned.map(({ firstSeq, lastSeq }) => [firstSeq, lastSeq])).toEqual([
    [1, 2],
    [3, 6],
    [7, 8],
  ])
  expect(thinned[1]).toMatchObject({
    startedAt: new Date(100 * MINUTE),
    endedAt: new Date(120 * MINUTE),
    authors: [{ userId: 'jan' }, { userId: 'anna' }],
    counts: { reworded: 2, added: { pkt: 2 } },
    sittings: 2,
  })
  expect(thinTrack(sittings, 1)).toMatchObject([{ authors: [{ userId: 'anna' }, { userId: 'jan' }], sittings: 4 }])
})

test('a long history has as many stretches as were asked for, and every row is in one', () => {
  const many = Array.from({ length: 3_000 }, (_, index) =>
    sitting(`person-${index % 40}`, [index * 10 + 1, index * 10 + 10], [index * 7, index * 7 + (index % 5)]),
  )
  const thinned = thinTrack(many, 300)
  expect(thinned).toHaveLength(300)
  expect(thinned.reduce((sum, { sittings }) => sum + sittings, 0)).toBe(3_000)
  for (const [index, { firstSeq }] of thinned.entries()) expect(firstSeq).toBe((thinned[index - 1]?.lastSeq ?? 0) + 1)
})
