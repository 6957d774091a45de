import { type FreshDatabase, freshDatabase, isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Actor } from '../auth/policy.ts'
import { abilitiesOf } from '../auth/policy.ts'
import { contentToText } from '../document/plain-text.ts'
import { getAccess } from '../documents/access.ts'
import { LIMITS } from '../limits.ts'
import { createCheckpoints, createLocalBus, createLog, createOffers, createRooms, type Rooms } from '../sync/index.ts'
import { DOCUMENTS, ORGANIZATIONS, organizationOf } from './content/index.ts'
import { seedDemo } from './seed.ts'

const NOW = new Date('2026-10-06T08:00:00Z')
const clock = { now: () => NOW }
const logger = { warn: () => undefined, error: () => undefined }

const KFL_02 = 'demo-kfl-2026-02'
const KFL_02_WORDINGS = [
  { userId: 'person-tadeusz-kluczynski-wymyslny', organizationId: 'o02', text: 'Zawierać umowy najmu na 10 lat' },
  {
    userId: 'person-ignacy-parterowicz',
    organizationId: 'o04',
    text: 'Umożliwić zawieranie umów najmu na co najmniej 5',
  },
  { userId: 'person-bozena-schodek', organizationId: 'o03', text: 'Przygotować zmianę zasad najmu, która umożliwi' },
]

describe.each(['embedded', 'postgres'] as const)('demo content on %s', async (kind) => {
  describe.skipIf(!(await isAvailable(kind)))('seeded once', () => {
    let database: FreshDatabase
    let rooms: Rooms

    beforeAll(async () => {
      database = await freshDatabase(kind)
      const { db } = database
      await db.instance.create({ data: { id: 1, demo: true, createdAt: NOW } })
      rooms = openRooms(database)
      await seedDemo({ db, app: { rooms }, clock })
    })

    afterAll(async () => {
      await rooms.close()
      await database.drop()
    })

    it('holds every organisation, person and document', async () => {
      const { db } = database
      expect(await db.organization.count()).toBe(ORGANIZATIONS.length)
      expect(await db.user.count()).toBe(31)
      const stages = await db.document.findMany({ orderBy: { id: 'asc' }, select: { signature: true, stage: true } })
      expect(stages.filter(({ signature }) => signature !== null)).toEqual([
        { signature: 'KFL/2026/01', stage: 'ANSWERED' },
        { signature: 'KFL/2026/02', stage: 'ANSWERED' },
        { signature: 'KFL/2026/03', stage: 'ADOPTED' },
        { signature: 'KFL/2026/04', stage: 'CONSULTATION' },
        { signature: 'KFL/2026/05', stage: 'FORUM_DISCUSSION' },
      ])
      expect(stages).toHaveLength(DOCUMENTS.length)
    })

    it('reads the texts back from the log alone', async () => {
      const fresh = openRooms(database)
      const { content } = await fresh.read('demo-program-2027')
      await fresh.close()
      const text = contentToText(content).replaceAll('\u00a0', ' ')
      expect(text).toContain('§ 10. 1. Na realizację Programu planuje się 44 000 000 zł')
      expect(text).toContain('aktualizuje się nie rzadziej niż raz na kwartał.')
    })

    it('logs every edit with its author, organisation and time, in order', async () => {
      const rows = await database.db.documentUpdate.findMany({ orderBy: [{ documentId: 'asc' }, { seq: 'asc' }] })
      for (const document of DOCUMENTS) {
        const log = rows.filter(({ documentId }) => documentId === document.id)
        expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1))
        expect(log[0]?.kind).toBe('SEED')
        expect(new Set(log.map(({ userId }) => userId))).toEqual(
          new Set([...document.writings, ...document.rewordings].map(({ by }) => by)),
        )
        for (const { userId, organizationId } of log) expect(organizationId).toBe(organizationOf(userId))
        const times = log.map(({ createdAt }) => createdAt.getTime())
        expect(times).toEqual([...times].sort((left, right) => left - right))
      }
    })

    it('words KFL/2026/02 three times, by three people of three organisations', async () => {
      const rows = await database.db.documentUpdate.findMany({ where: { documentId: KFL_02 }, orderBy: { seq: 'asc' } })
      const [second, third] = rows.slice(-2)
      expect(rows[0]).toMatchObject({ userId: KFL_02_WORDINGS[0]?.userId, organizationId: 'o02' })
      expect(second).toMatchObject({ userId: KFL_02_WORDINGS[1]?.userId, organizationId: 'o04' })
      expect(second?.createdAt.toISOString().slice(0, 10)).toBe('2026-06-09')
      expect(third).toMatchObject({ userId: KFL_02_WORDINGS[2]?.userId, organizationId: 'o03' })
      expect(third?.createdAt.toISOString().slice(0, 10)).toBe('2026-07-07')
      const { content } = await rooms.read(KFL_02)
      const text = contentToText(content).replaceAll('\u00a0', ' ')
      expect(text).toContain(`${KFL_02_WORDINGS[2]?.text} zawieranie umów na co najmniej 5 lat`)
      expect(text).not.toContain(KFL_02_WORDINGS[0]?.text)
    })

    it('lets people of two organisations write the programme, and the City read it', async () => {
      const access = await getAccess(database.db, 'demo-program-2027')
      expect(abilitiesOf(actor('person-wanda-okienna', 'o01', 'NGO'), access).edit).toBe(true)
      expect(abilitiesOf(actor('person-tadeusz-kluczynski-wymyslny', 'o02', 'NGO'), access).edit).toBe(true)
      const clerk = abilitiesOf(actor('person-kazimierz-obiegowy', 'city-bp', 'CITY'), access)
      expect(clerk).toMatchObject({ read: true, comment: true, edit: false })
    })

    it('leaves something unread for some', async () => {
      const { db } = database
      const { headSeq } = await db.document.findUniqueOrThrow({ where: { id: 'demo-program-2027' } })
      const marks = await db.readMark.findMany({ where: { documentId: 'demo-program-2027' } })
      const seqOf = (userId: string) => marks.find((mark) => mark.userId === userId)?.seq ?? 0
      expect(seqOf('person-bozena-schodek')).toBe(headSeq)
      expect(seqOf('person-wanda-okienna')).toBeGreaterThan(0)
      expect(seqOf('person-wanda-okienna')).toBeLessThan(headSeq)
    })

    it('names versions as they were named, with whoever wrote since the one before', async () => {
      const select = { number: true, name: true, seq: true, createdAt: true, authors: true } as const
      const versions = await database.db.version.findMany({
        where: { documentId: KFL_02 },
        orderBy: { number: 'asc' },
        select,
      })
      expect(versions).toMatchObject([
        { number: 1, name: 'Po posiedzeniu 9 czerwca', createdAt: new Date('2026-06-09T18:05:00Z') },
        { number: 2, name: 'Przyjęta przez Forum', authors: [{ userId: 'person-bozena-schodek', rows: 1 }] },
      ])
      expect(new Set(versions[0]?.authors.map(({ userId }) => userId))).toEqual(
        new Set(KFL_02_WORDINGS.slice(0, 2).map(({ userId }) => userId)),
      )
    })

    it('writes the minutes of a meeting once it is over, with all that was adopted there', async () => {
      const { db } = database
      const documentId = 'demo-protokol-2026-07-07'
      const adopted = await db.version.findFirstOrThrow({ where: { documentId: KFL_02, name: 'Przyjęta przez Forum' } })
      const first = await db.documentUpdate.findFirstOrThrow({ where: { documentId }, orderBy: { seq: 'asc' } })
      expect(first.createdAt.getTime()).toBeGreaterThan(adopted.createdAt.getTime())
      const { content } = await rooms.read(documentId)
      const text = contentToText(content).replaceAll('\u00a0', ' ')
      expect(text).toContain('Przyjęto rekomendacje KFL/2026/01 i KFL/2026/02')
    })

    it('does nothing the second time', async () => {
      const { db } = database
      const before = await db.documentUpdate.count()
      await seedDemo({ db, app: { rooms }, clock })
      expect(await db.documentUpdate.count()).toBe(before)
    })
  })
})

function openRooms({ db }: FreshDatabase): Rooms {
  return createRooms({
    log: createLog({ db, logger }),
    checkpoints: createCheckpoints(db),
    offers: createOffers(db),
    bus: createLocalBus(),
    rights: {
      judge: () => Promise.resolve(null),
      judgeAnew: () => Promise.resolve('SIGNED_OUT'),
      watch: () => () => undefined,
    },
    clock,
    limits: LIMITS,
    logger,
    audit: { record: () => Promise.resolve() },
  })
}

function actor(userId: string, organizationId: string, organizationKind: 'NGO' | 'CITY'): Actor {
  const role = organizationKind === 'NGO' ? 'MEMBER' : 'STAFF'
  return {
    userId,
    sessionId: 'session',
    sessionExpiresAt: NOW,
    name: '',
    locale: 'pl',
    organizationId,
    organizationName: null,
    memberships: [{ organizationId, organizationKind, role }],
  }
}
