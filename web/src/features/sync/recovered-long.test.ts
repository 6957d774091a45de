import { BODY, createDocument } from '@app/server/document'
import { expect, test } from 'vitest'
import { Outbox } from './outbox.ts'
import type { ClockRange } from './ranges.ts'
import { recoverText } from './recovered.ts'

const ABOUT = { documentId: 'd', kind: 'refused', reason: 'FORBIDDEN', epoch: 'e', at: 0 } as const

/** Words typed without a connection, the last letter of each corrected; of every third word one letter is held elsewhere. */
function typed(words: number) {
  const doc = createDocument()
  const text = doc.getText(BODY)
  const outbox = new Outbox()
  doc.on('update', (update: Uint8Array) => outbox.add(update))
  for (let at = 0; at < words; at += 1) {
    text.insert(text.length, 'słowo')
    text.delete(text.length - 1, 1)
  }
  const held = Array.from({ length: Math.ceil(words / 3) }, (_, at): ClockRange => {
    return { clientId: doc.clientID, from: at * 15 + 1, to: at * 15 + 2 }
  })
  return () => recoverText(text, outbox.records, ABOUT, held)
}

function leastOf(times: number, run: () => unknown): number {
  const durations = Array.from({ length: times }, () => {
    const start = performance.now()
    run()
    return performance.now() - start
  })
  return Math.min(...durations)
}

test('every word of hours without a connection is given back', () => {
  const edits = typed(300)()
  expect(edits.map(({ text }) => text.replaceAll(/[^a-ząćęłńóśźż]/g, ''))).toEqual(['sowsłowsłow'.repeat(100)])
})

test('sixteen times as many words take about that much longer, and not its square', () => {
  const few = typed(400)
  const many = typed(6_400)
  expect(leastOf(2, many) / leastOf(5, few)).toBeLessThan(100)
}, 60_000)
