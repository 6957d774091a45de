/** A device that stops answering: a transaction of its database has no end, neither good nor bad. */
import 'fake-indexeddb/auto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { DEVICE_ANSWERS_MS } from './in-time.ts'
import type { DeviceStore } from './store.ts'
import { FakeLocks, FakeServer, until } from './testing.ts'
import { closeTabs, givenBack, isSaved, openTab, textOf } from './testing-tabs.ts'
import { Refusal } from './wire.ts'

// What waits for ever fails by that, and soon.
vi.setConfig({ testTimeout: 20_000, hookTimeout: 20_000 })

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'], shouldAdvanceTime: true }))

afterEach(async () => {
  const closed = closeTabs()
  await passes()
  await closed
  vi.useRealTimers()
})

/** Once for what is under way, and once for what follows it. */
async function passes(): Promise<void> {
  for (let round = 0; round < 2; round += 1) await vi.advanceTimersByTimeAsync(DEVICE_ANSWERS_MS + 100)
}

/** These never end from `stop` on, until `goOn`. */
function silent(...methods: ('write' | 'discard' | 'load' | 'clients' | 'listRecovered')[]) {
  let isSilent = false
  let goOn: () => void = () => undefined
  const answered = new Promise<void>((resolve) => {
    goOn = resolve
  })
  const storeIs = (store: DeviceStore): DeviceStore => {
    const after =
      <A extends unknown[], T>(work: (...args: A) => Promise<T>) =>
      async (...args: A): Promise<T> => {
        if (isSilent) await answered
        return work(...args)
      }
    const slow = { ...store }
    if (methods.includes('write')) slow.write = after(store.write)
    if (methods.includes('discard')) slow.discard = after(store.discard)
    if (methods.includes('load')) slow.load = after(store.load)
    if (methods.includes('clients')) slow.clients = after(store.clients)
    if (methods.includes('listRecovered')) slow.listRecovered = after(store.listRecovered)
    return slow
  }
  const stop = (): void => {
    isSilent = true
  }
  return { storeIs, stop, goOn: () => goOn() }
}

type Method = Parameters<typeof silent>[0]

/** Words that are on the device, which then falls silent; what the page writes from then on is refused once. */
async function refusedInSilence(...methods: Method[]) {
  const server = new FakeServer()
  const locks = new FakeLocks()
  const device = silent(...methods)
  const tab = await openTab({ server, locks, storeIs: device.storeIs })
  await isSaved(tab.session)
  tab.connection.drop()
  tab.type('na urządzeniu ')
  await until('kept', () => tab.session.status === 'offlineKept' && !tab.session.isUnkept)
  await tab.session.settle()
  device.stop()
  tab.type('i nie')
  let refused = 0
  server.onPush = () => ((refused += 1) === 1 ? new Refusal('INVALID') : 'accept')
  tab.connection.restore()
  await until('refused', () => refused > 0)
  await passes()
  return { ...tab, device, server, locks }
}

describe.each<[string, Method[]]>([
  ['the write under way', ['write', 'discard']],
  ['the transaction that keeps the words', ['discard']],
])('where %s never ends and words are refused', (_what, methods) => {
  test('these are shown, the document opens anew, and the page goes on without the device', async () => {
    const { session, server, type } = await refusedInSilence(...methods)
    expect(givenBack(session)).toEqual(['na urządzeniu i nie'])
    await until('the document to open', () => session.replica !== null)
    expect(session.isAtRisk).toBe(true)
    type('dalej')
    await until('it to arrive', () => server.text === '|dalej')
    expect(givenBack(session)).toEqual(['na urządzeniu i nie'])
  })

  test('nobody takes them over from the page that shows them, and what lies there is left to others when it is gone', async () => {
    const { session, locks, tab, server, on } = await refusedInSilence(...methods)
    let refused = 0
    server.onPush = () => {
      refused += 1
      return new Refusal('INVALID')
    }
    const other = await openTab({ server, locks, on })
    await until('the other to be refused', () => refused > 0 && other.session.status === 'saved')
    expect(givenBack(other.session)).toEqual([])
    await locks.kill(tab)
    await until('them to be given back', () => givenBack(other.session).length > 0)
    expect(givenBack(other.session)[0]).toMatch(/^na urządzeniu/)
    expect(givenBack(session)).toEqual(['na urządzeniu i nie'])
  })

  test('the document can be closed', async () => {
    const { session } = await refusedInSilence(...methods)
    const closed = session.close()
    await passes()
    await closed
  })

  test('dealt with before it has answered after all, they are neither offered nor sent by a later page', async () => {
    const { session, device, tab, locks, server, on } = await refusedInSilence(...methods)
    await until('the document to open', () => session.replica !== null)
    const [offered] = session.givenBack.list('refused')
    const dismissed = session.dismiss(offered?.id ?? '')
    device.goOn()
    await vi.advanceTimersByTimeAsync(1_000)
    await dismissed
    expect(givenBack(session)).toEqual([])
    await locks.kill(tab)
    const other = await openTab({ server, locks, on })
    await isSaved(other.session)
    expect(givenBack(other.session)).toEqual([])
    expect(server.text).toBe('|')
  })

  test('they are offered as the device has them where it has answered after all', async () => {
    const { session, device } = await refusedInSilence(...methods)
    device.goOn()
    await vi.advanceTimersByTimeAsync(1_000)
    expect(givenBack(session)).toEqual(['na urządzeniu i nie'])
  })
})

test('a document whose last write never ends can be closed, and nobody takes over what is not there yet', async () => {
  const server = new FakeServer()
  const locks = new FakeLocks()
  const device = silent('write')
  const { session, connection, on, type } = await openTab({ server, locks, storeIs: device.storeIs })
  await isSaved(session)
  await session.settle()
  connection.drop()
  device.stop()
  type('słowa')
  const closed = session.close()
  await passes()
  await closed
  const other = await openTab({ server, locks, on })
  await isSaved(other.session)
  expect(server.text).toBe('|')
})

test('who signs out is told what is unsent although the last write never ends', async () => {
  const device = silent('write')
  const { session, connection, type } = await openTab({ server: new FakeServer(), storeIs: device.storeIs })
  await isSaved(session)
  await session.settle()
  connection.drop()
  device.stop()
  type('słowa')
  const settled = session.settle()
  await passes()
  await settled
  expect(session.isAtRisk).toBe(true)
})

describe('a device that does not answer when a document is opened', () => {
  test.each<Method>(['listRecovered', 'load', 'clients'])('does not keep it from opening (%s)', async (method) => {
    const server = new FakeServer()
    const device = silent(method)
    const first = await openTab({ server, storeIs: device.storeIs })
    await isSaved(first.session)
    first.type('słowa ')
    await isSaved(first.session)
    await first.session.close()
    device.stop()
    const opening = openTab({ server, on: first.on, storeIs: device.storeIs })
    await passes()
    const { session, type } = await opening
    await isSaved(session)
    expect(textOf(session)).toBe('słowa ')
    type('i dalej')
    await until('it to arrive', () => server.text === '|słowa i dalej')
  })
})
