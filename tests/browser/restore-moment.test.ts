import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { DESKTOP, holdAnswer, loseAnswers, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { lookBothWays, lookInForcedColours } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, type SeededPerson, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'
const MINUTE_MS = 60_000

const TEXT: DocumentContent = [
  { type: 'block', id: 'u1', kind: 'section', level: 0, content: [] },
  { type: 'block', id: 'u2', kind: 'ust', level: 0, content: [{ text: 'Lokale udostępnia się na czas określony.' }] },
  { type: 'block', id: 'u3', kind: 'ust', level: 0, content: [{ text: 'Wykaz lokali aktualizuje się co kwartał.' }] },
]
const GOOD =
  'Lokale udostępnia się bezpłatnie na czas określony.|Wykaz lokali aktualizuje się nie rzadziej niż co kwartał.'

let kit: TestPage
let document: SeededDocument

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  document = await kit.windows.document(kit.leon, { title: 'Zasady udostępniania lokali', content: TEXT })
  await document.member(kit.leon, 'EDITOR', true)
  await document.member(kit.lucja, 'EDITOR')
  const leon = await signInAs(kit.app, kit.leon)
  await gql(kit.app, leon, CREATE, { input: { id: randomUUID(), documentId: document.id, name: 'Do konsultacji' } })
  await write(kit.wanda, 25, (text) => text.insert(find(text, 'co kwartał'), 'nie rzadziej niż '))
  await write(kit.lucja, 3, (text) => text.insert(find(text, 'na czas'), 'bezpłatnie '))
})
afterAll(() => kit.close())

async function write(person: SeededPerson, minutesAgo: number, change: (text: Y.Text) => void): Promise<number> {
  const by = { kind: 'EDIT' as const, userId: person.id, organizationId: person.organizationId }
  const at = new Date(Date.now() - minutesAgo * MINUTE_MS)
  return (await kit.app.app.rooms.append(document.id, { ...by, change, at })).seq
}

const empty = (text: Y.Text): void => text.delete(1, text.length - 1)

async function open(person: SeededPerson, path: string) {
  const context = await kit.as(person, { viewport: DESKTOP })
  const page = await context.newPage()
  context.setDefaultTimeout(90_000)
  const problems = watchProblems(page)
  await page.goto(path)
  return { context, page, problems, person: keyboardPerson(page) }
}

const heading = (page: Page, name: string | RegExp) => page.getByRole('heading', { level: 1, name })

async function words(): Promise<string> {
  const { content } = await kit.app.app.rooms.read(document.id)
  return content
    .flatMap((block) => (block.type === 'block' ? block.content : []))
    .map((piece) => ('text' in piece ? piece.text : ''))
    .join('|')
}

it('somebody emptied the text: from the activity it is as it was right before, with the minutes since the version', async () => {
  await write(kit.leon, 1, empty)
  expect(await words()).toBe('')
  const { page, context, problems, person } = await open(kit.lucja, `/dokument/${document.id}/historia`)
  await page.getByRole('link', { name: /^Przywróć tekst sprzed tej czynności: Leon Framuga/ }).waitFor()
  await lookBothWays(page, 'moment-activity')
  await person.goTo(/^Przywróć tekst sprzed tej czynności: Leon Framuga/)
  await person.press('Enter')
  await heading(page, /^Przywrócenie tekstu z chwili: /).waitFor()
  await page.getByText('Późniejsze zmiany, także innych osób, znikną z tekstu, ale nie z historii.').waitFor()
  await eventually(() => page.getByTestId('summary').textContent()).toMatch(/zmieniono 2 jednostki/i)
  await lookBothWays(page, 'moment-preview')
  await lookInForcedColours(page, 'moment-preview')
  await person.goTo('Przywróć ten tekst')
  await person.press('Enter')
  await page
    .getByTestId('outcome')
    .getByText(/^Przywrócono tekst z chwili: /)
    .waitFor()
  await person.isAt(/^Przywrócono tekst z chwili/)
  await lookBothWays(page, 'moment-outcome')
  expect(await words()).toBe(GOOD)
  await person.goTo('Tekst sprzed tej zmiany: wersja 2')
  await person.press('Enter')
  await page.getByText(/Przed przywróceniem tekstu z chwili: /).waitFor()
  await page.goto(`/dokument/${document.id}/historia`)
  await page.getByText('Przywrócenie tekstu', { exact: true }).waitFor()
  await page.getByText(/^Przywrócono tekst z chwili: /).waitFor()
  expect(problems.list).toEqual([])
  await context.close()
})

it('somebody wrote well and emptied it in one sitting: in playback it is found save by save, and brought back', async () => {
  await write(kit.leon, 0, (text) => text.insert(find(text, 'Wykaz'), 'Jawny '))
  const emptied = await write(kit.leon, 0, empty)
  const { page, context, problems, person } = await open(
    kit.lucja,
    `/dokument/${document.id}/odtwarzanie?miejsce=${emptied}`,
  )
  await page.getByText(`zapis ${emptied} z ${emptied}`, { exact: true }).waitFor()
  expect(await page.getByRole('link', { name: 'Przywróć tekst z tej chwili' }).count()).toBe(0)
  await person.goTo('O jeden zapis wstecz')
  await person.press('Enter')
  await page.getByText(`zapis ${emptied - 1} z ${emptied}`, { exact: true }).waitFor()
  await page.locator('.played-text').getByText('Jawny').waitFor()
  await eventually(() => page.url()).toContain(`miejsce=${emptied - 1}`)
  await lookBothWays(page, 'moment-playback')
  await person.goTo('Przywróć tekst z tej chwili', 'Shift+Tab')
  await person.press('Enter')
  await heading(page, /^Przywrócenie tekstu z chwili: /).waitFor()
  await page.getByRole('link', { name: 'Wybierz inną chwilę' }).waitFor()
  await person.goTo('Przywróć ten tekst')
  await person.press('Enter')
  await page.getByTestId('outcome').waitFor()
  expect(await words()).toBe(GOOD.replace('Wykaz', 'Jawny Wykaz'))
  await page.goto(`/dokument/${document.id}/przywroc?zapis=99999`)
  await page.getByText('Nie ma czego przywrócić').waitFor()
  expect(problems.list).toEqual([])
  await context.close()
})

it('offers to undo what is shown only where that is what was chosen: not before its answer, nor without one', async () => {
  await write(kit.wanda, 2, (text) => text.insert(find(text, 'Wykaz'), 'Cały '))
  const { page, context } = await open(kit.leon, `/dokument/${document.id}/historia`)
  await page.getByRole('button', { name: 'Filtry' }).click()
  const all = page.getByRole('link', { name: 'Cofnij wszystkie pokazane zmiany' })
  const choose = (label: string) => page.getByLabel('Osoba').selectOption({ label })
  const offered = async (label: string) => {
    await choose(label)
    await all.waitFor()
    return all.getAttribute('href')
  }
  const wandas = await offered('Wanda Okienna')
  await choose('Wszystkie osoby')
  await eventually(() => all.count()).toBe(0)
  const lucjas = await offered('Łucja Gzymsik')

  const letGo = await holdAnswer(page, 'ActivityList_Query')
  await choose('Wanda Okienna')
  expect(await all.count()).toBe(0)
  // What comes late is not what was chosen last.
  await choose('Łucja Gzymsik')
  await eventually(() => all.getAttribute('href')).toBe(lucjas)
  const late = page.waitForResponse(
    (response) => response.request().postData()?.includes('ActivityList_Query') === true,
  )
  letGo()
  await (await late).finished()
  expect(await all.getAttribute('href')).toBe(lucjas)

  // Hers alone: the page asks by itself for what is new, too.
  await loseAnswers(page, kit.wanda.id, 1)
  await choose('Wanda Okienna')
  await page.getByRole('button', { name: 'Spróbuj ponownie' }).waitFor()
  expect(await all.count()).toBe(0)
  await page.getByRole('button', { name: 'Spróbuj ponownie' }).click()
  await eventually(() => all.getAttribute('href')).toBe(wandas)
  await context.close()
})

it('undoes all that is shown of one person', async () => {
  await write(kit.wanda, 0, (text) => text.insert(find(text, 'bezpłatnie'), 'zawsze '))
  await write(kit.leon, 0, (text) => text.insert(find(text, 'na czas'), 'i jawnie '))
  await write(kit.wanda, 0, (text) => text.insert(find(text, 'co kwartał'), 'niż '))
  const { page, context, problems, person } = await open(kit.leon, `/dokument/${document.id}/historia`)
  await page.getByRole('button', { name: 'Filtry' }).click()
  const all = page.getByRole('link', { name: 'Cofnij wszystkie pokazane zmiany' })
  expect(await all.count()).toBe(0)
  await page.getByLabel('Osoba').selectOption({ label: 'Wanda Okienna' })
  await all.waitFor()
  await lookBothWays(page, 'moment-undo-shown')
  await page.getByLabel('Osoba').focus()
  await person.goTo('Cofnij wszystkie pokazane zmiany')
  await person.press('Enter')
  await heading(page, 'Cofnięcie zmian: Wanda Okienna').waitFor()
  await person.goTo('Cofnij zmiany tej osoby')
  await person.press('Enter')
  await page.getByText('Cofnięto zmiany: Wanda Okienna.').waitFor()
  const left = (await words()).replaceAll('|', ' ')
  expect(left).toContain('bezpłatnie i jawnie na czas')
  expect(left).not.toMatch(/zawsze|niż niż/)
  expect(problems.list).toEqual([])
  await context.close()
})

it('compares a version with any minute, and what a decided proposal did', async () => {
  const { page, context, problems, person } = await open(kit.leon, `/dokument/${document.id}/historia?widok=wersje`)
  await page.getByRole('checkbox', { name: 'Wybierz do porównania: Wersja 1, Do konsultacji' }).click()
  await page.getByRole('button', { name: 'Porównaj z chwilą…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Porównaj z wybraną chwilą' })
  await dialog.getByText('Do porównania wybrano: Wersja 1.').waitFor()
  await person.goTo('Porównaj')
  await person.press('Enter')
  await dialog.getByText('Prosimy podać datę i godzinę.').waitFor()
  const field = dialog.getByLabel('Data i godzina')
  await field.fill('2099-01-01T12:00')
  await person.goTo('Porównaj')
  await person.press('Enter')
  await dialog.getByText('Ta chwila jeszcze nie nadeszła.').waitFor()
  await lookBothWays(page, 'moment-compare')
  await field.fill(warsawMinute(new Date(Date.now() - 10 * MINUTE_MS)))
  await person.goTo('Porównaj')
  await person.press('Enter')
  await heading(page, /^Porównanie/).waitFor()
  // Ten minutes ago only Wanda had written, and the version was kept after that.
  expect(decodeURIComponent(page.url())).toMatch(/od=chwila:.*do=wersja:/)

  const proposal = randomUUID()
  const by = { kind: 'EDIT' as const, userId: kit.lucja.id, organizationId: kit.lucja.organizationId }
  const change = (text: Y.Text) => text.insert(find(text, 'na czas'), 'tylko ', { [`ins:${proposal}`]: true })
  await kit.app.app.rooms.append(document.id, { ...by, proposals: [proposal], change })
  const leon = await signInAs(kit.app, kit.leon)
  await gql(kit.app, leon, DECIDE, { input: { proposalIds: [proposal], state: 'ACCEPTED' } })
  await page.goto(`/dokument/${document.id}?propozycja=${proposal}`)
  const card = page.getByRole('article', { name: 'Propozycja: Łucja Gzymsik' })
  await card.getByRole('link', { name: /^Porównaj przed i po: / }).waitFor()
  await lookBothWays(page, 'moment-proposal')
  // The list is where the address led; from the top of the page the text lies between.
  await card.focus()
  await person.goTo(/^Porównaj przed i po: /)
  await person.press('Enter')
  await heading(page, /^Porównanie/).waitFor()
  await page.locator('.compared-text ins').filter({ hasText: 'tylko' }).waitFor()
  await page.getByText(/z propozycją/).waitFor()
  expect(problems.list).toEqual([])
  await context.close()
})

/** As `datetime-local` takes it. */
function warsawMinute(at: Date): string {
  const zone = { timeZone: 'Europe/Warsaw', dateStyle: 'short', timeStyle: 'short' } as const
  return new Intl.DateTimeFormat('sv-SE', zone).format(at).replace(' ', 'T')
}
