import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Text } from 'yjs'
import { DESKTOP, holdAnswer, loseAnswers } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const UNITS = 'query ($id: ID!) { documentUnits(documentId: $id) { id text hash } }'
const REVIEW = 'mutation ($input: ReviewUnitInput!) { reviewUnit(input: $input) }'
const SECOND = 'Wykaz lokali.'

let kit: TestPage
let clerk: SeededPerson
let bogna: SeededPerson

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  const city = await seed(kit.app).organization('Wydział Lokali', 'CITY')
  clerk = await city.person('Kazimierz Obiegowy', 'STAFF')
  bogna = await city.person('Bogna Rejestr', 'STAFF')
})
afterAll(() => kit.close())

async function open() {
  const text = `Lokale na czas określony.\n${SECOND}\nKoniec.`
  const document = await kit.windows.document(kit.leon, {
    ...{ title: 'Zasady', text, kind: 'PROGRAMME', stage: 'SUBMITTED' },
  })
  await document.member(kit.leon, 'EDITOR', true)
  const context = await kit.as(clerk, { viewport: DESKTOP })
  const page = await context.newPage()
  await page.goto(`/dokument/${document.id}/historia?widok=przeglad`)
  await page.getByText('Przejrzano 0 z 3 jednostek').waitFor()
  return { document, page, close: () => context.close() }
}

async function begin(page: Page, words: string): Promise<void> {
  await page.getByRole('button', { name: /^Dodaj notatkę: .*Wykaz/ }).click()
  await isAtField(page)
  await page.keyboard.type(words)
}

const field = (page: Page) => page.getByLabel('Notatka wewnętrzna')
const isAtField = (page: Page) =>
  eventually(() => page.evaluate(() => globalThis.document.activeElement?.tagName)).toBe('TEXTAREA')

async function write({ id }: SeededDocument, change: (text: Text) => void): Promise<void> {
  const { id: userId, organizationId } = kit.leon
  await kit.app.app.rooms.append(id, { kind: 'EDIT', userId, organizationId, change })
}

async function markAs(person: SeededPerson, document: SeededDocument): Promise<void> {
  const cookie = await signInAs(kit.app, person)
  const { documentUnits } = await gql<{ documentUnits: { id: string; text: string; hash: string }[] }>(
    ...[kit.app, cookie, UNITS, { id: document.id }],
  )
  const unit = documentUnits.find(({ text }) => text === SECOND)
  const input = { documentId: document.id, unitId: unit?.id, hash: unit?.hash, reviewed: true }
  await gql(kit.app, cookie, REVIEW, { input })
}

const bodies = async ({ id: documentId }: SeededDocument) =>
  (await kit.app.db.staffNote.findMany({ where: { documentId } })).map(({ body }) => body)

it('a note stays where its unit no longer is one of those that are shown, and is saved there', async () => {
  const { document, page, close } = await open()
  await page.getByLabel('Pokaż', { exact: true }).selectOption({ label: 'Do przejrzenia' })
  await begin(page, 'Sprawdzić')
  await markAs(bogna, document)
  await page.getByText('Przejrzano 1 z 3 jednostek').waitFor()
  await isAtField(page)
  await page.keyboard.type(' z ZBK')
  await page.getByLabel('Pokaż', { exact: true }).selectOption({ label: 'Z notatkami' })
  expect(await field(page).inputValue()).toBe('Sprawdzić z ZBK')
  await page.getByRole('button', { name: /^Oznacz jako przejrzaną: .*Wykaz/ }).click()
  await page.getByText(/Kazimierz Obiegowy, /).waitFor()
  expect(await field(page).inputValue()).toBe('Sprawdzić z ZBK')
  await page.getByLabel('Pokaż', { exact: true }).selectOption({ label: 'Do przejrzenia' })
  await page.getByRole('button', { name: 'Zapisz notatkę' }).press('Enter')
  await eventually(() => field(page).count()).toBe(0)
  expect(await bodies(document)).toEqual(['Sprawdzić z ZBK'])
  await eventually(() => page.evaluate(() => globalThis.document.activeElement?.id)).toBe('review-list')
  await close()
})

it('a note stays with a unit that was emptied, and is still to be had where the unit was taken out', async () => {
  const { document, page, close } = await open()
  await begin(page, 'Sprawdzić')
  await write(document, (text) => text.delete(find(text, SECOND), SECOND.length))
  await page.getByText('Przejrzano 0 z 2 jednostek').waitFor()
  await isAtField(page)
  await page.keyboard.type(' z ZBK')
  await page.keyboard.press('ArrowLeft')
  await write(document, (text) => text.delete(find(text, 'Koniec') - 2, 1))
  const gone = page.getByRole('listitem').filter({ hasText: 'Tej jednostki nie ma już w tekście' })
  await gone.getByText(/Wykaz/).waitFor()
  await isAtField(page)
  // The caret is where it was.
  await page.keyboard.type('!')
  expect(await gone.getByLabel('Notatka wewnętrzna').inputValue()).toBe('Sprawdzić z ZB!K')
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
  await gone.getByRole('button', { name: 'Kopiuj treść notatki' }).click()
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe('Sprawdzić z ZB!K')
  await gone.getByRole('button', { name: 'Odrzuć notatkę' }).press('Enter')
  await eventually(() => page.getByText('Jednostki, których już nie ma w tekście').count()).toBe(0)
  await eventually(() => page.evaluate(() => globalThis.document.activeElement?.id)).toBe('review-list')
  await close()
})

it('a note written on after a lost answer is one, as it was sent last', async () => {
  const { document, page, close } = await open()
  await begin(page, 'Sprawdzić')
  await loseAnswers(page, 'writeStaffNote', 1)
  await page.getByRole('button', { name: 'Zapisz notatkę' }).click()
  await page.getByText('Brak połączenia z serwerem.').first().waitFor()
  await field(page).fill('Sprawdzić z ZBK')
  await page.getByRole('button', { name: 'Zapisz notatkę' }).click()
  await page
    .getByRole('list', { name: /^Notatki/ })
    .getByText('Sprawdzić z ZBK')
    .waitFor()
  expect(await bodies(document)).toEqual(['Sprawdzić z ZBK'])
  await close()
})

it('what is typed while a note is being saved stays in the field, and becomes what the note says', async () => {
  const { document, page, close } = await open()
  await begin(page, 'Sprawdzić')
  const letGo = await holdAnswer(page, 'writeStaffNote')
  await page.getByRole('button', { name: 'Zapisz notatkę' }).click()
  await field(page).fill('Sprawdzić z ZBK')
  letGo()
  await page.getByText('Zapisano notatkę. To, co dopisano w trakcie zapisywania, zostało w polu.').waitFor()
  expect(await field(page).inputValue()).toBe('Sprawdzić z ZBK')
  await page.getByRole('button', { name: 'Zapisz notatkę' }).click()
  await eventually(() => field(page).count()).toBe(0)
  expect(await bodies(document)).toEqual(['Sprawdzić z ZBK'])
  await close()
})

it('a note being written is there when its tab is come back to, after the text was read, and after a reload', async () => {
  const { document, page, close } = await open()
  await begin(page, 'Sprawdzić z ZBK')
  await page.getByRole('tab', { name: 'Wersje' }).click()
  await eventually(() => field(page).count()).toBe(0)
  await page.getByRole('tab', { name: 'Przegląd' }).click()
  await eventually(() => field(page).inputValue()).toBe('Sprawdzić z ZBK')
  await page.getByRole('link', { name: 'Wróć do tekstu' }).click()
  await page.locator('.document-text').waitFor()
  await page.goBack()
  await eventually(() => field(page).inputValue()).toBe('Sprawdzić z ZBK')
  await page.reload()
  await eventually(() => field(page).inputValue()).toBe('Sprawdzić z ZBK')
  const letGo = await holdAnswer(page, 'writeStaffNote')
  await page.getByRole('button', { name: 'Zapisz notatkę' }).click()
  await page.getByRole('tab', { name: 'Wersje' }).click()
  letGo()
  await eventually(() => bodies(document)).toEqual(['Sprawdzić z ZBK'])
  await page.getByText('Zapisano notatkę.').first().waitFor()
  await page.getByRole('tab', { name: 'Przegląd' }).click()
  await page.getByRole('list', { name: /^Notatki/ }).waitFor()
  expect(await field(page).count()).toBe(0)
  await close()
})

it('a note being written goes with whoever signs out, but not unasked', async () => {
  const { page, close } = await open()
  await begin(page, 'Sprawdzić z ZBK')
  const kept = () => page.evaluate(() => JSON.stringify(sessionStorage))
  await eventually(kept).toContain('Sprawdzić z ZBK')
  await page.getByRole('button', { name: /^Menu konta/ }).click()
  await page.getByRole('menuitem', { name: 'Wyloguj się' }).click()
  const question = page.getByRole('alertdialog', { name: 'Nie wszystko wysłano' })
  await question.getByText('niewysłane teksty (notatka)').waitFor()
  expect(await kept()).toContain('Sprawdzić z ZBK')
  await question.getByRole('button', { name: 'Wyloguj i usuń teksty' }).click()
  await page.waitForURL(/zaloguj/)
  expect(await kept()).not.toContain('Sprawdzić')
  await close()
})

it('a note goes only when that was asked and answered, and the focus has a place', async () => {
  const { page, close } = await open()
  await begin(page, 'Do uzgodnienia z wydziałem.')
  await page.getByRole('button', { name: 'Zapisz notatkę' }).click()
  const note = page.getByText('Do uzgodnienia z wydziałem.')
  await note.waitFor()
  const bin = page.getByRole('button', { name: 'Usuń notatkę' })
  await bin.click()
  const question = page.getByRole('alertdialog', { name: 'Usunąć notatkę?' })
  await question.getByRole('button', { name: 'Anuluj' }).click()
  await question.waitFor({ state: 'detached' })
  expect(await note.count()).toBe(1)
  await bin.click()
  await question.getByRole('button', { name: 'Usuń notatkę' }).click()
  await note.waitFor({ state: 'detached' })
  await eventually(() => page.evaluate(() => globalThis.document.activeElement?.id)).toBe('review-list')
  await close()
})
