// Jobs 2 and 3 of the product as somebody without a mouse does them: two people, each with the keyboard alone.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { findAxeViolations } from '../kit/browser.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { type KeyboardPerson, keyboardPerson } from '../kit/keyboard.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { focusedCard, type Remarks, remarksOn } from '../kit/remarks-page.ts'
import type { SeededDocument, SeededPerson } from '../kit/seed.ts'

const TITLE = 'Rekomendacja lokalowa'
const FIRST = 'Lokale udostępnia się na podstawie umowy.'
const SECOND = 'Wykaz wolnych lokali jest jawny.'
const TEXT = /^Treść dokumentu/
const MAIL_PAUSE_MS = 11 * 60_000

type Person = Writer & { me: KeyboardPerson; remarks: Remarks }

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

async function open(person: SeededPerson, document: SeededDocument): Promise<Person> {
  const writer = await openDocument(kit, person, document)
  return { ...writer, me: keyboardPerson(writer.page), remarks: remarksOn(writer) }
}

/** Wanda writes; Łucja may comment, and propose by the form. */
async function both(): Promise<[Person, Person, SeededDocument]> {
  const document = await kit.windows.document(kit.wanda, { title: TITLE, text: `${FIRST}\n${SECOND}\nKoniec.` })
  await document.member(kit.wanda, 'EDITOR', true)
  await document.member(kit.lucja, 'COMMENTER')
  return [await open(kit.wanda, document), await open(kit.lucja, document), document]
}

async function leave(...people: Person[]): Promise<void> {
  for (const { problems, context } of people) {
    expect(problems.list).toEqual([])
    await context.close()
  }
}

/** Into the text, out of it by Esc, and on. */
async function beyondText({ me }: Person, name: string | RegExp): Promise<void> {
  await me.goTo(TEXT)
  await me.press('Escape')
  await me.goTo(name)
}

/** What was mailed, as the outbox of a demonstration shows it. */
async function mailed({ page, me }: Person, subject: string): Promise<string> {
  await me.goTo(/^(?:Poczta$|Treść dokumentu)/, 'Shift+Tab')
  if (TEXT.test(await me.focused())) await me.press('Escape')
  await me.goTo('Poczta', 'Shift+Tab')
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Poczta' }).waitFor()
  return (await page.getByRole('article').filter({ hasText: subject }).first().textContent()) ?? ''
}

async function sendMail(): Promise<void> {
  kit.app.clock.advance(MAIL_PAUSE_MS)
  await kit.app.app.mailDue()
}

it('somebody who may not edit asks about a passage, is answered, and the question outlives the passage', async () => {
  const [wanda, lucja] = await both()
  await lucja.me.goTo(TEXT)
  await lucja.me.press('Alt+ArrowDown', 'Alt+ArrowDown', 'Control+Shift+m')
  await lucja.me.isAt(/Treść uwagi/)
  await lucja.me.type('Komu dokładnie? @okien')
  await lucja.page.getByRole('option', { name: 'Wanda Okienna' }).waitFor()
  await lucja.me.press('Enter', 'Control+Enter')
  await lucja.remarks.card('Komu dokładnie?').waitFor()
  await eventually(() => wanda.remarks.drawn('open')).toBe(SECOND)
  await sendMail()

  await wanda.me.goTo(TEXT)
  await wanda.me.press('Alt+PageDown')
  await eventually(() => focusedCard(wanda)).toContain('Komu dokładnie?')
  await wanda.me.goTo(/^Odpowiedź/)
  await wanda.me.type('Organizacjom z wykazu.')
  await wanda.me.press('Control+Enter')
  await lucja.remarks.card('Komu dokładnie?').getByText('Organizacjom z wykazu.').waitFor()

  await wanda.me.goTo(TEXT, 'Shift+Tab')
  await wanda.me.press('Control+Home', 'ArrowDown', 'Shift+End', 'Delete')
  const lost = lucja.remarks.card('Komu dokładnie?')
  await lost.getByText('Tekst usunięto').waitFor()
  await lost.getByText(SECOND).first().waitFor()
  expect(await findAxeViolations(lucja.page)).toEqual([])

  await wanda.me.press('Alt+PageDown')
  await eventually(() => focusedCard(wanda)).toContain('Komu dokładnie?')
  await wanda.me.goTo('Rozwiąż')
  await wanda.me.press('Enter')
  await eventually(() => lucja.remarks.card('Komu dokładnie?').count()).toBe(0)
  await lucja.me.isAt(/^Które uwagi/)
  await lucja.me.press('End')
  await lucja.remarks.card('Uwagę rozwiązuje: Wanda Okienna').getByText(SECOND).first().waitFor()
  expect(await mailed(wanda, `Wzmianka o Państwu: ${TITLE}`)).toContain('Komu dokładnie? @Wanda Okienna')
  await leave(wanda, lucja)
})

it('somebody from an NGO proposes a wording with grounds, an editor accepts it, and history names both', async () => {
  const [wanda, lucja, document] = await both()
  await lucja.me.goTo('Zaproponuj brzmienie')
  await lucja.me.press('Enter')
  const dialog = lucja.page.getByRole('dialog')
  await dialog.waitFor()
  await lucja.me.goTo(/^Proponowane brzmienie/)
  await lucja.me.press('Control+a')
  await lucja.me.type('Lokale udostępnia się bezpłatnie na podstawie umowy.')
  await lucja.me.goTo(/^Uzasadnienie/)
  await lucja.me.type('Organizacje nie mają na to pieniędzy.')
  await lucja.me.goTo('Zaproponuj')
  await lucja.me.press('Enter')
  await dialog.waitFor({ state: 'hidden' })
  await eventually(() => wanda.text.locator('ins').allTextContents()).toEqual(['bezpłatnie '])
  await eventually(() => wanda.lines()).toContain('Lokale udostępnia się bezpłatnie na podstawie umowy.')

  await wanda.me.goTo(/^1 propozycja/)
  await wanda.me.press('Enter')
  const card = wanda.page.getByRole('article', { name: 'Propozycja: Łucja Gzymsik' })
  await card.getByText('Organizacje nie mają na to pieniędzy.').waitFor()
  expect(await findAxeViolations(wanda.page)).toEqual([])
  await beyondText(wanda, 'Przyjmij')
  await wanda.me.press('Enter')
  await eventually(() => lucja.text.locator('ins, del').count()).toBe(0)
  expect(await lucja.lines()).toContain('Lokale udostępnia się bezpłatnie na podstawie umowy.')
  await sendMail()

  await wanda.page.goto(`/dokument/${document.id}/historia`)
  await wanda.page.getByText('1 przyjęta propozycja').waitFor()
  const told = await wanda.page.getByRole('main').textContent()
  expect(told).toContain('Wanda Okienna')
  expect(told).toContain('Łucja Gzymsik')
  await wanda.page.goto(`/dokument/${document.id}/porownaj?od=zapis:1&do=teraz`)
  await wanda.page.getByRole('list', { name: 'Autorstwo zmiany' }).getByText('Łucja Gzymsik').first().waitFor()
  expect(await mailed(lucja, 'Propozycja przyjęta')).toContain(TITLE)
  await leave(wanda, lucja)
})
