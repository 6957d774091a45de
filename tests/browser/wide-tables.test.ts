import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PHONE, sticksOut } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { lookBothWays, lookInForcedColours } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { newId, type SeededDocument, signInAs } from '../kit/seed.ts'

const COLUMNS = [
  'Lp.',
  'Nazwa zadania',
  'Wydział',
  'Termin',
  'Kwota 2026',
  'Kwota 2027',
  'Kwota 2028',
  'Odpowiedzialny',
]
const SCROLLS = 'Tabela; strzałki w lewo i w prawo ją przesuwają'

const paragraph = (text: string): DocumentContent[number] => {
  return { type: 'block', id: newId(), kind: 'paragraph', level: 0, content: [{ text }] }
}
const table = (...rows: string[][]): DocumentContent[number] => ({
  type: 'table',
  id: newId(),
  rows: rows.map((words, row) => ({
    id: newId(),
    cells: words.map((text, column) => ({ id: `c${column}`, header: row === 0, content: text ? [{ text }] : [] })),
  })),
})

let kit: TestPage
let document: SeededDocument

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  const content = [
    paragraph('Harmonogram zadań.'),
    table(
      COLUMNS,
      COLUMNS.map((word) => (word === 'Odpowiedzialny' ? '' : word.toLowerCase())),
    ),
    paragraph('Razem:'),
    table(['Rok', 'Kwota'], ['2026', '12 000 zł']),
    paragraph('Koniec.'),
  ]
  document = await kit.windows.document(kit.wanda, { title: 'Harmonogram', content })
  await document.member(kit.lucja, 'EDITOR')
})
afterAll(() => kit.close())

/** From where to where the caret of this person is painted, and whether something lies over it there. */
const caret = ({ page }: Writer) =>
  page.evaluate(() => {
    const { focusNode, focusOffset } = getSelection() ?? {}
    const range = globalThis.document.createRange()
    if (!focusNode) return 'nowhere'
    range.setStart(focusNode, focusOffset ?? 0)
    const cell = focusNode instanceof Element ? focusNode : focusNode.parentElement
    const place = range.getClientRects()[0] ?? cell?.getBoundingClientRect()
    if (!place) return 'nowhere'
    const hit = globalThis.document.elementFromPoint(place.left + 1, place.top + place.height / 2)
    const text = cell?.closest('.document-text')
    const edge = text?.getBoundingClientRect().right ?? 0
    return place.right <= edge && cell?.closest('td, th')?.contains(hit) ? 'seen' : `at ${place.left} of ${edge}`
  })

const hasFocus = ({ text }: Writer) => text.evaluate((one) => one === globalThis.document.activeElement)

/** How far the first table is from having its last column in sight, and how wide the text beside it is. */
const lastColumn = (page: Page) =>
  page
    .locator('.document-text table')
    .first()
    .evaluate((one) => {
      const cell = one.querySelector('tr > :last-child')?.getBoundingClientRect()
      const text = one.closest('.document-text')?.getBoundingClientRect()
      return (cell?.right ?? 0) <= (text?.right ?? 0) + 1 ? 'seen' : 'behind the edge'
    })

/** Where the box of a table ends is where the text does. */
const isInItsColumn = (page: Page) =>
  page
    .locator('.document-text table')
    .first()
    .evaluate((one) => {
      const box = one.parentElement ?? one
      return (
        box.getBoundingClientRect().right <= (one.closest('.document-text')?.getBoundingClientRect().right ?? 0) + 1
      )
    })

it('who writes in a wide table sees where: it is scrolled in its own box, at every width', async () => {
  const wanda = await openDocument(kit, kit.wanda, document, { viewport: PHONE })
  const { page } = wanda
  await wanda.block('Harmonogram').click()
  const isLeft = wanda.text.evaluate((text) => new Promise((left) => text.addEventListener('blur', () => left(true))))
  await wanda.text.getByRole('cell', { name: 'termin', exact: true }).click()
  await page.keyboard.press('End')
  expect(await Promise.race([isLeft, hasFocus(wanda).then((has) => !has)]), 'a click takes the focus away').toBe(false)
  for (const _ of COLUMNS.slice(4)) await page.keyboard.press('Tab')
  await eventually(() => caret(wanda)).toBe('seen')
  await page.keyboard.type('Wanda')
  await eventually(() => caret(wanda)).toBe('seen')
  expect(await sticksOut(page)).toBe(false)
  await wanda.saved()

  for (const width of [360, 800, 1024, 1280]) {
    await page.setViewportSize({ width, height: 800 })
    expect(await sticksOut(page), `${width} px`).toBe(false)
    expect(await isInItsColumn(page), `${width} px`).toBe(true)
  }
  await page.getByRole('contentinfo').getByRole('link').first().focus()
  await page.keyboard.press('Shift+Tab')
  expect(await hasFocus(wanda), 'a table that is written in is no stop').toBe(true)
  await page.getByTestId('comments-button').click()
  await page.locator('.thread-aside').waitFor()
  expect(await isInItsColumn(page), 'beside remarks').toBe(true)
  await lookBothWays(page, 'wide-table')
  await lookInForcedColours(page, 'wide-table')

  await page.emulateMedia({ media: 'print' })
  await page.setViewportSize({ width: 642, height: 900 })
  expect(await lastColumn(page), 'on paper').toBe('seen')
  const box = await page.locator('.document-text table').first().boundingBox()
  expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(642)
  expect(wanda.problems.list).toEqual([])
  await wanda.context.close()
})

it('names of others stay in the table, and make it no wider', async () => {
  const [wanda, lucja] = [
    await openDocument(kit, kit.wanda, document, { viewport: PHONE }),
    await openDocument(kit, kit.lucja, document),
  ]
  const flag = wanda.text.locator('.remote-caret-flag').filter({ hasText: 'Łucja' })
  const isWhole = () =>
    flag.evaluate((name) => {
      const box = name.closest('table')?.parentElement
      const [one, around] = [name.getBoundingClientRect(), box?.getBoundingClientRect()]
      if (!box || !around) return 'nowhere'
      const end = around.left - box.scrollLeft + box.scrollWidth
      const isIn = one.top >= around.top && one.right <= end + 1
      return `${isIn ? 'whole' : 'cut'}, ${box.scrollWidth > box.clientWidth ? 'scrolls' : 'still'}`
    })
  await lucja.text.getByRole('cell', { name: '12 000 zł' }).click()
  await lucja.page.keyboard.press('End')
  await eventually(isWhole).toBe('whole, still')
  await lucja.text.getByRole('columnheader', { name: 'Kwota', exact: true }).click()
  await lucja.page.keyboard.press('End')
  await eventually(isWhole).toBe('whole, still')
  await lucja.text.getByRole('columnheader', { name: 'Odpowiedzialny' }).click()
  await lucja.page.keyboard.press('End')
  await eventually(isWhole).toBe('whole, scrolls')
  await wanda.page.getByRole('button', { name: /^Kto jest w dokumencie/ }).click()
  await wanda.page.getByRole('button', { name: /Łucja/ }).click()
  await eventually(() => caret(wanda)).toBe('seen')
  await Promise.all([wanda.context.close(), lucja.context.close()])
})

it('who reads one scrolls it with keys, wherever it is shown', async () => {
  const create = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
  const input = { id: randomUUID(), documentId: document.id, name: 'Pierwsza' }
  await gql(kit.app, await signInAs(kit.app, kit.wanda), create, { input })
  const versionId = input.id
  const context = await kit.as(kit.wanda, { viewport: PHONE })
  const page = await context.newPage()
  const keyboard = keyboardPerson(page)
  for (const path of [`wersja/${versionId}`, 'autorzy', `porownaj?od=zapis:0&do=wersja:${versionId}`]) {
    await page.goto(`/dokument/${document.id}/${path}`)
    await page.locator('.document-text table').first().waitFor()
    expect(await lastColumn(page), path).toBe('behind the edge')
    await keyboard.goTo(SCROLLS)
    for (let times = 0; times < 20; times += 1) await page.keyboard.press('ArrowRight')
    await eventually(() => lastColumn(page)).toBe('seen')
    expect(await page.getByRole('group', { name: SCROLLS }).count(), path).toBe(1)
    await lookBothWays(page, `wide-table-${path.split(/\W/)[0]}`)
    await page.setViewportSize(PHONE)
    await page.emulateMedia({ media: 'print' })
    await eventually(() => lastColumn(page)).toBe('seen')
    await page.emulateMedia({ media: 'screen' })
  }
  await context.close()
})
