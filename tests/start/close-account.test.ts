import { isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql, postJson } from '../kit/client.ts'
import { closeAccount } from '../kit/close-account.ts'
import { documentWithUnit, startThread, toComment } from '../kit/remarks.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWire } from '../kit/wire.ts'

const INVITE = 'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { id } }'
const UNREAD = 'subscription { notificationEvents { unread } }'
const SAID = `query ($id: ID!) { thread(id: $id) {
  comments { author { name organization { name } } organization { name } mentions { person { name } } } } }`

describe.skipIf(!(await isAvailable('postgres')))('an account that is closed', () => {
  let target: TestApp
  let organization: SeededOrganization
  let admin: SeededPerson
  let anna: SeededPerson
  let asAdmin: string

  beforeAll(async () => {
    target = await startApp({ database: 'postgres', hears: true })
    organization = await seed(target).organization('Fundacja Trzy Okna')
    admin = await organization.person('Ada', 'ADMIN')
    anna = await organization.person('Anna Odchodząca', 'COORDINATOR')
    asAdmin = await signInAs(target, admin)
  })
  afterAll(() => target.close())

  /** Tables that hold the name or the address anywhere. */
  async function tablesNaming({ name, email }: SeededPerson): Promise<string[]> {
    const { rows } = await target.database.pool.query<{ name: string }>(
      `SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()
         AND query_to_xml(format('SELECT * FROM %I', tablename), true, false, '')::text ~ $1
       ORDER BY 1`,
      [`${name}|${email.replaceAll('.', '\\.')}`],
    )
    return rows.map((row) => row.name)
  }

  it('forgets who it was, at once on servers that run, and keeps what they said for their organisation', async () => {
    const { document, unitId } = await documentWithUnit(organization, anna, 'Program')
    await document.member(anna, 'EDITOR', true)
    await document.member(admin, 'EDITOR')
    const asAnna = await signInAs(target, anna)
    const threadId = await startThread(target, asAnna, document, unitId, toComment('Zgadzam się'))
    await startThread(target, asAdmin, document, unitId, toComment('Proszę', { people: [anna] }))
    const seat = { email: anna.email, organizationId: organization.id, role: 'DEPUTY' }
    await gql(target, asAdmin, INVITE, { input: seat })
    await postJson(target, '/api/auth/sign-in/magic-link', { email: anna.email })
    const token = await until('the link', () =>
      target.mails.map(({ text }) => /zaloguj\/link#(\S+)/.exec(text)?.[1]).find(Boolean),
    )
    const wire = await openWire(target, { cookie: asAnna })
    const heard: unknown[] = []
    wire.start(UNREAD, {}, (message) => heard.push(message))
    await until('the first count', () => heard.length > 0)

    expect(await tablesNaming(anna)).toEqual(['Invitation', 'MailMessage', 'User', 'Verification'])
    const { code, said } = await closeAccount(target, ` ${anna.email.toUpperCase()} `)
    expect([code, said]).toEqual([0, expect.stringContaining(`✓ ${anna.id} is “Osoba usunięta” now`)])
    await until('the end of the open window', () => wire.closed)
    expect((await ask(target, asAnna, '{ viewer { name } }')).data).toEqual({ viewer: null })
    expect((await postJson(target, '/api/auth/magic-link/verify', { token })).status).not.toBe(200)
    const shown = await gql<{ thread: { comments: object[] } }>(target, asAdmin, SAID, { id: threadId })
    expect(shown.thread.comments).toMatchObject([
      { author: { name: 'Osoba usunięta', organization: null }, organization: { name: 'Fundacja Trzy Okna' } },
    ])
    expect(await tablesNaming(anna)).toEqual([])
    const memberships = await target.db.membership.findMany({ where: { userId: anna.id } })
    expect(memberships.every(({ until: end }) => end !== null)).toBe(true)
    const audited = await target.db.auditEvent.findMany({ where: { action: 'account.closed' } })
    expect(audited.map(({ targetId, actorId }) => [targetId, actorId])).toEqual([[anna.id, null]])

    // The address may begin anew, as somebody else.
    await gql(target, asAdmin, INVITE, { input: { ...seat, role: 'MEMBER' } })
    const again = await closeAccount(target, anna.email)
    expect([again.code, again.said]).toEqual([1, expect.stringContaining('Nobody has an open account')])
  })

  it('leaves no push in any text concerned that was decided before', async () => {
    const other = await seed(target).organization('Stowarzyszenie Brama')
    const owner = await other.person()
    const leaving = await organization.person('Celina Odchodząca')
    const [shared, lent] = [
      await other.document(owner, { kind: 'OTHER' }),
      await other.document(owner, { kind: 'OTHER' }),
    ]
    await shared.member(leaving, 'EDITOR')
    await lent.member(leaving, 'EDITOR')
    const until = new Date(Date.now() + 3_600_000)
    await target.db.documentMember.updateMany({ where: { documentId: lent.id, userId: leaving.id }, data: { until } })
    const documents = [
      await organization.document(admin, { kind: 'OTHER' }),
      await other.document(owner, { kind: 'RECOMMENDATION' }),
      await other.document(owner, { kind: 'PROGRAMME' }),
      shared,
      lent,
      await other.document(owner, { kind: 'OTHER' }),
    ]
    const versions = () =>
      Promise.all(
        documents.map(async ({ id }) => (await target.db.document.findUniqueOrThrow({ where: { id } })).accessVersion),
      )
    const before = await versions()
    expect((await closeAccount(target, leaving.email)).code).toBe(0)
    const after = await versions()
    // Of the first nobody is left who manages it: it is given to the organisation besides.
    expect(after.map((version, index) => version - (before[index] ?? 0))).toEqual([2, 1, 1, 1, 1, 0])
  })

  it('is not the last administrator’s', async () => {
    const { code, said } = await closeAccount(target, admin.email)
    expect([code, said]).toEqual([1, expect.stringContaining('last administrator')])
    expect((await target.db.user.findUniqueOrThrow({ where: { id: admin.id } })).name).toBe('Ada')
  })
})
