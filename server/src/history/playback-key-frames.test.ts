import { expect, test } from 'vitest'
import { KEY_FRAME_ROWS, KeyFrames, keyPlace } from './playback-key-frames.ts'

const LOG = { documentId: 'd', epoch: 'e' }
const frame = (seq: number, bytes = 10) => ({ seq, state: new Uint8Array(bytes) })

test('the nearest one before a place is found, unless it is far away or of another past', () => {
  const frames = new KeyFrames()
  frames.keep(LOG, KEY_FRAME_ROWS, frame(KEY_FRAME_ROWS - 3))
  expect(frames.find(LOG, KEY_FRAME_ROWS - 1)).toBe(null)
  expect(frames.find(LOG, KEY_FRAME_ROWS)?.seq).toBe(KEY_FRAME_ROWS - 3)
  expect(frames.find(LOG, 3 * KEY_FRAME_ROWS - 1)?.seq).toBe(KEY_FRAME_ROWS - 3)
  expect(frames.find(LOG, 3 * KEY_FRAME_ROWS)).toBe(null)
  expect(frames.find({ ...LOG, epoch: 'other' }, KEY_FRAME_ROWS)).toBe(null)
  expect(frames.find({ ...LOG, documentId: 'other' }, KEY_FRAME_ROWS)).toBe(null)
  expect([keyPlace(0), keyPlace(KEY_FRAME_ROWS + 7)]).toEqual([0, KEY_FRAME_ROWS])
})

test('where there is no room the one that was not used goes', () => {
  const frames = new KeyFrames({ bytes: 25, ageMs: 1_000 }, () => 0)
  frames.keep(LOG, 500, frame(500))
  frames.keep(LOG, 5_000, frame(5_000))
  frames.find(LOG, 500)
  frames.keep(LOG, 9_000, frame(9_000))
  expect([500, 5_000, 9_000].map((seq) => frames.find(LOG, seq)?.seq ?? null)).toEqual([500, null, 9_000])
  frames.keep(LOG, 9_500, frame(9_500, 26))
  expect([500, 9_000, 9_500].map((seq) => frames.find(LOG, seq)?.seq ?? null)).toEqual([null, null, null])
})

test('none gets old, however often it is used, and a document can be forgotten', () => {
  let now = 0
  const frames = new KeyFrames({ bytes: 1_000, ageMs: 1_000 }, () => now)
  frames.keep(LOG, 500, frame(500))
  for (now = 0; now <= 1_000; now += 100) expect(frames.find(LOG, 500)?.seq).toBe(500)
  now = 1_001
  expect(frames.find(LOG, 500)).toBe(null)
  frames.keep(LOG, 500, frame(500))
  frames.keep({ ...LOG, documentId: 'other' }, 500, frame(500))
  frames.forget('d')
  expect(frames.find(LOG, 500)).toBe(null)
  expect(frames.find({ ...LOG, documentId: 'other' }, 500)?.seq).toBe(500)
})
