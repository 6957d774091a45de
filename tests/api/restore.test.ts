import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { startApp, startNode, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { find, newMarker } from '../kit/proposals.ts'
import { startThread, toComment } from '../kit/remarks.ts'
import { RESTORATION, type Restored } from '../kit/restore.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const RESTORE = `mutation ($input: RestoreVersionInput!) { made: restoreVersion(input: $input) { ${RESTORATION} } }`
const UNDO = `mutation ($input: UndoChangesInput!) { made: undoChanges(input: $input) { ${RESTORATION} } }`
const COMPARED =
  'before { seq } after { seq version { number } } counts { units wording added removed } sources { startedAt }'
const PREVIEW = `query ($id: ID!) { compared: restoreVersionPreview(versionId: $id) { ${COMPARED} } }`
const UNDO_PREVIEW = `query (
  $documentId: ID!, $personId: ID!, $fromSeq: Int!, $toSeq: Int!, $kind: ActivityKind, $organizationId: ID
) {
  compared: undoChangesPreview(
    documentId: $documentId, personId: $personId, fromSeq: $fromSeq, toSeq: $toSeq
    kind: $kind, organizationId: $organizationId
  ) { ${COMPARED} } }`
const HISTORY = `query ($id: ID!) {
  activity(documentId: $id) { items { kind person { name } firstSeq restoration { ${RESTORATION} } } }
  document(id: $id) { mayRestore versions { items {
    number kind createdBy { name } keptBefore { id } restorations { id createdBy { name } } } } } }`
const CONTENT = 'query ($id: ID!) { versionContent(id: $id) }'

const TEXT: DocumentContent = [
  { type: 'block', id: 'u1', kind: 'section', level: 0, content: [{ text: 'Najem trwa jeden rok.' }] },
  { type: 'block', id: 'u2', kind: 'pkt', level: 0, content: [{ text: 'lokal jest miejski;' }] },
  { type: 'block', id: 'u3', kind: 'pkt', level: 0, content: [{ text: 'czynsz jest niski.' }] },
]

onEachDatabase('bringing an older text back', (kind) => {
  let target: TestApp
  let lead: SeededOrganization
  let hanna: SeededPerson
  let jan: SeededPerson
  let cookie: string
  let document: SeededDocument

  beforeAll(async () => {
    target = await startApp({ database: kind })
    lead = await seed(target).organization('Prowadząca')
    hanna = await lead.person('Hanna')
    jan = await (await seed(target).organization('Gość')).person('Jan')
    cookie = await signInAs(target, hanna)
  })
  afterAll(() => target.close())
  beforeEach(async () => {
    document = await lead.document(hanna, { content: TEXT })
    await document.member(jan, 'EDITOR')
  })

  async function write(
    person: SeededPerson,
    change: (text: Y.Text) => void,
    rooms = target.app.rooms,
  ): Promise<number> {
    const by = { kind: 'EDIT' as const, userId: person.id, organizationId: person.organizationId }
    return (await rooms.append(document.id, { ...by, change })).seq
  }

  function replace(words: string, by: string) {
    return (text: Y.Text): void => {
      const at = find(text, words)
      text.delete(at, words.length)
      text.insert(at, by)
    }
  }

  async function name(): Promise<string> {
    const id = randomUUID()
    await gql(target, cookie, CREATE, { input: { id, documentId: document.id, name: 'Do konsultacji' } })
    return id
  }

  const restore = (versionId: string, changes: Record<string, unknown> = {}, as = cookie, door: Door = target) =>
    ask<{ made: Restored | null }>(door, as, RESTORE, { input: { id: randomUUID(), versionId, ...changes } })

  const undo = (changes: Record<string, unknown> = {}, as = cookie) =>
    ask<{ made: Restored | null }>(target, as, UNDO, {
      input: { id: randomUUID(), documentId: document.id, personId: jan.id, fromSeq: 2, toSeq: 2, ...changes },
    })

  async function wordsNow(): Promise<string[]> {
    const { content } = await target.app.rooms.read(document.id)
    return toWords(content)
  }

  async function wordsOf(versionId: string): Promise<string[]> {
    const { versionContent } = await gql<{ versionContent: string }>(target, cookie, CONTENT, { id: versionId })
    return toWords(JSON.parse(versionContent))
  }

  const rows = () => target.db.documentUpdate.findMany({ where: { documentId: document.id }, orderBy: { seq: 'asc' } })
  const audited = (action: string) => target.db.auditEvent.findMany({ where: { documentId: document.id, action } })

  it('undoing what one row of the activity tells leaves what the same person did in other ways and for others', async () => {
    const version = await name()
    const first = await write(jan, replace('miejski', 'gminny'))
    await restore(version, {}, await signInAs(target, jan))
    await write({ ...jan, organizationId: lead.id }, replace('niski', 'wysoki'))
    const toSeq = await write(jan, replace('jeden rok', 'pięć lat'))
    const [, restored] = (await rows()).filter(({ userId }) => userId === jan.id)
    expect(restored?.kind).toBe('RESTORE')
    const wanted = { fromSeq: first, toSeq, kind: 'WRITING', organizationId: jan.organizationId }
    const asked = { documentId: document.id, personId: jan.id, ...wanted }
    const { compared } = await gql<{ compared: { counts: unknown } }>(target, cookie, UNDO_PREVIEW, asked)
    expect(compared.counts).toMatchObject({ units: 1, wording: 1 })
    const id = randomUUID()
    expect((await undo({ id, ...wanted })).data?.made).toMatchObject({ fromSeq: first, toSeq })
    expect(await wordsNow()).toEqual(['Najem trwa jeden rok.', 'lokal jest miejski;', 'czynsz jest wysoki.'])
    expect((await undo({ id, ...wanted, organizationId: lead.id })).codes).toEqual(['CONFLICT'])
    expect((await undo({ ...wanted, kind: 'DECISION' })).codes).toEqual(['INVALID'])

    const forLead = { ...wanted, organizationId: lead.id }
    expect((await undo(forLead)).data?.made).not.toBeNull()
    expect(await wordsNow()).toEqual(['Najem trwa jeden rok.', 'lokal jest miejski;', 'czynsz jest niski.'])
    expect((await undo({ ...wanted, kind: 'RESTORE' })).data?.made).not.toBeNull()
    expect((await wordsNow())[1]).toBe('lokal jest gminny;')
  })

  it('undoing all that somebody did leaves their own undoing out with what it had undone', async () => {
    const asJan = await signInAs(target, jan)
    const typed = await write(jan, (text) => text.insert(find(text, 'miejski'), 'BARDZO '))
    const took = (await undo({ fromSeq: typed, toSeq: typed }, asJan)).data?.made
    expect((await wordsNow())[1]).toBe('lokal jest miejski;')
    expect((await undo({ fromSeq: typed, toSeq: took?.seq })).data?.made).toBeNull()
    expect((await wordsNow())[1]).toBe('lokal jest miejski;')

    const back = (await undo({ fromSeq: took?.seq, toSeq: took?.seq }, asJan)).data?.made
    expect((await wordsNow())[1]).toBe('lokal jest BARDZO miejski;')
    expect((await undo({ fromSeq: typed, toSeq: back?.seq })).data?.made).not.toBeNull()
    expect((await wordsNow())[1]).toBe('lokal jest miejski;')
  })

  it('what somebody else undid stays undone where all that its writer did is undone', async () => {
    const typed = await write(jan, (text) => text.insert(find(text, 'miejski'), 'BARDZO '))
    const took = (await undo({ fromSeq: typed, toSeq: typed })).data?.made
    const back = (await undo({ personId: hanna.id, fromSeq: took?.seq, toSeq: took?.seq }, await signInAs(target, jan)))
      .data?.made
    expect((await wordsNow())[1]).toBe('lokal jest BARDZO miejski;')
    expect((await undo({ fromSeq: typed, toSeq: back?.seq })).data?.made).not.toBeNull()
    expect((await wordsNow())[1]).toBe('lokal jest miejski;')
    expect((await undo({ fromSeq: typed, toSeq: back?.seq })).data?.made).toBeNull()
  })

  it('a version comes back as one new row, and what was there is kept before it', async () => {
    const version = await name()
    await write(jan, replace('jeden rok', 'pięć lat'))
    await write(jan, (text) => text.delete(1, text.length - 1))
    const emptied = await wordsNow()
    const { compared } = await gql<{ compared: unknown }>(target, cookie, PREVIEW, { id: version })
    expect(compared).toEqual({
      before: { seq: 3 },
      after: { seq: 3, version: { number: 1 } },
      counts: { units: 3, wording: 1, added: 2, removed: 0 },
      sources: [],
    })
    const { data, codes } = await restore(version)
    expect(codes).toEqual([])
    expect(data?.made).toMatchObject({
      kind: 'VERSION',
      seq: 4,
      version: { id: version, number: 1 },
      keptVersion: { number: 2, kind: 'RESTORE', seq: 3 },
      person: null,
      createdBy: { name: 'Hanna' },
      organization: { name: 'Prowadząca' },
    })
    expect(await wordsNow()).toEqual(['Najem trwa jeden rok.', 'lokal jest miejski;', 'czynsz jest niski.'])
    expect(await wordsOf(data?.made?.keptVersion.id ?? '')).toEqual(emptied)
    const { id } = data?.made ?? {}
    expect((await rows()).at(-1)).toMatchObject({
      seq: 4,
      kind: 'RESTORE',
      userId: hanna.id,
      organizationId: lead.id,
      causeType: 'restoration',
      causeId: id,
    })
    expect(await audited('version.restored')).toMatchObject([
      { actorId: hanna.id, targetType: 'restoration', targetId: id },
    ])
  })

  it('history says who brought back which version, and whose changes were undone', async () => {
    const version = await name()
    await write(jan, replace('jeden rok', 'pięć lat'))
    const restored = (await restore(version)).data?.made
    await write(jan, replace('niski', 'wysoki'))
    const undone = (await undo({ fromSeq: 4, toSeq: 4 })).data?.made
    expect(undone).toMatchObject({ kind: 'CHANGES', person: { name: 'Jan' }, fromSeq: 4, toSeq: 4, version: null })
    const found = await gql<{
      activity: { items: unknown[] }
      document: { mayRestore: boolean; versions: { items: unknown[] } }
    }>(target, cookie, HISTORY, { id: document.id })
    expect(found.activity.items).toMatchObject([
      { kind: 'ROLLBACK', person: { name: 'Hanna' }, restoration: { id: undone?.id } },
      { kind: 'RESTORE', person: { name: 'Hanna' }, restoration: { id: restored?.id } },
      { kind: 'WRITING', person: { name: 'Jan' }, restoration: null },
      { kind: 'SEED', restoration: null },
    ])
    expect(found.document.mayRestore).toBe(true)
    expect(found.document.versions.items).toMatchObject([
      { number: 3, kind: 'RESTORE', createdBy: { name: 'Hanna' }, keptBefore: [{ id: undone?.id }], restorations: [] },
      { number: 2, kind: 'RESTORE', createdBy: { name: 'Hanna' }, keptBefore: [{ id: restored?.id }] },
      { number: 1, kind: 'NAMED', keptBefore: [], restorations: [{ id: restored?.id, createdBy: { name: 'Hanna' } }] },
    ])
  })

  it('remarks come back with their words, and proposals stay', async () => {
    const thread = await startThread(target, cookie, document, 'u2', toComment('Czy na pewno?'))
    const version = await name()
    const proposal = randomUUID()
    const by = { kind: 'EDIT' as const, userId: jan.id, organizationId: jan.organizationId, proposals: [proposal] }
    const change = (text: Y.Text) => text.insert(find(text, ' niski'), ' bardzo', { [`ins:${proposal}`]: true })
    await target.app.rooms.append(document.id, { ...by, change })
    await write(jan, (text) => text.delete(find(text, 'lokal'), 'lokal jest miejski;'.length))
    expect(JSON.stringify((await target.app.rooms.read(document.id)).content)).not.toContain(thread)
    expect((await restore(version)).codes).toEqual([])
    const content = JSON.stringify((await target.app.rooms.read(document.id)).content)
    expect(content).toContain(thread)
    expect(content).toContain(proposal)
    expect(await wordsNow()).toEqual(['Najem trwa jeden rok.', 'lokal jest miejski;', 'czynsz jest niski.'])
    expect(await target.db.changeProposal.findUnique({ where: { id: proposal } })).toMatchObject({ state: 'OPEN' })
  })

  it('one person’s changes are undone, and everybody else’s stay', async () => {
    await write(jan, replace('jeden rok', 'pięć lat'))
    await write(hanna, replace('miejski', 'gminny'))
    await write(jan, (text) => {
      text.insertEmbed(text.length, newMarker('u4', { kind: 'pkt' }))
      text.insert(text.length, 'najemca dba o lokal.')
    })
    await write(hanna, replace('pięć lat', 'pięć długich lat'))
    await write(jan, replace('niski', 'wysoki'))
    const variables = { documentId: document.id, personId: jan.id, fromSeq: 2, toSeq: 4 }
    const { compared } = await gql<{ compared: unknown }>(target, cookie, UNDO_PREVIEW, variables)
    expect(compared).toMatchObject({ counts: { wording: 1, removed: 1, units: 2 } })
    expect((await undo({ toSeq: 4 })).codes).toEqual([])
    const [first, ...rest] = await wordsNow()
    expect(first).toContain('jeden rok')
    expect(first).toContain('długich')
    expect(first).not.toContain('pięć lat')
    expect(rest).toEqual(['lokal jest gminny;', 'czynsz jest wysoki.'])
    expect((await rows()).at(-1)).toMatchObject({ kind: 'ROLLBACK', userId: hanna.id })
    expect(await audited('changes.undone')).toHaveLength(1)
  })

  it('what was undone is not undone again, and an undoing can be undone itself', async () => {
    await write(jan, (text) => text.delete(find(text, 'miejski'), 'miejski'.length))
    await write(jan, replace('jeden rok', 'pięć lat'))
    const before = await wordsNow()
    expect((await undo({ toSeq: 3 })).data?.made?.seq).toBe(4)
    const after = await wordsNow()
    expect(after).toEqual(['Najem trwa jeden rok.', 'lokal jest miejski;', 'czynsz jest niski.'])
    for (const fromSeq of [2, 3]) expect(await undo({ fromSeq, toSeq: 3 })).toMatchObject({ data: { made: null } })
    expect(await wordsNow()).toEqual(after)
    const back = await undo({ personId: hanna.id, fromSeq: 4, toSeq: 4 })
    expect(back.data?.made?.seq).toBe(5)
    expect(await wordsNow()).toEqual(before)
    expect(await undo({ toSeq: 3 })).toMatchObject({ data: { made: null } })
    expect((await undo({ personId: hanna.id, fromSeq: 5, toSeq: 5 })).data?.made?.seq).toBe(6)
    expect(await wordsNow()).toEqual(after)
  })

  it('nothing is written, and no version kept, where there is nothing to change', async () => {
    const version = await name()
    const id = randomUUID()
    expect(await restore(version, { id })).toMatchObject({ data: { made: null }, codes: [] })
    expect(await undo({ fromSeq: 1, toSeq: 1 })).toMatchObject({ data: { made: null }, codes: [] })
    expect(await rows()).toHaveLength(1)
    expect(await target.db.version.count({ where: { documentId: document.id } })).toBe(1)
    expect(await target.db.restoration.count({ where: { documentId: document.id } })).toBe(0)
    expect(await audited('version.restored')).toEqual([])
  })

  it('the same request is done once, however often and from wherever it comes', async () => {
    const version = await name()
    await write(jan, replace('jeden rok', 'pięć lat'))
    const id = randomUUID()
    const answers = await Promise.all([restore(version, { id }), restore(version, { id }), restore(version, { id })])
    expect(answers.map(({ data }) => [data?.made?.id, data?.made?.seq])).toEqual(Array(3).fill([id, 3]))
    await write(jan, replace('jeden rok', 'sto lat'))
    expect((await restore(version, { id })).data?.made?.seq).toBe(3)
    expect(await rows()).toHaveLength(4)
    expect((await wordsNow())[0]).toContain('sto lat')
    expect(await audited('version.restored')).toHaveLength(1)
    const guest = await signInAs(target, jan)
    expect((await restore(version, { id }, guest)).codes).toEqual(['CONFLICT'])
    expect((await undo({ id })).codes).toEqual(['CONFLICT'])
    expect((await restore(version, { id: 'nie-uuid' })).codes).toEqual(['INVALID'])
  })

  it('asks for the right to write the text, and for places that there are', async () => {
    const version = await name()
    await write(jan, replace('jeden rok', 'pięć lat'))
    const proposer = await (await seed(target).organization()).person()
    await document.member(proposer, 'PROPOSER')
    const stranger = await signInAs(target, await (await seed(target).organization()).person())
    const as = await signInAs(target, proposer)
    expect([(await restore(version, {}, as)).codes, (await undo({}, as)).codes]).toEqual([['FORBIDDEN'], ['FORBIDDEN']])
    expect((await ask(target, as, PREVIEW, { id: version })).codes).toEqual(['FORBIDDEN'])
    expect((await restore(version, {}, stranger)).codes).toEqual(['NOT_FOUND'])
    expect((await restore(randomUUID())).codes).toEqual(['NOT_FOUND'])
    for (const [fromSeq, toSeq] of [
      [0, 2],
      [2, 1],
      [2, 3],
    ]) {
      expect((await undo({ fromSeq, toSeq })).codes).toEqual(['INVALID'])
    }
    await target.db.document.update({ where: { id: document.id }, data: { stage: 'ADOPTED' } })
    expect((await restore(version)).codes).toEqual(['FORBIDDEN'])
    expect(await rows()).toHaveLength(2)
  })

  it('what another node wrote unheard is in the version before it, and the text is exactly the older one', async () => {
    const version = await name()
    await target.app.rooms.read(document.id)
    const other = await startNode(target)
    await write(jan, replace('jeden rok', 'pięć lat'), other.app.rooms)
    const { data } = await restore(version)
    expect(await wordsNow()).toEqual(['Najem trwa jeden rok.', 'lokal jest miejski;', 'czynsz jest niski.'])
    expect((await wordsOf(data?.made?.keptVersion.id ?? ''))[0]).toBe('Najem trwa pięć lat.')
    await other.close()
  })

  it('two nodes that are asked the same do it once', async () => {
    const version = await name()
    await write(jan, replace('jeden rok', 'pięć lat'))
    const other = await startNode(target)
    const id = randomUUID()
    const asked = [restore(version, { id }), restore(version, { id }, cookie, other)]
    for (const { data } of await Promise.all(asked)) expect(data?.made).toMatchObject({ id, seq: 3 })
    expect(await rows()).toHaveLength(3)
    expect(await audited('version.restored')).toHaveLength(1)
    await other.close()
  })
})

type Door = Pick<TestApp, 'port' | 'origin'>

function toWords(content: DocumentContent): string[] {
  return content.map((block) =>
    block.type === 'table'
      ? 'tabela'
      : block.content.map((piece) => ('text' in piece && piece.formats?.ins === undefined ? piece.text : '')).join(''),
  )
}
