// While one reads the text „bez propozycji” or „jak po przyjęciu”, the text one writes in is not to be seen: nothing may
// act on it behind one's back.

import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find } from '../kit/proposals.ts'

const LINES = 40

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

const lines: DocumentContent = Array.from({ length: LINES }, (_, number) => {
  const isHeading = number % 10 === 0
  return {
    type: 'block',
    id: `b${number}`,
    kind: isHeading ? 'heading' : 'paragraph',
    level: isHeading ? 1 : 0,
    content: [{ text: isHeading ? `Nagłówek ${number}` : `Akapit ${number}` }],
  }
})

async function open(): Promise<Writer> {
  const document = await kit.windows.document(kit.wanda, { content: lines })
  await document.member(kit.lucja, 'EDITOR')
  return openDocument(kit, kit.wanda, document)
}

const views = ({ page }: Writer) => page.getByLabel('Widok', { exact: true })
const preview = ({ page }: Writer) => page.locator('section .document-text')
const remarkField = ({ page }: Writer) => page.getByRole('textbox', { name: 'Treść uwagi' })
const findBar = ({ page }: Writer) => page.getByRole('search', { name: 'Znajdź w dokumencie' })
const outlineEntry = ({ page }: Writer, name: string) => page.locator('.editor-outline').getByRole('button', { name })

async function read(writer: Writer, view: 'base' | 'accepted'): Promise<void> {
  await views(writer).selectOption(view)
  await preview(writer).waitFor()
}

/** Whether the page left this key to the browser. */
const isLeftToBrowser = ({ page }: Writer, init: { key: string; ctrlKey?: boolean }) =>
  page.evaluate(
    (keys) => document.body.dispatchEvent(new KeyboardEvent('keydown', { ...keys, bubbles: true, cancelable: true })),
    init,
  )

it('no remark is begun and nobody’s authorship asked about words that are not shown; the notice leads back', async () => {
  const writer = await open()
  const { page } = writer
  await writer.selectFirstWord('Akapit 37')
  const offers = page.getByRole('button', { name: /^(Dodaj uwagę|Kto to napisał)$/ })
  // In the toolbar two, and one beside the selection.
  await eventually(() => offers.count()).toBe(3)
  await read(writer, 'accepted')
  await eventually(() => offers.count()).toBe(0)

  const notice = page.getByRole('status').filter({ hasText: 'w widoku „z propozycjami”' })
  for (const keys of ['Shift+F1', 'Control+Shift+m']) {
    await page.keyboard.press(keys)
    await notice.first().waitFor()
    expect(await page.getByRole('dialog').count(), keys).toBe(0)
    expect(await remarkField(writer).count(), keys).toBe(0)
  }
  await page.getByRole('button', { name: 'Przejdź', exact: true }).last().click()
  await eventually(() => views(writer).inputValue()).toBe('proposals')
  await page.keyboard.press('Control+Shift+m')
  await remarkField(writer).waitFor()
  await writer.context.close()
})

it('cards of remarks stand one below the other, the panel gives the focus to what is read, and their keys lead to the text', async () => {
  const writer = await open()
  const { page } = writer
  await writer.selectFirstWord('Akapit 37')
  await page.keyboard.press('Control+Shift+m')
  await remarkField(writer).fill('Czy na pewno?')
  await page.getByRole('form', { name: 'Nowa uwaga' }).getByRole('button', { name: 'Dodaj uwagę' }).click()
  const panel = page.getByRole('region', { name: 'Uwagi', exact: true })
  await panel.getByRole('article').waitFor()
  await read(writer, 'base')
  await page.evaluate(() => scrollTo(0, 0))
  const isAtTop = (card: Element) => card.getBoundingClientRect().top < innerHeight / 2
  await eventually(() => panel.getByRole('article').evaluate(isAtTop)).toBe(true)
  await panel.getByRole('button', { name: 'Ukryj uwagi' }).click()
  await eventually(() => preview(writer).evaluate((text) => text === document.activeElement)).toBe(true)

  await page.keyboard.press('Alt+PageDown')
  await eventually(() => views(writer).inputValue()).toBe('proposals')
  await eventually(() => writer.block('Akapit 37').evaluate(isInSight)).toBe(true)
  await writer.context.close()
})

it('finding is left to the browser, and what was found before leaves with the text', async () => {
  const writer = await open()
  const { page } = writer
  await writer.caretBefore(0)
  await page.keyboard.press('Control+f')
  await page.keyboard.type('akapit 3')
  await eventually(() => writer.text.locator('.find-match').count()).toBeGreaterThan(0)
  await read(writer, 'base')
  await eventually(() => findBar(writer).count()).toBe(0)
  expect(await page.locator('.find-match').count()).toBe(0)
  expect(await page.getByRole('button', { name: 'Znajdź w dokumencie' }).count()).toBe(0)
  expect(await isLeftToBrowser(writer, { key: 'f', ctrlKey: true })).toBe(true)
  expect(await isLeftToBrowser(writer, { key: 'F3' })).toBe(true)

  await views(writer).selectOption('proposals')
  await page.getByRole('button', { name: 'Znajdź w dokumencie' }).waitFor()
  expect(await isLeftToBrowser(writer, { key: 'f', ctrlKey: true })).toBe(false)
  await findBar(writer).waitFor()
  await writer.context.close()
})

it('the outline leads to the place in the text that is read', async () => {
  const writer = await open()
  await writer.caretBefore(0)
  await read(writer, 'accepted')
  await outlineEntry(writer, 'Nagłówek 30').click()
  const heading = preview(writer).getByText('Nagłówek 30')
  await eventually(() => heading.evaluate(isInSight)).toBe(true)
  expect(await preview(writer).evaluate((text) => text === document.activeElement)).toBe(true)
  expect(await views(writer).inputValue()).toBe('accepted')
  await writer.context.close()
})

it('what is not in the text that is read is shown in the one that has it', async () => {
  const writer = await open()
  const { page } = writer
  await page.getByRole('button', { name: 'Proponuję zmiany' }).click()
  // The second half becomes a heading of its own, which only the proposal knows.
  await writer.caretAfter('Nagłówek 30')
  for (let key = 0; key < 3; key++) await page.keyboard.press('ArrowLeft')
  await page.keyboard.press('Enter')
  await writer.saved()
  await eventually(() => outlineEntry(writer, '30').count()).toBe(1)
  await writer.caretBefore(0)
  await read(writer, 'base')
  expect(await preview(writer).getByText('Nagłówek 30').count()).toBe(1)
  await page.locator('.editor-outline').getByRole('button', { name: '30', exact: true }).click()
  await eventually(() => views(writer).inputValue()).toBe('proposals')
  await eventually(() => writer.text.evaluate((text) => text === document.activeElement)).toBe(true)
  await writer.context.close()
})

it('whoever goes to where somebody writes, or begins to propose, is back in the text', async () => {
  const shared = await kit.windows.document(kit.wanda, { content: lines })
  await shared.member(kit.lucja, 'EDITOR')
  const lucja = await openDocument(kit, kit.lucja, shared)
  await lucja.caretAfter('Akapit 37')
  await lucja.page.keyboard.type(' i dalej')
  await lucja.saved()
  const writer = await openDocument(kit, kit.wanda, shared)
  const { page } = writer
  await writer.text.locator('.remote-caret').waitFor()
  await read(writer, 'accepted')
  await page.getByRole('button', { name: /^Kto jest w dokumencie/ }).click()
  await page.getByRole('button', { name: 'Przejdź do miejsca, w którym pisze Łucja Gzymsik' }).click()
  await eventually(() => views(writer).inputValue()).toBe('proposals')
  await eventually(() => writer.block('Akapit 37').evaluate(isInSight)).toBe(true)

  await read(writer, 'base')
  await page.getByRole('button', { name: 'Proponuję zmiany' }).click()
  await eventually(() => views(writer).inputValue()).toBe('proposals')
  await eventually(() => writer.text.evaluate((text) => text === document.activeElement)).toBe(true)
  for (const { context } of [lucja, writer]) await context.close()
})

function isInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return top >= 0 && bottom <= innerHeight && bottom > top
}

it('numbers of units stay, also in a preview, and what is selected there, while others write in several at once', async () => {
  const unit = (id: string, kind: 'section' | 'ust', words: string) => {
    return { type: 'block' as const, id, kind, level: 0, content: words === '' ? [] : [{ text: words }] }
  }
  const content = [
    unit('s1', 'section', ''),
    unit('u1', 'ust', 'Najem trwa rok.'),
    unit('u2', 'ust', 'Czynsz jest niski.'),
    unit('u3', 'ust', 'Umowa jest jawna.'),
  ]
  const document = await kit.windows.document(kit.wanda, { content })
  const writer = await openDocument(kit, kit.wanda, document)
  const { page } = writer
  const write = async (words: string) => {
    const by = { kind: 'EDIT' as const, userId: kit.leon.id, organizationId: kit.leon.organizationId }
    const change = (text: Y.Text) => {
      for (const before of ['Najem', 'Czynsz']) text.insert(find(text, before), words)
    }
    await kit.app.app.rooms.append(document.id, { ...by, change })
  }
  const labels = () =>
    page
      .locator('.document-text:visible [data-label]')
      .evaluateAll((units) => units.map((one) => one.getAttribute('data-label')))
  const all = ['§\u00a01.', '1.', '2.', '3.']
  await eventually(labels).toEqual(all)
  await write('Nowy: ')
  await writer.sees('Nowy: Czynsz jest niski.')
  expect(await labels()).toEqual(all)

  await read(writer, 'accepted')
  await eventually(labels).toEqual(all)
  await preview(writer)
    .getByText('Umowa jest jawna.')
    .dblclick({ position: { x: 10, y: 10 } })
  const selected = () => page.evaluate(() => getSelection()?.toString().trim())
  expect(await selected()).toBe('Umowa')
  await write('Inny: ')
  await preview(writer).getByText('Nowy: Inny: Czynsz jest niski.').waitFor()
  expect(await selected()).toBe('Umowa')
  expect(await labels()).toEqual(all)
  await writer.context.close()
})
