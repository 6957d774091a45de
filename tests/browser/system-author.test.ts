import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESKTOP } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { signInAs } from '../kit/seed.ts'

const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const SECRET = '+48 600 700 800'
const SOMEBODY = 'Osoba, której konta już nie ma'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

it('says that the system did what a redaction did, wherever it is told whose changes are', async () => {
  const document = await kit.windows.document(kit.leon, {
    title: 'Wniosek',
    text: `Telefon: ${SECRET}, proszę dzwonić.`,
  })
  await document.member(kit.leon, 'EDITOR', true)
  const { id: userId, organizationId } = kit.wanda
  await kit.app.app.rooms.append(document.id, {
    kind: 'EDIT',
    userId,
    organizationId,
    change: (text) => text.insert(text.length, ' Po szesnastej.'),
  })
  const input = { id: randomUUID(), documentId: document.id, text: SECRET, reason: 'Prywatny telefon' }
  await gql(kit.app, await signInAs(kit.app, kit.leon), REDACT, { input })
  const context = await kit.as(kit.leon, { viewport: DESKTOP })
  const page = await context.newPage()
  const at = `/dokument/${document.id}`
  await page.goto(`${at}/porownaj?od=zapis:1&do=teraz`)
  const filter = page.getByRole('combobox', { name: 'Czyje zmiany' })
  await filter.selectOption('System')
  await page.getByText('1 zmiana', { exact: true }).waitFor()
  await page.locator('.change-who').getByText('System', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Następna zmiana' }).click()
  await eventually(() => page.getByRole('status').allTextContents()).toContainEqual(expect.stringMatching(/\. System$/))
  expect(await page.locator('main').textContent()).not.toContain(SOMEBODY)
  await page.goto(`${at}/odtwarzanie?miejsce=3`)
  await page.locator('.change-who').getByText('System', { exact: true }).waitFor()
  expect(await page.locator('main').textContent()).not.toContain(SOMEBODY)
  await page.goto(`${at}/autorzy`)
  await page.locator('.author-legend').getByText('System', { exact: true }).waitFor()
  expect(await page.locator('main').textContent()).not.toContain(SOMEBODY)
  await context.close()
})
