import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type PageProblems, PHONE, refuse, sticksOut, watchProblems } from '../kit/browser.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'

let kit: TestPage
let page: Page
let problems: PageProblems

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

beforeEach(async () => {
  page = await (await kit.as(kit.leon)).newPage()
  problems = watchProblems(page)
})
afterEach(async () => {
  expect(problems.list).toEqual([])
  await page.context().close()
})

const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })
const focused = () => page.evaluate(() => document.activeElement?.textContent?.trim())
const attributeOfRoot = (name: string) => page.evaluate((key) => document.documentElement.getAttribute(key), name)

describe('the account page', () => {
  it('changes the name that others see', async () => {
    await page.goto('/konto')
    await page.getByLabel('Imię i nazwisko').fill('Leon Framuga-Futryna')
    await page.getByRole('button', { name: 'Zapisz dane' }).click()
    await page.getByRole('status').getByText('Zapisano dane.').waitFor()
    await page.getByRole('banner').getByText('Leon Framuga-Futryna').waitFor()
  })

  it('changes the language, for good', async () => {
    await page.context().close()
    page = await (await kit.as(kit.wanda)).newPage()
    await page.goto('/konto')
    await page.getByLabel('Język').selectOption({ label: 'English' })
    await heading('Account').waitFor()
    expect(await attributeOfRoot('lang')).toBe('en')
    await eventually(() => page.title()).toBe('Account – Wspólny Zapis')
    const localeOfWanda = async () => (await kit.app.db.user.findUniqueOrThrow({ where: { id: kit.wanda.id } })).locale
    await eventually(localeOfWanda).toBe('en')

    await page.reload()
    await heading('Account').waitFor()
    expect(await attributeOfRoot('lang')).toBe('en')
    await page.getByRole('contentinfo').getByRole('button', { name: 'Polski' }).click()
    await heading('Konto').waitFor()
    expect(await attributeOfRoot('lang')).toBe('pl')
    await page.getByText('Język wiadomości e-mail: Polski.').waitFor()
    expect(await localeOfWanda()).toBe('pl')

    await refuse(page, 'Language_Mutation', 'UNAVAILABLE')
    await page.getByRole('contentinfo').getByRole('button', { name: 'English' }).click()
    await heading('Account').waitFor()
    await page.getByText('Language of e-mail messages: Polski.').waitFor()

    await page.unrouteAll()
    await page.getByRole('button', { name: 'Send messages in English' }).press('Enter')
    await page.getByText('Language of e-mail messages: English.').waitFor()
    expect(await localeOfWanda()).toBe('en')
    expect(await page.evaluate(() => document.activeElement?.tagName)).toBe('SELECT')
    await page.getByRole('contentinfo').getByRole('button', { name: 'Polski' }).click()
    await heading('Konto').waitFor()
  })

  it('changes the theme, for good', async () => {
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor)
    await page.goto('/konto')
    await heading('Konto').waitFor()
    const light = await background()
    await page.getByLabel('Wygląd').selectOption({ label: 'Ciemny' })
    await eventually(background).not.toBe(light)
    const dark = await background()
    await page.reload()
    await heading('Konto').waitFor()
    expect(await background()).toBe(dark)
  })

  it('signs out another device, and all of them after asking', async () => {
    const other = await (await kit.as(kit.leon)).newPage()
    await page.goto('/konto')
    await page
      .getByRole('button', { name: /^Wyloguj urządzenie/ })
      .first()
      .click()
    await page
      .getByRole('status')
      .getByText(/^Wylogowano urządzenie/)
      .waitFor()

    await page.getByRole('button', { name: 'Wyloguj wszędzie' }).click()
    const dialog = page.getByRole('alertdialog', { name: 'Wylogować na wszystkich urządzeniach?' })
    await dialog.getByRole('button', { name: 'Wyloguj wszędzie' }).click()
    await heading('Zaloguj się').waitFor()
    await other.goto('/')
    await other.getByRole('heading', { level: 1, name: 'Zaloguj się' }).waitFor()
    await other.context().close()
  })
})

describe('the organisation page', () => {
  it('invites a person by e-mail and takes the invitation back', async () => {
    await page.goto('/organizacja')
    await page.getByRole('heading', { name: 'Zaproś osobę' }).waitFor()
    await page.getByLabel('Adres e-mail').fill('nowa.osoba@example.org')
    await page.getByRole('button', { name: 'Wyślij zaproszenie' }).click()
    await page.getByRole('status').getByText('Wysłano zaproszenie na adres nowa.osoba@example.org').waitFor()
    await page.getByRole('button', { name: 'Cofnij zaproszenie: nowa.osoba@example.org' }).click()
    await page.getByRole('status').getByText('Cofnięto zaproszenie: nowa.osoba@example.org').waitFor()
  })

  it('shows people, and no form, to somebody who may not invite', async () => {
    const other = await (await kit.as(kit.lucja)).newPage()
    await other.goto('/organizacja')
    await other.getByText('Łucja Gzymsik').last().waitFor()
    expect(await other.getByRole('heading', { name: 'Zaproś osobę' }).count()).toBe(0)
    await other.context().close()
  })
})

describe('moving about', () => {
  it('starts with a link that skips to the content', async () => {
    await page.goto('/')
    await heading('Dokumenty').waitFor()
    await page.keyboard.press('Tab')
    expect(await focused()).toBe('Przejdź do treści')
    await page.keyboard.press('Enter')
    await eventually(() => page.evaluate(() => document.activeElement?.id)).toBe('tresc')
  })

  it('names each page and moves the focus to its heading', async () => {
    await page.goto('/')
    await heading('Dokumenty').waitFor()
    await page.getByRole('navigation', { name: 'Główna nawigacja' }).getByRole('link', { name: 'Organizacja' }).click()
    await heading('Organizacja').waitFor()
    await eventually(focused).toBe('Organizacja')
    expect(await page.title()).toBe('Organizacja – Wspólny Zapis')
    await page.goBack()
    await eventually(focused).toBe('Dokumenty')
  })

  it('opens and leaves the account menu by keyboard', async () => {
    await page.goto('/')
    const button = page.getByRole('banner').getByRole('button', { name: /^Menu konta/ })
    await button.focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Konto' }).waitFor()
    await page.keyboard.press('Escape')
    await eventually(() => button.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Konto' }).waitFor()
    await page.keyboard.press('Enter')
    await heading('Konto').waitFor()
  })

  it('says in words that an address leads nowhere', async () => {
    problems.allow(/status of 404/)
    const answer = await page.goto('/nie/ma/takiej')
    expect(answer?.status()).toBe(404)
    await heading('Nie ma takiej strony').waitFor()
    await page.getByRole('link', { name: 'Przejdź do dokumentów' }).click()
    await heading('Dokumenty').waitFor()
  })
})

describe('a narrow window', () => {
  const narrow = [
    { what: 'a phone of 360 pixels', viewport: PHONE },
    { what: 'a desktop at 200 % zoom', viewport: { width: 640, height: 400 } },
    { what: 'a desktop at 400 % zoom', viewport: { width: 320, height: 256 } },
  ]
  const paths = [
    '/',
    '/konto',
    '/organizacja',
    '/poczta',
    '/kontakt',
    '/deklaracja-dostepnosci',
    '/klauzula-informacyjna',
  ]

  it.each(narrow)('scrolls in one direction only: $what', async ({ viewport }) => {
    await page.setViewportSize(viewport)
    for (const path of [...paths, '/zaloguj', '/odnosnik-wygasl', '/brak-dostepu']) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      expect({ path, sticksOut: await sticksOut(page) }).toEqual({ path, sticksOut: false })
    }
  })
})
