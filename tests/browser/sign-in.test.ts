import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type PageProblems, watchProblems } from '../kit/browser.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'

let kit: TestPage
let page: Page
let problems: PageProblems

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

beforeEach(async () => {
  page = await (await kit.browser.context()).newPage()
  problems = watchProblems(page)
})
afterEach(async () => {
  expect(problems.list).toEqual([])
  await page.context().close()
})

const heading = (name: string) => page.getByRole('heading', { level: 1, name, exact: true })

async function askForLink(email: string): Promise<void> {
  await page.goto('/zaloguj')
  await sendLink(email)
}

async function sendLink(email: string): Promise<void> {
  await page.getByLabel('Adres e-mail').fill(email)
  await page.getByRole('button', { name: 'Wyślij odnośnik' }).click()
  await page.getByRole('heading', { name: 'Prosimy sprawdzić pocztę' }).waitFor()
}

describe('somebody who is not signed in', () => {
  it('is sent to the sign-in page and, after it, to where they wanted to go', async () => {
    await page.goto('/konto')
    await heading('Zaloguj się').waitFor()
    expect(new URL(page.url()).searchParams.get('dalej')).toBe('/konto')

    await page.getByRole('button', { name: /Wanda Okienna/ }).click()
    await heading('Konto').waitFor()
    await eventually(() => page.title()).toBe('Konto – Wspólny Zapis')
  })

  it('finds a demo person without typing Polish letters', async () => {
    await page.goto('/zaloguj')
    await page.getByLabel('Szukaj osoby lub organizacji').fill('lucja gz')
    await page.getByText('1 osoba', { exact: true }).waitFor()

    await page.getByRole('button', { name: /Łucja Gzymsik/ }).click()
    await heading('Dokumenty').waitFor()
    await page.getByRole('button', { name: /Łucja Gzymsik/ }).waitFor()
  })

  it('can read the declaration, the notice, the contact and the mail of the demonstration', async () => {
    for (const [path, title] of [
      ['/deklaracja-dostepnosci', 'Deklaracja dostępności'],
      ['/klauzula-informacyjna', 'Klauzula informacyjna'],
      ['/kontakt', 'Kontakt'],
      ['/poczta', 'Poczta'],
    ] as const) {
      await page.goto(path)
      await heading(title).waitFor()
    }
  })
})

describe('the e-mailed link', () => {
  it('signs in by a press of a button, once', async () => {
    problems.allow(/status of 410/)
    await askForLink(kit.wanda.email)
    await page.getByRole('link', { name: 'Otwórz pocztę' }).click()
    const link = page.getByRole('link', { name: /zaloguj\/link#/ }).first()
    const address = (await link.getAttribute('href')) ?? ''
    await link.click()
    await heading('Logowanie').waitFor()

    await page.getByRole('button', { name: 'Zaloguj mnie' }).click()
    await heading('Dokumenty').waitFor()

    await page.goto('/kontakt')
    await page.goto(address)
    await page.getByRole('button', { name: 'Zaloguj mnie' }).click()
    await heading('Odnośnik wygasł').waitFor()
  })

  it('leads to where one was going, also from another device', async () => {
    const wanted = `/dokument/${kit.programme.id}?watek=wzmianka`
    await page.goto(wanted)
    await heading('Zaloguj się').waitFor()
    await sendLink(kit.leon.email)
    await page.getByRole('link', { name: 'Otwórz pocztę' }).click()
    const link = page.getByRole('link', { name: /zaloguj\/link\?/ }).first()
    const address = (await link.getAttribute('href')) ?? ''

    const elsewhere = await (await kit.browser.context()).newPage()
    await elsewhere.goto(address)
    await elsewhere.getByRole('button', { name: 'Zaloguj mnie' }).click()
    await elsewhere.waitForURL((url) => url.pathname + url.search === wanted)
    await elsewhere.locator('.document-text').waitFor()
    await elsewhere.context().close()
  })

  it('goes on to where one was going also by way of a new one', async () => {
    problems.allow(/status of 410/)
    await page.goto('/zaloguj/link?dalej=/konto#zuzyty')
    await page.getByRole('button', { name: 'Zaloguj mnie' }).click()
    await heading('Odnośnik wygasł').waitFor()
    await page.getByRole('link', { name: 'Zamów nowy odnośnik' }).click()
    await heading('Zaloguj się').waitFor()
    expect(new URL(page.url()).searchParams.get('dalej')).toBe('/konto')

    await page.goto('/zaloguj/link?dalej=/konto')
    await page.getByRole('link', { name: 'Zamów nowy odnośnik' }).click()
    await heading('Zaloguj się').waitFor()
    expect(new URL(page.url()).searchParams.get('dalej')).toBe('/konto')
  })

  it('leads to no other site', async () => {
    await askForLink(kit.leon.email)
    await page.getByRole('link', { name: 'Otwórz pocztę' }).click()
    const link = page.getByRole('link', { name: /zaloguj\/link#/ }).first()
    const { hash } = new URL((await link.getAttribute('href')) ?? '')
    await page.goto(`/zaloguj/link?dalej=${encodeURIComponent('//zly.example')}${hash}`)
    await page.getByRole('button', { name: 'Zaloguj mnie' }).click()
    await heading('Dokumenty').waitFor()
    expect(new URL(page.url()).pathname).toBe('/')
  })

  it('comes by itself into mail that is open already', async () => {
    const mail = await page.context().newPage()
    await mail.goto('/poczta')
    await mail.getByRole('heading', { level: 1, name: 'Poczta' }).waitFor()
    const before = await mail.getByRole('article').count()
    await askForLink(kit.lucja.email)
    await mail.bringToFront()
    await mail.getByRole('article').nth(before).waitFor()
    await mail.close()
  })

  it('gets the same answer for an address nobody knows', async () => {
    await askForLink('nieznana.osoba@example.org')
    await page.getByText('Jeśli adres nieznana.osoba@example.org ma konto lub zaproszenie').waitFor()
  })

  it('is not asked for with something that is no address', async () => {
    await page.goto('/zaloguj')
    const field = page.getByLabel('Adres e-mail')
    await field.fill('wanda')
    await field.press('Enter')
    await page.getByText('Prosimy podać adres e-mail w postaci nazwa@domena.pl.').waitFor()
    expect(await field.getAttribute('aria-invalid')).toBe('true')
  })

  it('is the newest one that was opened in this tab', async () => {
    await askForLink(kit.lucja.email)
    await page.getByRole('link', { name: 'Otwórz pocztę' }).click()
    const address =
      (await page
        .getByRole('link', { name: /zaloguj\/link#/ })
        .first()
        .getAttribute('href')) ?? ''
    await page.goto('/zaloguj/link#ktoregos-poprzedniego')
    await page.getByRole('button', { name: 'Zaloguj mnie' }).waitFor()
    await page.goto(address)
    await page.getByRole('button', { name: 'Zaloguj mnie' }).click()
    await heading('Dokumenty').waitFor()
  })

  it('says so when a part of it is missing', async () => {
    await page.goto('/zaloguj/link')
    await page.getByText('brakuje części odnośnika').waitFor()
    await page.getByRole('link', { name: 'Zamów nowy odnośnik' }).click()
    await heading('Zaloguj się').waitFor()
  })
})

it('signs out, and the pages are closed again', async () => {
  await page.goto('/zaloguj')
  await page.getByRole('button', { name: /Wanda Okienna/ }).click()
  await heading('Dokumenty').waitFor()

  await page.getByRole('button', { name: /Wanda Okienna/ }).click()
  await page.getByRole('menuitem', { name: 'Wyloguj się' }).click()
  await heading('Zaloguj się').waitFor()
  await page.goto('/')
  await heading('Zaloguj się').waitFor()
  expect(await page.evaluate(() => localStorage.getItem('wz.viewer'))).toBeNull()
})
