import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESKTOP, PHONE, type WindowOptions } from '../kit/browser.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { documentWithUnit, startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const REQUIRED = 'To pole jest wymagane.'
const NO_ADDRESS = 'Prosimy podać adres e-mail w postaci nazwa@domena.pl.'
const OFFLINE = 'Brak połączenia z serwerem.'

let kit: TestPage
let clerk: SeededPerson

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  clerk = await (await seed(kit.app).organization('Wydział Lokali', 'CITY')).person('Kazimierz Obiegowy', 'STAFF')
})
afterAll(() => kit.close())

async function open(path: string, person: SeededPerson | null = kit.leon, options: WindowOptions = {}) {
  const context = await (person ? kit.as(person, options) : kit.browser.context(options))
  const page = await context.newPage()
  await page.goto(path)
  return page
}

/** What is said from now on in regions that are there already: one that comes with its words is often not read. */
async function listen(page: Page): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const heard: string[] = []
    Object.assign(window, { heard })
    for (const region of document.querySelectorAll('[aria-live], [role=status], [role=alert]')) {
      const note = () => heard.push(region.textContent ?? '')
      new MutationObserver(note).observe(region, { childList: true, characterData: true, subtree: true })
    }
  })
  return () => page.evaluate(() => (window as unknown as { heard: string[] }).heard.join(' · '))
}

const isFocused = (place: Locator) => place.evaluate((element) => element === document.activeElement)

/** By mouse, so that the focus is at the button, and with the words in sight beside the field. */
async function isRefused(page: Page, button: Locator, field: Locator, words: string): Promise<void> {
  await button.waitFor()
  const heard = await listen(page)
  await button.click()
  await eventually(heard).toContain(words)
  await eventually(() => isFocused(field)).toBe(true)
  expect(await field.getAttribute('aria-invalid')).toBe('true')
  const told = page.getByText(words, { exact: true }).first()
  expect(await told.evaluate(isInSight)).toBe(true)
  expect(await field.evaluate(isInSight)).toBe(true)
}

function isInSight(element: Element): boolean {
  const { left, top, bottom } = element.getBoundingClientRect()
  if (top < 0 || bottom > innerHeight) return false
  const hit = document.elementFromPoint(left + 30, (top + bottom) / 2)
  return hit !== null && element.contains(hit)
}

const named = (place: Page | Locator, name: string | RegExp) => place.getByRole('button', { name, exact: true })

it('an address that is none is told of and gone back to; where the server is away, the focus stays at the button', async () => {
  const page = await open('/zaloguj', null)
  const field = page.getByLabel('Adres e-mail')
  await field.fill('wanda')
  await isRefused(page, named(page, 'Wyślij odnośnik'), field, NO_ADDRESS)

  await page.route('**/api/auth/**', (route) => route.abort())
  await field.fill(kit.wanda.email)
  const heard = await listen(page)
  await named(page, 'Wyślij odnośnik').click()
  await eventually(heard).toContain(OFFLINE)
  expect(await isFocused(named(page, 'Wyślij odnośnik'))).toBe(true)
  expect(await field.getAttribute('aria-invalid')).toBeNull()
  await page.context().close()
})

it('a title that is missing, of a new document on a phone and of one that is there', async () => {
  const page = await open('/', kit.leon, { viewport: PHONE })
  await named(page, 'Nowy dokument').click()
  const creating = page.getByRole('dialog', { name: 'Nowy dokument' })
  await creating.getByRole('radio').first().check()
  await isRefused(page, named(creating, 'Utwórz dokument'), creating.getByLabel('Tytuł'), REQUIRED)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: /^Czynności: Program/ }).click()
  await page.getByRole('menuitem', { name: 'Zmień tytuł' }).click()
  const renaming = page.getByRole('dialog', { name: 'Zmień tytuł' })
  await renaming.getByLabel('Tytuł').fill(' ')
  await isRefused(page, named(renaming, 'Zapisz'), renaming.getByLabel('Tytuł'), REQUIRED)
  await page.keyboard.press('Escape')

  await page.getByRole('button', { name: /^Czynności: Program/ }).click()
  await page.getByRole('menuitem', { name: 'Udostępnij' }).click()
  const sharing = page.getByRole('dialog')
  const choose = 'Prosimy wybrać osobę lub organizację z listy.'
  await isRefused(page, named(sharing, 'Udostępnij'), sharing.getByLabel('Dodaj osobę lub organizację'), choose)
  await page.context().close()
})

it('one’s own name, an address to invite, the name of an organisation, also one that the server refuses', async () => {
  const page = await open('/konto')
  const name = page.getByLabel('Imię i nazwisko')
  await name.fill(' ')
  await isRefused(page, named(page, 'Zapisz dane'), name, REQUIRED)

  await page.goto('/organizacja')
  await isRefused(page, named(page, 'Wyślij zaproszenie'), page.getByLabel('Adres e-mail'), NO_ADDRESS)
  await named(page, 'Nowa organizacja').click()
  const dialog = page.getByRole('dialog', { name: 'Nowa organizacja' })
  const add = named(dialog, 'Dodaj organizację')
  await isRefused(page, add, dialog.getByLabel('Nazwa'), 'Nazwa ma od 2 do 200 znaków.')
  await dialog.getByLabel('Nazwa').fill(kit.gates.name)
  await isRefused(page, add, dialog.getByLabel('Nazwa'), 'Organizacja o tej nazwie już jest na liście.')
  await page.context().close()
})

it('the name of a version, what is to be removed and why, and a note of the City’s staff', async () => {
  const page = await open(`/dokument/${kit.programme.id}/historia?widok=wersje`)
  await named(page, 'Nazwij wersję').click()
  const dialog = page.getByRole('dialog')
  await isRefused(page, named(dialog, 'Nazwij wersję'), dialog.getByLabel('Nazwa'), 'Prosimy podać nazwę.')
  await dialog.getByLabel('Nazwa').fill('Do konsultacji')
  await named(dialog, 'Nazwij wersję').click()
  await page
    .getByRole('link', { name: /Do konsultacji/ })
    .first()
    .click()
  await named(page, 'Usuń dane z historii').click()
  await dialog.getByLabel('Fragment do usunięcia').fill('Rozdział')
  await isRefused(page, named(dialog, 'Usuń na stałe'), dialog.getByLabel('Powód'), 'Prosimy podać powód.')
  await page.context().close()

  const plan = { text: 'Najem.', kind: 'PROGRAMME', stage: 'SUBMITTED' } as const
  const submitted = await kit.windows.document(kit.leon, plan)
  const staff = await open(`/dokument/${submitted.id}/historia?widok=przeglad`, clerk)
  await named(staff, /^Dodaj notatkę: /)
    .first()
    .click()
  const note = staff.getByLabel('Notatka wewnętrzna')
  await isRefused(staff, named(staff, 'Zapisz notatkę'), note, 'Prosimy wpisać treść notatki.')
  await staff.context().close()
})

/** With a conversation, and a wording that Łucja proposes. */
async function discussed(): Promise<{ document: SeededDocument; threadId: string }> {
  const { document, unitId } = await documentWithUnit(kit.windows, kit.leon, 'Zasady')
  await document.member(kit.lucja, 'PROPOSER')
  const leon = await signInAs(kit.app, kit.leon)
  return { document, threadId: await startThread(kit.app, leon, document, unitId, toComment('Kto to sprawdzi?')) }
}

it('why a proposal is declined, what a remark says, and what it is to say instead', async () => {
  const { document, threadId } = await discussed()
  const lucja = await open(`/dokument/${document.id}`, kit.lucja)
  await lucja.locator('.document-text').getByText('Dotacje').click()
  await lucja.keyboard.press('End')
  await lucja.keyboard.type(' Rok.')
  const proposals = () => kit.app.db.changeProposal.findMany({ where: { documentId: document.id } })
  await eventually(async () => (await proposals()).length).toBe(1)
  const page = await open(`/dokument/${document.id}?propozycja=${(await proposals())[0]?.id}`)
  await named(page, 'Odrzuć').click()
  const dialog = page.getByRole('dialog')
  const decline = named(dialog, 'Odrzuć propozycję')
  await isRefused(page, decline, dialog.getByLabel('Powód'), 'Prosimy podać powód odrzucenia.')
  await page.keyboard.press('Escape')

  await page.goto(`/dokument/${document.id}?watek=${threadId}`)
  const card = page.locator(`[data-thread="${threadId}"][data-active]`)
  await named(card, 'Zmień').first().click()
  const words = card.getByLabel('Nowa treść')
  await words.fill('')
  await isRefused(page, named(card, 'Zapisz'), words, 'Wypowiedź musi mieć od 1 do 5000 znaków.')
  await named(card, 'Anuluj').click()
  await page.locator('.document-text').getByText('Dotacje').click()
  await page.keyboard.press('Control+Shift+m')
  const body = page.getByLabel('Treść uwagi')
  await body.waitFor()
  await isRefused(page, named(page.locator('[data-composer]'), 'Dodaj uwagę'), body, 'Prosimy wpisać treść uwagi.')
  for (const one of [page, lucja]) await one.context().close()
})

it('an answer that does not reach the server is told of each time, and is not called wrong', async () => {
  const { document, threadId } = await discussed()
  const page = await open(`/dokument/${document.id}?watek=${threadId}`, kit.leon, { viewport: DESKTOP })
  const card = page.locator(`[data-thread="${threadId}"][data-active]`)
  const answer = card.getByRole('textbox', { name: 'Odpowiedź' })
  await answer.fill('Ja.')
  await page.route('**/graphql', (route) => route.abort())
  for (const _ of ['once', 'again']) {
    const heard = await listen(page)
    await answer.press('Control+Enter')
    await eventually(heard).toContain(OFFLINE)
    expect(await isFocused(answer)).toBe(true)
    expect(await answer.getAttribute('aria-invalid')).toBeNull()
  }
  await page.context().close()
})
