import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type Text, Map as YMap } from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { find, markerOf } from '../kit/proposals.ts'
import { startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'
import { openWire } from '../kit/wire.ts'

const LIST = `query ($id: ID!, $filter: ActivityFilter, $first: Int, $after: String) {
  activity(documentId: $id, filter: $filter, first: $first, after: $after) {
    items { id kind person { name } organization { name } startedAt endedAt firstSeq lastSeq unitIds proposalIds threadIds
      stageFrom stageTo counts { reworded moved rekinded reformatted added { kind count } removed { kind count }
      accepted declined withdrawn } }
    endCursor hasNextPage undoable { firstSeq lastSeq } active { person { name } organization { name } } } }`
const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
const UNITS = 'query ($id: ID!) { documentUnits(documentId: $id) { id kind reference words } }'
const MINUTE = 60_000
const START = Date.parse('2026-10-05T08:00:00Z')

interface Entry {
  id: string
  kind: string
  person: { name: string } | null
  firstSeq: number
  lastSeq: number
  [field: string]: unknown
}

interface Page {
  items: Entry[]
  endCursor: string | null
  hasNextPage: boolean
  undoable: { firstSeq: number; lastSeq: number } | null
  active: { person: { name: string }; organization: { name: string } }[]
}

const TEXT: DocumentContent = [
  { type: 'block', id: 'u1', kind: 'section', level: 0, content: [{ text: 'Najem trwa rok.' }] },
  { type: 'block', id: 'u2', kind: 'pkt', level: 0, content: [{ text: 'lokal jest miejski;' }] },
  { type: 'block', id: 'u3', kind: 'pkt', level: 0, content: [{ text: 'czynsz jest niski.' }] },
]

onEachDatabase('what was done to a document', (kind) => {
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

  async function write(person: SeededPerson, minutes: number, change: (text: Text) => void): Promise<number> {
    const by = { kind: 'EDIT' as const, userId: person.id, organizationId: person.organizationId }
    const at = new Date(START + minutes * MINUTE)
    return (await target.app.rooms.append(document.id, { ...by, change, at })).seq
  }

  const insert = (at: string, words: string) => (text: Text) => text.insert(find(text, at), words)

  async function page(variables: Record<string, unknown> = {}): Promise<Page> {
    return (await gql<{ activity: Page }>(target, cookie, LIST, { id: document.id, ...variables })).activity
  }

  async function addPoint(id: string, text: Text): Promise<void> {
    const keys = Object.entries({ id, kind: 'pkt', level: 0 })
    text.insertEmbed(text.length, new YMap<unknown>(keys))
  }

  it('says from where to where all lies that a filter lets through and that can be undone', async () => {
    await write(jan, 0, insert('Najem', 'Każdy '))
    await write(hanna, 2, insert('czynsz', 'miesięczny '))
    await write(jan, 20, insert('rok', 'jeden '))
    await write(jan, 60, insert('miejski', 'nadal '))
    const undoable = async (filter: object, first = 30) => (await page({ filter, first })).undoable
    expect(await undoable({ personId: jan.id }, 1)).toEqual({ firstSeq: 2, lastSeq: 5 })
    const until = new Date(START + 30 * MINUTE).toISOString()
    expect(await undoable({ personId: jan.id, until })).toEqual({ firstSeq: 2, lastSeq: 4 })
    const since = new Date(START + 10 * MINUTE).toISOString()
    expect(await undoable({ personId: jan.id, since, until })).toEqual({ firstSeq: 4, lastSeq: 4 })
    // That she began the document is not undone.
    expect(await undoable({ personId: hanna.id })).toEqual({ firstSeq: 3, lastSeq: 3 })
    expect(await undoable({ organizationId: jan.organizationId, unitId: 'u1' })).toEqual({ firstSeq: 2, lastSeq: 4 })
    expect(await undoable({ personId: randomUUID() })).toBeNull()
  })

  it('tells of a unit as moved only where it ends up elsewhere', async () => {
    const POINT = 'lokal jest miejski;'
    const moveTo = (to: (text: Text) => number) => (text: Text) => {
      text.delete(markerOf(text, 'u2').index, 1 + POINT.length)
      const at = to(text)
      text.insertEmbed(at, new YMap<unknown>(Object.entries({ id: 'u2', kind: 'pkt', level: 0 })))
      text.insert(at + 1, POINT)
    }
    const moved = async () => (await page({ first: 1 })).items[0]
    await write(
      jan,
      0,
      moveTo((text) => text.length),
    )
    expect(await moved()).toMatchObject({ counts: { moved: 1 }, unitIds: ['u2'] })
    await write(
      jan,
      1,
      moveTo((text) => markerOf(text, 'u3').index),
    )
    expect(await moved()).toMatchObject({ counts: { moved: 0, reworded: 0 }, unitIds: [], lastSeq: 3 })
  })

  it('is told by sittings, with what became of each unit', async () => {
    await write(hanna, 0, insert('Najem', 'Każdy '))
    await write(jan, 1, insert('czynsz', 'miesięczny '))
    await write(hanna, 4, (text) => void addPoint('u4', text))
    await write(hanna, 4, (text) => text.insert(text.length, 'nowy punkt.'))
    await write(jan, 20, (text) => text.delete(markerOf(text, 'u2').index, 1 + 'lokal jest miejski;'.length))
    const { items, active } = await page()
    const none = { moved: 0, rekinded: 0, reformatted: 0, removed: [], accepted: 0, declined: 0, withdrawn: 0 }
    expect(items).toMatchObject([
      {
        kind: 'WRITING',
        person: { name: 'Jan' },
        unitIds: ['u2'],
        counts: { reworded: 0, removed: [{ kind: 'PKT', count: 1 }] },
      },
      {
        kind: 'WRITING',
        person: { name: 'Jan' },
        organization: { name: 'Gość' },
        unitIds: ['u3'],
        firstSeq: 3,
        lastSeq: 3,
      },
      {
        person: { name: 'Hanna' },
        organization: { name: 'Prowadząca' },
        startedAt: '2026-10-05T08:00:00.000Z',
        endedAt: '2026-10-05T08:04:00.000Z',
        unitIds: ['u1', 'u4'],
        counts: { ...none, reworded: 1, added: [{ kind: 'PKT', count: 1 }] },
      },
      { kind: 'SEED', person: { name: 'Hanna' } },
    ])
    expect(active.map(({ person }) => person.name)).toEqual(['Jan', 'Hanna'])
  })

  it('is the same when it is worked out anew, in one go', async () => {
    for (const minute of [0, 2, 9, 10]) {
      await write(minute % 2 === 0 ? hanna : jan, minute, insert('Najem', `${minute} `))
      await page()
    }
    const before = await page()
    await target.db.sitting.deleteMany({ where: { documentId: document.id } })
    await target.db.documentHistory.deleteMany({ where: { documentId: document.id } })
    expect(await page()).toEqual(before)
    expect(before.items).toHaveLength(4)
  })

  it('is found by person, organisation, unit and time', async () => {
    await write(hanna, 0, insert('Najem', 'a'))
    await write(jan, 1, insert('czynsz', 'b'))
    await write(hanna, 60, insert('czynsz', 'c'))
    const seqs = async (filter: Record<string, unknown>) =>
      (await page({ filter })).items.map(({ firstSeq }) => firstSeq)
    expect(await seqs({ personId: jan.id })).toEqual([3])
    expect(await seqs({ organizationId: lead.id })).toEqual([4, 2, 1])
    expect(await seqs({ unitId: 'u3' })).toEqual([4, 3, 1])
    expect(await seqs({ unitId: 'u3', personId: hanna.id, organizationId: lead.id })).toEqual([4, 1])
    const [since, until] = [30, 61].map((minutes) => new Date(START + minutes * MINUTE).toISOString())
    expect(await seqs({ since, until })).toEqual([4])
    expect(await seqs({ until: since, personId: hanna.id })).toEqual([2])
    expect(await seqs({ unitId: "x' OR '1'='1" })).toEqual([])
  })

  it('shows remarks, proposals, decisions and stages as what they are, and repairs not at all', async () => {
    await startThread(target, cookie, document, 'u1', toComment('Dlaczego rok?'))
    const id = randomUUID()
    await target.app.rooms.append(document.id, {
      kind: 'EDIT',
      userId: jan.id,
      organizationId: jan.organizationId,
      proposals: [id],
      change: (text) => text.insert(find(text, 'Najem') + 'Najem'.length, ' lokalu', { [`ins:${id}`]: true }),
    })
    await gql(target, cookie, DECIDE, { input: { proposalIds: [id], state: 'ACCEPTED' } })
    const repair = { kind: 'REPAIR' as const, userId: 'server', organizationId: null }
    await target.app.rooms.append(document.id, { ...repair, change: (text) => text.insert(text.length, '!') })
    await target.db.stageChange.create({
      data: {
        id: 'e1',
        documentId: document.id,
        seq: 5,
        from: 'DRAFT',
        to: 'CONSULTATION',
        userId: hanna.id,
        at: new Date(),
      },
    })
    const { items } = await page()
    expect(items).toMatchObject([
      { kind: 'STAGE', stageFrom: 'DRAFT', stageTo: 'CONSULTATION', counts: null, person: { name: 'Hanna' } },
      {
        kind: 'DECISION',
        proposalIds: [id],
        unitIds: ['u1'],
        counts: { accepted: 1, reworded: 1 },
        person: { name: 'Hanna' },
      },
      { kind: 'WRITING', proposalIds: [id], unitIds: ['u1'], counts: { reworded: 0 }, person: { name: 'Jan' } },
      { kind: 'WRITING', threadIds: [expect.any(String)], unitIds: ['u1'], counts: { reworded: 0 } },
      { kind: 'SEED' },
    ])
  })

  describe('of two who proposed to take the same words out', () => {
    const STATE = 'query ($id: ID!) { proposal(id: $id) { state } }'
    const VERSION = `mutation ($input: CreateVersionInput!) {
      createVersion(input: $input) { authors { person { name } } } }`

    async function propose(who: SeededPerson, id: string, change: (text: Text) => void): Promise<void> {
      const by = { kind: 'EDIT' as const, userId: who.id, organizationId: who.organizationId }
      await target.app.rooms.append(document.id, { ...by, proposals: [id], change })
    }

    async function overlapping(first: (id: string) => (text: Text) => void): Promise<[string, string]> {
      const ewa = await (await seed(target).organization('Druga')).person('Ewa')
      await document.member(ewa, 'EDITOR')
      const [own, other] = [randomUUID(), randomUUID()]
      await propose(jan, own, first(own))
      await propose(ewa, other, (text) => text.format(find(text, 'trwa '), 5, { [`del:${other}`]: true }))
      return [own, other]
    }

    it('the one who was not decided on is not told to have been, and wrote nothing of the version', async () => {
      const [own, other] = await overlapping((id) => (text) => {
        text.format(find(text, 'trwa '), 5, { [`del:${id}`]: true })
      })
      await gql(target, cookie, DECIDE, { input: { proposalIds: [own], state: 'ACCEPTED' } })
      expect(await gql(target, cookie, STATE, { id: other })).not.toEqual({ proposal: { state: 'ACCEPTED' } })
      const [decision] = (await page()).items
      expect(decision).toMatchObject({ kind: 'DECISION', proposalIds: [own], counts: { accepted: 1, reworded: 1 } })
      const input = { id: randomUUID(), documentId: document.id, name: 'Po decyzji' }
      const { createVersion } = await gql<{ createVersion: unknown }>(target, cookie, VERSION, { input })
      expect(createVersion).toEqual({ authors: [{ person: { name: 'Hanna' } }, { person: { name: 'Jan' } }] })
    })

    it('nor is it told that both were declined', async () => {
      const [own] = await overlapping((id) => (text) => {
        text.insert(find(text, 'rok'), 'trwa ', { [`ins:${id}`]: true })
        text.delete(find(text, 'trwa '), 5)
      })
      await gql(target, cookie, DECIDE, { input: { proposalIds: [own], state: 'DECLINED', reason: 'Nie' } })
      const [decision] = (await page()).items
      expect(decision).toMatchObject({ kind: 'DECISION', proposalIds: [own], counts: { declined: 1 } })
    })
  })

  it('comes page by page, without holes and repeats', async () => {
    for (let sitting = 0; sitting < 12; sitting += 1) await write(hanna, sitting * 10, insert('Najem', `${sitting} `))
    await target.db.stageChange.createMany({
      data: ['a', 'b', 'c'].map((id) => ({
        id,
        documentId: document.id,
        seq: 7,
        from: 'DRAFT',
        to: 'CONSULTATION',
        at: new Date(),
      })),
    })
    const all = (await page({ first: 100 })).items.map(({ id }) => id)
    expect(new Set(all).size).toBe(16)
    const seen: string[] = []
    let after: string | null = null
    do {
      const { items, endCursor, hasNextPage }: Page = await page({ first: 3, after })
      seen.push(...items.map(({ id }) => id))
      after = hasNextPage ? endCursor : null
    } while (after !== null)
    expect(seen).toEqual(all)
    for (const wrong of [{ first: 0 }, { first: 101 }, { after: 'nie' }, { after: '' }])
      expect((await ask(target, cookie, LIST, { id: document.id, ...wrong })).codes).toEqual(['INVALID'])
  })

  it('is read with as many statements for many sittings as for one', async () => {
    let statements = 0
    target.database.pool.on('acquire', () => {
      statements += 1
    })
    const count = async () => {
      const counts: number[] = []
      for (let time = 0; time < 3; time += 1) {
        const before = statements
        await page({ first: 100 })
        counts.push(statements - before)
      }
      return Math.min(...counts)
    }
    await page()
    const few = await count()
    for (let sitting = 0; sitting < 60; sitting += 1) {
      const someone = sitting % 10 === 0 ? await (await seed(target).organization()).person() : jan
      await write(someone, sitting * 10, insert('Najem', 'x'))
    }
    await page()
    expect(await count()).toBeLessThanOrEqual(few)
    expect((await page({ first: 100 })).items).toHaveLength(61)
  })

  it('is told to who reads, and units are named as they are now', async () => {
    const wire = await openWire(target, { cookie })
    const heard: unknown[] = []
    wire.start(
      'subscription ($id: ID!) { activityEvents(documentId: $id) { documentId } }',
      { id: document.id },
      ({ payload }) => heard.push(payload),
    )
    await until('an event', async () => {
      await write(hanna, 0, insert('Najem', 'x'))
      return heard.length > 0
    })
    expect(heard[0]).toEqual({ data: { activityEvents: { documentId: document.id } } })
    await wire.close()
    const { documentUnits } = await gql<{ documentUnits: unknown[] }>(target, cookie, UNITS, { id: document.id })
    expect(documentUnits).toMatchObject([
      { id: 'u1', kind: 'SECTION', reference: '§\u00a01' },
      { id: 'u2', kind: 'PKT', reference: '§\u00a01\u00a0pkt\u00a01', words: 'lokal jest miejski;' },
      { id: 'u3', kind: 'PKT', reference: '§\u00a01\u00a0pkt\u00a02' },
    ])
  })
})
