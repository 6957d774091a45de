import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Text } from 'yjs'
import { startApp, type TestApp } from '../kit/app.ts'
import { gql } from '../kit/client.ts'
import { onEachDatabase } from '../kit/databases.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const PROPOSE = 'mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }'
const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
const COMPARE = `query ($id: ID!, $from: ComparedPlaceInput!, $to: ComparedPlaceInput!) {
  compare(documentId: $id, from: $from, to: $to) {
    before { seq writtenAt } after { seq writtenAt }
    counts { units wording added removed moved renumbered spacing table }
    units { category before { reference } after { reference } pieces }
    sources { person { name } organization { name } startedAt endedAt } } }`
const ACTIVITY = `query ($id: ID!) { activity(documentId: $id) { items { kind person { name } startedAt endedAt firstSeq
  lastSeq unitIds proposalIds counts { reworded moved added { kind count } removed { kind count } accepted } } } }`
const VERSIONS = `query ($id: ID!) { document(id: $id) { versions { items { id number seq hash writtenAt
  authors { person { name } } } } } }`
const CONTENT = 'query ($id: ID!) { versionContent(id: $id) }'

const TEXT: DocumentContent = [
  { type: 'block', id: 'u1', kind: 'section', level: 0, content: [{ text: 'Najem trwa rok.' }] },
  { type: 'block', id: 'u2', kind: 'pkt', level: 0, content: [{ text: 'lokal jest miejski;' }] },
  { type: 'block', id: 'u3', kind: 'pkt', level: 0, content: [{ text: 'czynsz jest niski.' }] },
]

onEachDatabase('a history', (kind) => {
  let target: TestApp
  let hanna: SeededPerson
  let jan: SeededPerson
  let document: SeededDocument
  let cookie: string

  beforeAll(async () => {
    target = await startApp({ database: kind })
    const lead = await seed(target).organization('Prowadząca')
    hanna = await lead.person('Hanna')
    jan = await (await seed(target).organization('Gość')).person('Jan')
    cookie = await signInAs(target, hanna)
    document = await lead.document(hanna, { content: TEXT })
    await document.member(jan, 'EDITOR')
  })
  afterAll(() => target.close())

  async function write(person: SeededPerson, change: (text: Text) => void): Promise<void> {
    const { id: userId, organizationId } = person
    await target.app.rooms.append(document.id, { kind: 'EDIT', userId, organizationId, change })
  }

  async function type(person: SeededPerson, after: string, words: string): Promise<void> {
    for (const [index, letter] of [...words].entries()) {
      await write(person, (text) => text.insert(find(text, after) + after.length + index, letter))
    }
  }

  async function name(words: string): Promise<void> {
    await gql(target, cookie, CREATE, { input: { id: randomUUID(), documentId: document.id, name: words } })
  }

  async function everythingTold(): Promise<unknown[]> {
    const { id } = document
    const listed = await gql<{ document: { versions: { items: { id: string; seq: number }[] } } }>(
      target,
      cookie,
      VERSIONS,
      { id },
    )
    const { items } = listed.document.versions
    const told: unknown[] = [listed, await gql(target, cookie, ACTIVITY, { id })]
    for (const version of items) told.push(await gql(target, cookie, CONTENT, { id: version.id }))
    for (const seq of [0, 3, 9, ...items.map((version) => version.seq)]) {
      told.push(await gql(target, cookie, COMPARE, { id, from: { seq }, to: { now: true } }))
    }
    return told
  }

  it('tells the same of what is sealed, also where all that follows from the log is made again', async () => {
    const documentId = document.id
    await type(hanna, 'trwa ', 'co najmniej ')
    await name('Pierwsza')
    await type(jan, 'jest ', 'zawsze ')
    await write(hanna, (text) => text.delete(find(text, 'czynsz'), 7))
    const proposal = { id: randomUUID(), documentId, unitId: 'u2', wording: 'lokal jest własny;', grounds: 'Bo tak' }
    await gql(target, await signInAs(target, jan), PROPOSE, { input: proposal })
    await gql(target, cookie, DECIDE, { input: { proposalIds: [proposal.id], state: 'ACCEPTED', reason: '' } })
    await name('Druga')
    await type(jan, 'rok', ' albo dłużej')
    const before = await everythingTold()
    await target.app.sealLogs()
    expect(await target.db.logSegment.count({ where: { documentId } })).toBe(1)
    expect(await target.db.documentUpdate.count({ where: { documentId } })).toBe(12)
    expect(await everythingTold()).toEqual(before)
    await target.app.rooms.flushAll()
    await target.restart()
    await target.db.documentCheckpoint.deleteMany({ where: { documentId } })
    await target.db.sitting.deleteMany({ where: { documentId } })
    await target.db.documentHistory.update({ where: { documentId }, data: { foldedSeq: 0, open: [], authors: [] } })
    expect(await everythingTold()).toEqual(before)
  })
})
