// What the pages tell of versions after redactions, and of a version that was named twice.

import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESKTOP, loseAnswers, PHONE } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { lookEveryWay } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { type SeededDocument, type SeededPerson, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const LOOKS = [
  { look: 'phone-light', viewport: PHONE, colorScheme: 'light' },
  { look: 'phone-dark', viewport: PHONE, colorScheme: 'dark' },
  { look: 'desktop-light', viewport: DESKTOP, colorScheme: 'light' },
  { look: 'desktop-dark', viewport: DESKTOP, colorScheme: 'dark' },
] as const

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

async function keep(document: SeededDocument, name: string): Promise<string> {
  const id = randomUUID()
  await gql(kit.app, await signInAs(kit.app, kit.leon), CREATE, { input: { id, documentId: document.id, name } })
  return id
}

async function redact(document: SeededDocument, by: SeededPerson, text: string, reason: string): Promise<void> {
  const input = { id: randomUUID(), documentId: document.id, text, reason }
  await gql(kit.app, await signInAs(kit.app, by), REDACT, { input })
}

it('tells of every redaction, of a text that only the system changed, and of one that nobody did', async () => {
  const document = await kit.windows.document(kit.leon, {
    title: 'Wniosek o lokal',
    text: 'Najemca: Jan Nowak, tel. 600 700 800.',
  })
  await document.member(kit.leon, 'EDITOR', true)
  await document.member(kit.wanda, 'EDITOR', true)
  const first = await keep(document, 'Złożony')
  await redact(document, kit.leon, 'Jan Nowak', 'Nazwisko osoby prywatnej')
  await keep(document, 'Bez nazwiska')
  await keep(document, 'Bez zmian')
  await redact(document, kit.wanda, '600 700 800', 'Prywatny telefon')
  const context = await kit.as(kit.leon, { viewport: DESKTOP })
  const page = await context.newPage()
  await page.goto(`/dokument/${document.id}/historia?widok=wersje`)
  const rows = page.getByRole('list', { name: 'Wersje dokumentu, od najnowszej' }).getByRole('listitem')
  await eventually(() => rows.nth(1).textContent()).toContain('Tekst bez zmian od poprzedniej wersji.')
  expect(await rows.nth(2).textContent()).toContain('tekst zmienił tylko system')
  const gone = page.getByRole('region', { name: 'Usunięte dane' })
  expect(await gone.getByRole('listitem').allTextContents()).toEqual([
    expect.stringMatching(/Wanda.*Powód: Prywatny telefon$/),
    expect.stringMatching(/Leon.*Powód: Nazwisko osoby prywatnej$/),
  ])
  for (const look of LOOKS) {
    await page.setViewportSize(look.viewport)
    await gone.getByRole('listitem').last().scrollIntoViewIfNeeded()
    await lookEveryWay(page, 'versions-redactions', [look])
  }

  await page.goto(`/dokument/${document.id}/wersja/${first}`)
  await page.getByText(/Z tej wersji usunięto fragment: .*Leon.* Powód: Nazwisko osoby prywatnej/).waitFor()
  await page.getByText(/Z tej wersji usunięto fragment: .*Wanda.* Powód: Prywatny telefon/).waitFor()
  await lookEveryWay(page, 'version-redactions', LOOKS)
  await context.close()
})

it('a version that was named before, by a request whose answer was lost, is shown, and the way to another one', async () => {
  const document = await kit.windows.document(kit.leon, { title: 'Program', text: 'Lokale udostępnia się.' })
  await document.member(kit.leon, 'EDITOR', true)
  const context = await kit.as(kit.leon, { viewport: DESKTOP })
  const page = await context.newPage()
  await page.goto(`/dokument/${document.id}/historia?widok=wersje`)
  await page.getByRole('button', { name: 'Nazwij wersję' }).click()
  const dialog = page.getByRole('dialog')
  const submit = dialog.getByRole('button', { name: 'Nazwij wersję' })
  await dialog.getByRole('textbox', { name: 'Nazwa' }).fill('Do konsultcji')
  await loseAnswers(page, 'createVersion', 1)
  await submit.click()
  await dialog.getByText('Brak połączenia z serwerem.').waitFor()
  await dialog.getByRole('textbox', { name: 'Nazwa' }).fill('Do konsultacji')
  await submit.click()
  await dialog.getByText('jest już zapisana i taka zostanie').waitFor()
  const names = async () => {
    const versions = await kit.app.db.version.findMany({
      where: { documentId: document.id },
      orderBy: { number: 'asc' },
    })
    return versions.map(({ name }) => name)
  }
  expect(await names()).toEqual(['Do konsultcji'])
  expect(await dialog.getByRole('textbox', { name: 'Nazwa' }).inputValue()).toBe('Do konsultacji')
  await lookEveryWay(page, 'version-named-before', LOOKS)
  await submit.click()
  await page.getByText('Zapisano wersję 2: „Do konsultacji”.').waitFor()
  expect(await names()).toEqual(['Do konsultcji', 'Do konsultacji'])
  await context.close()
})
