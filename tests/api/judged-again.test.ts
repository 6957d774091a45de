// What waits for a place, or takes its time, is judged again before it is answered: by who may read it then, and by what
// was taken out of it meanwhile.

import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql, send } from '../kit/client.ts'
import { type HeldStatement, holdNext } from '../kit/held-statement.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const COMPARE = `query ($id: ID!, $from: ComparedPlaceInput!, $to: ComparedPlaceInput!) {
  compare(documentId: $id, from: $from, to: $to) { units { pieces } } }`
const FRAME = 'query ($id: ID!) { playbackFrame(documentId: $id, seq: 1) { units } }'
const UNITS = 'query ($id: ID!) { documentUnits(documentId: $id) { text } }'
const PREVIEW = `query ($id: ID!) {
  restoreMomentPreview(documentId: $id, seq: 1) { units { pieces } } }`
const CONTENT = 'query ($versionId: ID!) { versionContent(id: $versionId) }'
const ACTIVITY = 'query ($id: ID!) { activity(documentId: $id) { items { id } } }'
const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const DOWNLOAD = 'mutation ($input: RequestDownloadInput!) { link: requestDownload(input: $input) { url } }'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const SECRET = 'jan.kowalski@example.org'
/** All that a text at a place is made of. */
const PAST = 'int4send("seqFrom")'
/** Rows of a log, with what they did. */
const ROWS = '"createdAt", "data" FROM "DocumentUpdate"'

interface Read {
  query: string
  more?: object
  /** What uses the same thread. */
  before: string
  /** What the text is made of. */
  reads: string
}

const READS: Record<string, Read> = {
  'a comparison': { query: COMPARE, more: { from: { seq: 1 }, to: { now: true } }, before: COMPARE, reads: PAST },
  'a frame of a history': { query: FRAME, before: COMPARE, reads: ROWS },
  units: { query: UNITS, before: UNITS, reads: PAST },
  'what a version says': { query: CONTENT, before: UNITS, reads: PAST },
  'what restoring would change': { query: PREVIEW, before: PREVIEW, reads: PAST },
}

/** Which say nothing of the words. */
const OTHER_READS: Record<string, Read> = {
  'what was done': { query: ACTIVITY, before: UNITS, reads: PAST },
  'what a history is played along': {
    query: 'query ($id: ID!) { playbackTrack(documentId: $id) { headSeq } }',
    before: UNITS,
    reads: PAST,
  },
  'whether there is news': {
    query: 'query ($id: ID!) { textNews(documentId: $id) { sinceVersion } }',
    before: UNITS,
    reads: PAST,
  },
}

let target: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let asOwner: string
let document: SeededDocument
let versionId: string
let held: HeldStatement | undefined

beforeAll(async () => {
  target = await startApp()
  lead = await seed(target).organization()
  owner = await lead.person()
  asOwner = await signInAs(target, owner)
})
afterAll(() => target.close())
beforeEach(async () => {
  document = await documentOf()
  await write(document, ' Czynsz jest niski.')
  const input = { id: randomUUID(), documentId: document.id, name: 'Pierwsza', note: '' }
  versionId = (await gql<{ createVersion: { id: string } }>(target, asOwner, CREATE, { input })).createVersion.id
  await write(document, ' Lokal jest mały.')
})
afterEach(() => {
  held?.letGo()
  held = undefined
})

async function documentOf(): Promise<SeededDocument> {
  const made = await lead.document(owner, { text: `Najem trwa rok. Pisać: ${SECRET}` })
  return made.member(owner, 'EDITOR', true)
}

async function write({ id }: SeededDocument, words: string, attributes: object = {}): Promise<number> {
  const by = { userId: owner.id, organizationId: owner.organizationId }
  const change = (text: Parameters<typeof find>[0]) => text.insert(find(text, 'rok.') + 4, words, attributes)
  return (await target.app.rooms.append(id, { kind: 'EDIT', ...by, change })).seq
}

async function newcomer(): Promise<{ person: SeededPerson; cookie: string }> {
  const person = await (await seed(target).organization()).person()
  return { person, cookie: await signInAs(target, person) }
}

const read = ({ query, more }: Pick<Read, 'query' | 'more'>, cookie: string, id = document.id) =>
  ask(target, cookie, query, { id, versionId, ...more })

/** Somebody else's turn does not end before it is let go. */
async function takeTurn({ before }: Read) {
  const other = await documentOf()
  await write(other, ' Czynsz jest wysoki.')
  held = holdNext(target, PAST)
  const taken = read({ query: before, more: { from: { seq: 1 }, to: { seq: 2 } } }, asOwner, other.id)
  await held.reached
  return { letGo: held.letGo, taken }
}

async function assertWaits(asked: Promise<unknown>): Promise<void> {
  expect(await Promise.race([asked, delay(300, 'waits')])).toBe('waits')
}

const nothing = (query: string) => (query === CONTENT ? [] : ['NOT_FOUND'])

describe('is not told to who may not read it any more when their turn comes:', () => {
  it.each(Object.entries({ ...READS, ...OTHER_READS }))('%s', async (_what, one) => {
    const { person, cookie } = await newcomer()
    await document.member(person, 'EDITOR', true)
    const { letGo, taken } = await takeTurn(one)
    const asked = read(one, cookie)
    await assertWaits(asked)
    await target.db.documentMember.deleteMany({ where: { documentId: document.id, userId: person.id } })
    letGo()
    expect((await taken).codes).toEqual([])
    const { codes, data } = await asked
    expect([codes, JSON.stringify(data ?? null)]).toEqual([nothing(one.query), expect.not.stringContaining('rok')])
  })

  it('a file that was being made', async () => {
    const { person, cookie } = await newcomer()
    await document.member(person, 'READER')
    const input = { documentId: document.id, format: 'DOCX' }
    const { link } = await gql<{ link: { url: string } }>(target, cookie, DOWNLOAD, { input })
    held = holdNext(target, '"locale"')
    const asked = send(target, { method: 'GET', path: link.url, bare: true })
    await held.reached
    await target.db.documentMember.deleteMany({ where: { documentId: document.id, userId: person.id } })
    held.letGo()
    expect((await asked).status).toBe(404)
  })

  it('units that staff went over', async () => {
    const clerk = await (await seed(target).organization('Wydział', 'CITY')).person('Kazimierz', 'STAFF')
    const cookie = await signInAs(target, clerk)
    const given = await lead.document(owner, { kind: 'RECOMMENDATION', stage: 'SUBMITTED', text: 'Najem trwa rok.' })
    const one = { query: 'query ($id: ID!) { reviewedUnits(documentId: $id) { unitId } }', before: UNITS, reads: PAST }
    const { letGo } = await takeTurn(one)
    const asked = read(one, cookie, given.id)
    await assertWaits(asked)
    await target.db.membership.updateMany({ where: { userId: clerk.id }, data: { until: new Date(0) } })
    letGo()
    expect((await asked).codes).toEqual(['NOT_FOUND'])
  })

  it('a proposal that was hidden meanwhile', async () => {
    const { person, cookie } = await newcomer()
    await document.member(person, 'READER')
    const id = randomUUID()
    const seq = await write(document, ' lub dwa', { [`ins:${id}`]: true })
    const by = { createdById: owner.id, organizationId: lead.id }
    const at = new Date()
    await target.db.changeProposal.create({
      data: { id, documentId: document.id, ...by, seq, createdAt: at, updatedAt: at },
    })
    const one = {
      query: COMPARE,
      more: { from: { beforeProposal: id }, to: { afterProposal: id } },
      before: COMPARE,
      reads: PAST,
    }
    expect(JSON.stringify((await read(one, cookie)).data)).toContain('lub dwa')
    const { letGo } = await takeTurn(one)
    const asked = read(one, cookie)
    await assertWaits(asked)
    await target.db.changeProposal.update({ where: { id }, data: { hiddenAt: at } })
    letGo()
    expect((await asked).codes).toEqual(['NOT_FOUND'])
  })
})

describe('does not say what was taken out while it was worked out:', () => {
  it.each(Object.entries(READS))('%s', async (_what, one) => {
    // The thread keeps the text as of the last row of which it was asked what was done: no longer that of the version.
    if (one.query === CONTENT) await gql(target, asOwner, ACTIVITY, { id: document.id })
    held = holdNext(target, one.reads)
    const asked = read(one, asOwner)
    await held.reached
    const input = { id: randomUUID(), documentId: document.id, text: SECRET, reason: 'Dane osobowe' }
    expect((await ask(target, asOwner, REDACT, { input })).codes).toEqual([])
    held.letGo()
    const { codes, data } = await asked
    const said = JSON.stringify(data ?? null)
    expect(said).not.toContain(SECRET)
    // A plan knows by itself that it is of an epoch that is over.
    if (one.query === PREVIEW) expect(codes).toEqual(['UNAVAILABLE'])
    else expect([codes, said]).toEqual([[], expect.stringContaining('Najem')])
  })
})
