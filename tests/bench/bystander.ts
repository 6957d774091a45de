// Somebody who types while others attack, in a process of their own, so that what the attackers are busy with does not
// count. Says how long their letters took, and how long the server took to answer a ping, which is how long it was held.

import { setTimeout as pause } from 'node:timers/promises'
import WebSocket from 'ws'
import { until } from '../kit/until.ts'
import { WireEditor } from './wire-editor.ts'

/** What it is told once, then asked for by any message; it answers with the figures since it was asked last. */
export interface BystanderPlan {
  origin: string
  cookie: string
  documentId: string
}

export interface BystanderFigures {
  /** Milliseconds from a letter to its acknowledgement. */
  acknowledgements: number[]
  /** Milliseconds from a ping to its answer. */
  pulses: number[]
}

const KEY_EVERY_MS = 100
const PING_EVERY_MS = 20

let figures: BystanderFigures = { acknowledgements: [], pulses: [] }

async function typeOn(plan: BystanderPlan): Promise<never> {
  const began = new Map<number, number>()
  const editor = new WireEditor({
    ...plan,
    delivered: () => undefined,
    acknowledged: (_clientId, clock) => {
      figures.acknowledgements.push(performance.now() - (began.get(clock) ?? Number.NaN))
    },
  })
  await editor.opened
  process.send?.('opened')
  for (;;) {
    const now = performance.now()
    began.set(editor.type('a'), now)
    await pause(KEY_EVERY_MS)
  }
}

async function feelPulse({ origin, cookie }: BystanderPlan): Promise<never> {
  const url = `${origin.replace('http', 'ws')}/graphql`
  const socket = new WebSocket(url, 'graphql-transport-ws', { headers: { cookie }, origin })
  let isAnswered = false
  socket.on('open', () => socket.send('{"type":"connection_init"}'))
  socket.on('message', () => {
    isAnswered = true
  })
  await until('the acknowledgement', () => isAnswered)
  for (;;) {
    const began = performance.now()
    const answered = new Promise((resolve) => socket.once('message', resolve))
    socket.send('{"type":"ping"}')
    await answered
    figures.pulses.push(performance.now() - began)
    await pause(PING_EVERY_MS)
  }
}

process.once('message', (plan) => {
  process.on('message', () => {
    process.send?.(figures)
    figures = { acknowledgements: [], pulses: [] }
  })
  void typeOn(plan as BystanderPlan)
  void feelPulse(plan as BystanderPlan)
})
