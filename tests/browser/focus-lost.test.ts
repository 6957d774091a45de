import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Text } from 'yjs'
import { DESKTOP } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, type SeededPerson, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const DAY_MS = 24 * 3_600_000
const UNITS = 12
/** One more than a page of the list. */
const ROWS = 31

let kit: TestPage
let document: SeededDocument

const paragraph = (at: number): DocumentContent[number] => ({
  type: 'block',
  id: `u${at}`,
  kind: 'paragraph',
  level: 0,
  content: [{ text: `Akapit numer ${at}.` }],
})

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  const content = Array.from({ length: UNITS }, (_, at) => paragraph(at + 1))
  document = await kit.windows.document(kit.leon, { title: 'Długi tekst', content })
  await document.member(kit.leon, 'EDITOR', true)
  const leon = await signInAs(kit.app, kit.leon)
  for (let row = 1; row <= ROWS; row += 1) {
    await write(kit.leon, new Date(Date.now() + row * DAY_MS), (text) => text.insert(text.length, ` Zdanie ${row}.`))
    const input = { id: randomUUID(), documentId: document.id, name: `Wersja z dnia ${row}` }
    await gql(kit.app, leon, CREATE, { input })
  }
})
afterAll(() => kit.close())

async function write({ id: userId, organizationId }: SeededPerson, at: Date, change: (text: Text) => void) {
  await kit.app.app.rooms.append(document.id, { kind: 'EDIT', userId, organizationId, change, at })
}

async function open(path: string) {
  const context = await kit.as(kit.leon, { viewport: DESKTOP })
  const page = await context.newPage()
  await page.goto(`/dokument/${document.id}/${path}`)
  return { page, person: keyboardPerson(page), close: () => context.close() }
}

/** The words of what has the focus. */
const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const element = globalThis.document.activeElement
    return element === null || element === globalThis.document.body ? 'nothing' : (element.textContent ?? '').trim()
  })

async function press(page: Page, name: string | RegExp, isLast = false): Promise<void> {
  const found = page.getByRole('button', { name })
  const button = isLast ? found.last() : found.first()
  await button.waitFor()
  await button.focus()
  await page.keyboard.press('Enter')
}

it('goes on at the first unit that was folded away', async () => {
  const { page, close } = await open('porownaj?od=zapis:1&do=teraz')
  await press(page, /^Pokaż \d+ jednostek bez zmian$/)
  await eventually(() => focused(page)).toContain('Akapit numer 1.')
  expect(await focused(page)).not.toContain('Akapit numer 2.')
  await page.goto(`/dokument/${document.id}/porownaj?od=zapis:1&do=teraz&widok=obok`)
  await press(page, /^Pokaż \d+ jednostek bez zmian$/)
  await eventually(() => focused(page)).toContain('Akapit numer 1.')
  await close()
})

it('goes to the list when filters are cleared, in their place and where nothing was found', async () => {
  const { page, close } = await open(`historia?osoba=${kit.leon.id}`)
  await page.getByRole('listitem').first().waitFor()
  await press(page, 'Wyczyść filtry')
  await eventually(() => focused(page)).toBe('Czynności, od najnowszej')
  await page.goto(`/dokument/${document.id}/historia?osoba=${kit.wanda.id}`)
  await page.getByText('Żadna czynność nie spełnia tych warunków').waitFor()
  await press(page, 'Wyczyść filtry', true)
  await eventually(() => focused(page)).toBe('Czynności, od najnowszej')
  await close()
})

it('goes to how many there are when the filters of documents or of remarks are cleared', async () => {
  const { page, close } = await open('')
  await startThread(kit.app, await signInAs(kit.app, kit.leon), document, 'u1', toComment('Czy na pewno?'))
  const lists = [
    ['/?moje=1', '/?szukaj=niczego', /dokument/],
    [`/dokument/${document.id}/uwagi?stan=OPEN`, `/dokument/${document.id}/uwagi?stan=ACCEPTED`, /pozycj/],
  ] as const
  for (const [some, none, count] of lists) {
    await page.goto(some)
    await page.getByRole('status').filter({ hasText: count }).waitFor()
    await press(page, 'Wyczyść filtry')
    await eventually(() => focused(page)).toMatch(count)
    await page.goto(none)
    await page.getByText(/nie spełnia/).waitFor()
    await press(page, 'Wyczyść filtry', true)
    await eventually(() => focused(page)).toMatch(count)
  }
  await close()
})

it('goes on at the first row of the last page', async () => {
  const { page, close } = await open('historia')
  await eventually(() => page.locator('[data-row]').count()).toBe(30)
  await press(page, 'Pokaż więcej')
  await eventually(() => page.locator('[data-row]').count()).toBe(ROWS + 1)
  await eventually(() => focused(page)).not.toBe('nothing')
  expect(await page.locator('[data-row]').nth(30).textContent()).toBe(
    await page.evaluate(() => globalThis.document.activeElement?.textContent),
  )
  await page.goto(`/dokument/${document.id}/historia?widok=wersje`)
  await eventually(() => page.locator('[data-row]').count()).toBe(30)
  await press(page, 'Pokaż więcej')
  await eventually(() => focused(page)).toContain('Wersja z dnia 1')
  expect(await page.locator('[data-row]').count()).toBe(ROWS)
  await close()
})

/** What has the focus is in the card of a conversation. */
const isInCard = (page: Page): Promise<boolean> =>
  page.evaluate(() => globalThis.document.activeElement?.closest('[data-thread]') !== null)

it('stays in a conversation whatever is done there: answered, changed, hidden, shown, taken back, reacted to', async () => {
  const unitId = 'u2'
  const leon = await signInAs(kit.app, kit.leon)
  const threadId = await startThread(kit.app, leon, document, unitId, toComment('Kto to sprawdzi?'))
  const { page, close } = await open(`?watek=${threadId}`)
  const card = page.locator(`[data-thread="${threadId}"][data-active]`)
  await card.waitFor()
  const stays = async () => {
    await eventually(() => focused(page)).not.toBe('nothing')
    expect(await isInCard(page)).toBe(true)
  }
  const pressed = async (name: string) => {
    const button = card.getByRole('button', { name, exact: true }).first()
    await button.focus()
    await page.keyboard.press('Enter')
  }

  await card.getByRole('textbox', { name: 'Odpowiedź' }).fill('Ja sprawdzę.')
  await pressed('Wyślij odpowiedź')
  await card.getByRole('button', { name: 'Wyślij odpowiedź' }).waitFor({ state: 'detached' })
  await stays()
  await pressed('Zmień')
  await page.keyboard.type('Słucham: ')
  await pressed('Zapisz')
  await card.getByText('Słucham:').waitFor()
  await card.getByRole('textbox', { name: 'Nowa treść' }).waitFor({ state: 'detached' })
  await stays()
  await pressed('Zmień')
  await pressed('Anuluj')
  await stays()
  await pressed('Dodaj reakcję')
  await pressed('Zgoda')
  await card.getByRole('button', { name: 'Zgoda: Leon Framuga' }).waitFor()
  await stays()
  await pressed('Zgoda: Leon Framuga')
  await card.getByRole('button', { name: 'Zgoda: Leon Framuga' }).waitFor({ state: 'detached' })
  await stays()
  await pressed('Ukryj')
  await page.keyboard.type('Dane osobowe')
  await pressed('Ukryj wypowiedź')
  await card.getByText(/Dane osobowe/).waitFor()
  await stays()
  await pressed('Pokaż ponownie')
  await card.getByText(/Dane osobowe/).waitFor({ state: 'detached' })
  await stays()
  await pressed('Usuń')
  await page.getByRole('alertdialog').getByRole('button', { name: 'Usuń wypowiedź' }).press('Enter')
  await card.getByText('Słucham:').waitFor({ state: 'detached' })
  await stays()
  await close()
})

it('goes to the list that a device was signed out of, or an invitation taken back from', async () => {
  const { page, close } = await open('')
  await signInAs(kit.app, kit.leon)
  await page.goto('/konto')
  await page
    .getByRole('button', { name: /^Wyloguj urządzenie/ })
    .first()
    .waitFor()
  const devices = await page.getByRole('button', { name: /^Wyloguj urządzenie/ }).count()
  await press(page, /^Wyloguj urządzenie/)
  await eventually(() => page.getByRole('button', { name: /^Wyloguj urządzenie/ }).count()).toBe(devices - 1)
  await eventually(() => focused(page)).not.toBe('nothing')

  await page.goto('/organizacja')
  await page.getByLabel('Adres e-mail').fill('nowa.osoba@example.org')
  await page.getByRole('button', { name: 'Wyślij zaproszenie' }).click()
  await press(page, 'Cofnij zaproszenie: nowa.osoba@example.org')
  await page.getByText('Cofnięto zaproszenie: nowa.osoba@example.org').first().waitFor()
  await page.getByRole('button', { name: 'Cofnij zaproszenie: nowa.osoba@example.org' }).waitFor({ state: 'detached' })
  await eventually(() => focused(page)).not.toBe('nothing')
  await close()
})

it('stays at what can still be pressed when a choice is given up', async () => {
  const { page, person, close } = await open('historia?widok=wersje')
  await page.getByRole('checkbox', { name: /Wersja 31/ }).check()
  await press(page, 'Wyczyść wybór')
  await person.isAt('Porównaj z chwilą…')
  await close()
})

/** From the last place before the messages, as by Tab. */
async function goIntoMessage(page: Page): Promise<string> {
  await page.getByRole('contentinfo').locator('a, button, select').last().focus()
  const before = await focused(page)
  await page.keyboard.press('Tab')
  return before
}

it('goes back to where one came from when a message is put away, or its action is taken', async () => {
  const { page, person, close } = await open('')
  await page.goto('/konto')
  await page.getByLabel('Imię i nazwisko').press('Enter')
  await page.getByText('Zapisano dane.').waitFor()
  const before = await goIntoMessage(page)
  await person.isAt('Zamknij komunikat')
  await person.press('Enter')
  await page.locator('[data-message]').waitFor({ state: 'detached' })
  await person.isAt(before)

  await page.goto('/')
  await page.getByRole('button', { name: 'Czynności: Długi tekst' }).click()
  await page.getByRole('menuitem', { name: 'Przenieś do archiwum' }).click()
  await page.getByText(/^Przeniesiono do archiwum/).waitFor()
  const after = await goIntoMessage(page)
  await person.isAt('Cofnij')
  await person.press('Enter')
  await page.getByText(/^Przywrócono/).waitFor()
  await person.isAt(after)
  await close()
})

it('goes to the next message, or the heading of the page, where one came from nowhere', async () => {
  const { page, person, close } = await open('')
  await page.goto('/konto')
  for (const count of [1, 2]) {
    await page.getByLabel('Imię i nazwisko').press('Enter')
    await eventually(() => page.locator('[data-message]').count()).toBe(count)
  }
  const close1 = page.getByRole('button', { name: 'Zamknij komunikat' })
  await page.evaluate(() => (globalThis.document.activeElement as HTMLElement).blur())
  await close1.first().focus()
  await person.press('Enter')
  await eventually(() => close1.count()).toBe(1)
  await person.isAt('Zamknij komunikat')
  await person.press('Enter')
  await person.isAt('Konto')
  await close()
})
