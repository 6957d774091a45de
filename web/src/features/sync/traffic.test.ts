import { LIMITS } from '@app/server/limits'
import { expect, test } from 'vitest'
import { Traffic } from './traffic.ts'

const PATIENCE = { pongMs: 5_000, openingMs: 30_000 }

test('an answer may take as long as what was sent before the question, until it is answered', () => {
  const traffic = new Traffic(PATIENCE)
  expect(traffic.patienceMs).toBe(5_000)
  traffic.noteSending(LIMITS.slowestBytesPerMs * 2_000)
  traffic.asked()
  traffic.noteSending(LIMITS.slowestBytesPerMs * 1_000)
  expect(traffic.patienceMs).toBe(8_000)
  traffic.answered()
  expect(traffic.patienceMs).toBe(6_000)
  traffic.forget()
  expect(traffic.patienceMs).toBe(5_000)
})

test('a document that is being opened is waited for; each is counted once', () => {
  const traffic = new Traffic(PATIENCE)
  const begun = [traffic.expectOpening(), traffic.expectOpening()]
  expect(traffic.patienceMs).toBe(30_000)
  begun[0]?.()
  begun[0]?.()
  expect(traffic.patienceMs).toBe(30_000)
  begun[1]?.()
  expect(traffic.patienceMs).toBe(5_000)
})

test('an opening that was given up is waited for twice as long, until one has come', () => {
  const traffic = new Traffic(PATIENCE)
  const begun = traffic.expectOpening()
  traffic.gaveUp()
  begun()
  traffic.gaveUp()
  const again = traffic.expectOpening()
  expect(traffic.patienceMs).toBe(60_000)
  for (let time = 0; time < 9; time += 1) traffic.gaveUp()
  expect(traffic.patienceMs).toBe(240_000)
  again(true)
  traffic.expectOpening()
  expect(traffic.patienceMs).toBe(30_000)
})
