import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { DESKTOP, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { lookBothWays, lookInForcedColours } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find } from '../kit/proposals.ts'
import { startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, type SeededPerson, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const HOUR_MS = 3_600_000

const TEXT: DocumentContent = [
  { type: 'block', id: 'u1', kind: 'section', level: 0, content: [] },
  { type: 'block', id: 'u2', kind: 'ust', level: 0, content: [{ text: 'Lokale udostępnia się na czas określony.' }] },
  { type: 'block', id: 'u3', kind: 'ust', level: 0, content: [{ text: 'Wykaz lokali aktualizuje się co kwartał.' }] },
  { type: 'block', id: 'u4', kind: 'pkt', level: 0, content: [{ text: 'lokale użytkowe;' }] },
]

let kit: TestPage
let document: SeededDocument
let thread: string
let versionId: string

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  document = await kit.windows.document(kit.leon, { title: 'Zasady udostępniania lokali', content: TEXT })
  await document.member(kit.leon, 'EDITOR', true)
  await document.member(kit.lucja, 'EDITOR')
  const leon = await signInAs(kit.app, kit.leon)
  thread = await startThread(kit.app, leon, document, 'u3', toComment('Dlaczego co kwartał?'))
  versionId = randomUUID()
  await gql(kit.app, leon, CREATE, { input: { id: versionId, documentId: document.id, name: 'Do konsultacji' } })
})
afterAll(() => kit.close())

async function write(person: SeededPerson, change: (text: Y.Text) => void, ago = 0): Promise<void> {
  const by = { kind: 'EDIT' as const, userId: person.id, organizationId: person.organizationId }
  await kit.app.app.rooms.append(document.id, { ...by, change, at: new Date(Date.now() - ago) })
}

async function open(person: SeededPerson, path: string) {
  const context = await kit.as(person, { viewport: DESKTOP })
  const page = await context.newPage()
  const problems = watchProblems(page)
  await page.goto(path)
  return { context, page, problems }
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name })

async function words(): Promise<string> {
  const { content } = await kit.app.app.rooms.read(document.id)
  return content
    .flatMap((block) => (block.type === 'block' ? block.content : []))
    .map((piece) => ('text' in piece ? piece.text : ''))
    .join('|')
}

it('somebody emptied the document: one press brings it back with its remarks, and nothing is lost', async () => {
  await write(kit.lucja, (text) => text.delete(1, text.length - 1), HOUR_MS)
  expect(await words()).toBe('')
  const { page, context, problems } = await open(kit.leon, `/dokument/${document.id}/wersja/${versionId}`)
  await heading(page, 'Wersja 1: Do konsultacji').waitFor()
  const person = keyboardPerson(page)
  await person.goTo('Przywróć tę wersję')
  await person.press('Enter')
  await heading(page, 'Przywrócenie wersji 1: Do konsultacji').waitFor()
  await page.getByText('Niczego jeszcze nie zmieniono.').waitFor()
  await eventually(() => page.getByTestId('summary').textContent()).toMatch(/zmieniono 3 jednostki/i)
  await page.locator('.compared-text').getByText('Wykaz lokali aktualizuje się co kwartał.').waitFor()
  expect(await page.getByText('autorstwo nieustalone').count()).toBe(0)
  await lookBothWays(page, 'restore-preview')
  await lookInForcedColours(page, 'restore-preview')
  await person.goTo('Przywróć tę wersję')
  await person.press('Enter')
  const outcome = page.getByTestId('outcome')
  await outcome.getByText('Przywrócono wersję 1 („Do konsultacji”).').waitFor()
  await person.isAt(/^Przywrócono wersję 1/)
  await lookBothWays(page, 'restore-outcome')
  expect(await words()).toBe(
    'Lokale udostępnia się na czas określony.|Wykaz lokali aktualizuje się co kwartał.|lokale użytkowe;',
  )
  expect(JSON.stringify((await kit.app.app.rooms.read(document.id)).content)).toContain(thread)

  await person.goTo('Tekst sprzed tej zmiany: wersja 2')
  await person.press('Enter')
  await heading(page, 'Wersja 2').waitFor()
  await page.getByText('Przed przywróceniem wersji 1 („Do konsultacji”)').waitFor()
  expect(await page.locator('.document-text').textContent()).not.toContain('Lokale')
  await lookBothWays(page, 'restore-kept-version')
  expect(problems.list).toEqual([])
  await context.close()
})

it('undoes one person’s sitting and keeps what others wrote, and history says so', async () => {
  await write(kit.lucja, (text) => text.insert(find(text, 'na czas'), 'bezpłatnie '))
  await write(kit.wanda, (text) => text.insert(find(text, 'co kwartał'), 'nie rzadziej niż '))
  const { page, context, problems } = await open(kit.leon, `/dokument/${document.id}/historia`)
  const person = keyboardPerson(page)
  await page.getByText('Przywrócono wersję 1 („Do konsultacji”).').waitFor()
  await lookBothWays(page, 'restore-activity')
  await person.goTo(/^Cofnij te zmiany: Łucja Gzymsik/)
  await person.press('Enter')
  await heading(page, 'Cofnięcie zmian: Łucja Gzymsik').waitFor()
  await eventually(() => page.getByTestId('summary').textContent()).toMatch(/zmieniono 1 jednostkę/i)
  await page.getByRole('tab', { name: 'Lista zmian' }).click()
  await lookBothWays(page, 'restore-undo-preview')
  await write(kit.wanda, (text) => text.insert(find(text, 'lokale użytkowe'), 'wszystkie '))
  await page.getByText('Po przygotowaniu podglądu ktoś zmienił tekst.').waitFor()
  await page.getByRole('button', { name: 'Odśwież podgląd' }).click()
  await page.getByRole('button', { name: 'Cofnij zmiany tej osoby' }).click()
  await page.getByText('Cofnięto zmiany: Łucja Gzymsik.').waitFor()
  expect(await words()).toBe(
    'Lokale udostępnia się na czas określony.|Wykaz lokali aktualizuje się nie rzadziej niż co kwartał.|wszystkie lokale użytkowe;',
  )
  await page.goto(`/dokument/${document.id}/historia?widok=wersje`)
  await page.getByRole('link', { name: /Przed cofnięciem zmian: Łucja Gzymsik – Leon Framuga/ }).waitFor()
  await lookBothWays(page, 'restore-versions')
  // The same once more, and what this address does not name.
  await page.goBack()
  await page.reload()
  await page.getByText('Nie ma czego cofać').waitFor()
  await lookBothWays(page, 'restore-nothing')
  await page.goto(`/dokument/${document.id}/przywroc?wersja=nie-ma`)
  await page.getByText('Nie ma czego przywrócić').waitFor()
  expect(problems.list).toEqual([])
  await context.close()
})

it('is offered to nobody who may not write the text', async () => {
  const reader = await kit.gates.person('Czytelna Osoba')
  await kit.app.db.documentMember.updateMany({ where: { documentId: document.id }, data: { until: new Date() } })
  await document.member(reader, 'PROPOSER')
  const { page, context, problems } = await open(reader, `/dokument/${document.id}/historia`)
  await page.getByText('Przywrócono wersję 1 („Do konsultacji”).').waitFor()
  expect(await page.getByRole('link', { name: /Cofnij/ }).count()).toBe(0)
  await page.goto(`/dokument/${document.id}/przywroc?wersja=${versionId}`)
  await page.getByText('Nie można teraz zmienić tego tekstu').waitFor()
  await lookBothWays(page, 'restore-refused')
  expect(problems.list).toEqual([])
  await context.close()
})
