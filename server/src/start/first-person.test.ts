import { type FreshDatabase, freshDatabase, isAvailable } from '@app/prisma/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createAudit } from '../audit/audit.ts'
import { type Env, readEnv } from '../env.ts'
import { createMailer, type OutgoingMail } from '../mail/mail.ts'
import { acceptInvitations } from '../organizations/acceptance.ts'
import { PubSub } from '../pubsub.ts'
import { welcomeFirstPerson } from './first-person.ts'

const REAL = {
  PUBLIC_URL: 'https://zapis.example.org',
  SMTP_URL: 'smtp://mail.example.org',
  MAIL_FROM: 'zapis@example.org',
  OPERATOR: 'Stowarzyszenie Operator',
}
const FIRST = { FIRST_ADMIN_EMAIL: 'anna@example.org', FIRST_ORGANIZATION: 'Forum Lokali' }
const DAY_MS = 24 * 3_600_000

describe.each(['embedded', 'postgres'] as const)('the first person of a real instance, on %s', async (kind) => {
  describe.skipIf(!(await isAvailable(kind)))('who nobody could invite', () => {
    let database: FreshDatabase
    let now: Date
    let mails: OutgoingMail[]
    let said: string[]
    let logged: string

    beforeAll(async () => {
      database = await freshDatabase(kind)
    })
    afterAll(() => database.drop())

    beforeEach(async () => {
      await database.db.user.deleteMany()
      await database.db.invitation.deleteMany()
      await database.db.organization.deleteMany()
      await database.db.auditEvent.deleteMany()
      now = new Date('2026-10-06T08:00:00Z')
      mails = []
      said = []
      logged = ''
    })

    async function start(env: Env): Promise<void> {
      const { db } = database
      const clock = { now: () => now }
      const logger = pino({}, { write: (line: string) => void (logged += line) })
      const mailer = createMailer({ db, env, clock, logger, deliver: async (mail) => void mails.push(mail) })
      const audit = createAudit(db, clock, logger)
      await welcomeFirstPerson({ db, env, clock, audit, mailer, logger, say: (line) => void said.push(line) })
    }

    it('is invited once, however often it is started, and can sign in as administrator and coordinator', async () => {
      const env = readEnv({ ...REAL, ...FIRST })
      await start(env)
      await start(env)
      expect(mails.map(({ to }) => to)).toEqual(['anna@example.org'])
      expect(mails[0]?.text).toContain('https://zapis.example.org/zaloguj')
      expect(mails[0]?.text).toContain('Organizacja: Forum Lokali. Zaprasza: Stowarzyszenie Operator.')
      expect(said.join('\n')).not.toContain('anna@')
      const actions = await database.db.auditEvent.findMany({ orderBy: [{ action: 'asc' }, { id: 'asc' }] })
      expect(actions.map(({ action }) => action)).toEqual([
        'invitation.created',
        'invitation.created',
        'organization.created',
      ])

      const userId = await acceptInvitations({ db: database.db, pubsub: new PubSub() }, 'anna@example.org', now)
      const memberships = await database.db.membership.findMany({
        where: { userId: userId ?? '' },
        include: { organization: true },
      })
      expect(memberships.map(({ role, organization }) => [role, organization.name, organization.kind]).sort()).toEqual([
        ['ADMIN', 'Forum Lokali', 'NGO'],
        ['COORDINATOR', 'Forum Lokali', 'NGO'],
      ])
    })

    it('is invited once by several nodes that start at once', async () => {
      const env = readEnv({ ...REAL, ...FIRST })
      await Promise.all([start(env), start(env), start(env)])
      expect(mails).toHaveLength(1)
      expect(await database.db.invitation.count()).toBe(2)
      expect(await database.db.organization.count()).toBe(1)
    })

    it('is invited again after a corrected address, and after the invitation ran out', async () => {
      await start(readEnv({ ...REAL, ...FIRST, FIRST_ADMIN_EMAIL: 'ana@example.org' }))
      await start(readEnv({ ...REAL, ...FIRST, FIRST_ORGANIZATION: 'Forum Lokali w Krakowie' }))
      now = new Date(now.getTime() + 15 * DAY_MS)
      await start(readEnv({ ...REAL, ...FIRST, FIRST_ORGANIZATION: 'Forum Lokali w Krakowie' }))
      expect(mails.map(({ to }) => to)).toEqual(['ana@example.org', 'anna@example.org', 'anna@example.org'])
      expect(await acceptInvitations({ db: database.db, pubsub: new PubSub() }, 'ana@example.org', now)).toBeNull()
      expect(await acceptInvitations({ db: database.db, pubsub: new PubSub() }, 'anna@example.org', now)).not.toBeNull()
      expect(await database.db.organization.findMany()).toMatchObject([{ name: 'Forum Lokali w Krakowie' }])
    })

    it('is nobody new once somebody has an account', async () => {
      await start(readEnv({ ...REAL, ...FIRST }))
      await acceptInvitations({ db: database.db, pubsub: new PubSub() }, 'anna@example.org', now)
      await start(readEnv({ ...REAL, ...FIRST, FIRST_ADMIN_EMAIL: 'ktos@example.org' }))
      expect(mails).toHaveLength(1)
      expect(await database.db.invitation.count()).toBe(2)
      expect(logged).toContain('ignored: somebody has an account')
      expect(logged).not.toContain('example.org')
    })

    it('is asked for in words where nobody was named', async () => {
      await start(readEnv(REAL))
      expect(said.join('\n')).toContain('Set FIRST_ADMIN_EMAIL and FIRST_ORGANIZATION')
      expect(mails).toEqual([])
      expect(await database.db.organization.count()).toBe(0)
    })
  })
})
