import { expect, test } from 'vitest'
import type { Socket } from './socket.ts'
import { createTransport } from './transport.ts'
import type { Refusal } from './wire.ts'

type Sink = { next: (result: object) => void }

/** A connection on which these events arrive. */
async function receive(raw: readonly object[]): Promise<{ heard: string[]; ended: (Refusal | null)[] }> {
  let arrive: Sink['next'] = () => undefined
  const client = {
    subscribe(_payload: object, sink: Sink) {
      arrive = sink.next
      return () => undefined
    },
  }
  const socket = { client, onDrop: () => () => undefined, expectOpening: () => () => undefined } as unknown as Socket
  const heard: string[] = []
  const ended: (Refusal | null)[] = []
  const join = () => ({ documentId: 'd', clientId: 1, stateVector: new Uint8Array([0]), epoch: null, schemaVersion: 1 })
  createTransport(socket).join(join, {
    event: ({ type }) => heard.push(type),
    interrupted: () => undefined,
    ended: (refusal) => ended.push(refusal),
  })
  for (const event of raw) arrive({ data: { e: event } })
  await new Promise((resolve) => setTimeout(resolve))
  return { heard, ended }
}

test('an event of a server that is newer than the page is passed over, and what comes after it is heard', async () => {
  const known = { t: 'TextUnstranded', ids: ['a'] }
  expect(await receive([known, { t: 'TextPraised', ids: ['a'] }, known])).toEqual({
    heard: ['unstranded', 'unstranded'],
    ended: [],
  })
})
