import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESKTOP } from '../kit/browser.ts'
import { openDocument } from '../kit/document-page.ts'
import { type Look, lookEveryWay } from '../kit/looks.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { newId, type SeededDocument } from '../kit/seed.ts'

let kit: TestPage
let document: SeededDocument

beforeAll(async () => {
  kit = await startPage()
  const block = (kind: 'chapter' | 'section' | 'ust' | 'pkt' | 'lit' | 'heading' | 'bullet' | 'quote', text: string) =>
    ({
      type: 'block',
      id: newId(),
      kind,
      level: kind === 'heading' ? 1 : 0,
      content: text === '' ? [] : [{ text }],
    }) as const
  document = await kit.windows.document(kit.wanda, {
    title: 'Program współpracy na rok 2027',
    content: [
      block('heading', 'Program współpracy'),
      block('chapter', 'Postanowienia ogólne'),
      block('section', ''),
      block('ust', 'Celem programu jest partnerstwo:'),
      block('pkt', 'jawne;'),
      block('lit', 'na co dzień,'),
      block('quote', 'Lokal to warunek działania.'),
      block('bullet', 'powód'),
      {
        type: 'table',
        id: newId(),
        rows: [
          { id: newId(), cells: cells(true, 'Działanie', 'Kwota') },
          { id: newId(), cells: cells(false, 'Remonty', '44 000 zł') },
        ],
      },
    ],
  })
})
afterAll(() => kit.close())

function cells(header: boolean, ...texts: string[]) {
  return texts.map((text, column) => ({ id: `kolumna${column}`, header, content: [{ text }] }))
}

const LOOKS = [
  { look: 'dark', viewport: DESKTOP, colorScheme: 'dark' },
  // 1280 px at 200 % zoom.
  { look: 'zoomed', viewport: { width: 640, height: 400 }, colorScheme: 'light' },
  { look: 'light', viewport: DESKTOP, colorScheme: 'light' },
] as const satisfies readonly Look[]

const look = (page: Page, name: string) => lookEveryWay(page, name, LOOKS)

describe('axe finds nothing in the editor', () => {
  it('in the text, menus, dialogs, search and the list of people', async () => {
    const writer = await openDocument(kit, kit.wanda, document)
    const { page } = writer
    await writer.saved()
    await look(page, 'editor')

    await page.getByRole('button', { name: /^Rodzaj akapitu/ }).click()
    await page.getByRole('menu').waitFor()
    await look(page, 'editor-kinds')
    await page.keyboard.press('Escape')

    await page.getByRole('cell', { name: 'Remonty' }).click()
    await page.getByRole('button', { name: 'Tabela' }).click()
    await page.getByRole('menuitem', { name: 'Dodaj wiersz poniżej' }).waitFor()
    await look(page, 'editor-table')
    await page.keyboard.press('Escape')

    await page.keyboard.press('Control+k')
    await page.getByRole('dialog').waitFor()
    await look(page, 'editor-link')
    await page.keyboard.press('Escape')

    await page.keyboard.press('Control+/')
    await page.getByRole('dialog').waitFor()
    await look(page, 'editor-help')
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'hidden' })

    await page.keyboard.press('Control+f')
    await page.keyboard.type('a')
    await look(page, 'editor-find')
    await page.keyboard.press('Escape')

    await page.getByRole('button', { name: /^Kto jest w dokumencie/ }).click()
    await page.getByText('Wanda Okienna (to Państwo)').waitFor()
    await look(page, 'editor-people')
    expect(writer.problems.list).toEqual([])
    await writer.context.close()
  })
})
