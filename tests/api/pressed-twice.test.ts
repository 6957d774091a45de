import { randomUUID } from 'node:crypto'
import { isAvailable } from '@app/prisma/testing'
import type { PoolClient } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { type SeededOrganization, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const CREATE = 'mutation ($input: CreateOrganizationInput!) { createOrganization(input: $input) { id } }'
const INVITE = 'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { id } }'
const TIMES = 6

type Holder = Pick<PoolClient, 'query'>

describe.skipIf(!(await isAvailable('postgres')))('the same thing several times at once', () => {
  let target: TestApp
  let organization: SeededOrganization
  let cookies: string[]

  beforeAll(async () => {
    target = await startApp({ database: 'postgres' })
    organization = await seed(target).organization()
    const people = [await organization.person('Ada', 'ADMIN'), await organization.person('Olga', 'COORDINATOR')]
    cookies = await Promise.all(people.map((person) => signInAs(target, person)))
  })
  afterAll(() => target.close())

  /**
   * What stands still: kind of lock, and of what. Of locks alone: who is connected is read once in a transaction, and whose
   * connection was made later would be missing for ever.
   */
  async function waiting(holder: Holder): Promise<string[]> {
    const { rows } = await holder.query<{ what: string }>(
      `SELECT "locktype" || ' ' || coalesce("relation"::regclass::text, '') AS what FROM pg_locks
       WHERE NOT "granted" AND "database" = (SELECT "oid" FROM pg_database WHERE "datname" = current_database())`,
    )
    return rows.map(({ what }) => what)
  }

  /** Nobody may write the table until all have come that far; who is answered before that says with what. */
  async function atOnce(table: string, mutation: string, inputs: (time: number) => object): Promise<string[]> {
    const holder = await target.database.pool.connect()
    await holder.query(`BEGIN; LOCK TABLE "${table}" IN SHARE ROW EXCLUSIVE MODE`)
    const answers: string[] = []
    const asked = Array.from({ length: TIMES }, async (_, time) => {
      const { codes } = await ask(target, cookies[time % cookies.length] ?? '', mutation, { input: inputs(time) })
      answers.push(codes[0] ?? 'DONE')
    })
    try {
      await until('all of them to wait', async () => {
        const now = await waiting(holder)
        expect(answers, now.join(', ')).toEqual([])
        return now.length === TIMES
      })
    } finally {
      await holder.query('COMMIT')
      holder.release()
    }
    await Promise.all(asked)
    return answers.toSorted()
  }

  const once = [...Array.from({ length: TIMES - 1 }, () => 'CONFLICT'), 'DONE']

  it('adds one organisation, however its name is written', async () => {
    const name = `Łąka ${randomUUID()}`
    const asked = await atOnce('Organization', CREATE, (time) => ({
      name: time < 3 ? name : name.toUpperCase(),
      kind: 'NGO',
    }))
    expect(asked).toEqual(once)
    expect(await target.db.organization.count({ where: { name: { equals: name, mode: 'insensitive' } } })).toBe(1)
  })

  it('invites once, and sends one mail', async () => {
    const email = 'nowa@example.org'
    target.mails.length = 0
    expect(
      await atOnce('Invitation', INVITE, () => ({ email, organizationId: organization.id, role: 'MEMBER' })),
    ).toEqual(once)
    expect([await target.db.invitation.count({ where: { email } }), target.mails.length]).toEqual([1, 1])
  })
})
