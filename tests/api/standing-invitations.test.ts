import type { DatabaseKind, MembershipRole } from '@app/prisma'
import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql, toCookieHeader } from '../kit/client.ts'
import { receiveToken, requestLink, verify } from '../kit/links.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const INVITE = 'mutation ($input: InvitePersonInput!) { invitePerson(input: $input) { id } }'
const REVOKE = 'mutation ($id: ID!) { revokeInvitation(input: { invitationId: $id }) { id } }'
const END = 'mutation ($id: ID!) { endMembership(input: { membershipId: $id }) { id } }'
const LIST = '{ viewer { invitations { id email mayRevoke } } }'

interface Listed {
  id: string
  email: string
  mayRevoke: boolean
}

let count = 0
function newAddress(): string {
  count += 1
  return `zaproszona.${count}@example.org`
}

const testsOn = (database: DatabaseKind) => (): void => {
  let target: TestApp
  let ngo: SeededOrganization
  let office: SeededOrganization
  let admin: SeededPerson
  let coordinator: SeededPerson

  beforeAll(async () => {
    target = await startApp({ database })
    ngo = await seed(target).organization('Fundacja Trzy Okna')
    office = await seed(target).organization('Biuro (demo)', 'CITY')
    admin = await office.person('Ada Biurowa', 'ADMIN')
    coordinator = await ngo.person('Leon Framuga', 'COORDINATOR')
  })
  afterAll(() => target.close())

  async function invite(as: SeededPerson, email: string, role: MembershipRole, into = ngo) {
    const input = { email, organizationId: into.id, role }
    return ask<{ invitePerson: { id: string } }>(target, await signInAs(target, as), INVITE, { input })
  }

  async function end(as: SeededPerson, person: SeededPerson, role: MembershipRole): Promise<void> {
    const { id } = await target.db.membership.findFirstOrThrow({ where: { userId: person.id, role } })
    expect((await ask(target, await signInAs(target, as), END, { id })).codes).toEqual([])
  }

  async function listOf(person: SeededPerson): Promise<Listed[]> {
    const cookie = await signInAs(target, person)
    return (await gql<{ viewer: { invitations: Listed[] } }>(target, cookie, LIST)).viewer.invitations
  }

  /** Roles somebody has after signing in by a link. */
  async function rolesAfterLink(email: string): Promise<string[]> {
    const answer = await verify(target, await receiveToken(target, email))
    const query = '{ viewer { memberships { role } } }'
    const { viewer } = await gql<{ viewer: { memberships: { role: string }[] } }>(target, toCookieHeader(answer), query)
    return viewer.memberships.map(({ role }) => role)
  }

  it('let nobody in whom the one who invited may no longer invite', async () => {
    const leaving = await office.person(undefined, 'ADMIN')
    const address = newAddress()
    expect((await invite(leaving, address, 'ADMIN', office)).codes).toEqual([])
    await end(admin, leaving, 'ADMIN')
    const before = target.mails.length
    await requestLink(target, address)
    await receiveToken(target, coordinator.email)
    expect(target.mails.slice(before).map(({ to }) => to)).not.toContain(address)
    expect(await target.db.user.count({ where: { email: address } })).toBe(0)
    expect((await listOf(admin)).map(({ email }) => email)).not.toContain(address)

    expect((await invite(admin, address, 'ADMIN', office)).codes).toEqual([])
    expect(await rolesAfterLink(address)).toEqual(['ADMIN'])
  })

  it('are judged when they are accepted, not when the link is asked for', async () => {
    const leaving = await office.person(undefined, 'ADMIN')
    const known = await ngo.person()
    await invite(leaving, known.email, 'ADMIN', office)
    const token = await receiveToken(target, known.email)
    await end(admin, leaving, 'ADMIN')
    await verify(target, token)
    expect(await target.db.membership.count({ where: { userId: known.id, role: 'ADMIN' } })).toBe(0)
  })

  it('of a closed account let nobody in', async () => {
    const closed = await ngo.person(undefined, 'COORDINATOR')
    const known = await ngo.person()
    await invite(closed, known.email, 'DEPUTY')
    await target.db.user.update({ where: { id: closed.id }, data: { disabledAt: new Date() } })
    expect(await rolesAfterLink(known.email)).toEqual(['MEMBER'])
  })

  it('end with a membership there, and not with one elsewhere', async () => {
    const other = await seed(target).organization()
    const person = await ngo.person()
    await invite(coordinator, person.email, 'DEPUTY')
    await invite(coordinator, person.email, 'DEPUTY', other)
    await end(coordinator, person, 'MEMBER')
    const rows = await target.db.invitation.findMany({ where: { email: person.email } })
    expect(rows.map(({ organizationId, revokedAt }) => [organizationId, revokedAt !== null]).sort()).toEqual(
      [
        [ngo.id, true],
        [other.id, false],
      ].sort(),
    )
    const revoked = rows.find(({ revokedAt }) => revokedAt !== null)?.id ?? ''
    expect(await target.db.auditEvent.count({ where: { action: 'invitation.revoked', targetId: revoked } })).toBe(1)
    await rolesAfterLink(person.email)
    const current = await target.db.membership.findMany({ where: { userId: person.id, until: null } })
    expect(current.map(({ organizationId }) => organizationId)).toEqual([other.id])
  })

  it('are not made for a seat that somebody has', async () => {
    const person = await ngo.person()
    const { codes, errors } = await invite(coordinator, ` ${person.email.toUpperCase()} `, 'MEMBER')
    expect([codes, errors[0]?.extensions?.detail]).toEqual([['CONFLICT'], 'seated'])
    expect(await target.db.invitation.count({ where: { email: person.email } })).toBe(0)
    await end(coordinator, person, 'MEMBER')
    expect((await invite(coordinator, person.email, 'MEMBER')).codes).toEqual([])
    expect(await rolesAfterLink(person.email)).toEqual(['MEMBER'])
  })

  it('do not bring back somebody whose membership ends in the same moment', async () => {
    for (let round = 0; round < 5; round += 1) {
      const person = await ngo.person()
      await invite(coordinator, person.email, 'DEPUTY')
      const token = await receiveToken(target, person.email)
      await Promise.all([verify(target, token), end(coordinator, person, 'MEMBER')])
      const [invitation] = await target.db.invitation.findMany({ where: { email: person.email } })
      const deputy = await target.db.membership.count({ where: { userId: person.id, role: 'DEPUTY' } })
      expect([invitation?.revokedAt === null, deputy === 1]).toEqual(deputy === 1 ? [true, true] : [false, false])
    }
  })

  it('are seen by all who may invite there, and taken back by those who may give the role', async () => {
    const second = await ngo.person(undefined, 'COORDINATOR')
    const [low, high, city] = [newAddress(), newAddress(), newAddress()]
    await invite(coordinator, low, 'MEMBER')
    await invite(admin, high, 'CHAIR')
    await invite(admin, city, 'STAFF', office)
    const seen = new Map((await listOf(second)).map((invitation) => [invitation.email, invitation]))
    expect([seen.get(low)?.mayRevoke, seen.get(high)?.mayRevoke, seen.has(city)]).toEqual([true, false, false])
    expect((await listOf(admin)).filter(({ email }) => [low, high, city].includes(email))).toHaveLength(3)

    const cookie = await signInAs(target, second)
    expect((await ask(target, cookie, REVOKE, { id: seen.get(high)?.id })).codes).toEqual(['FORBIDDEN'])
    expect((await ask(target, cookie, REVOKE, { id: seen.get(low)?.id })).codes).toEqual([])
    expect((await listOf(coordinator)).map(({ email }) => email)).not.toContain(low)
    expect(await listOf(await ngo.person())).toEqual([])
  })
}

for (const kind of DATABASE_KINDS) {
  describe.skipIf(!(await isAvailable(kind)))(`open invitations, on ${kind}`, testsOn(kind))
}
