import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { block } from '../kit/block.ts'
import { PHONE, screenshot } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument } from '../kit/document-page.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { lookBothWays, lookInForcedColours } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, type SeededPerson, signInAs } from '../kit/seed.ts'

const TEXT: DocumentContent = [
  block('h1', 'heading', 'Udostępnianie lokali'),
  block('s1', 'section'),
  block('u1', 'ust', 'Wykaz lokali aktualizuje się nie rzadziej niż raz na kwartał.'),
  block('u2', 'ust', 'Najem trwa pięć lat i może być przedłużony na wniosek organizacji.'),
  block('p1', 'paragraph', ''),
  {
    type: 'table',
    id: 't1',
    rows: [
      ['Zadanie', 'Kwota'],
      ['Sport', '8 600 000 zł'],
    ].map((cells, row) => ({
      id: `r${row}`,
      cells: cells.map((text, at) => ({ id: `k${at}`, header: row === 0, content: [{ text }] })),
    })),
  },
]

let kit: TestPage
let document: SeededDocument

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  document = await kit.windows.document(kit.wanda, { title: 'Zasady najmu', content: TEXT })
  await document.member(kit.leon, 'EDITOR', true)
  await document.member(kit.lucja, 'EDITOR')
  await write(kit.lucja, (text) => text.insert(find(text, ' raz na kwartał'), ' na stronie Miasta,'))
  const input = { id: randomUUID(), documentId: document.id, name: 'Wersja do konsultacji' }
  const leon = await signInAs(kit.app, kit.leon)
  await gql(kit.app, leon, 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }', { input })
  await write(kit.lucja, (text) => text.insert(find(text, ' na wniosek'), ' raz, najwyżej o trzy lata,'))
  const cut = 'i może być przedłużony'
  await write(kit.leon, (text) => text.delete(find(text, cut), cut.length))
  await write(kit.leon, (text) => text.insert(find(text, ' raz, najwyżej'), cut), 'RESTORE')
})
afterAll(() => kit.close())

async function write(by: SeededPerson, change: (text: Y.Text) => void, kind: 'EDIT' | 'RESTORE' = 'EDIT') {
  const { organizationId, id: userId } = by
  await kit.app.app.rooms.append(document.id, { kind, userId, organizationId, change })
}

it('somebody selects words and is told whose they are, for whom, when and since which version', async () => {
  const { page, context, text, selectFirstWord, problems } = await openDocument(kit, kit.wanda, document)
  const person = keyboardPerson(page)
  await selectFirstWord('Wykaz lokali')
  await page.keyboard.press('Shift+ArrowDown')
  await page.keyboard.press('Shift+End')
  await page.keyboard.press('Shift+F1')
  const dialog = page.getByRole('dialog', { name: 'Kto to napisał' })
  const parts = dialog.getByRole('listitem')
  await parts.first().waitFor()
  const told = (await parts.allTextContents()).map((words) => words.replace(/\s+/g, ' '))
  expect(told[0]).toMatch(
    /^„Wykaz lokali aktualizuje się nie rzadziej niż” ?Autorstwo ?Wanda Okienna \(Fundacja Trzy Okna\)/,
  )
  expect(told[0]).toContain('(przy utworzeniu dokumentu)')
  expect(told[1]).toMatch(/^„na stronie Miasta,” ?Autorstwo ?Łucja Gzymsik \(Towarzystwo Cichych Bram\)/)
  expect(told[1]).toMatch(/Pierwsza wersja ?wersja 1: Wersja do konsultacji$/)
  expect(told).toHaveLength(3)
  await lookBothWays(page, 'who-wrote')
  await person.press('Escape')
  await eventually(() => text.evaluate((element) => element.contains(globalThis.document.activeElement))).toBe(true)

  // With nothing selected it is about the unit of the caret; the button does what the key does.
  await text.locator('> *', { hasText: 'Najem trwa' }).click({ position: { x: 12, y: 14 } })
  await page.getByRole('button', { name: 'Kto to napisał' }).click()
  await dialog.getByText('Przywrócenie tekstu').waitFor()
  const restored = (await parts.filter({ hasText: 'Przywrócenie tekstu' }).textContent())?.replace(/\s+/g, ' ')
  expect(restored).toMatch(/„i może być przedłużony” ?Autorstwo ?Wanda Okienna .*Przywrócenie tekstu ?Leon Framuga/)
  await dialog.getByText('od napisania nie zapisano jeszcze wersji').waitFor()
  await dialog.getByRole('link', { name: 'Autorzy całego tekstu' }).click()
  await page.getByRole('heading', { name: 'Autorzy tekstu: Zasady najmu' }).waitFor()
  expect(problems.list).toEqual([])
  await context.close()
})

it('somebody goes through one organisation’s words by keyboard, told apart without colour', async () => {
  const context = await kit.as(kit.wanda)
  const page = await context.newPage()
  const person = keyboardPerson(page)
  await page.goto(`/dokument/${document.id}/historia`)
  await page.getByRole('link', { name: 'Autorzy tekstu' }).click()
  const legend = page.getByRole('list', { name: 'Autorzy, od największego udziału w tekście' })
  await legend.waitFor()
  const named = async () =>
    (await legend.getByRole('button').allTextContents()).map((words) => words.replace(/\s+/g, ' '))
  expect(await named()).toEqual([
    expect.stringMatching(/^1 Aa ?Wanda Okienna ?\d+ ?%$/),
    expect.stringMatching(/^2 Aa ?Łucja Gzymsik ?\d+ ?%$/),
  ])
  const looks = await page.locator('.author-run').evaluateAll((runs) => {
    const seen = runs.map((run) => [run.querySelector('sup')?.textContent, getComputedStyle(run).textDecorationStyle])
    return [...new Set(seen.filter(([number]) => number).map(String))].sort()
  })
  expect(looks).toEqual(['1,solid', '2,dashed'])

  await page.getByLabel('Oznacz tekst według').selectOption('organizacji')
  await eventually(named).toEqual([
    expect.stringContaining('Fundacja Trzy Okna'),
    expect.stringContaining('Towarzystwo Cichych Bram'),
  ])
  await person.goTo(/Towarzystwo Cichych Bram/)
  await person.press('Enter')
  await page.getByText('2 fragmenty', { exact: true }).waitFor()
  const announced = page.getByRole('status').filter({ hasText: /^Fragment/ })
  await page.keyboard.press('Alt+PageDown')
  await person.isAt(/na stronie Miasta,/)
  await eventually(() => announced.textContent()).toMatch(
    /^Fragment 1 z 2\. Łucja Gzymsik \(Towarzystwo Cichych Bram\), /,
  )
  await page.keyboard.press('Alt+PageDown')
  await person.isAt(/raz, najwyżej o trzy lata,/)
  await page.getByText('2 z 2', { exact: true }).waitFor()
  await person.goTo('Następny fragment')
  await person.press('Enter')
  await person.isAt(/na stronie Miasta,/)
  const bar = page.getByRole('region', { name: 'Przechodzenie po fragmentach' })
  await bar.getByRole('link', { name: 'wersja 1: Wersja do konsultacji' }).waitFor()
  await lookBothWays(page, 'authors')
  await lookInForcedColours(page, 'authors')
  await page.setViewportSize(PHONE)
  await screenshot(page, 'authors-phone-whole')
  await page.getByText('8 600 000 zł').click()
  await bar.getByText('Wanda Okienna').waitFor()
  await context.close()
})

it('says of words whose author the log does not know that it does not', async () => {
  const page = await (await kit.as(kit.wanda)).newPage()
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('AuthorsPage_Query')) return route.fallback()
    const response = await route.fetch()
    await route.fulfill({ response, body: (await response.text()).replace(/"source":\d+/g, '"source":null') })
  })
  await page.goto(`/dokument/${document.id}/autorzy`)
  await page.locator('.author-run').first().waitFor()
  await page.keyboard.press('Alt+PageDown')
  const announced = page.getByRole('status').filter({ hasText: /^Fragment/ })
  await eventually(() => announced.textContent()).toMatch(/^Fragment 1 z \d+\. Autorstwo nieustalone\.$/)
  await page.context().close()
})
