import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { block } from '../kit/block.ts'
import { ask, gql } from '../kit/client.ts'
import { downloadRemarks } from '../kit/remark-files.ts'
import { documentWithUnit, reply, resolve, startThread, toComment } from '../kit/remarks.ts'
import { newId, type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { countStatements } from '../kit/statements.ts'
import { readCsv } from '../kit/workbook.ts'

const REMARKS = `query ($id: ID!, $filter: RemarkFilter, $order: RemarkOrder, $first: Int! = 50, $after: String) {
  remarks(documentId: $id, filter: $filter, order: $order, first: $first, after: $after) {
    totalCount documentCount endCursor hasNextPage
    choices { submitters { id name } organizations { id name } units { id name } }
    items {
      id kind number type state receivedAt isDayOnly submitter organization channel enteredBy unitLabel isLost
      passage title words hiddenReason grounds answerCount decidedAt decidedBy reason
    }
  }
}`
const PROPOSE = 'mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }'
const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
const HIDE = 'mutation ($input: HideCommentInput!) { hideComment(input: $input) }'
const DELETE = 'mutation ($input: DeleteCommentInput!) { deleteComment(input: $input) }'

interface Row {
  id: string
  number: number
  words: string | null
  submitter: string
  state: string
}
interface Table {
  items: Row[]
  totalCount: number
  documentCount: number
  endCursor: string | null
  hasNextPage: boolean
  choices: Record<'submitters' | 'organizations' | 'units', { id: string; name: string }[]>
}

let target: TestApp
let lead: SeededOrganization
let guests: SeededOrganization
let wanda: SeededPerson
let lucja: SeededPerson
let wandas: string
let lucjas: string
let document: SeededDocument
let units: Record<'s1' | 'u1' | 'u2' | 's2', string>

beforeAll(async () => {
  target = await startApp()
  lead = await seed(target).organization('Fundacja Trzy Okna')
  guests = await seed(target).organization('Towarzystwo Cichych Bram')
  wanda = await lead.person('Wanda Okienna')
  lucja = await guests.person('Łucja Gzymsik')
  wandas = await signInAs(target, wanda)
  lucjas = await signInAs(target, lucja)
})
afterAll(() => target.close())

beforeEach(async () => {
  units = { s1: newId(), u1: newId(), u2: newId(), s2: newId() }
  document = await lead.document(wanda, {
    title: 'Program współpracy',
    content: [
      block(units.s1, 'section'),
      block(units.u1, 'ust', 'Wykaz lokali jest jawny.'),
      block(units.u2, 'ust', 'Wykaz aktualizuje się raz na kwartał.'),
      block(units.s2, 'section', 'Program realizuje się w 2027 r.'),
    ],
  })
  await document.member(wanda, 'EDITOR', true)
  await document.member(lucja, 'PROPOSER')
})

async function table(cookie: string, variables: Record<string, unknown> = {}): Promise<Table> {
  return (await gql<{ remarks: Table }>(target, cookie, REMARKS, { id: document.id, ...variables })).remarks
}

async function propose(cookie: string, unitId: string, wording: string, more: object = {}): Promise<string> {
  const input = { id: randomUUID(), documentId: document.id, unitId, wording, grounds: '', ...more }
  return (await gql<{ proposeWording: { id: string } }>(target, cookie, PROPOSE, { input })).proposeWording.id
}

const start = (cookie: string, unitId: string, body: string) =>
  startThread(target, cookie, document, unitId, toComment(body))

/** Two conversations and three proposals, one of them from paper. */
async function speak() {
  const first = await start(lucjas, units.u2, 'Czy to nie za rzadko?')
  const monthly = await propose(lucjas, units.u2, 'Wykaz aktualizuje się co miesiąc.', {
    title: 'Częściej',
    grounds: 'Lokale szybko zmieniają status.',
  })
  const second = await start(wandas, units.s2, 'Popieramy.')
  const open = await propose(wandas, units.u1, 'Wykaz lokali jest w pełni jawny.')
  const paper = await propose(wandas, units.s2, 'Program realizuje się do końca 2027 r.', {
    ...{ channel: 'PAPER', onBehalfOf: 'Koło „Złota Klamka”', receivedAt: '2026-10-06T00:00:00.000Z' },
  })
  await reply(target, wandas, first, toComment('Tak, proponuję co miesiąc.', { people: [lucja] }))
  await resolve(target, wandas, second)
  await gql(target, wandas, DECIDE, { input: { proposalIds: [monthly], state: 'ACCEPTED' } })
  await gql(target, wandas, DECIDE, { input: { proposalIds: [paper], state: 'DECLINED', reason: 'Jest w § 1.' } })
  return { first, monthly, second, open, paper }
}

const space = (text: unknown) => JSON.parse(JSON.stringify(text).replaceAll('\u00a0', ' '))

describe('the table', () => {
  it('holds every conversation and proposal as a row, numbered as they were entered', async () => {
    const ids = await speak()
    const { items, totalCount, documentCount, choices } = space(await table(lucjas))
    expect([totalCount, documentCount]).toEqual([5, 5])
    expect(items).toMatchObject([
      {
        ...{ id: ids.first, kind: 'THREAD', number: 1, type: 'GENERAL', state: 'OPEN', unitLabel: '§ 1 ust. 2' },
        ...{ submitter: 'Łucja Gzymsik', organization: 'Towarzystwo Cichych Bram', isLost: false },
        ...{ passage: 'Wykaz aktualizuje się raz na kwartał.', words: 'Czy to nie za rzadko?', answerCount: 1 },
      },
      {
        ...{ id: ids.monthly, kind: 'PROPOSAL', number: 2, type: null, state: 'ACCEPTED', channel: 'FORM' },
        ...{ passage: 'Wykaz aktualizuje się raz na kwartał.', words: 'Wykaz aktualizuje się co miesiąc.' },
        ...{ title: 'Częściej', grounds: 'Lokale szybko zmieniają status.', decidedBy: 'Wanda Okienna', reason: '' },
      },
      { id: ids.second, state: 'RESOLVED', unitLabel: '§ 2', decidedBy: 'Wanda Okienna' },
      { id: ids.open, state: 'OPEN', unitLabel: '§ 1 ust. 1', words: 'Wykaz lokali jest w pełni jawny.' },
      {
        ...{ id: ids.paper, state: 'DECLINED', channel: 'PAPER', reason: 'Jest w § 1.', enteredBy: 'Wanda Okienna' },
        ...{ submitter: 'Koło „Złota Klamka”', organization: null, isDayOnly: true },
        ...{ receivedAt: '2026-10-06T00:00:00.000Z' },
      },
    ])
    expect(choices.submitters.map(({ name }: { name: string }) => name)).toEqual([
      'Koło „Złota Klamka”',
      'Łucja Gzymsik',
      'Wanda Okienna',
    ])
    expect(choices.units.map(({ name }: { name: string }) => name)).toEqual(['§ 1', '§ 1 ust. 1', '§ 1 ust. 2', '§ 2'])
  })

  it('is filtered, sorted and read in parts', async () => {
    await speak()
    const found = async (filter: object, by = 'NUMBER', descending = false) =>
      (await table(lucjas, { filter, order: { by, descending } })).items.map(({ number }) => number)
    const { choices } = await table(lucjas)
    const [klamka] = choices.submitters
    expect(await found({ kind: 'PROPOSAL' })).toEqual([2, 4, 5])
    expect(await found({ types: ['GENERAL'], states: ['OPEN'] })).toEqual([1])
    expect(await found({ organizationId: lead.id })).toEqual([3, 4])
    expect(await found({ submitterId: klamka?.id })).toEqual([5])
    expect(await found({ submitterId: wanda.id })).toEqual([3, 4])
    expect(await found({ unitId: units.s1 }, 'UNIT')).toEqual([4, 1, 2])
    expect(await found({ search: 'MIESIAC lucja' })).toEqual([1, 2])
    expect(await found({}, 'RECEIVED_AT')).toEqual([5, 1, 2, 3, 4])
    expect(await found({}, 'STATE', true)).toEqual([5, 2, 3, 1, 4])
    const one = await table(lucjas, { first: 2 })
    const two = await table(lucjas, { first: 2, after: one.endCursor })
    const three = await table(lucjas, { first: 2, after: two.endCursor })
    expect([one, two, three].flatMap(({ items }) => items.map(({ number }) => number))).toEqual([1, 2, 3, 4, 5])
    expect([one, two, three].map(({ hasNextPage }) => hasNextPage)).toEqual([true, true, false])
    const wrong = { id: document.id, after: 'nowhere' }
    expect((await ask(target, lucjas, REMARKS, wrong)).codes).toEqual(['INVALID'])
  })

  it('is read by whoever reads the document, in every role, and by nobody else', async () => {
    await speak()
    for (const role of ['READER', 'COMMENTER', 'PROPOSER', 'EDITOR'] as const) {
      const person = await guests.person()
      await document.member(person, role)
      expect((await table(await signInAs(target, person))).items).toHaveLength(5)
    }
    const stranger = await signInAs(target, await guests.person())
    const administrator = await signInAs(target, await lead.person(undefined, 'ADMIN'))
    for (const cookie of [stranger, administrator, null]) {
      const answer = await ask<{ remarks: Table | null }>(target, cookie, REMARKS, { id: document.id })
      expect([answer.codes, answer.data?.remarks]).toEqual([[], null])
    }
  })

  it('says of a passage that is gone what it was called, and puts it last', async () => {
    const { first } = await speak()
    await target.app.rooms.append(document.id, {
      ...{ kind: 'EDIT' as const, userId: wanda.id, organizationId: lead.id },
      change: (text) => text.delete(0, text.length),
    })
    const { items } = await table(lucjas, { order: { by: 'UNIT', descending: false } })
    const row = items.find(({ id }) => id === first)
    expect(space(row)).toMatchObject({ isLost: true, unitLabel: '§ 1 ust. 2' })
  })
})

describe('hidden words', () => {
  it('are in no row and found by no search, for nobody: not even for who wrote or hid them', async () => {
    const id = await start(lucjas, units.u1, 'Obelga pierwsza')
    await reply(target, lucjas, id, toComment('Obelga druga'))
    const gone = await start(lucjas, units.u1, 'Cofnięte słowa')
    expect((await table(lucjas, { filter: { search: 'obelga' } })).totalCount).toBe(1)
    const comments = await target.db.threadComment.findMany({ where: { threadId: id } })
    for (const { id: commentId } of comments) {
      await gql(target, wandas, HIDE, { input: { commentId, reason: 'Obraża.' } })
    }
    const [first] = await target.db.threadComment.findMany({ where: { threadId: gone } })
    await gql(target, lucjas, DELETE, { input: { commentId: first?.id } })
    for (const cookie of [lucjas, wandas]) {
      const { items } = await table(cookie)
      expect(items).toMatchObject([
        { words: null, hiddenReason: 'Obraża.', answerCount: 1 },
        { words: null, hiddenReason: null },
      ])
      expect((await table(cookie, { filter: { search: 'obelga' } })).totalCount).toBe(0)
    }
  })
})

it('is read with as many statements for five hundred rows as for two, also to make a file of them', async () => {
  const made = await documentWithUnit(lead, wanda, 'Długi')
  document = made.document
  const thread = await startThread(target, wandas, document, made.unitId, toComment('Uwaga', { people: [wanda] }))
  await reply(target, wandas, thread, toComment('Odpowiedź'))
  const proposal = await propose(wandas, made.unitId, 'Dotacje przyznaje się jawnie.', {
    ...{ channel: 'EMAIL', onBehalfOf: 'Ktoś', receivedAt: '2026-10-06T00:00:00.000Z' },
  })
  await gql(target, wandas, DECIDE, { input: { proposalIds: [proposal], state: 'DECLINED', reason: 'Nie' } })
  await resolve(target, wandas, thread)
  const read = () => table(wandas, { first: 100 })
  const download = async () => {
    const file = await downloadRemarks(target, wandas, { documentId: document.id, format: 'CSV' })
    return readCsv(file.text.slice(1)).length - 1
  }
  const count = async () => [await countStatements(target, read), await countStatements(target, download)]
  await download()
  const few = await count()
  expect(few[0]).toBeGreaterThan(5)
  await copyRows(thread, proposal, 249)
  expect([(await read()).totalCount, await download()]).toEqual([500, 500])
  expect(await count()).toEqual(few)
})

/** Rows the short way. */
async function copyRows(threadId: string, proposalId: string, copies: number): Promise<void> {
  const { db } = target
  const thread = await db.thread.findUniqueOrThrow({ where: { id: threadId } })
  const comments = await db.threadComment.findMany({ where: { threadId }, include: { mentions: true } })
  const proposal = await db.changeProposal.findUniqueOrThrow({ where: { id: proposalId } })
  const ids = Array.from({ length: copies }, () => randomUUID())
  await db.thread.createMany({ data: ids.map((id) => ({ ...thread, id })) })
  const copied = ids.flatMap((id) => comments.map((comment) => ({ ...comment, id: randomUUID(), threadId: id })))
  await db.threadComment.createMany({ data: copied.map(({ mentions: _, ...comment }) => comment) })
  const mentions = copied.flatMap(({ id, mentions: named }) =>
    named.map((mention) => ({ ...mention, id: randomUUID(), commentId: id })),
  )
  await db.mention.createMany({ data: mentions })
  await db.changeProposal.createMany({ data: ids.map(() => ({ ...proposal, id: randomUUID() })) })
}
