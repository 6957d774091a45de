import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, cookiesOf, gql, postJson } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const HOUR_MS = 3_600_000
const VIEWER = '{ viewer { id sessions { id current userAgent expiresAt lastUsedAt } } }'

interface Answer {
  viewer: { id: string; sessions: { id: string; current: boolean; userAgent: string }[] } | null
}

onEachDatabase('a session', (database) => {
  let target: TestApp
  let person: SeededPerson
  let other: SeededPerson

  beforeAll(async () => {
    target = await startApp({ database })
    const organization = await seed(target).organization()
    person = await organization.person()
    other = await organization.person()
  })
  afterAll(() => target.close())
  beforeEach(async () => {
    await target.db.session.deleteMany()
  })

  async function isSignedIn(cookie: string): Promise<boolean> {
    return (await gql<Answer>(target, cookie, VIEWER)).viewer !== null
  }

  it('lists my sessions and says which is this one', async () => {
    const [here] = [await signInAs(target, person), await signInAs(target, person), await signInAs(target, other)]
    const { viewer } = await gql<Answer>(target, here, VIEWER)
    expect(viewer?.sessions).toHaveLength(2)
    expect(viewer?.sessions.filter(({ current }) => current)).toHaveLength(1)
  })

  it('ends one session of mine, tells its sockets, and no other', async () => {
    const here = await signInAs(target, person)
    const there = await signInAs(target, person)
    const ended: object[] = []
    const stop = target.app.pubsub.subscribe('session', (event) => ended.push(event))
    const { viewer } = await gql<Answer>(target, here, VIEWER)
    const sessionId = viewer?.sessions.find(({ current }) => !current)?.id
    await gql(target, here, 'mutation ($id: ID!) { revokeSession(input: { sessionId: $id }) { id } }', {
      id: sessionId,
    })
    stop()
    expect(ended).toEqual([{ userId: person.id, sessionId }])
    expect([await isSignedIn(here), await isSignedIn(there)]).toEqual([true, false])
  })

  it('ends no session of somebody else', async () => {
    const mine = await signInAs(target, person)
    const theirs = await signInAs(target, other)
    const [session] = await target.db.session.findMany({ where: { userId: other.id } })
    const { codes } = await ask(
      target,
      mine,
      'mutation ($id: ID!) { revokeSession(input: { sessionId: $id }) { id } }',
      {
        id: session?.id,
      },
    )
    expect(codes).toEqual(['NOT_FOUND'])
    expect(await isSignedIn(theirs)).toBe(true)
  })

  it('ends every session of mine at once, this one too', async () => {
    const mine = await Promise.all([1, 2, 3].map(() => signInAs(target, person)))
    const theirs = await signInAs(target, other)
    const ended: object[] = []
    const stop = target.app.pubsub.subscribe('session', (event) => ended.push(event))
    await gql(target, mine[0] ?? '', 'mutation { signOutEverywhere }')
    stop()
    expect(ended).toEqual([{ userId: person.id }])
    expect(await Promise.all(mine.map(isSignedIn))).toEqual([false, false, false])
    expect(await isSignedIn(theirs)).toBe(true)
  })

  it('signs out: the cookie is cleared and worth nothing', async () => {
    const cookie = await signInAs(target, person)
    const answer = await postJson(target, '/api/auth/sign-out', {}, { cookie })
    expect([answer.status, answer.body]).toEqual([200, '{}'])
    expect(cookiesOf(answer).get('wz.session')).toContain('Max-Age=0')
    expect(await isSignedIn(cookie)).toBe(false)
    expect((await postJson(target, '/api/auth/sign-out', {})).status).toBe(200)
  })

  it('ends after eight hours without use, and lasts while it is used, for thirty days', async () => {
    const idle = await signInAs(target, person)
    const used = await signInAs(target, person)
    await target.db.session.updateMany({ data: { expiresAt: new Date(Date.now() + 40 * 24 * HOUR_MS) } })
    for (let hour = 0; hour < 30 * 24; hour += 7) {
      expect([hour, await isSignedIn(used)]).toEqual([hour, true])
      target.clock.advance(7 * HOUR_MS)
      if (hour === 7) expect(await isSignedIn(idle)).toBe(false)
    }
    expect(await isSignedIn(used)).toBe(false)
  })

  it('writes nothing where somebody only reads', async () => {
    const cookie = await signInAs(target, person)
    await gql(target, cookie, VIEWER)
    const before = await target.db.session.findMany()
    for (let count = 0; count < 5; count += 1) await gql(target, cookie, VIEWER)
    expect(await target.db.session.findMany()).toEqual(before)
  })

  it('ends with the account, at once', async () => {
    const cookie = await signInAs(target, person)
    await target.db.user.update({ where: { id: person.id }, data: { disabledAt: new Date() } })
    expect(await isSignedIn(cookie)).toBe(false)
    await target.db.user.update({ where: { id: person.id }, data: { disabledAt: null } })
  })

  it('ends with the row, whatever the cookie says', async () => {
    const cookie = await signInAs(target, person)
    await target.db.session.updateMany({ data: { expiresAt: new Date(Date.now() - 1) } })
    expect(await isSignedIn(cookie)).toBe(false)
  })

  it('lets people change their name and language, and nothing else', async () => {
    const cookie = await signInAs(target, person)
    const update = 'mutation ($input: UpdateProfileInput!) { updateProfile(input: $input) { name locale email } }'
    const changed = await gql<{ updateProfile: object }>(target, cookie, update, {
      input: { name: '  Żaneta \u202e Poręcz ', locale: 'en' },
    })
    expect(changed.updateProfile).toEqual({ name: 'Żaneta Poręcz', locale: 'en', email: person.email })
    for (const input of [{ name: ' ' }, { name: 'x'.repeat(81) }, { locale: 'de' }, { email: 'x@example.org' }]) {
      expect((await ask(target, cookie, update, { input })).codes).toEqual(['INVALID'])
    }
  })
})

it('that has ended leaves no row behind, of whoever it was; one that goes on stays', async () => {
  const target = await startApp()
  const organization = await seed(target).organization()
  await signInAs(target, await organization.person())
  target.clock.advance(7 * HOUR_MS)
  const lasting = await signInAs(target, await organization.person())
  target.clock.advance(2 * HOUR_MS)
  await target.app.forgetOld()
  expect(await target.db.session.count()).toBe(1)
  expect((await gql<Answer>(target, lasting, VIEWER)).viewer).not.toBeNull()
  await target.close()
})
