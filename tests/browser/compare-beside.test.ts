import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Text } from 'yjs'
import { DESKTOP, PHONE, screenshot } from '../kit/browser.ts'
import { lookBothWays } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find, newMarker } from '../kit/proposals.ts'
import type { SeededDocument } from '../kit/seed.ts'

const block = (id: string, text: string): DocumentContent[number] => ({
  type: 'block',
  id,
  kind: 'paragraph',
  level: 0,
  content: [{ text }],
})

const NOTICE = 'Miasto ogłasza konkurs ofert na najem lokali.'
const DEADLINE = 'Organizacje składają wnioski do końca marca każdego roku.'
const CHECK = 'Wnioski sprawdza się w ciągu miesiąca.'
const LIST = 'Listę lokali ogłasza się w Biuletynie.'

let kit: TestPage
let document: SeededDocument

beforeAll(async () => {
  kit = await startPage()
  const content = [block('a', `${NOTICE} ${DEADLINE}`), block('b', CHECK), block('c', LIST), block('d', 'Koniec.')]
  document = await kit.windows.document(kit.leon, { title: 'Zasady konkursu', content })
  await document.member(kit.leon, 'EDITOR', true)
  await write((text) => text.insertEmbed(find(text, DEADLINE), newMarker('e', { kind: 'paragraph', level: 0 })))
  await write((text) => text.delete(find(text, LIST) - 1, 1))
})
afterAll(() => kit.close())

async function write(change: (text: Text) => void): Promise<void> {
  const { id: userId, organizationId } = kit.leon
  await kit.app.app.rooms.append(document.id, { kind: 'EDIT', userId, organizationId, change })
}

it('shows both texts whole side by side, where a unit was split and where two were joined', async () => {
  const context = await kit.as(kit.leon, { viewport: DESKTOP })
  const page = await context.newPage()
  const seen = async (side: 'before' | 'after') =>
    (await page.locator(`[data-side="${side}"] p[lang="pl"]`).allTextContents()).map((words) => words.trim())
  await page.goto(`/dokument/${document.id}/porownaj?od=zapis:1&do=teraz&widok=obok`)
  await eventually(() => seen('before')).toEqual([NOTICE, DEADLINE, CHECK, LIST, 'Koniec.'])
  expect(await seen('after')).toEqual([NOTICE, DEADLINE, CHECK, LIST, 'Koniec.'])
  await page.getByText('w jednostce: akapit 1', { exact: false }).waitFor()
  await page.getByText('w jednostce: akapit 3', { exact: false }).waitFor()
  expect(await page.getByText('nie ma tej jednostki').count()).toBe(0)
  await lookBothWays(page, 'compare-beside-joints')
  await page.setViewportSize(PHONE)
  await screenshot(page, 'compare-beside-joints-whole')
  await page.goto(`/dokument/${document.id}/przywroc?zapis=1`)
  await page.getByRole('tab', { name: 'Obok siebie' }).click()
  await eventually(() => seen('after')).toEqual([NOTICE, DEADLINE, CHECK, LIST, 'Koniec.'])
  expect(await seen('before')).toEqual([NOTICE, DEADLINE, CHECK, LIST, 'Koniec.'])
  await context.close()
})
