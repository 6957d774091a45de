import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESKTOP, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { type SeededDocument, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'

let kit: TestPage
let document: SeededDocument

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  document = await kit.windows.document(kit.leon, { title: 'Zasady', text: 'Wykaz lokali.' })
  await document.member(kit.leon, 'EDITOR', true)
})
afterAll(() => kit.close())

async function open(query: string) {
  const context = await kit.as(kit.leon, { viewport: DESKTOP })
  const page = await context.newPage()
  const problems = watchProblems(page)
  await page.goto(`/dokument/${document.id}/historia${query}`)
  return { page, problems, close: () => context.close() }
}

/** Everything that was ever said as an alert. */
async function noteAlerts(page: Page): Promise<string[]> {
  const said: string[] = []
  await page.exposeFunction('noteAlert', (words: string) => said.push(words))
  await page.evaluate(() => {
    const look = () => {
      for (const alert of globalThis.document.querySelectorAll('[role=alert]'))
        Reflect.apply(Reflect.get(globalThis, 'noteAlert'), null, [alert.textContent])
    }
    new MutationObserver(look).observe(globalThis.document.body, { childList: true, subtree: true })
  })
  return said
}

it('a year on its way to being typed is no condition of the activity, and no error', async () => {
  const { page, problems, close } = await open('')
  await page.getByText('Utworzenie dokumentu').waitFor()
  const said = await noteAlerts(page)
  await page.getByRole('button', { name: 'Filtry' }).click()
  await page.getByLabel('Od dnia').focus()
  for (const digit of '01010202') {
    await page.keyboard.press(digit)
    // What it is by then was asked of the server, if anything was.
    await page.evaluate(() => new Promise((resolve) => setTimeout(resolve)))
  }
  expect(await page.getByLabel('Od dnia').inputValue()).toBe('0202-01-01')
  expect(new URL(page.url()).search).toBe('')
  await page.getByText('Utworzenie dokumentu').waitFor()
  await page.getByLabel('Od dnia').fill('2020-01-01')
  await eventually(() => new URL(page.url()).search).toBe('?od=2020-01-01')
  await page.getByText('Utworzenie dokumentu').waitFor()
  // A place for messages is there, and empty.
  expect([said.filter((words) => words !== ''), problems.list]).toEqual([[], []])
  await close()
})

it.each(['0206-10-01', '2026-02-30'])('an address with the day %s shows everything', async (day) => {
  const { page, problems, close } = await open(`?od=${day}&do=9999-12-31`)
  await page.getByText('Utworzenie dokumentu').waitFor()
  expect(await page.getByRole('alert').count()).toBe(0)
  expect(problems.list).toEqual([])
  await close()
})

it('a moment of no such year is asked for again, in words', async () => {
  const input = { id: randomUUID(), documentId: document.id, name: 'Do konsultacji' }
  await gql(kit.app, await signInAs(kit.app, kit.leon), CREATE, { input })
  const { page, problems, close } = await open('?widok=wersje')
  await page.getByRole('button', { name: 'Porównaj z chwilą…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Porównaj z wybraną chwilą' })
  await dialog.getByLabel('Data i godzina').fill('0202-10-05T09:05')
  await dialog.getByRole('button', { name: 'Porównaj' }).click()
  await dialog.getByText('Prosimy podać datę i godzinę.').waitFor()
  expect(problems.list).toEqual([])
  await close()
})
