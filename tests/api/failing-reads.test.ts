import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { type Message, openWire, type Wire } from '../kit/wire.ts'

onEachDatabase('a subscription whose reads fail for a moment', (database) => {
  let target: TestApp
  let person: SeededPerson
  let wire: Wire

  beforeAll(async () => {
    target = await startApp({ database })
    person = await (await seed(target).organization()).person()
    wire = await openWire(target, { cookie: await signInAs(target, person) })
  })
  afterAll(async () => {
    await wire.close()
    await target.close()
  })

  async function withoutSessions(meanwhile: () => Promise<unknown>): Promise<void> {
    await target.db.$executeRaw`ALTER TABLE "Session" RENAME TO "SessionAway"`
    await meanwhile()
    await target.db.$executeRaw`ALTER TABLE "SessionAway" RENAME TO "Session"`
  }

  it('goes on when they succeed again, and tells nobody what went wrong', async () => {
    const heard: Message[] = []
    wire.start('subscription { notificationEvents { unread } }', {}, (message) => heard.push(message))
    await until('the first count', () => heard.length === 1)
    await withoutSessions(async () => {
      target.app.pubsub.publish('notification', { userId: person.id })
      await delay(200)
    })
    await until('the count that could not be read', () => heard.length === 2)
    target.app.pubsub.publish('notification', { userId: person.id })
    await until('the next one', () => heard.length === 3)
    const count = { type: 'next', payload: { data: { notificationEvents: { unread: 0 } } } }
    expect(heard).toMatchObject([count, count, count])
  })
})
