import { expect, it } from 'vitest'
import { BODY, createDocument } from '../document/index.ts'
import type { Replica } from './replica.ts'
import { RoomSize } from './room-size.ts'

const LIMITS = { documentBytes: 1_000, documentBlocks: 10 }

/** A document whose text is replaced: what was counted along is more than what it weighs. */
function replicaOf(weight: () => number) {
  const replica = {
    bytes: 0,
    body: createDocument().getText(BODY),
    encode() {
      replica.bytes = weight()
      return new Uint8Array()
    },
  }
  return replica
}

const push = (bytes: number) => ({ update: new Uint8Array(bytes), newBlocks: 0 })

it('text replaced again and again within seconds does not fill a document', () => {
  const replica = replicaOf(() => 100)
  const size = new RoomSize(replica as unknown as Replica, LIMITS)
  for (let at = 0; at < 100; at++) {
    size.assertFits(push(90))
    replica.bytes += 90
  }
})

it('a document that is full is full, and is not measured for every push', () => {
  let measured = 0
  const replica = replicaOf(() => {
    measured += 1
    return 980
  })
  const size = new RoomSize(replica as unknown as Replica, LIMITS)
  replica.bytes = 980
  for (let at = 0; at < 50; at++) expect(() => size.assertFits(push(90))).toThrow('TOO_LARGE')
  expect(measured).toBe(1)
})
