import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import type { Actor } from './auth/policy.ts'
import { AppError } from './errors.ts'
import { PubSub } from './pubsub.ts'
import { watchAs } from './watch.ts'

const ACTOR = { userId: 'anna', sessionId: 'hers' } as Actor
const AWAY = new Error('the database is away')

/** Somebody who watches one thing that changes at once and when told to; reading it fails as often as it is told to. */
function watching(failures: Error[]) {
  const pubsub = new PubSub()
  const warnings: string[] = []
  const logger = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) })
  let listeners = 0
  let add: (id: string) => void = () => undefined
  const refreshActor = vi.fn(async () => ACTOR as Actor | null)
  const look = vi.fn(async (_actor: Actor, id: string | null) => {
    const failure = failures.shift()
    if (failure) throw failure
    return id
  })
  const changes = watchAs({ pubsub, logger, sessions: { refreshActor } as never }, ACTOR, {
    listen(hear) {
      listeners += 1
      add = hear
      hear('first')
      return () => {
        listeners -= 1
      }
    },
    look,
  })
  return { pubsub, changes, warnings, refreshActor, look, change: (id: string) => add(id), listeners: () => listeners }
}

test('what could not be read is told when it can be, and what came after it, too', async () => {
  const { changes, change, warnings } = watching([AWAY, AWAY])
  const first = changes.next()
  change('second')
  expect([(await first).value, (await changes.next()).value].sort()).toEqual(['first', 'second'])
  expect(warnings).toHaveLength(1)
  await changes.return?.()
})

test('who is asking could not be read: asked again', async () => {
  const { changes, refreshActor } = watching([])
  refreshActor.mockRejectedValueOnce(AWAY)
  expect((await changes.next()).value).toBe('first')
  await changes.return?.()
})

test.each([
  ['the session ends', ({ pubsub }: ReturnType<typeof watching>) => pubsub.publish('session', { userId: 'anna' })],
  ['the reader leaves', ({ changes }: ReturnType<typeof watching>) => void changes.return?.()],
])('nobody waits for another try when %s', async (_why, end) => {
  const watch = watching(Array.from({ length: 100 }, () => AWAY))
  const next = watch.changes.next()
  await vi.waitFor(() => expect(watch.look).toHaveBeenCalledTimes(1))
  end(watch)
  expect(await next).toEqual({ done: true, value: undefined })
  expect(watch.look).toHaveBeenCalledTimes(1)
  expect(watch.listeners()).toBe(0)
})

test('a refusal ends it, and nothing goes on listening', async () => {
  const { changes, listeners } = watching([new AppError('NOT_FOUND')])
  await expect(changes.next()).rejects.toThrow('NOT_FOUND')
  expect(listeners()).toBe(0)
  expect((await changes.next()).done).toBe(true)
})
