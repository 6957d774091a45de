import { randomUUID } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { holdAnswer, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { documentWithUnit, startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, signInAs } from '../kit/seed.ts'

const REMARKS = 60
/** One page of the list holds 30. */
const DOCUMENTS = 70

const CREATE_VERSION = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'

let kit: TestPage
let document: SeededDocument

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  const made = await documentWithUnit(kit.windows, kit.leon, 'Zasady')
  document = made.document
  const leon = await signInAs(kit.app, kit.leon)
  for (let at = 1; at <= REMARKS; at += 1) {
    await startThread(kit.app, leon, document, made.unitId, toComment(`Uwaga numer ${at}.`))
  }
  for (let at = 1; at <= DOCUMENTS; at += 1) {
    await kit.windows.document(kit.leon, { title: `Dokument ${String(at).padStart(2, '0')} ${randomUUID()}` })
  }
})
afterAll(() => kit.close())

async function open(path: string) {
  const page = await (await kit.as(kit.leon)).newPage()
  const problems = watchProblems(page)
  await page.goto(path)
  return { page, problems }
}

const topOf = (place: Locator) => place.evaluate((element) => Math.round(element.getBoundingClientRect().top))
const toMiddle = (place: Locator) => place.evaluate((element) => element.scrollIntoView({ block: 'center' }))
const isInText = (page: Page) => page.locator('.document-text').waitFor()

it('from a row far down the table of remarks to the text, and back to that row', async () => {
  const { page, problems } = await open(`/dokument/${document.id}/uwagi`)
  const link = page.getByRole('link', { name: 'Pokaż w tekście: pozycja 57', exact: true })
  await toMiddle(link)
  const top = await topOf(link)
  await link.click()
  await isInText(page)
  await page.goBack()
  await link.waitFor()
  await eventually(() => topOf(link)).toBe(top)
  expect(await page.evaluate(() => globalThis.document.activeElement?.tagName)).toBe('H1')
  expect(problems.list).toEqual([])
  await page.context().close()
})

it('to a row of the third page of a list, with as many pages as were shown, also after a reload', async () => {
  const { page, problems } = await open('/')
  const rows = page.locator('[data-row]')
  for (const count of [60, DOCUMENTS]) {
    await page.getByRole('button', { name: 'Pokaż więcej' }).click()
    await eventually(() => rows.count()).toBeGreaterThanOrEqual(count)
  }
  const shown = await rows.count()
  const row = rows.nth(65)
  const words = await row.textContent()
  await toMiddle(row)
  const top = await topOf(row)
  await row.getByRole('link').first().click()
  await isInText(page)
  await page.goBack()
  const isBack = async () => {
    await eventually(() => rows.count()).toBe(shown)
    expect(await row.textContent()).toBe(words)
    await eventually(() => topOf(row)).toBe(top)
  }
  await isBack()
  await page.reload()
  await isBack()
  expect(new URL(page.url()).search).toBe('')
  expect(problems.list).toEqual([])
  await page.context().close()
})

it('begins at the first page where something else is looked for, and where the list is gone to anew', async () => {
  const { page } = await open('/')
  const rows = page.locator('[data-row]')
  await page.getByRole('button', { name: 'Pokaż więcej' }).click()
  await eventually(() => rows.count()).toBe(60)
  await page.getByRole('searchbox').fill('Dokument')
  await eventually(() => rows.count()).toBe(30)
  await rows.first().getByRole('link').first().click()
  await isInText(page)
  await page.goBack()
  await eventually(() => rows.count()).toBe(30)
  await page.getByRole('link', { name: 'Organizacja' }).click()
  await page.getByRole('heading', { level: 1, name: 'Organizacja' }).waitFor()
  await page.getByRole('link', { name: 'Dokumenty' }).first().click()
  await eventually(() => rows.count()).toBe(30)
  expect(await page.evaluate(() => scrollY)).toBe(0)
  await page.context().close()
})

it('does not pull down who has gone on meanwhile, also when the time to wait is over', async () => {
  const { page } = await open(`/dokument/${document.id}/uwagi`)
  const link = page.getByRole('link', { name: 'Pokaż w tekście: pozycja 57', exact: true })
  await toMiddle(link)
  await link.click()
  await isInText(page)
  const answered = await holdAnswer(page, 'Remarks_Query')
  await page.goBack()
  await page.getByRole('heading', { level: 1, name: 'Tabela uwag' }).waitFor()
  await page.getByRole('link', { name: 'Dokumenty' }).first().click()
  await page.locator('[data-row]').nth(29).waitFor()
  answered()
  await page.waitForTimeout(3_500)
  expect(await page.evaluate(() => scrollY)).toBe(0)
  await page.context().close()
})

it('from a comparison to the versions chosen for it, and no further than it was gone', async () => {
  const { page, problems } = await open(`/dokument/${document.id}`)
  for (const name of ['Pierwsza', 'Druga']) {
    await gql(kit.app, await signInAs(kit.app, kit.leon), CREATE_VERSION, {
      input: { id: randomUUID(), documentId: document.id, name },
    })
  }
  await page.getByRole('link', { name: 'Historia dokumentu' }).click()
  await page.getByRole('tab', { name: 'Wersje' }).click()
  const named = page.getByRole('checkbox', { name: 'Tylko nazwane' })
  await named.check()
  const box = (name: string) => page.getByRole('checkbox', { name: `Wybierz do porównania: ${name}` })
  await box('Wersja 1, Pierwsza').check()
  await box('Bieżąca wersja').check()
  const compare = page.getByRole('link', { name: 'Porównaj', exact: true })
  const link = await compare.getAttribute('href')
  const isAsItWas = async () => {
    await eventually(() => box('Wersja 1, Pierwsza').isChecked()).toBe(true)
    expect([await named.isChecked(), await box('Bieżąca wersja').isChecked()]).toEqual([true, true])
    expect(await compare.getAttribute('href')).toBe(link)
  }
  await compare.click()
  await page.getByTestId('summary').or(page.getByText('Nic się nie zmieniło')).first().waitFor()
  // Whoever skips to the content by keyboard is no further from the page before.
  await page.getByRole('link', { name: 'Przejdź do treści' }).press('Enter')
  expect(await page.evaluate(() => globalThis.document.activeElement?.id)).toBe('tresc')
  await page.getByRole('link', { name: 'Historia dokumentu' }).press('Enter')
  await isAsItWas()
  await page.getByRole('link', { name: 'Wróć do tekstu' }).click()
  await isInText(page)
  await page.getByRole('link', { name: 'Historia dokumentu' }).click()
  await page.getByRole('tab', { name: 'Wersje' }).click()
  await named.waitFor()
  expect([await named.isChecked(), await box('Wersja 1, Pierwsza').isChecked()]).toEqual([false, false])
  expect(problems.list).toEqual([])
  await page.context().close()
})
