import { randomUUID } from 'node:crypto'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { gql } from '../kit/client.ts'
import { lookBothWays } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { documentWithUnit, startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, signInAs } from '../kit/seed.ts'

// A session that ends takes its subscriptions with it. Whoever signs in again, in another tab, looks on at what is open in
// this one, and has to hear of things there as before.

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

async function shared(title: string): Promise<{ document: SeededDocument; unitId: string }> {
  const { document, unitId } = await documentWithUnit(kit.windows, kit.leon, title)
  await document.member(kit.lucja, 'COMMENTER')
  return { document, unitId }
}

const notice = (page: Page) => page.getByTestId('session-ended')

/** In another tab; then the person is back in these. */
async function signIn(context: BrowserContext, ...pages: Page[]): Promise<void> {
  const [name = '', value = ''] = (await signInAs(kit.app, kit.lucja)).split('=')
  await context.addCookies([{ name, value, url: kit.app.origin }])
  for (const page of pages) await page.evaluate(() => globalThis.document.dispatchEvent(new Event('visibilitychange')))
}

it('hears of documents, notifications and versions, of those from meanwhile and of those from then on', async () => {
  const asLeon = await signInAs(kit.app, kit.leon)
  const { document, unitId } = await shared('Uchwała o dotacjach')
  const mention = () => startThread(kit.app, asLeon, document, unitId, toComment('Czy tak?', { people: [kit.lucja] }))
  const keep = (name: string) =>
    gql(kit.app, asLeon, CREATE, { input: { id: randomUUID(), documentId: document.id, name } })

  const context = await kit.as(kit.lucja)
  const list = await context.newPage()
  const history = await context.newPage()
  const bell = (count: string) => list.getByRole('banner').getByRole('link', { name: `Powiadomienia: ${count}` })
  await list.goto('/')
  await list.getByRole('link', { name: 'Uchwała o dotacjach' }).waitFor()
  await history.goto(`/dokument/${document.id}/historia?widok=wersje`)
  await history.getByRole('heading', { level: 1 }).waitFor()
  await mention()
  await bell('1 nieprzeczytane').waitFor()

  await gql(kit.app, await signInAs(kit.app, kit.lucja), 'mutation { signOutEverywhere }')
  await shared('Regulamin konkursu')
  await mention()
  await keep('Z czasu bez sesji')
  for (const page of [list, history]) await notice(page).getByText('Sesja wygasła').waitFor()
  expect(await notice(history).getByRole('link', { name: 'Zaloguj się' }).getAttribute('href')).toContain(
    '/zaloguj?dalej=',
  )
  await lookBothWays(list, 'session-ended')
  await signIn(context, list, history)
  await list.getByRole('link', { name: 'Regulamin konkursu' }).waitFor()
  await bell('2 nieprzeczytane').waitFor()
  await history.getByRole('link', { name: /Z czasu bez sesji/ }).waitFor()
  for (const page of [list, history]) await notice(page).waitFor({ state: 'detached' })

  await shared('Zasady najmu')
  await mention()
  await keep('Po ponownym zalogowaniu')
  await list.getByRole('link', { name: 'Zasady najmu' }).waitFor()
  await bell('3 nieprzeczytane').waitFor()
  await history.getByRole('link', { name: /Po ponownym zalogowaniu/ }).waitFor()
  await eventually(() => list.getByRole('alert').allTextContents()).toEqual([])
  expect(await history.getByRole('alert').allTextContents()).toEqual([])
  await context.close()
})

it('hears of them where the session ended while the server was away', async () => {
  const context = await kit.as(kit.lucja)
  const list = await context.newPage()
  await list.goto('/')
  await list.getByRole('heading', { level: 1, name: 'Dokumenty' }).waitFor()
  await kit.app.db.session.deleteMany({ where: { userId: kit.lucja.id } })
  await kit.app.restart()
  await notice(list).waitFor()
  await signIn(context, list)
  await notice(list).waitFor({ state: 'detached' })
  const { document, unitId } = await shared('Po przerwie')
  const asLeon = await signInAs(kit.app, kit.leon)
  await startThread(kit.app, asLeon, document, unitId, toComment('Czy tak?', { people: [kit.lucja] }))
  await list.getByRole('link', { name: 'Po przerwie' }).waitFor()
  await context.close()
})
