import { expect, test } from 'vitest'
import { Orphans, type OrphansHost } from './orphans.ts'
import type { Replica } from './replica.ts'
import type { ClientRecords, DeviceStore } from './store.ts'
import { FakeLocks } from './testing.ts'

const UPDATE = new Uint8Array([0, 0])
const LEFT: ClientRecords = {
  clientId: 1,
  epoch: 'one',
  records: [{ index: 0, update: UPDATE }],
  broken: [{ index: 1, update: UPDATE }],
}

/** A tab that is gone left records, one of which cannot be read; this is done while that one is given back. */
async function scan(meanwhile: (orphans: Orphans) => void): Promise<unknown[]> {
  const taken: unknown[] = []
  const journal = { flush: () => Promise.resolve() }
  const replica = { storedAs: 2, epoch: 'one', journal, adopt: (client: ClientRecords) => taken.push(client.records) }
  const store = { clients: () => Promise.resolve([LEFT]) }
  const host: OrphansHost = {
    documentId: 'd',
    userId: 'anna',
    store: store as unknown as DeviceStore,
    locks: new FakeLocks().tab(),
    lying: new Set(),
    adopted: () => undefined,
    giveBack: async () => meanwhile(orphans),
  }
  const orphans = new Orphans(replica as unknown as Replica, host)
  await orphans.scan()
  return taken
}

test('records beside one that cannot be read are taken over', async () => {
  expect(await scan(() => undefined)).toEqual([LEFT.records])
})

test('nothing is taken over by a replica that was given up meanwhile: what it holds is listed already', async () => {
  expect(await scan((orphans) => orphans.stop())).toEqual([])
})
