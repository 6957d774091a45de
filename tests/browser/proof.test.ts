import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import JSZip from 'jszip'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESKTOP, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { lookBothWays } from '../kit/looks.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const SECRET = '+48 600 700 800'

let kit: TestPage
let path: string

beforeAll(async () => {
  kit = await startPage()
  const document = await kit.windows.document(kit.leon, {
    title: 'Wniosek o lokal',
    text: `Telefon prywatny: ${SECRET}, proszę dzwonić.`,
  })
  await document.member(kit.leon, 'EDITOR', true)
  await document.member(kit.lucja, 'READER')
  const id = randomUUID()
  const input = { id, documentId: document.id, name: 'Złożony' }
  await gql(kit.app, await signInAs(kit.app, kit.leon), CREATE, { input })
  path = `/dokument/${document.id}/wersja/${id}`
})
afterAll(() => kit.close())

it('is downloaded, and a datum is taken out of the past by keyboard, with date and reason shown', async () => {
  const context = await kit.as(kit.leon, { viewport: DESKTOP })
  const page = await context.newPage()
  const problems = watchProblems(page)
  await page.goto(path)
  const person = keyboardPerson(page)
  await page.getByText('Sprawdzono: skrót zgadza się z pokazanym tekstem.').waitFor()
  const before = await page.getByTestId('hash').textContent()
  const download = page.waitForEvent('download')
  await person.goTo('Pobierz dowód (zip)')
  await person.press('Enter')
  const zip = await JSZip.loadAsync(await readFile(await (await download).path()))
  expect(await zip.file('tekst.txt')?.async('string')).toContain(SECRET)

  await person.goTo('Usuń dane z historii', 'Shift+Tab')
  await person.press('Enter')
  await person.isAt('Fragment do usunięcia')
  await person.type('+48 600 700 801')
  await person.press('Tab')
  await person.type('Prywatny telefon')
  await person.press('Enter')
  await page.getByText('Tych słów nie ma ani w tekście').waitFor()
  await lookBothWays(page, 'proof-redaction')
  await page.setViewportSize(DESKTOP)
  await person.goTo('Fragment do usunięcia', 'Shift+Tab')
  await person.press('End', 'Backspace')
  await person.type('0')
  await person.press('Enter')
  await page.getByText(/Z tej wersji usunięto fragment: .* Powód: Prywatny telefon/).waitFor()
  await page.getByText('Sprawdzono: skrót zgadza się z pokazanym tekstem.').waitFor()
  expect(await page.getByTestId('hash').textContent()).toBe(before)
  expect(await page.getByTestId('hash-after').textContent()).not.toBe(before)
  expect(await page.locator('.document-text').textContent()).toContain(`prywatny: ${'█'.repeat(SECRET.length)}, proszę`)
  expect(await page.content()).not.toContain(SECRET)
  await lookBothWays(page, 'proof-version')
  expect(problems.list).toEqual([])
  await context.close()
})

it('is offered to a reader, redaction is not', async () => {
  const context = await kit.as(kit.lucja, { viewport: DESKTOP })
  const page = await context.newPage()
  await page.goto(path)
  await page.getByRole('button', { name: 'Pobierz dowód (zip)' }).waitFor()
  expect(await page.getByRole('button', { name: 'Usuń dane z historii' }).count()).toBe(0)
  await context.close()
})
