import { describe, expect, test } from 'vitest'
import * as Y from 'yjs'
import type { RoomEvent } from './events.ts'
import { type Outlet, Subscriber } from './subscriber.ts'

const LIMITS = { subscriberQueueBytes: 10_000, subscriberQueueEvents: 20 }

/** An outlet that says it is busy until it is told to go on. */
class Reader implements Outlet {
  readonly events: RoomEvent[] = []
  ended = 0
  isStalled = false
  private goOn: (() => void) | null = null

  deliver(event: RoomEvent): Promise<void> | undefined {
    this.events.push(event)
    if (!this.isStalled) return undefined
    return new Promise((resolve) => {
      this.goOn = resolve
    })
  }

  end(): void {
    this.ended += 1
  }

  async resume(): Promise<void> {
    this.isStalled = false
    this.goOn?.()
    await new Promise(setImmediate)
  }
}

function changes(count: number): { doc: Y.Doc; events: RoomEvent[] } {
  const doc = new Y.Doc()
  const events: RoomEvent[] = []
  doc.on('update', (update: Uint8Array) => events.push({ type: 'changed', update, seq: events.length + 1 }))
  for (let i = 0; i < count; i++) doc.getText('body').insert(i, String(i % 10))
  return { doc, events }
}

function textOf(events: readonly RoomEvent[]): string {
  const doc = new Y.Doc()
  for (const event of events) if (event.type === 'changed') Y.applyUpdate(doc, event.update)
  return doc.getText('body').toString()
}

describe('a reader that keeps up', () => {
  test('gets every event as it is', () => {
    const reader = new Reader()
    const subscriber = new Subscriber(reader, LIMITS, () => undefined)
    const { events } = changes(50)
    for (const event of events) subscriber.send(event)
    expect(reader.events).toEqual(events)
  })
})

describe('a reader that lags', () => {
  const large = { type: 'stranded', id: 'a', text: 'x'.repeat(20_000), near: null } as const

  test('gets one event that is larger than all that may wait, and is let go where more waits behind it', async () => {
    const reader = new Reader()
    const subscriber = new Subscriber(reader, LIMITS, () => undefined)
    reader.isStalled = true
    subscriber.send({ type: 'changed', update: new Uint8Array(1), seq: 1 })
    subscriber.send(large)
    await reader.resume()
    expect(reader.events.at(-1)).toBe(large)
    reader.isStalled = true
    for (const event of [large, large, large]) subscriber.send(event)
    expect(reader.events.at(-1)).toEqual({ type: 'closed', reason: 'SLOW' })
  })

  test('is waited for by what must not wait in its queue, and is known to be gone', async () => {
    const reader = new Reader()
    const subscriber = new Subscriber(reader, LIMITS, () => undefined)
    expect(await subscriber.idle()).toBe(true)
    reader.isStalled = true
    for (const seq of [1, 2]) subscriber.send({ type: 'changed', update: new Uint8Array(1), seq })
    let isIdle: boolean | undefined
    const idle = subscriber.idle().then((isHere) => {
      isIdle = isHere
    })
    await new Promise(setImmediate)
    expect(isIdle).toBeUndefined()
    await reader.resume()
    await idle
    expect(isIdle).toBe(true)
    subscriber.hold()
    const gone = subscriber.idle()
    subscriber.end()
    expect(await gone).toBe(false)
  })

  test('gets what waited as one update, in order with the rest', async () => {
    const reader = new Reader()
    reader.isStalled = true
    const subscriber = new Subscriber(reader, LIMITS, () => undefined)
    const { doc, events } = changes(10)
    for (const event of events) subscriber.send(event)
    subscriber.send({ type: 'presence', joined: [], left: [1] })
    expect(reader.events).toHaveLength(1)
    await reader.resume()
    expect(reader.events.map((event) => event.type)).toEqual(['changed', 'changed', 'presence'])
    expect(reader.events[1]).toMatchObject({ seq: 10 })
    expect(textOf(reader.events)).toBe(doc.getText('body').toString())
  })

  test('is told SLOW and forgotten when too much waits', () => {
    const reader = new Reader()
    let forgotten = 0
    reader.isStalled = true
    const subscriber = new Subscriber(reader, LIMITS, () => {
      forgotten += 1
    })
    for (const event of changes(30).events) subscriber.send(event)
    expect(reader.events.map((event) => event.type)).toEqual(['changed', 'closed'])
    expect(reader.events.at(-1)).toEqual({ type: 'closed', reason: 'SLOW' })
    expect([reader.ended, forgotten]).toEqual([1, 1])
    subscriber.send({ type: 'presence', joined: [], left: [] })
    expect(reader.events).toHaveLength(2)
  })

  test('does not wait for bytes it could not hold', () => {
    const reader = new Reader()
    reader.isStalled = true
    const subscriber = new Subscriber(reader, LIMITS, () => undefined)
    subscriber.send({ type: 'changed', update: new Uint8Array(1), seq: 1 })
    subscriber.send({ type: 'changed', update: new Uint8Array(9_900), seq: 2 })
    subscriber.send({ type: 'changed', update: new Uint8Array(1), seq: 3 })
    expect(reader.events.at(-1)).toEqual({ type: 'closed', reason: 'SLOW' })
  })
})

describe('a reader that is held', () => {
  test('gets nothing until all holds are gone, then the opening first', () => {
    const reader = new Reader()
    const subscriber = new Subscriber(reader, LIMITS, () => undefined)
    const abilities = {
      ...{ read: true, edit: true, propose: true, comment: true, manage: false, rename: false },
      ...{ proposeByForm: true, enterProposals: true },
    }
    const opened = {
      type: 'opened',
      epoch: 'e',
      encoding: 'V1',
      diff: new Uint8Array(),
      stateVector: new Uint8Array(),
      seq: 1,
      abilities,
      presence: [],
      waitingStranded: null,
    } as const
    subscriber.hold()
    subscriber.hold()
    subscriber.send({ type: 'presence', joined: [], left: [] })
    subscriber.sendFirst(opened)
    subscriber.sendFirst({ type: 'access', abilities })
    subscriber.release()
    expect(reader.events).toEqual([])
    subscriber.release()
    expect(reader.events.map((event) => event.type)).toEqual(['opened', 'access', 'presence'])
  })

  test('gets nothing at all when it is closed meanwhile', () => {
    const reader = new Reader()
    const subscriber = new Subscriber(reader, LIMITS, () => undefined)
    subscriber.hold()
    for (const event of changes(3).events) subscriber.send(event)
    subscriber.close('FORBIDDEN')
    subscriber.release()
    expect(reader.events).toEqual([{ type: 'closed', reason: 'FORBIDDEN' }])
  })
})

describe('a reader that cannot be brought anything', () => {
  const broken = (deliver: Outlet['deliver']) => {
    const failures: unknown[] = []
    const subscriber = new Subscriber({ deliver, end: () => undefined }, LIMITS, (failure) => failures.push(failure))
    return { subscriber, failures }
  }
  const [event] = changes(1).events

  test.each<[string, Outlet['deliver']]>([
    [
      'throws',
      () => {
        throw new Error('broken')
      },
    ],
    ['rejects', () => Promise.reject(new Error('broken'))],
  ])('ends alone when it %s: whoever sends goes on', async (_how, deliver) => {
    const { subscriber, failures } = broken(deliver)
    subscriber.send(event!)
    await new Promise(setImmediate)
    expect(failures).toEqual([{ error: new Error('broken') }])
    subscriber.send(event!)
    subscriber.close('SLOW')
    expect(failures).toHaveLength(1)
  })
})
