import { createHash, randomUUID } from 'node:crypto'
import { tampering } from '@app/prisma/testing'
import { createApp } from '@app/server/app'
import { canonicalJson } from '@app/server/document'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWire } from '../kit/wire.ts'

const FIELDS = `id number seq kind name note stage hash createdBy { name } organization { name } writtenAt createdAt
  authors { person { name } organization { name } } isSameAsBefore redactedAt redactionReason`
const LIST = `query ($id: ID!, $first: Int, $after: String, $namedOnly: Boolean) { document(id: $id) { mayNameVersion
  versions(first: $first, after: $after, namedOnly: $namedOnly) { items { ${FIELDS} } endCursor hasNextPage } } }`
const ONE = `query ($id: ID!) { version(id: $id) { ${FIELDS} } versionContent(id: $id) }`
const CREATE = `mutation ($input: CreateVersionInput!) { version: createVersion(input: $input) { ${FIELDS} } }`
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const MINUTE = 60_000

interface Version {
  id: string
  number: number
  seq: number
  kind: string
  name: string
  hash: string
  authors: { person: { name: string } | null; organization: { name: string } | null }[]
  [field: string]: unknown
}

onEachDatabase('versions', (kind) => {
  let target: TestApp
  let lead: SeededOrganization
  let owner: SeededPerson
  let cookie: string
  let document: SeededDocument

  beforeAll(async () => {
    target = await startApp({ database: kind })
    lead = await seed(target).organization('Prowadząca')
    owner = await lead.person('Hanna')
    cookie = await signInAs(target, owner)
  })
  afterAll(() => target.close())
  beforeEach(async () => {
    document = await lead.document(owner, { text: 'Pierwszy zapis' })
  })

  async function write(words: string, person = owner, change: 'EDIT' | 'REPAIR' = 'EDIT'): Promise<void> {
    const by = change === 'EDIT' ? person.id : 'server'
    await target.app.rooms.append(document.id, {
      kind: change,
      userId: by,
      organizationId: person.organizationId,
      change: (text) => text.insert(text.length, words),
    })
  }

  async function list(variables: Record<string, unknown> = {}): Promise<Version[]> {
    const found = await gql<{ document: { versions: { items: Version[] } } }>(target, cookie, LIST, {
      id: document.id,
      ...variables,
    })
    return found.document.versions.items
  }

  const create = (changes: Record<string, unknown> = {}, as = cookie) =>
    ask<{ version: Version }>(target, as, CREATE, {
      input: { id: randomUUID(), documentId: document.id, name: 'Do konsultacji', ...changes },
    })

  /** Time passes for the schedule alone: sessions would end. */
  async function later(minutes: number, keep = () => target.app.keepVersions()): Promise<void> {
    const ago = minutes * MINUTE
    await target.db.$executeRaw`
      UPDATE "Document" SET "lastWriteAt" = "lastWriteAt" - ${ago} * interval '1 millisecond' WHERE "id" = ${document.id}`
    const { db } = target
    const older = db.$executeRaw`
      UPDATE "DocumentUpdate" SET "createdAt" = "createdAt" - ${ago} * interval '1 millisecond'
      WHERE "documentId" = ${document.id}`
    await tampering(db, older)
    await keep()
  }

  describe('by hand', () => {
    it('have a number, a name, a note, everybody who wrote, and the hash of the text', async () => {
      const guest = await (await seed(target).organization('Gość')).person('Jan')
      await write(' i dalej', guest)
      const { data, codes } = await create({ name: '  Do \n konsultacji ', note: 'Po spotkaniu' })
      expect(codes).toEqual([])
      expect(data?.version).toMatchObject({
        number: 1,
        seq: 2,
        kind: 'NAMED',
        name: 'Do konsultacji',
        note: 'Po spotkaniu',
        createdBy: { name: 'Hanna' },
        organization: { name: 'Prowadząca' },
        authors: [
          { person: { name: 'Hanna' }, organization: { name: 'Prowadząca' } },
          { person: { name: 'Jan' }, organization: { name: 'Gość' } },
        ],
      })
      const { content } = await target.app.rooms.read(document.id)
      expect(data?.version.hash).toBe(createHash('sha256').update(canonicalJson(content)).digest('hex'))
    })

    it('are given again for the same request, and count on for another', async () => {
      const id = randomUUID()
      const [first, again] = [await create({ id }), await create({ id })]
      expect(again.data).toEqual(first.data)
      const other = await create({ name: 'Druga' })
      expect(other.data?.version).toMatchObject({ number: 2, seq: 1, hash: first.data?.version.hash, authors: [] })
      const stranger = await lead.person()
      expect((await create({ id }, await signInAs(target, stranger))).codes).toEqual(['CONFLICT'])
    })

    it('are not given for a request that calls them otherwise, and stay what they were', async () => {
      const id = randomUUID()
      await create({ id, name: 'Do konsultacji', note: 'Pierwsza' })
      const again = async (changes: object) =>
        (await ask(target, cookie, CREATE, { input: { id, documentId: document.id, ...changes } })).errors
      const named = [{ extensions: { code: 'CONFLICT', detail: 'named' } }]
      expect(await again({ name: 'Do przyjęcia', note: 'Pierwsza' })).toMatchObject(named)
      expect(await again({ name: 'Do konsultacji', note: 'Druga' })).toMatchObject(named)
      expect(await again({ name: ' Do  konsultacji', note: 'Pierwsza ' })).toEqual([])
      expect(await list()).toMatchObject([{ id, name: 'Do konsultacji', note: 'Pierwsza' }])
    })

    it('hold their numbers when many are named at once', async () => {
      const answers = await Promise.all(Array.from({ length: 8 }, (_, index) => create({ name: `Wersja ${index}` })))
      expect(answers.map(({ data }) => data?.version.number).sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    })

    it('need a name, and a right', async () => {
      const reader = await (await seed(target).organization()).person()
      await document.member(reader, 'PROPOSER')
      expect((await create({ name: ' \u200b\n' })).codes).toEqual(['INVALID'])
      expect((await create({ name: 'x'.repeat(121) })).codes).toEqual(['TOO_LARGE'])
      expect((await create({ note: 'x'.repeat(2_001) })).codes).toEqual(['TOO_LARGE'])
      expect((await create({ id: 'nie-uuid' })).codes).toEqual(['INVALID'])
      expect((await create({}, await signInAs(target, reader))).codes).toEqual(['FORBIDDEN'])
      expect(
        (await create({}, await signInAs(target, await (await seed(target).organization()).person()))).codes,
      ).toEqual(['NOT_FOUND'])
      expect(await list()).toEqual([])
    })

    it('open as they were, without proposals and remarks', async () => {
      const proposal = randomUUID()
      await target.app.rooms.append(document.id, {
        kind: 'EDIT',
        userId: owner.id,
        organizationId: lead.id,
        proposals: [proposal],
        change: (text) => {
          text.insert(text.length, ' proponowany', { [`ins:${proposal}`]: true })
          text.format(1, 8, { 'comment:w': true })
        },
      })
      const { data } = await create()
      await write(' późniejszy')
      const id = data?.version.id
      const opened = await gql<{ version: Version; versionContent: string }>(target, cookie, ONE, { id })
      const blocks = JSON.parse(opened.versionContent)
      expect(blocks.map(({ content }: { content: object[] }) => content)).toEqual([[{ text: 'Pierwszy zapis' }]])
      expect(opened.version.hash).toBe(createHash('sha256').update(canonicalJson(blocks)).digest('hex'))
      // Who only proposed wrote nothing of it.
      expect(opened.version.authors.map(({ person }) => person?.name)).toEqual(['Hanna'])
    })

    it('never change and never go but with their document, not even in the database', async () => {
      const { data } = await create()
      const id = data?.version.id ?? ''
      const { db } = target
      for (const change of [{ name: 'Inna' }, { hash: '' }, { seq: 0 }, { note: 'x' }, { number: 9 }])
        await expect(db.version.update({ where: { id }, data: change })).rejects.toThrow('never changed')
      await expect(db.version.delete({ where: { id } })).rejects.toThrow('never changed')
      await expect(db.versionAuthor.updateMany({ where: { versionId: id }, data: { rows: 0 } })).rejects.toThrow()
      await expect(db.versionAuthor.deleteMany({ where: { versionId: id } })).rejects.toThrow()
      const redaction = { redactedAt: new Date(), redactedById: owner.id, redactionReason: 'Dane osobowe' }
      await db.version.update({ where: { id }, data: redaction })
      await expect(db.version.update({ where: { id }, data: redaction })).rejects.toThrow('never changed')
      await db.document.delete({ where: { id: document.id } })
      expect(await db.version.count({ where: { id } })).toBe(0)
    })

    it('are heard of, by who may read', async () => {
      const wire = await openWire(target, { cookie })
      const heard: unknown[] = []
      wire.start(
        'subscription ($id: ID!) { versionEvents(documentId: $id) { versionId } }',
        { id: document.id },
        ({ payload }) => heard.push(payload),
      )
      const { data } = await until('the event', async () => {
        const answer = await create()
        return heard.length > 0 ? answer : null
      })
      expect(JSON.stringify(heard)).toContain('versionId')
      expect(data).not.toBeNull()
      await wire.close()
    })
  })

  describe('by itself', () => {
    it('are kept after five quiet minutes, once, and not where the text is the same', async () => {
      await later(4)
      expect(await list()).toEqual([])
      await later(2)
      await later(0)
      expect(await list()).toMatchObject([{ number: 1, kind: 'IDLE', createdBy: null, name: '' }])
      await write('x')
      await target.app.rooms.append(document.id, {
        kind: 'EDIT',
        userId: owner.id,
        organizationId: lead.id,
        change: (text) => text.delete(text.length - 1, 1),
      })
      await later(6)
      expect(await list()).toHaveLength(1)
      await write(' i dalej')
      await later(6)
      const [newest] = await list()
      expect(newest).toMatchObject({ number: 2, kind: 'IDLE', seq: 4 })
      expect(newest?.authors.map(({ person }) => person?.name)).toEqual(['Hanna'])
    })

    it('are kept every half an hour of work that goes on', async () => {
      await later(31, async () => undefined)
      await write(' wciąż')
      await target.app.keepVersions()
      expect(await list()).toMatchObject([{ kind: 'CONTINUOUS', seq: 2 }])
      await write(' dalej')
      await target.app.keepVersions()
      expect(await list()).toHaveLength(1)
    })

    it('are kept in time where a redaction sealed what was written since, and not before', async () => {
      const redact = () => {
        const input = { id: randomUUID(), documentId: document.id, text: 'zbędny', reason: 'Dane' }
        return gql(target, cookie, REDACT, { input })
      }
      await write(' zbędny')
      await later(31, async () => undefined)
      await redact()
      await target.app.keepVersions()
      expect(await list()).toMatchObject([{ kind: 'CONTINUOUS', seq: 3 }])

      document = await lead.document(owner, { text: 'Drugi zapis' })
      await later(31, async () => undefined)
      await create()
      await target.app.sealLogs()
      await write(' zbędny')
      await redact()
      const segments = await target.db.logSegment.findMany({ where: { documentId: document.id } })
      expect(segments).toMatchObject([{ seqFrom: 1, seq: 2 }])
      await target.app.keepVersions()
      expect(await list()).toHaveLength(1)
    })

    it('are due after a restart, and open no document', async () => {
      await later(6, async () => undefined)
      await target.restart()
      await target.app.keepVersions()
      expect(await list()).toMatchObject([{ kind: 'IDLE', seq: 1 }])
      expect(target.app.rooms.find(document.id)).toBeUndefined()
    })

    it('leave a document alone whose log has a hole, and keep those of others', async () => {
      await write('a')
      await write('b')
      await target.app.rooms.flushAll()
      await target.db.documentCheckpoint.deleteMany({ where: { documentId: document.id } })
      const second = { documentId_seq: { documentId: document.id, seq: 2 } }
      await tampering(target.db, target.db.documentUpdate.delete({ where: second }))
      const broken = document
      await later(6, async () => undefined)
      document = await lead.document(owner, { text: 'Zdrowy' })
      await later(6)
      expect(await list()).toHaveLength(1)
      expect(await target.db.version.count({ where: { documentId: broken.id } })).toBe(0)
      await target.db.document.delete({ where: { id: broken.id } })
    })
  })

  it('are listed page by page, with as many statements for two hundred as for one', async () => {
    await create()
    let statements = 0
    target.database.pool.on('acquire', () => {
      statements += 1
    })
    /** The least of three: what is written is looked at in the background, too. */
    const count = async () => {
      const found: { rows: number; statements: number }[] = []
      for (let time = 0; time < 3; time += 1) {
        const before = statements
        const rows = await list({ first: 100 })
        found.push({ rows: rows.length, statements: statements - before })
      }
      return found.sort((a, b) => a.statements - b.statements)[0]
    }
    const one = await count()
    for (let index = 0; index < 5; index += 1) {
      const someone = await (await seed(target).organization()).person()
      await write(`słowa ${index}`, someone)
      await create({ name: `Wersja ${index}` })
    }
    const [newest] = await target.db.version.findMany({
      where: { documentId: document.id },
      orderBy: { number: 'desc' },
    })
    const copies = Array.from({ length: 200 }, (_, index) => ({
      ...newest,
      id: randomUUID(),
      number: 100 + index,
      kind: 'IDLE' as const,
    }))
    await target.db.version.createMany({ data: copies as never })
    const many = await count()
    expect([one?.rows, many?.rows]).toEqual([1, 100])
    expect(many?.statements).toBeLessThanOrEqual(one?.statements ?? 0)
    const named = await list({ namedOnly: true })
    expect(named.map(({ number }) => number)).toEqual([6, 5, 4, 3, 2, 1])
    const pages: number[] = []
    let after: string | null = null
    do {
      const {
        document: found,
      }: { document: { versions: { items: Version[]; endCursor: string; hasNextPage: boolean } } } = await gql(
        target,
        cookie,
        LIST,
        { id: document.id, first: 90, after },
      )
      pages.push(...found.versions.items.map(({ number }) => number))
      after = found.versions.hasNextPage ? found.versions.endCursor : null
    } while (after !== null)
    expect(pages).toEqual([...Array.from({ length: 200 }, (_, index) => 299 - index), 6, 5, 4, 3, 2, 1])
  })

  if (kind === 'postgres')
    it('are kept once by two nodes', async () => {
      const options = { db: target.db, env: target.env, clock: target.clock, secret: target.secret }
      const other = await createApp({ ...options, deliver: async () => undefined })
      const documents = await Promise.all(
        Array.from({ length: 5 }, (_, index) => lead.document(owner, { text: `Tekst ${index}` })),
      )
      for (document of documents) await later(6, async () => undefined)
      await Promise.all([target.app.keepVersions(), other.keepVersions()])
      for (document of documents) expect(await list()).toMatchObject([{ number: 1, kind: 'IDLE' }])
      document = documents[0] as SeededDocument
      await write('więcej')
      await later(6, async () => undefined)
      await Promise.all([create({ name: 'Ręczna' }), other.keepVersions(), target.app.keepVersions()])
      const found = await list()
      expect(found.map(({ number }) => number)).toEqual(
        Array.from({ length: found.length }, (_, index) => found.length - index),
      )
      expect(found.filter(({ kind: each }) => each === 'NAMED')).toHaveLength(1)
      await other.close()
    })
})
