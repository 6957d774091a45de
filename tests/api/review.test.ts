import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { buildSchema, getNamedType, isObjectType } from 'graphql'
import JSZip from 'jszip'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql, send } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { OPERATIONS } from '../kit/operations.ts'
import { downloadProof } from '../kit/proofs.ts'
import { find } from '../kit/proposals.ts'
import { fetchFile } from '../kit/remark-files.ts'
import { generateQueries } from '../kit/root-fields.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWire } from '../kit/wire.ts'

const NOTES = 'query ($id: ID!) { staffNotes(documentId: $id) { id unitId unitLabel body author { name } mayDelete } }'
const WRITE = 'mutation ($input: WriteStaffNoteInput!) { writeStaffNote(input: $input) { id unitLabel body } }'
const DELETE = 'mutation ($input: DeleteStaffNoteInput!) { deleteStaffNote(input: $input) }'
const REVIEW = 'mutation ($input: ReviewUnitInput!) { reviewUnit(input: $input) }'
const REVIEWED = 'query ($id: ID!) { reviewedUnits(documentId: $id) { unitId isStale isOwn person { name } } }'
const EVENTS = 'subscription ($id: ID!) { reviewEvents(documentId: $id) { documentId } }'
const MARK = 'mutation ($input: MarkDocumentReadInput!) { markDocumentRead(input: $input) }'
const LOOK = 'query ($id: ID!) { document(id: $id) { mayReview lastLookSeq } }'
const UNITS = 'query ($id: ID!) { documentUnits(documentId: $id) { id words text hash } }'
const SECRET = 'tajna-notatka-urzędu'
/** What is asked of an answer, where it could tell most. */
const FIELDS: Record<string, string> = {
  document: 'id title threads { quote comments { body } } redactions { reason }',
  remarks: '__typename',
}

interface Units {
  documentUnits: { id: string; words: string; text: string; hash: string }[]
}

onEachDatabase('staff of the City', (kind) => {
  let target: TestApp
  let lead: SeededOrganization
  let owner: SeededPerson
  let clerk: SeededPerson
  let document: SeededDocument
  const cookies: Record<string, string> = {}

  beforeAll(async () => {
    target = await startApp({ database: kind })
    lead = await seed(target).organization()
    owner = await lead.person('Hanna', 'COORDINATOR')
    const city = await seed(target).organization('Wydział Lokali', 'CITY')
    clerk = await city.person('Kazimierz', 'STAFF')
    const other = await city.person('Bogna', 'PLENIPOTENTIARY')
    const press = await city.person('Prasa', 'BIP_EDITOR')
    for (const [name, person] of Object.entries({ owner, clerk, other, press }))
      cookies[name] = await signInAs(target, person)
  })
  afterAll(() => target.close())
  beforeEach(async () => {
    document = await lead.document(owner, {
      kind: 'RECOMMENDATION',
      stage: 'SUBMITTED',
      content: [
        { type: 'block', id: 'u1', kind: 'section', level: 0, content: [{ text: 'Najem trwa rok.' }] },
        { type: 'block', id: 'u2', kind: 'section', level: 0, content: [{ text: 'Lokal jest miejski.' }] },
      ],
    })
  })

  const as = (who: string) => cookies[who] ?? ''
  const note = (changes: Record<string, unknown> = {}, who = 'clerk') =>
    ask<{ writeStaffNote: { id: string } }>(target, as(who), WRITE, {
      input: { id: randomUUID(), documentId: document.id, unitId: 'u1', body: SECRET, ...changes },
    })
  const hashOf = async (unitId: string): Promise<string> => {
    const { documentUnits } = await gql<Units>(target, as('clerk'), UNITS, { id: document.id })
    return documentUnits.find(({ id }) => id === unitId)?.hash ?? ''
  }
  const notes = (who: string) => ask<{ staffNotes: unknown[] }>(target, as(who), NOTES, { id: document.id })

  it('write notes for each other, and take back their own', async () => {
    const id = randomUUID()
    expect((await note({ id })).data?.writeStaffNote).toMatchObject({ unitLabel: '§\u00a01', body: SECRET })
    expect((await note({ id })).data?.writeStaffNote.id).toBe(id)
    expect((await note({ body: ' ' })).codes).toEqual(['INVALID'])
    expect((await note({ unitId: 'nie-ma' })).codes).toEqual(['INVALID'])
    expect((await note({ body: 'x'.repeat(5_001) })).codes).toEqual(['TOO_LARGE'])
    expect((await notes('other')).data?.staffNotes).toMatchObject([
      { body: SECRET, author: { name: 'Kazimierz' }, mayDelete: false },
    ])
    expect((await ask(target, as('other'), DELETE, { input: { noteId: id } })).codes).toEqual(['FORBIDDEN'])
    await gql(target, as('clerk'), DELETE, { input: { noteId: id } })
    expect((await notes('clerk')).data?.staffNotes).toEqual([])
    const actions = await target.db.auditEvent.findMany({ where: { targetId: id }, orderBy: { at: 'asc' } })
    expect(actions.map(({ action }) => action)).toEqual(['staff-note.written', 'staff-note.deleted'])
    expect(JSON.stringify(actions)).not.toContain(SECRET)
  })

  it('say a note again with other words after a lost answer, each their own', async () => {
    const id = randomUUID()
    await note({ id, body: 'Sprawdzić' })
    expect((await note({ id, body: 'Sprawdzić z ZBK' })).data?.writeStaffNote).toMatchObject({
      body: 'Sprawdzić z ZBK',
    })
    expect((await note({ id, body: 'Sprawdzić z ZBK' })).codes).toEqual([])
    expect((await note({ id, body: 'Cudze' }, 'other')).codes).toEqual(['CONFLICT'])
    expect((await notes('other')).data?.staffNotes).toMatchObject([{ id, body: 'Sprawdzić z ZBK' }])
    const written = await target.db.auditEvent.findMany({ where: { targetId: id } })
    expect(written.map(({ action }) => action)).toEqual(['staff-note.written', 'staff-note.written'])
  })

  it('do not bring back what was taken out of a note meanwhile', async () => {
    const id = randomUUID()
    await note({ id, body: 'Dzwonić: 600 100 200' })
    await target.db.staffNote.update({ where: { id }, data: { body: 'Dzwonić: ███████████' } })
    expect((await note({ id, body: 'Dzwonić: 600 100 200 po 10' })).codes).toEqual(['CONFLICT'])
    await target.db.staffNote.delete({ where: { id } })
  })

  it('are not overheard: by nobody’s query, subscription, export or search', async () => {
    const id = (await note()).data?.writeStaffNote.id ?? ''
    const hash = await hashOf('u1')
    await gql(target, as('clerk'), REVIEW, { input: { documentId: document.id, unitId: 'u1', reviewed: true, hash } })
    for (const who of ['owner', 'press']) {
      // Who publishes for the City reads the text, and no notes.
      const attempts = await Promise.all([
        notes(who),
        note({}, who),
        ask(target, as(who), DELETE, { input: { noteId: id } }),
        ask(target, as(who), REVIEWED, { id: document.id }),
        ask(target, as(who), REVIEW, { input: { documentId: document.id, unitId: 'u1', reviewed: true } }),
      ])
      expect([who, attempts.flatMap(({ codes }) => codes)]).toEqual([who, Array.from({ length: 5 }, () => 'FORBIDDEN')])
      expect(JSON.stringify(attempts)).not.toContain(SECRET)
      const wire = await openWire(target, { cookie: as(who) })
      expect((await wire.ask(EVENTS, { id: document.id })).codes).toEqual(['FORBIDDEN'])
      expect((await wire.ask(NOTES, { id: document.id })).codes).toEqual(['FORBIDDEN'])
      await wire.close()
    }
    const { data } = await ask<{ requestDownload: { url: string } }>(
      target,
      as('clerk'),
      'mutation ($input: RequestDownloadInput!) { requestDownload(input: $input) { url } }',
      { input: { documentId: document.id, format: 'HTML' } },
    )
    const file = await send(target, { method: 'GET', path: data?.requestDownload.url ?? '' })
    expect([file.status, file.body.includes(SECRET)]).toEqual([200, false])
    const found = await ask(target, as('owner'), `{ documents(filter: { search: "${SECRET}" }) { totalCount } }`)
    expect(found.data).toEqual({ documents: { totalCount: 0 } })
    await refusalsAreAudited()
  })

  it('no answer to a member holds one: all that can be asked on a socket, every file, the proof, what is searched', async () => {
    const id = randomUUID()
    expect((await note({ id })).codes).toEqual([])
    const version = await gql<{ createVersion: { id: string } }>(
      target,
      as('owner'),
      'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }',
      { input: { id: randomUUID(), documentId: document.id, name: 'Wersja' } },
    )
    const where = {
      document,
      versionId: version.createVersion.id,
      ...{
        epoch: '',
        memberId: '',
        otherId: clerk.id,
        threadId: id,
        commentId: id,
        unitId: 'u1',
        proposalId: id,
        noteId: id,
      },
    }
    const queries = await generateQueries()
    const wire = await openWire(target, { cookie: as('owner') })
    const asked = [...queries].filter(([name, query]) => query.startsWith('query') && name in OPERATIONS)
    expect(asked.length).toBeGreaterThan(15)
    expect(JSON.stringify(await notes('clerk'))).toContain(SECRET)
    for (const [name, query] of asked) {
      const said = await wire.ask(
        query.replace('__typename', FIELDS[name] ?? '__typename'),
        OPERATIONS[name]?.variables(where),
      )
      expect(JSON.stringify(said), name).not.toContain(SECRET)
    }
    const search = 'query ($search: String!) { documents(filter: { search: $search }) { totalCount } }'
    expect((await wire.ask(search, { search: SECRET })).data).toEqual({ documents: { totalCount: 0 } })
    expect(
      (await wire.ask(WRITE, { input: { id: randomUUID(), documentId: document.id, unitId: 'u1', body: 'x' } })).codes,
    ).toEqual(['FORBIDDEN'])
    expect((await wire.ask(DELETE, { input: { noteId: id } })).codes).toEqual(['FORBIDDEN'])
    expect((await wire.ask(REVIEWED, { id: document.id })).codes).toEqual(['FORBIDDEN'])
    await wire.close()
    const { files } = await downloadProof(target, as('owner'), version.createVersion.id)
    expect([...files.values()].join('\n')).not.toContain(SECRET)
    for (const format of ['HTML', 'DOCX'])
      expect(await downloaded('requestDownload', format), format).not.toContain(SECRET)
    for (const format of ['CSV', 'XLSX'])
      expect(await downloaded('requestRemarksDownload', format), format).not.toContain(SECRET)
    await refusalsAreAudited()
  })

  /** All that a file holds, unpacked where it is an archive. */
  async function downloaded(request: string, format: string): Promise<string> {
    const type = request === 'requestDownload' ? 'RequestDownloadInput' : 'RequestRemarksDownloadInput'
    const asked = await gql<Record<'link', { url: string; filename: string }>>(
      target,
      as('owner'),
      `mutation ($input: ${type}!) { link: ${request}(input: $input) { url filename } }`,
      { input: { documentId: document.id, format } },
    )
    const { bytes } = await fetchFile(target, asked.link)
    if (format === 'HTML' || format === 'CSV') return Buffer.from(bytes).toString('utf8')
    const { files } = await JSZip.loadAsync(bytes)
    const texts = await Promise.all(Object.values(files).map((file) => file.async('string')))
    return texts.join('\n')
  }

  /** Refusals of a minute are written together. */
  async function refusalsAreAudited(): Promise<void> {
    await target.restart()
    const refused = await target.db.auditEvent.findMany({ where: { action: 'operation.refused', actorId: owner.id } })
    expect(refused.map(({ detail }) => (detail as { code: string }).code)).toContain('FORBIDDEN')
    expect(refused.some(({ documentId }) => documentId === document.id)).toBe(true)
  }

  it('go over units, and see what was changed since', async () => {
    const review = async (who: string, unitId: string, reviewed = true) =>
      gql(target, as(who), REVIEW, {
        input: { documentId: document.id, unitId, reviewed, hash: reviewed ? await hashOf(unitId) : null },
      })
    const reviewed = async () =>
      (await gql<{ reviewedUnits: unknown[] }>(target, as('clerk'), REVIEWED, { id: document.id })).reviewedUnits
    await review('clerk', 'u1')
    await review('other', 'u1')
    await review('other', 'u2')
    await review('other', 'u2', false)
    await target.app.rooms.append(document.id, {
      kind: 'ANNOTATION',
      userId: owner.id,
      organizationId: lead.id,
      change: (text) => text.format(1, 5, { 'comment:w': true }),
    })
    expect(await reviewed()).toEqual([
      { unitId: 'u1', isStale: false, isOwn: true, person: { name: 'Kazimierz' } },
      { unitId: 'u1', isStale: false, isOwn: false, person: { name: 'Bogna' } },
    ])
    await target.app.rooms.append(document.id, {
      kind: 'EDIT',
      userId: owner.id,
      organizationId: lead.id,
      change: (text) => text.insert(find(text, 'rok'), 'cały '),
    })
    expect(await reviewed()).toMatchObject([{ isStale: true }, { isStale: true }])
    await review('clerk', 'u1')
    expect(await reviewed()).toMatchObject([
      { isStale: true, isOwn: false },
      { isStale: false, isOwn: true },
    ])
  })

  it('mark what they saw, and nothing that came in its place meanwhile', async () => {
    const [unit] = (await gql<Units>(target, as('clerk'), UNITS, { id: document.id })).documentUnits
    const mark = (changes: Record<string, unknown> = {}) => {
      const input = { documentId: document.id, unitId: 'u1', reviewed: true, hash: unit?.hash, ...changes }
      return ask<{ reviewUnit: boolean }>(target, as('clerk'), REVIEW, { input })
    }
    const edit = (words: string) =>
      target.app.rooms.append(document.id, {
        kind: 'EDIT',
        userId: owner.id,
        organizationId: lead.id,
        change: (text) => text.insert(find(text, 'rok'), words),
      })
    await edit('cały ')
    expect((await mark()).codes).toEqual(['CONFLICT'])
    expect((await mark({ hash: null })).codes).toEqual(['INVALID'])
    expect((await mark({ unitId: 'nie-ma' })).codes).toEqual(['CONFLICT'])
    const { reviewedUnits } = await gql<{ reviewedUnits: unknown[] }>(target, as('clerk'), REVIEWED, {
      id: document.id,
    })
    expect(reviewedUnits).toEqual([])
    const now = await gql<Units>(target, as('clerk'), UNITS, { id: document.id })
    expect(now.documentUnits[0]).toMatchObject({ text: 'Najem trwa cały rok.' })
    expect((await mark({ hash: now.documentUnits[0]?.hash })).data).toEqual({ reviewUnit: true })
  })

  it('hear of each other, until they are no staff any more', async () => {
    const [wire, control] = await Promise.all(['other', 'clerk'].map((who) => openWire(target, { cookie: as(who) })))
    const [heard, controlled]: unknown[][] = [[], []]
    wire?.start(EVENTS, { id: document.id }, ({ payload }) => heard?.push(payload))
    control?.start(EVENTS, { id: document.id }, ({ payload }) => controlled?.push(payload))
    await until('both to hear of a note', async () => {
      await note()
      return heard?.length && controlled?.length
    })
    // What was on its way arrives: two questions later everything that came before is there.
    for (const each of [wire, wire]) await each?.ask(NOTES, { id: document.id })
    const { userId } = await target.db.membership.findFirstOrThrow({ where: { role: 'PLENIPOTENTIARY' } })
    await target.db.membership.updateMany({ where: { userId }, data: { role: 'BIP_EDITOR' } })
    const before = [heard?.length, controlled?.length ?? 0] as const
    await until('the other to hear of another', async () => {
      await note()
      return (controlled?.length ?? 0) > before[1] + 1
    })
    expect(heard?.length).toBe(before[0])
    await Promise.all([wire?.close(), control?.close()])
    await target.db.membership.updateMany({ where: { userId }, data: { role: 'PLENIPOTENTIARY' } })
  })

  it('and everybody else see where they were before they came this time', async () => {
    const look = async () =>
      (await gql<{ document: { lastLookSeq: number | null } }>(target, as('owner'), LOOK, { id: document.id })).document
        .lastLookSeq
    const mark = (seq: number, opening: boolean) =>
      gql(target, as('owner'), MARK, { input: { documentId: document.id, seq, opening } })
    const leave = () =>
      target.db.$executeRaw`
        UPDATE "ReadMark" SET "readAt" = "readAt" - interval '31 minutes' WHERE "documentId" = ${document.id}`
    const write = () =>
      target.app.rooms.append(document.id, {
        kind: 'EDIT',
        userId: owner.id,
        organizationId: lead.id,
        change: (text) => text.insert(1, 'x'),
      })
    expect(await look()).toBeNull()
    await mark(1, true)
    expect(await look()).toBeNull()
    await write()
    await mark(2, false)
    await leave()
    await write()
    expect(await look()).toBe(2)
    await mark(3, true)
    expect(await look()).toBe(2)
    await write()
    await mark(4, true)
    expect(await look()).toBe(2)
    await leave()
    // A window that was left open all night notes how far it showed: that is no visit.
    await mark(4, false)
    expect(await look()).toBe(2)
    await leave()
    expect(await look()).toBe(4)
  })

  it('and who comes back to a tab that was left open, after their first visit, sees what was written meanwhile', async () => {
    const look = async () =>
      (await gql<{ document: { lastLookSeq: number | null } }>(target, as('owner'), LOOK, { id: document.id })).document
        .lastLookSeq
    const mark = (seq: number, opening: boolean) =>
      gql(target, as('owner'), MARK, { input: { documentId: document.id, seq, opening } })
    await mark(1, true)
    await mark(1, false)
    await target.db.$executeRaw`
      UPDATE "ReadMark" SET "readAt" = "readAt" - interval '31 minutes' WHERE "documentId" = ${document.id}`
    const by = { kind: 'EDIT' as const, userId: owner.id, organizationId: lead.id }
    await target.app.rooms.append(document.id, { ...by, change: (text) => text.insert(1, 'x') })
    // Back, and then to the history.
    await mark(2, true)
    await mark(2, false)
    expect(await look()).toBe(1)
  })
})

it('no type of the API leads to a note but the two ways there are', async () => {
  const file = createRequire(import.meta.url).resolve('@app/server/schema.graphql')
  const types = Object.values(buildSchema(await readFile(file, 'utf8')).getTypeMap()).filter(isObjectType)
  const ways = types.flatMap((type) =>
    Object.values(type.getFields()).flatMap((field) =>
      ['StaffNote', 'ReviewedUnit'].includes(getNamedType(field.type).name) ? [`${type.name}.${field.name}`] : [],
    ),
  )
  expect(ways.sort()).toEqual(['Mutation.writeStaffNote', 'Query.reviewedUnits', 'Query.staffNotes'])
})
