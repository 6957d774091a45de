// Two tabs of one person on one device, on the real limits of the socket and of the guard.

import { LIMITS } from '@app/server/limits'
import type { TabLocks } from '@app/web/sync'
import { afterEach, expect, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { openPeer, type Peer } from '../kit/peer.ts'
import { type ChaosProxy, startProxy } from '../kit/proxy.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const ALPHABET = 'abcdefghijklmnopqrstuvwxyz'

let app: TestApp
let slow: ChaosProxy
let person: SeededPerson
let document: SeededDocument
const open: Peer[] = []

async function begin(text: string): Promise<void> {
  app = await startApp({ database: 'embedded' })
  slow = await startProxy(app.port, () => 0)
  const organization = await seed(app).organization()
  person = await organization.person()
  document = await organization.document(person, { text })
}

afterEach(async () => {
  for (const peer of open.splice(0)) await peer.close()
  await slow.close()
  await app.close()
})

/** Nobody dies here, so each waits for the others for ever. */
const everybodyLives: TabLocks = {
  hold: () => () => undefined,
  ifGone: async () => false,
  whenGone: () => () => undefined,
}

async function openTab(port: number, device: string): Promise<Peer> {
  const { origin } = app
  const cookie = await signInAs(app, person)
  const options = { origin, port, cookie, documentId: document.id, userId: person.id, device, locks: everybodyLives }
  const peer = await openPeer(options)
  open.push(peer)
  return peer
}

const isKept = (peer: Peer) => until('it to be kept', () => peer.session.status === 'offlineKept')

/** The first tab writes while the server is away, the second one behind it; the server is there for the second one first. */
async function writeInTwoTabs(device: string, write: (peer: Peer) => void): Promise<Peer[]> {
  const first = await openTab(slow.port, device)
  await first.opened()
  await app.app.close()
  write(first)
  await isKept(first)
  slow.halfOpen()
  const second = await openTab(app.port, device)
  second.type(' druga')
  await isKept(second)
  await app.restart()
  await second.saved()
  expect([second.givenBack(), first.session.status]).toEqual([[], 'offlineKept'])
  slow.heal()
  await first.saved()
  return [first, second]
}

test('a paste of a million characters goes through the tab that has the connection, once', async () => {
  await begin('Ala')
  const pasted = ALPHABET.repeat(1_000_000 / ALPHABET.length)
  const tabs = await writeInTwoTabs('two-tabs-paste:', (first) => first.type(pasted))
  for (const tab of tabs) expect([tab.content(), tab.givenBack()]).toEqual([`Ala${pasted} druga`, []])
  expect(JSON.stringify(await app.app.rooms.read(document.id))).toContain(`Ala${pasted} druga`)
})

test('one letter goes where others deleted more in the document than one push may', async () => {
  await begin('x'.repeat(2 * LIMITS.updateRanges + 10))
  await app.app.rooms.append(document.id, {
    kind: 'EDIT',
    userId: person.id,
    organizationId: null,
    change: (text) => {
      for (let at = text.length - 1; at > 0; at -= 2) text.delete(at, 1)
    },
  })
  const tabs = await writeInTwoTabs('two-tabs-letter:', (first) => first.type('y'))
  for (const tab of tabs) expect([tab.content().endsWith('xy druga'), tab.givenBack()]).toEqual([true, []])
})
