import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDocument } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import type { SeededDocument } from '../kit/seed.ts'

const PROGRAMME = 'Program współpracy na rok 2027'
const OWN = 'Rekomendacja Wandy'
const FOREIGN = 'Stanowisko Bram'
const MINE = 'Tylko rozpoczęte przeze mnie lub udostępnione mi osobiście'

let kit: TestPage
let own: SeededDocument

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  own = await kit.windows.document(kit.wanda, { title: OWN, text: 'Pierwszy akapit.' })
  await own.member(kit.lucja, 'EDITOR')
  const foreign = await kit.gates.document(kit.lucja, { title: FOREIGN, text: 'Treść stanowiska.' })
  await foreign.member(kit.wanda, 'READER')
})
afterAll(() => kit.close())

const rows = (page: Page) => page.getByRole('list', { name: 'Lista dokumentów' }).getByRole('article')
const rowOf = (page: Page, title: string) => rows(page).filter({ hasText: title })
const titles = async (page: Page) => (await rows(page).getByRole('heading').allInnerTexts()).sort()

async function openList(): Promise<Page> {
  const page = await (await kit.as(kit.wanda)).newPage()
  await page.goto('/')
  await rows(page).first().waitFor()
  await page.getByRole('button', { name: 'Więcej filtrów' }).click()
  return page
}

describe('filters of the list', () => {
  it('„mine” leaves what the person began and what was shared with them in person, also after a reload', async () => {
    const page = await openList()
    await eventually(() => titles(page)).toEqual([PROGRAMME, OWN, FOREIGN])
    await page.getByLabel(MINE).check()
    await eventually(() => titles(page)).toEqual([OWN, FOREIGN])
    await page.reload()
    await eventually(() => titles(page)).toEqual([OWN, FOREIGN])
    await page.getByLabel(MINE).uncheck()
    await eventually(() => titles(page)).toEqual([PROGRAMME, OWN, FOREIGN])
    await page.context().close()
  })

  it('an organisation leaves what it leads', async () => {
    const page = await openList()
    await page.getByLabel('Organizacja', { exact: true }).selectOption({ label: 'Towarzystwo Cichych Bram' })
    await eventually(() => titles(page)).toEqual([FOREIGN])
    await page.getByLabel('Organizacja', { exact: true }).selectOption({ label: 'Fundacja Trzy Okna' })
    await eventually(() => titles(page)).toEqual([PROGRAMME, OWN])
    await page.context().close()
  })
})

describe('the filter follows the address', () => {
  it('the link „Dokumenty” brings all rows back, the browser’s way back the search, and typing is not disturbed', async () => {
    const page = await openList()
    const field = page.getByRole('searchbox')
    await field.fill('bram')
    await eventually(() => titles(page)).toEqual([FOREIGN])
    await eventually(() => new URL(page.url()).search).toBe('?szukaj=bram')
    await page.getByRole('link', { name: 'Dokumenty' }).first().click()
    await eventually(() => field.inputValue()).toBe('')
    await eventually(() => titles(page)).toEqual([PROGRAMME, OWN, FOREIGN])
    expect(new URL(page.url()).search).toBe('')

    await page.goBack()
    await eventually(() => field.inputValue()).toBe('bram')
    await eventually(() => titles(page)).toEqual([FOREIGN])

    // Each pause puts what is typed so far into the address, which must not come back over what is typed by then.
    await field.fill('')
    await field.pressSequentially('rekomendacja wandy', { delay: 60 })
    expect(await field.inputValue()).toBe('rekomendacja wandy')
    await eventually(() => titles(page)).toEqual([OWN])
    await page.context().close()
  })

  it('another page’s address is not taken for a filter on the way there', async () => {
    const page = await openList()
    await page.getByRole('searchbox').fill('bram')
    await eventually(() => new URL(page.url()).search).toBe('?szukaj=bram')
    await rowOf(page, FOREIGN).getByRole('link', { name: FOREIGN }).click()
    await page.locator('.document-text').waitFor()
    expect(new URL(page.url()).search).toBe('')
    await page.goBack()
    await eventually(() => titles(page)).toEqual([FOREIGN])
    expect(await page.getByRole('searchbox').inputValue()).toBe('bram')
    await page.context().close()
  })
})

describe('what the list says of others', () => {
  it('a document is new until it is read, who writes in it is named, and what they wrote makes it new again', async () => {
    const page = await openList()
    const badge = rowOf(page, OWN).getByText('Nowe zmiany')
    await page.getByLabel('Tylko z nowymi zmianami').check()
    await badge.waitFor()
    await rowOf(page, OWN).getByRole('link', { name: OWN }).click()
    await page.locator('.document-text').getByText('Pierwszy akapit.').waitFor()
    await page.goBack()
    await eventually(() => titles(page)).not.toContain(OWN)
    await page.getByLabel('Tylko z nowymi zmianami').uncheck()
    await rowOf(page, OWN).waitFor()
    await eventually(() => badge.count()).toBe(0)

    const lucja = await openDocument(kit, kit.lucja, own)
    await lucja.caretAfter('Pierwszy')
    await lucja.page.keyboard.type(' Dopisek Łucji.')
    await lucja.saved()
    await rowOf(page, OWN).getByText('Pisze teraz: Łucja Gzymsik').waitFor()
    await badge.waitFor()
    await page.getByLabel('Tylko z nowymi zmianami').check()
    await rowOf(page, OWN).waitFor()
    await lucja.context.close()
    await page.context().close()
  })
})
