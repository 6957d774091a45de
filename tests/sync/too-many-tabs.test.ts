import { openStore } from '@app/web/sync'
import { afterAll, beforeAll, test } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { openPeer } from '../kit/peer.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

let target: TestApp

beforeAll(async () => {
  target = await startApp()
})
afterAll(() => target.close())

test('a tab too many says so, keeps what is typed, and is let in when another one closes', async () => {
  const organization = await seed(target).organization()
  const person = await organization.person()
  const document = await organization.document(person, { text: 'Tekst.' })
  const cookie = await signInAs(target, person)
  const open = () => openPeer({ ...target, cookie, documentId: document.id, userId: person.id, device: 'tabs:' })

  const first = await open()
  await first.saved()
  const others = await Promise.all(Array.from({ length: 5 }, open))
  await Promise.all(others.map((peer) => peer.saved()))
  const device = await openStore(person.id, 'tabs:')
  await until('a copy to be on the device', async () => ((await device?.load(document.id))?.pieces.length ?? 0) > 0)
  device?.close()
  const seventh = await open()
  await until('it to be said', () => seventh.session.status === 'tooManyTabs')
  seventh.type('Siódma.')
  await until('it to be kept', () => seventh.session.status === 'tooManyTabsKept')
  await others.pop()?.close()
  await seventh.saved()
  await first.shows('Siódma.')
  await Promise.all([first, seventh, ...others].map((peer) => peer.close()))
})
