import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { screenshot } from '../kit/browser.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { newId } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

type Line = Extract<DocumentContent[number], { type: 'block' }>

const line = (kind: Line['kind'], text: string, level = 0): Line => ({
  type: 'block',
  id: newId(),
  kind,
  level,
  content: text === '' ? [] : [{ text }],
})
const cell = (text: string, header = false) => ({ id: newId(), header, content: [{ text }] })

const CONTENT: DocumentContent = [
  line('heading', 'Program współpracy', 1),
  line('chapter', 'Postanowienia ogólne'),
  ...['pierwszy', 'drugi', 'trzeci', 'czwarty', 'piąty'].map((word) => line('section', `Paragraf ${word}.`)),
  line('section', ''),
  line('ust', 'Ustęp pierwszy szóstego.'),
  line('ust', 'Ustęp drugi szóstego:'),
  line('pkt', 'punkt pierwszy;'),
  {
    type: 'table',
    id: newId(),
    rows: [
      { id: newId(), cells: [cell('Zadanie', true), cell('Kwota', true)] },
      { id: newId(), cells: [cell('Lokale na parterze'), cell('12 000 zł')] },
    ],
  },
  line('paragraph', 'Koniec programu.'),
]

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

/** A page with everything on it that belongs on no paper. */
async function openCrowded(): Promise<Writer[]> {
  const title = 'Program współpracy na rok 2028'
  const document = await kit.windows.document(kit.wanda, { title, content: CONTENT })
  await document.member(kit.lucja, 'EDITOR')
  const lucja = await openDocument(kit, kit.lucja, document)
  const wanda = await openDocument(kit, kit.wanda, document)
  await lucja.caretAfter('Koniec programu')
  await lucja.page.keyboard.press('Shift+Home')
  await wanda.text.locator('.remote-caret').waitFor()
  await wanda.text.locator('.remote-selection').waitFor()
  await wanda.caretAfter('Paragraf pierwszy')
  await wanda.page.keyboard.press('Control+f')
  await wanda.page.keyboard.type('ustęp')
  await wanda.page.getByText('1 z 2').first().waitFor()
  await wanda.page.getByRole('button', { name: /^Kto jest w dokumencie/ }).click()
  await wanda.page.getByText('Wanda Okienna (to Państwo)').waitFor()
  return [wanda, lucja]
}

it('paper shows the text with its labels and tables, and nothing of the page around it', async () => {
  const [wanda, lucja] = await openCrowded()
  if (!wanda || !lucja) throw new Error('Nobody has the document open.')
  const { page, text } = wanda
  const around = [
    page.getByRole('banner').first(),
    page.getByRole('contentinfo'),
    page.getByTestId('editor-bar'),
    page.getByRole('toolbar', { includeHidden: true }),
    page.getByRole('search', { includeHidden: true }),
    page.locator('[role=dialog]'),
    page.locator('aside'),
    text.locator('.remote-caret'),
  ]
  for (const one of around) expect(await one.first().isVisible(), String(one)).toBe(true)

  await page.emulateMedia({ media: 'print' })
  for (const one of around) {
    const shown = await one.evaluateAll((found) => found.filter((element) => element.checkVisibility()).length)
    expect(shown, String(one)).toBe(0)
  }
  for (const words of ['Program współpracy', 'Paragraf piąty.', 'punkt pierwszy;', '12 000 zł', 'Koniec programu.']) {
    expect(await text.getByText(words, { exact: true }).first().isVisible(), words).toBe(true)
  }
  const labels = await text.evaluate(printedLabels)
  expect(labels).toEqual(['Rozdział 1.', '§ 1.', '§ 2.', '§ 3.', '§ 4.', '§ 5.', '§ 6.', '1.', '2.', '1)'])
  expect(await text.evaluate(readPaper)).toEqual({
    text: 'rgb(0, 0, 0)',
    cell: 'solid',
    header: 'table-header-group',
    marked: [],
  })
  await screenshot(page, 'print')
  await wanda.context.close()
  await lucja.context.close()
})

it('a PDF has sheets of A4, as many as the text needs', async () => {
  const paragraphs = Array.from({ length: 150 }, (_, index) => line('paragraph', `Akapit ${index} długiego tekstu.`))
  const document = await kit.windows.document(kit.wanda, { content: paragraphs })
  const wanda = await openDocument(kit, kit.wanda, document)
  await until('all of the text', async () => (await wanda.lines()).length === 150)
  const pdf = (await wanda.page.pdf({ preferCSSPageSize: true })).toString('latin1')
  expect(pdf.match(/\/Type \/Page\b(?!s)/g)?.length).toBeGreaterThan(3)
  const [, width, height] = /\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(pdf) ?? []
  expect([Math.round(Number(width)), Math.round(Number(height))]).toEqual([595, 842])
  await wanda.context.close()
})

/** Labels are drawn by the style sheet: what counts is that it draws them on paper too. */
function printedLabels(root: Element): string[] {
  return [...root.querySelectorAll('[data-label]')].flatMap((block) => {
    const { content, display, visibility } = getComputedStyle(block, '::before')
    const isDrawn = display !== 'none' && visibility === 'visible' && block.checkVisibility()
    return isDrawn ? [content.replace(/^"|"$/g, '').replaceAll('\u00a0', ' ')] : []
  })
}

function readPaper(root: Element) {
  const styleOf = (selector: string) => getComputedStyle(root.querySelector(selector) ?? root)
  const marked = [...root.querySelectorAll('[class*="selection"], [class*="find-match"]')]
    .map((element) => getComputedStyle(element).backgroundColor)
    .filter((color) => color !== 'rgba(0, 0, 0, 0)')
  return {
    text: styleOf('p').color,
    cell: styleOf('td').borderTopStyle,
    header: styleOf('tr').display,
    marked,
  }
}
