import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Channel, openChannel } from './channel.ts'
import { openLink } from './testing/link.ts'
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

  async function listening(url = database.url ?? '', silenceMs = 60_000): Promise<Heard> {
    const channel = await openChannel({ url, onProblem: () => undefined, silenceMs })
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
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'wspolny_zapis'`,
    )
    one.channel.tell('during')
    await expect.poll(() => [one.missed, other.missed]).toEqual([1, 1])
    one.channel.tell('after')
    await expect.poll(() => other.messages.at(-1)).toBe('after')
  })

  it('is heard again where a connection fell silent, whether or not anything is to be told', async () => {
    const link = await openLink(database.url ?? '')
    const [one, other] = [await listening(link.url, 200), await listening()]
    link.fallSilent()
    await expect.poll(() => one.missed, { timeout: 20_000 }).toBe(1)
    link.fallSilent()
    one.channel.tell('during')
    await expect.poll(() => other.messages, { timeout: 20_000 }).toEqual(['during'])
    other.channel.tell('after')
    await expect.poll(() => one.messages.at(-1), { timeout: 20_000 }).toBe('after')
    await link.close()
  })

  it('too much at once is told as that something was missed', async () => {
    const [one, other] = [await listening(), await listening()]
    for (let index = 0; index < 3_000; index += 1) one.channel.tell(String(index))
    await expect.poll(() => other.missed).toBeGreaterThan(0)
  })
})
