import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { holdAnswer } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { button, field, remarkOn, remarksOn } from '../kit/remarks-page.ts'
import { type SeededDocument, signInAs } from '../kit/seed.ts'

const DESCRIBE = `mutation ($id: ID!, $title: String!, $grounds: String!) {
  describeProposal(input: { proposalId: $id, title: $title, grounds: $grounds }) { id }
}`
const CREATE_VERSION = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const GROUNDS = 'Gmina udostępnia lokale od lat. '.repeat(20).trim()

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

/** Łucja has proposed a few words in a text that Wanda manages. */
async function proposed(
  text = 'Lokale są miejskie',
): Promise<{ document: SeededDocument; lucja: Writer; proposalId: string }> {
  const document = await kit.windows.document(kit.wanda, { text })
  await document.member(kit.wanda, 'EDITOR', true)
  await document.member(kit.lucja, 'PROPOSER')
  const lucja = await openDocument(kit, kit.lucja, document)
  await lucja.caretAfter('miejskie')
  await lucja.page.keyboard.type(' i gminne')
  await lucja.saved()
  const { id } = await kit.app.db.changeProposal.findFirstOrThrow({ where: { documentId: document.id } })
  return { document, lucja, proposalId: id }
}

const cardOf = (page: Page) => page.getByRole('article', { name: /Łucja Gzymsik/ })
const dialogOf = (page: Page) => page.getByRole('dialog')
const press = (page: Page, name: string) => cardOf(page).getByRole('button', { name, exact: true }).click()

async function openList(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /propozycj/ })
    .last()
    .click()
  await cardOf(page).first().waitFor()
}

async function reload(page: Page): Promise<void> {
  await page.reload()
  await page.locator('.document-text').waitFor()
}

async function leaveByKey(page: Page): Promise<void> {
  await page.keyboard.press('Escape')
  await dialogOf(page).waitFor({ state: 'hidden' })
}

async function tapOutside(page: Page): Promise<void> {
  await page.mouse.click(8, 8)
  await dialogOf(page).waitFor({ state: 'hidden' })
}

it('what describes a proposal stays through a tap outside, a reload and news of it, until it is saved', async () => {
  const { lucja, proposalId } = await proposed()
  const { page } = lucja
  const grounds = dialogOf(page).getByLabel('Uzasadnienie')
  const title = dialogOf(page).getByLabel('Tytuł')
  await openList(page)
  await press(page, 'Opisz')
  await grounds.fill(GROUNDS)
  await tapOutside(page)
  await press(page, 'Opisz')
  expect(await grounds.inputValue()).toBe(GROUNDS)
  const answer = { id: proposalId, title: 'Lokale gminne', grounds: 'Krótko.' }
  await gql(kit.app, await signInAs(kit.app, kit.lucja), DESCRIBE, answer)
  await eventually(() => title.inputValue()).toBe('Lokale gminne')
  expect(await grounds.inputValue()).toBe(GROUNDS)
  const since = dialogOf(page).getByRole('status').filter({ hasText: 'Opis zmieniono w międzyczasie' })
  expect(await since.textContent()).toMatch(/Teraz brzmi:\s*Uzasadnienie\s*Krótko\.\s*$/)
  await reload(page)
  await openList(page)
  await press(page, 'Opisz')
  expect([await title.inputValue(), await grounds.inputValue()]).toEqual(['Lokale gminne', GROUNDS])
  const answered = await holdAnswer(page, 'describeProposal')
  await dialogOf(page).getByRole('button', { name: 'Zapisz mimo to' }).click()
  await grounds.press('End')
  await page.keyboard.type(' Tak zostanie.')
  answered()
  await page.getByText('Zapisano opis bez tego, co zmieniono').waitFor()
  expect(await grounds.inputValue()).toBe(`${GROUNDS} Tak zostanie.`)
  await dialogOf(page).getByRole('button', { name: 'Anuluj' }).click()
  await press(page, 'Opisz')
  expect([await title.inputValue(), await grounds.inputValue()]).toEqual(['Lokale gminne', GROUNDS])
  await lucja.context.close()
})

it('why a proposal is declined or hidden is kept for each by itself, and forgotten once it is done or given up', async () => {
  const { document, lucja } = await proposed()
  const { page, context } = await openDocument(kit, kit.wanda, document)
  const reason = dialogOf(page).getByLabel('Powód')
  await openList(page)
  await press(page, 'Odrzuć')
  await reason.fill('Statut mówi inaczej.')
  await tapOutside(page)
  await press(page, 'Ukryj')
  expect(await reason.inputValue()).toBe('')
  await reason.fill('Obraża.')
  await leaveByKey(page)
  await reload(page)
  await openList(page)
  await press(page, 'Odrzuć')
  expect(await reason.inputValue()).toBe('Statut mówi inaczej.')
  await dialogOf(page).getByRole('button', { name: 'Anuluj' }).click()
  await press(page, 'Odrzuć')
  expect(await reason.inputValue()).toBe('')
  await leaveByKey(page)
  await press(page, 'Ukryj')
  expect(await reason.inputValue()).toBe('Obraża.')
  await dialogOf(page).getByRole('button', { name: 'Odrzuć i ukryj' }).click()
  await dialogOf(page).waitFor({ state: 'hidden' })
  expect(await page.evaluate(() => Object.entries(sessionStorage).join())).not.toContain('Obraża')
  await context.close()
  await lucja.context.close()
})

it('why several are declined is shown for each of them, which takes nothing away from the others', async () => {
  const { document, lucja } = await proposed('Lokale są miejskie\nUmowy są jawne\nCzynsz jest niski')
  await lucja.caretAfter('niski')
  await lucja.page.keyboard.type(' i stały')
  await lucja.saved()
  const { page, context } = await openDocument(kit, kit.wanda, document)
  const reason = dialogOf(page).getByLabel('Powód')
  const both = page.getByRole('button', { name: 'Odrzuć 2 zaznaczone' })
  const one = cardOf(page).filter({ hasText: 'i stały' })
  const declineOne = one.getByRole('button', { name: 'Odrzuć', exact: true })
  await openList(page)
  await one.waitFor()
  await page.getByRole('button', { name: 'Zaznacz widoczne' }).click()
  await both.click()
  await reason.fill('Statut mówi inaczej.')
  await leaveByKey(page)

  await declineOne.click()
  expect(await reason.inputValue()).toBe('Statut mówi inaczej.')
  await reason.fill('')
  expect(await reason.inputValue()).toBe('')
  await reason.fill('Czynsz bywa wysoki.')
  await leaveByKey(page)
  await both.click()
  expect(await reason.inputValue()).toBe('Statut mówi inaczej.')
  await leaveByKey(page)
  await declineOne.click()
  expect(await reason.inputValue()).toBe('Czynsz bywa wysoki.')
  await dialogOf(page).getByRole('button', { name: 'Odrzuć propozycję' }).click()
  await dialogOf(page).waitFor({ state: 'hidden' })

  await cardOf(page).getByRole('button', { name: 'Odrzuć', exact: true }).click()
  expect(await reason.inputValue()).toBe('Statut mówi inaczej.')
  await dialogOf(page).getByRole('button', { name: 'Odrzuć propozycję' }).click()
  await dialogOf(page).waitFor({ state: 'hidden' })
  expect(await page.evaluate(() => Object.entries(sessionStorage).join())).not.toContain('Statut')
  await context.close()
  await lucja.context.close()
})

it('why words of a remark are hidden stays while its card is folded, and through a reload', async () => {
  const document = await kit.windows.document(kit.wanda, { text: 'Lokale są miejskie' })
  await document.member(kit.wanda, 'EDITOR', true)
  const wanda = await openDocument(kit, kit.wanda, document)
  const said = { ...wanda, remarks: remarksOn(wanda) }
  await remarkOn(said, 'miejskie', 'Czyje są lokale?')
  await button(said, 'Ukryj').click()
  await field(said, 'Powód ukrycia').fill('Poza tematem tej rozmowy.')
  await reload(wanda.page)
  await said.remarks.open()
  await said.remarks.card('Czyje są lokale?').getByRole('button', { name: 'Fragment tekstu' }).click()
  expect(await field(said, 'Powód ukrycia').inputValue()).toBe('Poza tematem tej rozmowy.')
  await button(said, 'Anuluj').click()
  await button(said, 'Ukryj').click()
  expect(await field(said, 'Powód ukrycia').inputValue()).toBe('')
  await wanda.context.close()
})

it('what names a version stays through a tap outside and a reload, until the version is there', async () => {
  const document = await kit.windows.document(kit.wanda, { text: 'Lokale są miejskie' })
  await document.member(kit.wanda, 'EDITOR', true)
  const context = await kit.as(kit.wanda)
  const page = await context.newPage()
  const begin = () => page.getByRole('button', { name: 'Nazwij wersję' }).click()
  const written = async () => [
    await dialogOf(page).getByLabel('Nazwa').inputValue(),
    await dialogOf(page).getByLabel('Notatka').inputValue(),
  ]
  await page.goto(`/dokument/${document.id}/historia?widok=wersje`)
  await begin()
  await dialogOf(page).getByLabel('Nazwa').fill('Po konsultacjach')
  await dialogOf(page).getByLabel('Notatka').fill(GROUNDS)
  await tapOutside(page)
  await begin()
  expect(await written()).toEqual(['Po konsultacjach', GROUNDS])
  await page.reload()
  await begin()
  expect(await written()).toEqual(['Po konsultacjach', GROUNDS])
  await dialogOf(page).getByRole('button', { name: 'Nazwij wersję' }).click()
  await dialogOf(page).waitFor({ state: 'hidden' })
  await begin()
  expect(await written()).toEqual(['', ''])
  await context.close()
})

it('why words are taken out of the history stays through a tap outside, the words themselves and what tells them do not', async () => {
  const document = await kit.windows.document(kit.wanda, { text: 'Lokale są miejskie' })
  await document.member(kit.wanda, 'EDITOR', true)
  const input = { id: randomUUID(), documentId: document.id, name: 'Pierwsza' }
  await gql(kit.app, await signInAs(kit.app, kit.wanda), CREATE_VERSION, { input })
  const context = await kit.as(kit.wanda)
  const page = await context.newPage()
  const begin = () => page.getByRole('button', { name: 'Usuń dane z historii' }).click()
  const words = dialogOf(page).getByLabel('Fragment do usunięcia')
  const reason = dialogOf(page).getByLabel('Powód')
  await page.goto(`/dokument/${document.id}/wersja/${input.id}`)
  await begin()
  await words.fill('850 101')
  await reason.fill('Numer podano przez pomyłkę, na prośbę tej osoby.')
  await tapOutside(page)
  await begin()
  expect([await words.inputValue(), await reason.inputValue()]).toEqual([
    '',
    'Numer podano przez pomyłkę, na prośbę tej osoby.',
  ])
  await words.fill('850 101')
  await reason.fill('Numer 850-101 podano przez pomyłkę.')
  await tapOutside(page)
  await begin()
  expect(await reason.inputValue()).toBe('')
  await context.close()
})
