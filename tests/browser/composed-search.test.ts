// An input method, as every keyboard of a phone, writes a word as a composition: what is searched follows every letter.

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDocument } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

/** The word so far, again and again, and never finished. */
async function compose(page: Page, ...words: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page)
  for (const text of words) {
    await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  }
  await session.detach()
}

it('finding in the document follows a word while it is composed, and Enter steps on from the match that is shown', async () => {
  const document = await kit.windows.document(kit.wanda, { text: 'Raz dwa.\nDwa trzy.\nDwa.' })
  const { page, text, caretBefore, context } = await openDocument(kit, kit.wanda, document)
  const current = () => text.locator('p:has(.find-match-current)').allInnerTexts()
  await caretBefore('Raz')
  await page.keyboard.press('Control+f')
  await compose(page, 'd', 'dw', 'dwa')
  await eventually(() => text.locator('.find-match').count()).toBe(3)
  expect(await current()).toEqual(['Raz dwa.'])
  expect(await page.getByRole('textbox', { name: 'Szukany tekst' }).inputValue()).toBe('dwa')
  await page.keyboard.insertText('dwa')
  await page.keyboard.press('Enter')
  await eventually(current).toEqual(['Dwa trzy.'])
  await context.close()
})

it('Enter that only ends the composition does not step on', async () => {
  const document = await kit.windows.document(kit.wanda, { text: 'Raz dwa.\nDwa trzy.' })
  const { page, text, caretBefore, context } = await openDocument(kit, kit.wanda, document)
  await caretBefore('Raz')
  await page.keyboard.press('Control+f')
  await compose(page, 'dwa')
  await eventually(() => text.locator('.find-match').count()).toBe(2)
  await page
    .getByRole('textbox', { name: 'Szukany tekst' })
    .dispatchEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true, cancelable: true })
  expect(await text.locator('p:has(.find-match-current)').allInnerTexts()).toEqual(['Raz dwa.'])
  await context.close()
})

it('the list of documents follows a word while it is composed', async () => {
  await kit.windows.document(kit.wanda, { title: 'Żółw w windzie', text: 'Treść.' })
  const page = await (await kit.as(kit.wanda)).newPage()
  await page.goto('/')
  const titles = () => page.getByRole('article').getByRole('heading').allInnerTexts()
  await page.getByRole('searchbox').focus()
  await compose(page, 'ż', 'żó', 'żół')
  await eventually(titles).toEqual(['Żółw w windzie'])
  expect(await page.getByRole('searchbox').inputValue()).toBe('żół')
  await page.context().close()
})
