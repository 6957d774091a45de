import { randomUUID } from 'node:crypto'
import type { DatabaseKind } from '@app/prisma'
import { DATABASE_KINDS, isAvailable } from '@app/prisma/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { countStatements } from '../kit/statements.ts'

const LIST = `query ($filter: DocumentFilter, $first: Int! = 30, $after: String) {
  documents(filter: $filter, first: $first, after: $after) {
    items { id title unread } totalCount endCursor hasNextPage
  }
}`
const CREATE = `mutation ($input: CreateDocumentInput!) {
  createDocument(input: $input) {
    id title kind stage headSeq organization { name } createdBy { name } archivedAt
    abilities { read edit propose proposeByForm enterProposals comment manage rename } members { role manage person { name } organization { name } }
  }
}`
const RENAME =
  'mutation ($id: ID!, $title: String!) { renameDocument(input: { documentId: $id, title: $title }) { title } }'
const ARCHIVE =
  'mutation ($id: ID!) { archiveDocument(input: { documentId: $id }) { archivedAt abilities { edit read } } }'
const RESTORE = 'mutation ($id: ID!) { restoreDocument(input: { documentId: $id }) { archivedAt abilities { edit } } }'
const READ = 'mutation ($id: ID!, $seq: Int!) { markDocumentRead(input: { documentId: $id, seq: $seq }) }'

interface Page {
  documents: {
    items: { id: string; title: string; unread: boolean }[]
    totalCount: number
    endCursor: string | null
    hasNextPage: boolean
  }
}

const testsOn = (database: DatabaseKind) => (): void => {
  let target: TestApp
  let organization: SeededOrganization
  let person: SeededPerson
  let cookie: string

  beforeAll(async () => {
    target = await startApp({ database })
    organization = await seed(target).organization('Fundacja Trzy Okna')
    person = await organization.person('Wanda Okienna')
    cookie = await signInAs(target, person)
  })
  afterAll(() => target.close())

  async function titles(filter: object): Promise<string[]> {
    const { documents } = await gql<Page>(target, cookie, LIST, { filter })
    expect(documents.totalCount).toBe(documents.items.length)
    return documents.items.map(({ title }) => title).sort()
  }

  it('are started from a template, with its text, by somebody who may then do everything', async () => {
    const { templates } = await gql<{ templates: { key: string; kind: string }[] }>(
      target,
      cookie,
      '{ templates { key kind } }',
    )
    for (const { key, kind } of templates) {
      const input = { id: randomUUID(), templateKey: key, title: `  Z szablonu\n ${key} ` }
      const { createDocument } = await gql<{ createDocument: { id: string; headSeq: number } }>(
        target,
        cookie,
        CREATE,
        { input },
      )
      expect(createDocument).toMatchObject({
        title: `Z szablonu ${key}`,
        kind,
        stage: 'DRAFT',
        organization: { name: 'Fundacja Trzy Okna' },
        createdBy: { name: 'Wanda Okienna' },
        archivedAt: null,
        abilities: {
          ...{ read: true, edit: true, propose: true, comment: true, manage: true, rename: true },
          ...{ proposeByForm: true, enterProposals: true },
        },
        members: [{ role: 'EDITOR', manage: true, person: { name: 'Wanda Okienna' }, organization: null }],
      })
      expect(createDocument.headSeq).toBeGreaterThan(0)
      const { content } = await target.app.rooms.read(createDocument.id)
      expect(content.length).toBeGreaterThan(0)
    }
    expect(templates.map(({ key }) => key)).toEqual(['recommendation', 'programme', 'minutes', 'blank'])
  })

  it('are there with their text or not at all, whenever a kill comes', async () => {
    const input = { id: randomUUID(), templateKey: 'minutes', title: 'Bez tekstu' }
    const count = () => target.db.document.count({ where: { title: input.title } })
    await target.db.$executeRaw`ALTER TABLE "DocumentUpdate" RENAME TO "Nowhere"`
    let isAnswered = false
    const answer = ask(target, cookie, CREATE, { input }).finally(() => {
      isAnswered = true
    })
    const seen: number[] = []
    while (!isAnswered && seen.length < 100) seen.push(await count())
    await target.db.$executeRaw`ALTER TABLE "Nowhere" RENAME TO "DocumentUpdate"`
    await answer
    expect(Math.max(...seen)).toBe(0)
    expect((await ask(target, cookie, CREATE, { input: { ...input, title: 'Z tekstem' } })).codes).toEqual([])
  })

  it('are one where the same is asked again, at once or after a lost answer, as it was asked last', async () => {
    const input = { id: randomUUID(), templateKey: 'minutes', title: 'Notatka' }
    const create = (changes: object = {}, as = cookie) =>
      ask<{ createDocument: { id: string; title: string; headSeq: number } }>(target, as, CREATE, {
        input: { ...input, ...changes },
      })
    for (const { codes, data } of await Promise.all([create(), create(), create()])) {
      expect([codes, data?.createDocument]).toMatchObject([[], { id: input.id, title: 'Notatka', headSeq: 1 }])
    }
    const { data } = await create({ title: 'Notatka ze spotkania' })
    expect(data?.createDocument).toMatchObject({ id: input.id, title: 'Notatka ze spotkania', headSeq: 1 })
    expect(await target.db.document.count({ where: { title: { startsWith: 'Notatka' } } })).toBe(1)
    const created = { documentId: input.id, action: 'document.created' }
    expect(await target.db.auditEvent.count({ where: created })).toBe(1)
    expect((await create({ templateKey: 'programme' })).codes).toEqual(['CONFLICT'])
    expect((await create({}, await signInAs(target, await organization.person()))).codes).toEqual(['CONFLICT'])
  })

  it('are not started without a title, from nothing, or for others', async () => {
    const stranger = await seed(target).organization()
    const wrong: [object, string][] = [
      [{ templateKey: 'blank', title: '   ' }, 'INVALID'],
      [{ templateKey: 'blank', title: 'x'.repeat(201) }, 'INVALID'],
      [{ templateKey: 'none', title: 'Tytuł' }, 'INVALID'],
      [{ id: 'moje-id', templateKey: 'blank', title: 'Tytuł' }, 'INVALID'],
      [{ templateKey: 'blank', title: 'Tytuł', organizationId: stranger.id }, 'FORBIDDEN'],
      [{ templateKey: 'blank', title: 'Tytuł', organizationId: 'nowhere' }, 'FORBIDDEN'],
    ]
    const before = await target.db.document.count()
    for (const [wish, code] of wrong) {
      const input = { id: randomUUID(), ...wish }
      expect((await ask(target, cookie, CREATE, { input })).codes).toEqual([code])
    }
    const admin = await organization.person(undefined, 'ADMIN')
    const input = { id: randomUUID(), templateKey: 'blank', title: 'Tytuł' }
    expect((await ask(target, await signInAs(target, admin), CREATE, { input })).codes).toEqual(['FORBIDDEN'])
    expect(await target.db.document.count()).toBe(before)
  })

  it('are found without diacritics and with them, by every word, and by nothing that only means something to SQL', async () => {
    for (const title of ['Zażółć gęślą jaźń', 'Łącznik przy ul. Długiej', '100% ulgi w czynszu', 'Sto_procent']) {
      await organization.document(person, { title, kind: 'OTHER' })
    }
    expect(await titles({ search: 'zazolc' })).toEqual(['Zażółć gęślą jaźń'])
    expect(await titles({ search: 'JAŹŃ gesla' })).toEqual(['Zażółć gęślą jaźń'])
    expect(await titles({ search: 'lacznik dlug' })).toEqual(['Łącznik przy ul. Długiej'])
    expect(await titles({ search: 'łącznik gęślą' })).toEqual([])
    expect(await titles({ search: '100%' })).toEqual(['100% ulgi w czynszu'])
    expect(await titles({ search: '%' })).toEqual(['100% ulgi w czynszu'])
    expect(await titles({ search: '_' })).toEqual(['Sto_procent'])
    expect(await titles({ search: '\'; DROP TABLE "Document"; --' })).toEqual([])
  })

  it('are filtered by all conditions at once', async () => {
    const other = await seed(target).organization('Towarzystwo Cichych Bram')
    const theirs = await other.person()
    const plans = [
      { title: 'F1', kind: 'RECOMMENDATION', stage: 'DRAFT' },
      { title: 'F2', kind: 'RECOMMENDATION', stage: 'CONSULTATION' },
      { title: 'F3', kind: 'PROGRAMME', stage: 'CONSULTATION' },
      { title: 'F4', kind: 'RECOMMENDATION', stage: 'DRAFT', archived: true },
    ] as const
    for (const plan of plans) await other.document(theirs, plan)
    const hidden = await other.document(theirs, { title: 'F5', kind: 'OTHER' })
    const organizationId = other.id
    expect(await titles({ organizationId })).toEqual(['F1', 'F2', 'F3'])
    expect(await titles({ organizationId, kind: 'RECOMMENDATION' })).toEqual(['F1', 'F2'])
    expect(await titles({ organizationId, stages: ['CONSULTATION', 'ADOPTED'] })).toEqual(['F2', 'F3'])
    expect(await titles({ organizationId, archived: true })).toEqual(['F4'])
    expect(await titles({ organizationId, mineOnly: true })).toEqual([])
    await hidden.member(person, 'READER')
    expect(await titles({ organizationId, mineOnly: true })).toEqual(['F5'])
    expect(await titles({ organizationId, search: 'f5', kind: 'OTHER', mineOnly: true })).toEqual(['F5'])
  })

  it('are paged without a gap and without a repeat, the last written first', async () => {
    const many = await seed(target).organization('Wiele dokumentów')
    const writer = await many.person()
    const reader = await signInAs(target, writer)
    const moments = [5, 5, 5, 4, 3, 3, 2, 1, null, null]
    for (const [index, day] of moments.entries()) {
      const { id } = await many.document(writer, { title: `S${index}` })
      const lastWriteAt = day === null ? null : new Date(Date.UTC(2026, 4, day, 12))
      await target.db.document.update({ where: { id }, data: { lastWriteAt } })
    }
    const seen: string[] = []
    let after: string | null = null
    for (let pages = 0; pages < 10; pages += 1) {
      const variables: object = { filter: { organizationId: many.id }, first: 3, after }
      const { documents }: Page = await gql<Page>(target, reader, LIST, { ...variables })
      expect(documents.totalCount).toBe(10)
      seen.push(...documents.items.map(({ id }) => id))
      after = documents.endCursor
      if (!documents.hasNextPage) break
    }
    expect(new Set(seen).size).toBe(10)
    const rows = await target.db.document.findMany({ where: { id: { in: seen } } })
    const written = seen.map((id) => rows.find((row) => row.id === id)?.lastWriteAt?.getTime() ?? 0)
    expect(written).toEqual(written.toSorted((left, right) => right - left))
    for (const wrong of ['x', 'bm9uc2Vuc2U', Buffer.from('never id').toString('base64url')]) {
      expect((await ask(target, reader, LIST, { after: wrong })).codes).toEqual(['INVALID'])
    }
    for (const first of [0, -1, 101]) expect((await ask(target, reader, LIST, { first })).codes).toEqual(['INVALID'])
  })

  it('are unread until their end was on the page, and never less read than before', async () => {
    const { id, title } = await organization.document(person, { text: 'Pierwszy akapit', title: 'Nieprzeczytany' })
    const unread = async () => (await titles({ unreadOnly: true })).includes(title)
    expect(await unread()).toBe(true)
    const { headSeq } = await target.db.document.findUniqueOrThrow({ where: { id } })
    for (const seq of [headSeq, 0]) {
      expect(await gql(target, cookie, READ, { id, seq })).toEqual({ markDocumentRead: true })
      expect(await unread()).toBe(false)
    }
    await gql(target, cookie, READ, { id, seq: 1_000_000 })
    const mark = await target.db.readMark.findUniqueOrThrow({
      where: { userId_documentId: { userId: person.id, documentId: id } },
    })
    expect(mark.seq).toBe(headSeq)
    expect(await unread()).toBe(false)
  })

  it('are renamed, found by the new title, put away and brought back', async () => {
    const { id } = await organization.document(person, { title: 'Przed zmianą' })
    expect(await gql(target, cookie, RENAME, { id, title: ' Świeży\ttytuł ' })).toEqual({
      renameDocument: { title: 'Świeży tytuł' },
    })
    expect(await titles({ search: 'swiezy tytul' })).toEqual(['Świeży tytuł'])
    expect(await titles({ search: 'przed zmiana' })).toEqual([])

    const before = await target.db.document.findUniqueOrThrow({ where: { id } })
    const changes: object[] = []
    const stop = target.app.pubsub.subscribe('access', (change) => changes.push(change))
    const archived = await gql<{ archiveDocument: object }>(target, cookie, ARCHIVE, { id })
    expect(archived.archiveDocument).toMatchObject({ abilities: { edit: false, read: true } })
    expect(await titles({ search: 'swiezy' })).toEqual([])
    expect(await titles({ search: 'swiezy', archived: true })).toEqual(['Świeży tytuł'])
    // Once more, as after a lost answer: it is done already, and nobody is told of it again.
    expect((await ask(target, cookie, ARCHIVE, { id })).codes).toEqual([])
    expect((await ask(target, cookie, RENAME, { id, title: 'Inny' })).codes).toEqual(['FORBIDDEN'])
    expect(await gql(target, cookie, RESTORE, { id })).toEqual({
      restoreDocument: { archivedAt: null, abilities: { edit: true } },
    })
    expect((await ask(target, cookie, RESTORE, { id })).codes).toEqual([])
    stop()
    expect(changes).toEqual([{ documentId: id }, { documentId: id }])
    const after = await target.db.document.findUniqueOrThrow({ where: { id } })
    expect(after.accessVersion).toBe(before.accessVersion + 2)
    const audited = await target.db.auditEvent.findMany({ where: { documentId: id }, orderBy: { at: 'asc' } })
    expect(audited.map(({ action }) => action)).toEqual(['document.renamed', 'document.archived', 'document.restored'])
  })

  it('are listed with as many queries as without rows', async () => {
    const wide = `{ documents(first: 20) { totalCount items {
      id title unread headSeq organization { name } createdBy { name organization { name } } writingNow { name }
      abilities { edit manage } members { role person { name } organization { name } }
    } } }`
    const count = () => countStatements(target, () => gql(target, cookie, wide))
    const few = await count()
    expect(few).toBeGreaterThan(3)
    const people = await Promise.all(Array.from({ length: 8 }, () => organization.person()))
    for (const someone of people) {
      const document = await organization.document(someone)
      for (const member of people) await document.member(member, 'READER')
    }
    expect(await count()).toBeLessThanOrEqual(few)
  })
}

for (const kind of DATABASE_KINDS) {
  describe.skipIf(!(await isAvailable(kind)))(`documents on ${kind}`, testsOn(kind))
}
