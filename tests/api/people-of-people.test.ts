import { afterAll, beforeAll, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { ask } from '../kit/client.ts'
import { seed, signInAs } from '../kit/seed.ts'

// Whom an organisation has is a list, and each of them is of an organisation: one short question could multiply the people
// of the largest with themselves, again and again.

let target: TestApp
let cookie: string

beforeAll(async () => {
  target = await startApp()
  const organization = await seed(target).organization('Fundacja')
  const people = await Promise.all(Array.from({ length: 5 }, () => organization.person()))
  cookie = await signInAs(target, people[0] as (typeof people)[number])
})
afterAll(() => target.close())

it.each([
  ['people of their own organisation', '{ organizations { people { organization { people { id } } } } }'],
  [
    'people of members of documents',
    '{ documents(first: 100) { items { members { person { organization { people { id } } } } } } }',
  ],
  [
    'people by many names',
    `{ ${Array.from({ length: 10 }, (_, at) => `a${at}: organizations { people { id name } }`)} }`,
  ],
])('%s are not asked for at once', async (_what, query) => {
  expect((await ask(target, cookie, query)).codes).toEqual(['TOO_LARGE'])
})

it('people of organisations are', async () => {
  const { data, codes } = await ask<{ organizations: { people: object[] }[] }>(
    target,
    cookie,
    '{ organizations { id name people { id name organization { id name } } } }',
  )
  expect(codes).toEqual([])
  expect(data?.organizations[0]?.people).toHaveLength(5)
})
