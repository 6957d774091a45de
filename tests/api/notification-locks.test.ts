import { isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const MARK = 'mutation ($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) }'

describe.skipIf(!(await isAvailable('postgres')))('who mails and who reads at the same moment', () => {
  let target: TestApp

  beforeAll(async () => {
    target = await startApp({ database: 'postgres' })
  })
  afterAll(() => target.close())

  it('do not wait for each other: all lock what concerns a person in one order', async () => {
    const organization = await seed(target).organization()
    const leon = await organization.person('Leon', 'COORDINATOR')
    const wanda = await organization.person('Wanda')
    const { id: documentId } = await organization.document(leon)
    // The later one lies first in the table: whoever takes them as they come begins at the other end.
    for (const id of ['notification-b', 'notification-a']) {
      const told = { id, userId: wanda.id, kind: 'MENTION', documentId, actorId: leon.id } as const
      await target.db.notification.create({ data: told })
    }
    const cookie = await signInAs(target, wanda)
    const mailer = await target.database.pool.connect()
    try {
      const lock = (id: string) => mailer.query('SELECT 1 FROM "Notification" WHERE "id" = $1 FOR UPDATE', [id])
      await mailer.query('BEGIN')
      await lock('notification-a')
      const read = ask(target, cookie, MARK, { input: { ids: ['notification-b', 'notification-a'] } })
      await until('who reads to wait', async () => {
        const { rows } = await mailer.query(
          'SELECT 1 FROM pg_locks WHERE NOT "granted" AND "transactionid" = pg_current_xact_id()::xid',
        )
        return rows.length > 0
      })
      await lock('notification-b')
      await mailer.query('COMMIT')
      expect((await read).codes).toEqual([])
    } finally {
      mailer.release()
    }
    expect(await target.db.notification.count({ where: { readAt: null } })).toBe(0)
  })
})
