import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { goByLink } from '../kit/kept-page.ts'
import { lookBothWays, lookInForcedColours } from '../kit/looks.ts'
import { startPage, type TestPage } from '../kit/page.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

// Two of one address are not beside each other, so that each is made anew.
const OPEN_PAGES = [
  ['sign-in', '/zaloguj', 'Zaloguj się'],
  ['sign-in-link', '/zaloguj/link#token', 'Logowanie'],
  ['link-expired', '/odnosnik-wygasl', 'Odnośnik wygasł'],
  ['link-incomplete', '/zaloguj/link', 'Logowanie'],
  ['accessibility', '/deklaracja-dostepnosci', 'Deklaracja dostępności'],
  ['privacy', '/klauzula-informacyjna', 'Klauzula informacyjna'],
  ['contact', '/kontakt', 'Kontakt'],
  ['not-found', '/nie/ma/takiej', 'Nie ma takiej strony'],
] as const

const OWN_PAGES = [
  ['documents', '/', 'Dokumenty'],
  ['account', '/konto', 'Konto'],
  ['documents-none', '/?szukaj=nie-ma-takiego', 'Dokumenty'],
  ['organization', '/organizacja', 'Organizacja'],
  ['mail', '/poczta', 'Poczta'],
  ['refused', '/dokument/nie-ma-takiego', 'Brak dostępu'],
] as const

async function look(page: Page, name: string): Promise<void> {
  await page
    .getByText(/^Wczytywanie/)
    .first()
    .waitFor({ state: 'hidden' })
  await lookBothWays(page, name)
}

async function visit(page: Page, pages: readonly (readonly [string, string, string])[]): Promise<void> {
  await page.goto('/brak-dostepu')
  for (const [name, path, title] of pages) {
    await goByLink(page, path)
    await page.getByRole('heading', { level: 1, name: title, exact: true }).waitFor()
    await look(page, name)
  }
}

describe('axe finds nothing', () => {
  it('on the pages everybody sees', async () => {
    const context = await kit.browser.context()
    await visit(await context.newPage(), OPEN_PAGES)
    await context.close()
  })

  it('on the pages of somebody who is signed in', async () => {
    const context = await kit.as(kit.leon)
    await visit(await context.newPage(), OWN_PAGES)
    await context.close()
  })

  it('in the states of the list: filters, menu, dialogs, list of options, message, refusal', async () => {
    const context = await kit.as(kit.leon)
    const page = await context.newPage()
    await page.goto('/')
    await page.getByRole('button', { name: 'Więcej filtrów' }).click()
    await look(page, 'filters')

    await page.getByRole('button', { name: /^Czynności: Program/ }).click()
    await page.getByRole('menu').waitFor()
    await look(page, 'menu')

    await page.getByRole('menuitem', { name: 'Udostępnij' }).click()
    const share = page.getByRole('dialog', { name: 'Udostępnij' })
    await share.getByRole('combobox').first().fill('gzym')
    await share.getByRole('option', { name: /Łucja Gzymsik/ }).waitFor()
    await look(page, 'share-options')
    await page.keyboard.press('Escape')
    await share.getByRole('button', { name: 'Udostępnij' }).click()
    await share.getByText('Prosimy wybrać osobę lub organizację z listy.').waitFor()
    await look(page, 'share-refused')
    await share.getByRole('button', { name: 'Zamknij' }).last().click()

    await page.getByRole('button', { name: 'Nowy dokument' }).click()
    const create = page.getByRole('dialog', { name: 'Nowy dokument' })
    await create.getByRole('radio').first().waitFor()
    await create.getByRole('button', { name: 'Utwórz dokument' }).click()
    await look(page, 'create')
    await create.getByRole('button', { name: 'Anuluj' }).click()

    await page.getByRole('button', { name: /^Czynności: Program/ }).click()
    await page.getByRole('menuitem', { name: 'Przenieś do archiwum' }).click()
    await page.getByRole('button', { name: 'Cofnij' }).waitFor()
    await look(page, 'toast')
    await page.getByRole('button', { name: 'Cofnij' }).click()
    await page.getByRole('article').filter({ hasText: 'Program' }).waitFor()
    await context.close()
  })

  it('when the server cannot be reached, and before signing out everywhere', async () => {
    const context = await kit.as(kit.leon)
    const page = await context.newPage()
    await page.goto('/konto')
    await page.getByRole('button', { name: 'Wyloguj wszędzie' }).click()
    await page.getByRole('alertdialog').waitFor()
    await look(page, 'sign-out-everywhere')
    await page.keyboard.press('Escape')

    await page.getByRole('heading', { level: 1, name: 'Konto' }).waitFor()
    await page.route('**/graphql', (route) => route.abort())
    await page.getByRole('link', { name: 'Organizacja' }).click()
    await page.getByRole('alert').getByText('Brak połączenia z serwerem.').waitFor()
    await look(page, 'unreachable')
    await context.close()
  })
})

it('keeps its controls in forced colours', async () => {
  const context = await kit.as(kit.leon)
  const page = await context.newPage()
  await page.goto('/')
  await page.getByRole('button', { name: 'Więcej filtrów' }).click()
  await page
    .getByText(/^Wczytywanie/)
    .first()
    .waitFor({ state: 'hidden' })
  await lookInForcedColours(page, 'documents')
  await context.close()
})
