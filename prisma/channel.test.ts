import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Channel, openChannel } from './channel.ts'
import { type FreshDatabase, freshDatabase, isAvailable } from './testing.ts'

interface Heard {
  channel: Channel
  messages: string[]
  missed: number
}

describe.skipIf(!(await isAvailable('postgres')))('what processes tell each other', () => {
  let database: FreshDatabase
  const open: Channel[] = []

  beforeAll(async () => {
    database = await freshDatabase('postgres')
  })
  afterAll(async () => {
    await Promise.all(open.map((channel) => channel.close()))
    await database.drop()
  })

  async function listening(): Promise<Heard> {
    const channel = await openChannel({ url: database.url ?? '', onProblem: () => undefined })
    open.push(channel)
    const heard: Heard = { channel, messages: [], missed: 0 }
    channel.listen(
      (message) => heard.messages.push(message),
      () => {
        heard.missed += 1
      },
    )
    return heard
  }

  it('is heard by all of them, once and in order', async () => {
    const [one, other] = [await listening(), await listening()]
    for (const message of ['a', 'b', 'a', 'c']) one.channel.tell(message)
    await expect
      .poll(() => [one.messages, other.messages])
      .toEqual([
        ['a', 'b', 'c'],
        ['a', 'b', 'c'],
      ])
    other.channel.tell('a')
    await expect.poll(() => one.messages).toEqual(['a', 'b', 'c', 'a'])
  })

  it('is not lost where the connection was, and who missed something is told so', async () => {
    const [one, other] = [await listening(), await listening()]
    await database.pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%'`,
    )
    one.channel.tell('during')
    await expect.poll(() => [one.missed, other.missed]).toEqual([1, 1])
    one.channel.tell('after')
    await expect.poll(() => other.messages.at(-1)).toBe('after')
  })

  it('too much at once is told as that something was missed', async () => {
    const [one, other] = [await listening(), await listening()]
    for (let index = 0; index < 3_000; index += 1) one.channel.tell(String(index))
    await expect.poll(() => other.missed).toBeGreaterThan(0)
  })
})
