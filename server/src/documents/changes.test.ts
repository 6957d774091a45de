import { pino } from 'pino'
import { expect, test, vi } from 'vitest'
import type { Actor } from '../auth/policy.ts'
import { PubSub } from '../pubsub.ts'
import { watchDocumentList } from './changes.ts'

const ACTOR = { userId: 'anna', sessionId: 'hers', memberships: [] } as unknown as Actor

test('who lost a right is told of it also where that could not be read at once', async () => {
  const pubsub = new PubSub()
  const readAccess = vi.fn(async () => []).mockRejectedValueOnce(new Error('the database is away'))
  const db = { $queryRaw: readAccess, documentMember: { count: async () => 1 } }
  const sessions = { refreshActor: async () => ACTOR }
  const tools = { db, pubsub, sessions, clock: { now: () => new Date() }, logger: pino({ level: 'silent' }) } as never
  const changes = watchDocumentList(tools, ACTOR)
  const told = changes.next()
  pubsub.publish('access', { userId: 'anna', documentId: 'hers-no-more' })
  expect(await told).toEqual({ done: false, value: { documentId: null } })
  expect(readAccess).toHaveBeenCalledTimes(2)
  await changes.return?.()
})
