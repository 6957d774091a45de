import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Text } from 'yjs'
import { DESKTOP, holdAnswer, loseAnswers, refuse } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const FAILED = 'Nie udało się wczytać danych.'

let kit: TestPage
let clerk: SeededPerson

beforeAll(async () => {
  kit = await startPage()
  clerk = await (await seed(kit.app).organization('Wydział Lokali', 'CITY')).person('Kazimierz Obiegowy', 'STAFF')
})
afterAll(() => kit.close())

async function draft(stage: 'SUBMITTED' | 'CONSULTATION' = 'SUBMITTED'): Promise<SeededDocument> {
  const text = 'Lokale na czas określony.\nWykaz lokali.'
  const document = await kit.windows.document(kit.leon, {
    title: 'Zasady',
    text,
    kind: 'PROGRAMME',
    stage,
  })
  await document.member(kit.lucja, 'EDITOR')
  return document.member(kit.leon, 'EDITOR', true)
}

async function write(document: SeededDocument, words: string): Promise<void> {
  const { id: userId, organizationId } = kit.lucja
  const change = (text: Text) => text.insert(find(text, 'na czas'), words)
  await kit.app.app.rooms.append(document.id, { kind: 'EDIT', userId, organizationId, change })
}

async function open(person: SeededPerson, path: string) {
  const context = await kit.as(person, { viewport: DESKTOP })
  const page = await context.newPage()
  await page.goto(path)
  return { page, close: () => context.close() }
}

const alertIsGone = (page: Page) => eventually(() => page.getByText(FAILED).count()).toBe(0)

it('leaves a version that is being named under the hands of who names it, and the page behind it', async () => {
  const document = await draft()
  const { page, close } = await open(kit.leon, `/dokument/${document.id}/historia?widok=wersje`)
  await page.getByRole('button', { name: 'Nazwij wersję' }).click()
  const dialog = page.getByRole('dialog', { name: 'Nazwij wersję' })
  await dialog.getByLabel('Nazwa', { exact: true }).fill('Do konsultacji')
  await dialog.getByLabel('Notatka').fill('Po uwagach Forum')
  await loseAnswers(page, 'HistoryPage_Query', 1)
  await write(document, 'zgodnie ')
  await page.getByText(FAILED).waitFor()
  await page.keyboard.type(' z marca')
  expect(await dialog.getByLabel('Notatka').inputValue()).toBe('Po uwagach Forum z marca')
  await write(document, 'znowu ')
  await alertIsGone(page)
  await dialog.getByRole('button', { name: 'Nazwij wersję' }).click()
  await page.getByRole('link', { name: 'Otwórz wersję 1: Do konsultacji' }).waitFor()
  await close()
})

it.each(['HistoryPage_Query', 'HistoryUnits_Query', 'ReviewList_Query'])(
  'leaves a note of the City’s staff where %s fails, and what they read',
  async (operation) => {
    const document = await draft()
    const { page, close } = await open(clerk, `/dokument/${document.id}/historia?widok=przeglad`)
    await page.getByRole('button', { name: /^Dodaj notatkę: .*Wykaz/ }).click()
    await page.keyboard.type('Sprawdzić')
    await loseAnswers(page, operation, 1)
    await write(document, 'zgodnie ')
    await page.getByText(FAILED).waitFor()
    await page.keyboard.type(' z ZBK')
    expect(await page.getByLabel('Notatka wewnętrzna').inputValue()).toBe('Sprawdzić z ZBK')
    await page.getByRole('button', { name: 'Spróbuj ponownie' }).press('Enter')
    await alertIsGone(page)
    // What was pressed is gone, and the focus stays in the page.
    expect(await page.evaluate(() => globalThis.document.activeElement?.tagName)).not.toBe('BODY')
    await page
      .getByText(/zgodnie na czas/)
      .first()
      .waitFor()
    expect(await page.getByLabel('Notatka wewnętrzna').inputValue()).toBe('Sprawdzić z ZBK')
    await close()
  },
)

it.each(['FORBIDDEN', 'NOT_FOUND', 'UNAUTHENTICATED'])(
  'leaves nothing of staff’s where the answer is %s',
  async (code) => {
    const document = await draft()
    const { page, close } = await open(clerk, `/dokument/${document.id}/historia?widok=przeglad`)
    await page.getByRole('button', { name: /^Dodaj notatkę: .*Wykaz/ }).click()
    await page.keyboard.type('Tajne')
    await page.getByRole('button', { name: 'Zapisz notatkę' }).click()
    await page
      .getByRole('list', { name: /^Notatki/ })
      .getByText('Tajne')
      .waitFor()
    await refuse(page, 'ReviewList_Query', code)
    await write(document, 'zgodnie ')
    await page.getByText(FAILED).waitFor()
    expect(await page.locator('main').textContent()).not.toContain('Tajne')
    await close()
  },
)

it.each(['FORBIDDEN', 'NOT_FOUND', 'UNAUTHENTICATED'])('leaves no list where the answer is %s', async (code) => {
  const document = await draft()
  const { page, close } = await open(kit.leon, `/dokument/${document.id}/historia`)
  await page.getByText('Utworzenie dokumentu').waitFor()
  await refuse(page, 'ActivityList_Query', code)
  await write(document, 'zgodnie ')
  await page.getByText(FAILED).waitFor()
  expect(await page.getByText('Utworzenie dokumentu').count()).toBe(0)
  await close()
})

it('leaves the title that is being changed beside the text', async () => {
  const document = await draft('CONSULTATION')
  const { page, close } = await open(kit.leon, `/dokument/${document.id}`)
  await page.getByRole('button', { name: 'Czynności: Zasady' }).click()
  await page.getByRole('menuitem', { name: 'Zmień tytuł' }).click()
  const dialog = page.getByRole('dialog', { name: 'Zmień tytuł' })
  await dialog.getByLabel('Tytuł').fill('Zasady najmu')
  let failed = 0
  page.on('requestfailed', () => (failed += 1))
  await loseAnswers(page, 'DocumentPage_Query', 1)
  kit.app.app.pubsub.publish('heading', { documentId: document.id })
  await eventually(() => failed).toBe(1)
  await page.keyboard.type(' lokali')
  expect(await dialog.getByLabel('Tytuł').inputValue()).toBe('Zasady najmu lokali')
  await dialog.getByRole('button', { name: 'Zapisz' }).click()
  await page.getByRole('heading', { name: 'Zasady najmu lokali' }).waitFor()
  await close()
})

it('leaves one’s own name that is being changed, and the settings', async () => {
  const { page, close } = await open(kit.wanda, '/konto')
  await page.getByLabel('Imię i nazwisko').fill('Wanda Nowa')
  await loseAnswers(page, 'AccountPage_Query', 1)
  const box = page.getByRole('checkbox', { name: /^Odpowiedzi w moich rozmowach: Na stronie/ })
  await box.press('Space')
  await page.getByText(FAILED).waitFor()
  expect(await page.getByLabel('Imię i nazwisko').inputValue()).toBe('Wanda Nowa')
  expect(await box.evaluate((element) => element === globalThis.document.activeElement)).toBe(true)
  await close()
})

it('leaves the next invitation that is being written', async () => {
  const { page, close } = await open(kit.leon, '/organizacja')
  await page.getByLabel('Adres e-mail').fill('pierwsza@example.org')
  await loseAnswers(page, 'OrganizationPage_Query', 1)
  await page.keyboard.press('Enter')
  await page.getByText(FAILED).waitFor()
  await page.keyboard.type('druga@example.org')
  expect(await page.getByLabel('Adres e-mail').inputValue()).toBe('druga@example.org')
  await page.getByRole('button', { name: 'Spróbuj ponownie' }).press('Enter')
  await page.getByText('pierwsza@example.org').first().waitFor()
  await alertIsGone(page)
  expect(await page.getByLabel('Adres e-mail').inputValue()).toBe('druga@example.org')
  await close()
})

it('and a session that is over is no lack of access', async () => {
  const document = await draft()
  const version = { id: randomUUID(), documentId: document.id, name: 'Pierwsza' }
  await gql(kit.app, await signInAs(kit.app, kit.leon), CREATE, { input: version })
  const { page, close } = await open(kit.leon, `/dokument/${document.id}/historia`)
  await page.getByRole('tab', { name: 'Wersje' }).click()
  const link = page.getByRole('link', { name: /Pierwsza/ }).first()
  await link.waitFor()
  // The list that is read again just now, as a version is new, would take the link away.
  const letGo = await holdAnswer(page, 'VersionList_Query')
  await kit.app.db.session.deleteMany({ where: { userId: kit.leon.id } })
  await link.click()
  letGo()
  await page.getByText('Sesja wygasła').waitFor()
  await page.getByRole('link', { name: 'Wszystkie wersje' }).click()
  await page.getByRole('heading', { level: 1, name: /^Historia/ }).waitFor()
  await page.getByText('Sesja wygasła').first().waitFor()
  expect(await page.getByRole('link', { name: 'Zaloguj się' }).getAttribute('href')).toContain('/historia')
  await close()
})
