import { expect, it } from 'vitest'
import { BODY, createDocument } from '../document/index.ts'
import type { Replica } from './replica.ts'
import { RoomSize } from './room-size.ts'

const LIMITS = { documentBytes: 1_000, documentBlocks: 10, documentClients: 6, documentClientsOfOne: 4 }

/** A document whose text is replaced: what was counted along is more than what it weighs. */
function replicaOf(weight: () => number) {
  const doc = createDocument()
  const replica = {
    bytes: 0,
    doc,
    body: doc.getText(BODY),
    owners: new Map<number, string>(),
    encode() {
      replica.bytes = weight()
      return new Uint8Array()
    },
  }
  return replica
}

const refusal = (detail: string) => expect.objectContaining({ extensions: expect.objectContaining({ detail }) })

const push = (bytes: number) => ({ update: new Uint8Array(bytes), newBlocks: 0, clients: [] as number[] })

it('text replaced again and again within seconds does not fill a document', () => {
  const replica = replicaOf(() => 100)
  const size = new RoomSize(replica as unknown as Replica, LIMITS)
  for (let at = 0; at < 100; at++) {
    size.assertFits(push(90), 'anna')
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
  for (let at = 0; at < 50; at++) expect(() => size.assertFits(push(90), 'anna')).toThrow('TOO_LARGE')
  expect(measured).toBe(1)
})

it('takes so many client ids of one person and of all, and more words under those that it knows', () => {
  const replica = replicaOf(() => 0)
  const size = new RoomSize(replica as unknown as Replica, LIMITS)
  const write = (userId: string, ...clients: number[]): void => {
    size.assertFits({ ...push(1), clients }, userId)
    for (const client of clients) {
      replica.owners.set(client, userId)
      replica.doc.store.clients.set(client, [])
    }
  }
  write('mallory', 1, 2, 3)
  expect(() => write('mallory', 4, 5)).toThrow(refusal('too-many-clients'))
  write('mallory', 4)
  write('mallory', 1, 4)
  write('anna', 10, 11)
  expect(() => write('basia', 12)).toThrow(refusal('document-full'))
  write('anna', 10)
})
