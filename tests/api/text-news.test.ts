import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask, gql } from '../kit/client.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const NEWS = 'query ($id: ID!) { textNews(documentId: $id) { sinceVersion sinceLook } }'
const NAME = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'

interface News {
  sinceVersion: boolean | null
  sinceLook: boolean | null
}

let target: TestApp
let lead: SeededOrganization
let owner: SeededPerson
let cookie: string
let document: SeededDocument

beforeAll(async () => {
  target = await startApp()
  lead = await seed(target).organization('Prowadząca')
  owner = await lead.person('Hanna')
  cookie = await signInAs(target, owner)
})
afterAll(() => target.close())
beforeEach(async () => {
  document = await lead.document(owner, { text: 'Pierwszy zapis' })
})

type Change = Extract<Parameters<TestApp['app']['rooms']['append']>[1], { change: unknown }>['change']

async function write(change: Change, proposals: string[] = []): Promise<void> {
  await target.app.rooms.append(document.id, {
    kind: 'EDIT',
    userId: owner.id,
    organizationId: lead.id,
    proposals,
    change,
  })
}

async function news(): Promise<News> {
  return (await gql<{ textNews: News }>(target, cookie, NEWS, { id: document.id })).textNews
}

async function nameVersion(): Promise<void> {
  await gql(target, cookie, NAME, { input: { id: randomUUID(), documentId: document.id, name: 'Wersja' } })
}

/** They had read up to here before they came this time. */
async function leave(): Promise<void> {
  const { headSeq: seq } = await target.db.document.findUniqueOrThrow({ where: { id: document.id } })
  const place = { userId: owner.id, documentId: document.id }
  const readAt = new Date(Date.now() - 3_600_000)
  await target.db.readMark.create({ data: { ...place, seq, readAt } })
}

it('there is none before the first version and the first visit', async () => {
  expect(await news()).toEqual({ sinceVersion: null, sinceLook: null })
})

it('a remark, a proposal, and words that were taken out again are no news; other words are', async () => {
  await nameVersion()
  await leave()
  expect(await news()).toEqual({ sinceVersion: false, sinceLook: false })
  await write((text) => text.format(1, 8, { 'comment:w': true }))
  const proposal = randomUUID()
  await write((text) => text.insert(text.length, ' proponowany', { [`ins:${proposal}`]: true }), [proposal])
  await write((text) => text.insert(1, 'Nie: '))
  expect(await news()).toEqual({ sinceVersion: true, sinceLook: true })
  await write((text) => text.delete(1, 'Nie: '.length))
  expect(await news()).toEqual({ sinceVersion: false, sinceLook: false })
  await write((text) => text.insert(1, 'Nowy '))
  expect(await news()).toEqual({ sinceVersion: true, sinceLook: true })
  await nameVersion()
  expect(await news()).toEqual({ sinceVersion: false, sinceLook: true })
})

it('is told only to who may read', async () => {
  const stranger = await (await seed(target).organization()).person()
  const { codes } = await ask(target, await signInAs(target, stranger), NEWS, { id: document.id })
  expect(codes).toEqual(['NOT_FOUND'])
})
