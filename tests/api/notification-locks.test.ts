import { randomUUID } from 'node:crypto'
import { isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { closeAccount } from '../kit/close-account.ts'
import { documentWithUnit } from '../kit/remarks.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const MARK = 'mutation ($input: MarkNotificationsReadInput!) { markNotificationsRead(input: $input) }'
const MARK_THREADS = 'mutation ($input: MarkThreadsReadInput!) { markThreadsRead(input: $input) }'
const THREE_DAYS_MS = 3 * 24 * 3_600_000

interface Locked {
  /** A statement that locks one row, named by `$1`. */
  lock: string
  /** The later one lies first in the table: whoever takes them as they come begins at the other end. */
  rows: readonly [later: string, first: string]
}

describe.skipIf(!(await isAvailable('postgres')))('two that want the same rows at the same moment', () => {
  let target: TestApp
  let organization: SeededOrganization
  let leon: SeededPerson
  let wanda: SeededPerson
  let documentId: string
  let threads: readonly [string, string]
  let notifications: Locked
  let looks: Locked

  beforeAll(async () => {
    target = await startApp({ database: 'postgres' })
    organization = await seed(target).organization()
    leon = await organization.person('Leon', 'COORDINATOR')
  })
  afterAll(() => target.close())

  beforeEach(async () => {
    const { db } = target
    wanda = await organization.person('Wanda')
    const { document, unitId } = await documentWithUnit(organization, leon, 'Program')
    documentId = document.id
    const mark = randomUUID()
    threads = [`${mark}-b`, `${mark}-a`]
    const by = { createdById: leon.id, organizationId: organization.id }
    for (const id of threads) {
      const place = { unitId, unitLabel: '', wholeUnit: true, quote: '', seq: 1 }
      await db.thread.create({ data: { id, documentId, type: 'GENERAL', ...place, ...by } })
      await db.notification.create({
        data: { id, userId: wanda.id, kind: 'MENTION', documentId, threadId: id, actorId: leon.id },
      })
    }
    notifications = { lock: 'SELECT 1 FROM "Notification" WHERE "id" = $1 FOR UPDATE', rows: threads }
    looks = { lock: 'SELECT 1 FROM "ThreadRead" WHERE "threadId" = $1 FOR UPDATE', rows: threads }
  })

  /** Somebody who goes by the order has the first of them when this begins, and takes the other while it waits. */
  async function meet<T>({ lock, rows: [later, first] }: Locked, begin: () => Promise<T>): Promise<T> {
    const other = await target.database.pool.connect()
    let isFine = false
    try {
      await other.query('BEGIN')
      await other.query(lock, [first])
      const begun = begin()
      // Where it is the one that is refused, that is before it is asked.
      begun.catch(() => undefined)
      await until('it to wait', async () => {
        const { rows } = await other.query(
          'SELECT 1 FROM pg_locks WHERE NOT "granted" AND "transactionid" = pg_current_xact_id()::xid',
        )
        return rows.length > 0
      })
      await other.query(lock, [later])
      await other.query('COMMIT')
      isFine = true
      return await begun
    } finally {
      // A connection whose transaction was left open would hold up everybody who comes after.
      other.release(!isFine)
    }
  }

  const unread = () => target.db.notification.count({ where: { userId: wanda.id, readAt: null } })

  async function lookAtThreads(): Promise<void> {
    for (const threadId of threads) {
      await target.db.threadRead.create({ data: { threadId, userId: wanda.id, readAt: new Date(0) } })
    }
  }

  it('do not wait for each other where somebody reads what they were told', async () => {
    const cookie = await signInAs(target, wanda)
    const { codes } = await meet(notifications, () => ask(target, cookie, MARK, { input: { ids: threads } }))
    expect([codes, await unread()]).toEqual([[], 0])
  })

  it('nor where they read threads, of which they were told', async () => {
    const cookie = await signInAs(target, wanda)
    const input = { documentId, threadIds: threads }
    const { codes } = await meet(notifications, () => ask(target, cookie, MARK_THREADS, { input }))
    expect([codes, await unread()]).toEqual([[], 0])
  })

  it('nor where they read them in two tabs', async () => {
    const cookie = await signInAs(target, wanda)
    await lookAtThreads()
    const input = { documentId, threadIds: threads }
    const { codes } = await meet(looks, () => ask(target, cookie, MARK_THREADS, { input }))
    expect([codes, await unread()]).toEqual([[], 0])
  })

  it('nor where what is no news any more is given up', async () => {
    const createdAt = new Date(target.clock.now().getTime() - THREE_DAYS_MS)
    for (const id of threads) await target.db.notification.update({ where: { id }, data: { createdAt } })
    await meet(notifications, () => target.app.mailDue())
    expect(await target.db.notification.count({ where: { userId: wanda.id, mailedAt: null } })).toBe(0)
  })

  it.each(['what they were told', 'what they read'])('nor where an account is closed, with %s', async (what) => {
    await lookAtThreads()
    const { code, said } = await meet(what === 'what they read' ? looks : notifications, () =>
      closeAccount(target, wanda.email),
    )
    expect([code, said]).toEqual([0, expect.stringContaining('Osoba usunięta')])
    expect(await unread()).toBe(0)
    expect(await target.db.threadRead.count({ where: { userId: wanda.id } })).toBe(0)
  })
})
