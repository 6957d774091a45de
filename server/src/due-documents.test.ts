import pino from 'pino'
import { expect, test } from 'vitest'
import { createSchedule } from './due-documents.ts'

const MINUTE = 60_000

/** A schedule over one document on which the work fails as long as `isBroken` says so; `pass` goes on by a minute. */
function scheduled() {
  const state = { now: Date.parse('2026-10-01T08:00:00Z'), isBroken: true, tried: [] as number[], minute: 0 }
  const schedule = createSchedule({
    clock: { now: () => new Date(state.now) },
    logger: pino({ level: 'silent' }),
    findDue: async (_now, except) => ['a', 'b'].filter((id) => !except.includes(id)).map((id) => ({ id })),
    async work({ id }) {
      if (id === 'b') return
      state.tried.push(state.minute)
      if (state.isBroken) throw new Error('not now')
    },
    failure: 'it failed',
  })
  async function pass(): Promise<void> {
    await schedule.run()
    state.minute += 1
    state.now += MINUTE
  }
  return { state, pass, close: () => schedule.close() }
}

test('what failed once is tried at the next pass', async () => {
  const { state, pass, close } = scheduled()
  await pass()
  state.isBroken = false
  await pass()
  expect(state.tried).toEqual([0, 1])
  await close()
})

test('what goes on failing is tried less and less often, and never less than every hour', async () => {
  const { state, pass, close } = scheduled()
  for (let minute = 0; minute < 240; minute += 1) await pass()
  const waits = state.tried.slice(1).map((minute, index) => minute - (state.tried[index] ?? 0))
  expect(waits.slice(0, 4)).toEqual([1, 2, 4, 8])
  expect(Math.max(...waits)).toBeLessThanOrEqual(60)
  expect(waits.at(-1)).toBe(60)
  await close()
})

test('what went well begins anew', async () => {
  const { state, pass, close } = scheduled()
  for (let minute = 0; minute < 8; minute += 1) await pass()
  state.isBroken = false
  for (let minute = 0; minute < 8; minute += 1) await pass()
  state.isBroken = true
  state.tried = []
  for (let minute = 0; minute < 3; minute += 1) await pass()
  expect(state.tried.map((minute) => minute - (state.tried[0] ?? 0)).slice(0, 2)).toEqual([0, 1])
  await close()
})
