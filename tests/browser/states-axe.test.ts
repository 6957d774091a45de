import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, it } from 'vitest'
import { goByLink } from '../kit/kept-page.ts'
import { lookBothWays, lookInForcedColours } from '../kit/looks.ts'
import { startPage, type TestPage } from '../kit/page.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor()

/** The choice of language is remembered on the device. */
async function chooseEnglish(page: Page): Promise<void> {
  await page.addInitScript(() => localStorage.setItem('wz.locale', 'en'))
}

describe('axe finds nothing', () => {
  it('on the way to a link: an address that is none, a link on its way', async () => {
    const context = await kit.browser.context()
    const page = await context.newPage()
    await page.goto('/zaloguj')
    await lookInForcedColours(page, 'sign-in')
    const field = page.getByLabel('Adres e-mail')
    await field.fill('wanda')
    await field.press('Enter')
    await page.getByText('Prosimy podać adres e-mail w postaci nazwa@domena.pl.').waitFor()
    await lookBothWays(page, 'sign-in-wrong-address')
    await field.fill('nieznana.osoba@example.org')
    await field.press('Enter')
    await page.getByRole('heading', { name: 'Prosimy sprawdzić pocztę' }).waitFor()
    await lookBothWays(page, 'sign-in-sent')
    await context.close()
  })

  it('in the dialog for a title, in a menu in forced colours, and with invitations refused', async () => {
    const context = await kit.as(kit.leon)
    const page = await context.newPage()
    await page.goto('/')
    await page.getByRole('button', { name: /^Czynności: Program/ }).click()
    await page.getByRole('menu').waitFor()
    await lookInForcedColours(page, 'documents-menu')
    await page.getByRole('menuitem', { name: 'Zmień tytuł' }).click()
    const rename = page.getByRole('dialog', { name: 'Zmień tytuł' })
    await rename.getByLabel('Tytuł').fill(' ')
    await rename.getByRole('button', { name: 'Zapisz' }).click()
    await rename.getByText('To pole jest wymagane.').waitFor()
    await lookBothWays(page, 'rename-refused')
    await lookInForcedColours(page, 'rename-refused')
    await page.keyboard.press('Escape')

    await page.getByRole('link', { name: 'Organizacja' }).click()
    const address = page.getByLabel('Adres e-mail')
    await address.fill('to nie adres')
    await page.getByRole('button', { name: 'Wyślij zaproszenie' }).click()
    await page.getByText('Prosimy podać adres e-mail w postaci nazwa@domena.pl.').waitFor()
    await lookBothWays(page, 'invitation-wrong-address')
    await page.route('**/graphql', (route) => route.abort())
    await address.fill('nowa.osoba@example.org')
    await page.getByRole('button', { name: 'Wyślij zaproszenie' }).click()
    await page.getByRole('alert').getByText('Brak połączenia z serwerem.').waitFor()
    await lookBothWays(page, 'invitation-refused')
    await context.close()
  })

  it('where nothing is known of the person and the server is away', async () => {
    const context = await kit.browser.context()
    const page = await context.newPage()
    await page.route('**/graphql', (route) => route.abort())
    await page.goto('/konto')
    await heading(page, 'Brak połączenia')
    await lookBothWays(page, 'offline')
    await context.close()
  })

  it('in English', async () => {
    const context = await kit.as(kit.leon)
    const page = await context.newPage()
    await chooseEnglish(page)
    await page.goto('/brak-dostepu')
    for (const [name, path, title] of [
      ['documents', '/', 'Documents'],
      ['account', '/konto', 'Account'],
      ['organization', '/organizacja', 'Organisation'],
      ['mail', '/poczta', 'Mail'],
      ['sign-in', '/zaloguj', 'Sign in'],
      ['accessibility', '/deklaracja-dostepnosci', 'Accessibility statement'],
      ['privacy', '/klauzula-informacyjna', 'Privacy notice'],
      ['contact', '/kontakt', 'Contact'],
      ['refused', '/dokument/nie-ma-takiego', 'No access'],
      ['not-found', '/nie/ma/takiej', 'There is no such page'],
    ] as const) {
      await goByLink(page, path)
      await heading(page, title)
      await page
        .getByText(/^Loading/)
        .first()
        .waitFor({ state: 'hidden' })
      await lookBothWays(page, `english-${name}`)
    }
    await goByLink(page, `/dokument/${kit.programme.id}`)
    await page.getByTestId('save-state').getByText('Saved').waitFor()
    await lookBothWays(page, 'english-editor')
    await page.keyboard.press('Control+/')
    await page.getByRole('dialog').waitFor()
    await lookBothWays(page, 'english-help')
    await context.close()
  })
})
