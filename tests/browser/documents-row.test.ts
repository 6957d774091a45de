import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { holdAnswer, type PageProblems, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { signInAs } from '../kit/seed.ts'

const MINUTE_MS = 60_000
const ARCHIVE = 'mutation ($input: ArchiveDocumentInput!) { archiveDocument(input: $input) { id } }'

let kit: TestPage
let page: Page
let problems: PageProblems

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  for (const [title, stage] of [
    ['Przyjęta rekomendacja', 'ADOPTED'],
    ['Rekomendacja z odpowiedzią', 'ANSWERED'],
    ['Szkic rekomendacji', 'DRAFT'],
  ] as const) {
    await kit.windows.document(kit.leon, { title, stage, kind: 'RECOMMENDATION' })
  }
  await kit.windows.document(kit.leon, { title: 'Odłożony szkic', archived: true })
})
afterAll(() => kit.close())

beforeEach(async () => {
  page = await (await kit.as(kit.leon)).newPage()
  problems = watchProblems(page)
})
afterEach(async () => {
  expect(problems.list).toEqual([])
  await page.context().close()
})

const rowOf = (title: string) =>
  page.getByRole('list', { name: 'Lista dokumentów' }).getByRole('article').filter({ hasText: title })

async function offered(title: string): Promise<string[]> {
  await page.getByRole('button', { name: `Czynności: ${title}` }).click()
  const items = page.getByRole('menuitem')
  await items.first().waitFor()
  const names = await items.allInnerTexts()
  await page.keyboard.press('Escape')
  await items.first().waitFor({ state: 'detached' })
  return names.filter((name) => !name.startsWith('Pobierz')).map((name) => name.trim())
}

describe('what is offered for a document', () => {
  it('is another title only while its text may be written, and sharing and putting away all the same', async () => {
    await page.goto('/')
    const always = ['Udostępnij', 'Tabela uwag', 'Przenieś do archiwum']
    expect(await offered('Szkic rekomendacji')).toEqual(['Zmień tytuł', ...always])
    expect(await offered('Przyjęta rekomendacja')).toEqual(always)
    expect(await offered('Rekomendacja z odpowiedzią')).toEqual(always)

    await rowOf('Przyjęta rekomendacja').getByRole('link').click()
    await page.getByRole('heading', { level: 1, name: 'Przyjęta rekomendacja' }).waitFor()
    expect(await offered('Przyjęta rekomendacja')).toEqual(always)
  })

  it('is nothing but bringing it back, once it is put away', async () => {
    await page.goto('/?archiwum=1')
    await rowOf('Odłożony szkic').waitFor()
    expect(await offered('Odłożony szkic')).toEqual(['Tabela uwag', 'Przywróć z archiwum'])
  })
})

/** As if the tab were looked at again after so long. */
function comeBackLater(ms: number): void {
  const Real = Date
  const later = () => Real.now() + ms
  window.Date = new Proxy(Real, {
    construct: (_target, given: [] | [number]) => (given.length === 0 ? new Real(later()) : new Real(...given)),
    get: (target, name) => (name === 'now' ? later : Reflect.get(target, name)),
  })
  document.dispatchEvent(new Event('visibilitychange'))
}

describe('how long ago it was', () => {
  const when = (title: string) => rowOf(title).locator('time').textContent()

  it('goes on by itself, and is read out to nobody', async () => {
    await page.goto('/')
    await eventually(() => when('Szkic rekomendacji')).toMatch(/: (?:teraz|\d minut\S* temu)$/)
    await page.evaluate(comeBackLater, 20 * MINUTE_MS)
    await eventually(() => when('Szkic rekomendacji')).toMatch(/: 2\d minut\S* temu$/)
    const live = ['[aria-live]', '[role=status]', '[role=alert]', '[role=log]'].map((region) => `${region} time`)
    expect(await page.locator(live.join()).count()).toBe(0)
  })

  it('is said of the archive in a sentence', async () => {
    await page.goto('/?archiwum=1')
    await eventually(() => when('Odłożony szkic')).toMatch(/^Przeniesiono do archiwum: /)
  })
})

describe('what is asked about a document', () => {
  const DIALOGS = [
    ['Zmień tytuł', 'Tytuł', 'Anuluj'],
    ['Udostępnij', 'Dodaj osobę lub organizację', 'Zamknij'],
  ] as const

  it.each(DIALOGS)('stays with what was written when its row is gone: %s', async (item, label, closing) => {
    const title = `Ginący wiersz: ${item}`
    const { id } = await kit.windows.document(kit.leon, { title })
    await page.goto('/')
    await page.getByRole('button', { name: `Czynności: ${title}` }).click()
    await page.getByRole('menuitem', { name: item }).click()
    const dialog = page.getByRole('dialog', { name: item })
    await dialog.getByLabel(label, { exact: true }).fill('Pisane długo')
    await gql(kit.app, await signInAs(kit.app, kit.wanda), ARCHIVE, { input: { documentId: id } })
    // By no role: there is none of what is behind a dialog.
    await page.locator('[data-row]').filter({ hasText: title }).waitFor({ state: 'detached' })
    expect(await dialog.getByLabel(label, { exact: true }).inputValue()).toBe('Pisane długo')
    await dialog.getByRole('button', { name: closing }).last().click()
    await dialog.waitFor({ state: 'detached' })
    await eventually(() => page.evaluate(() => document.activeElement?.getAttribute('role'))).toBe('status')
  })

  it('is answered about that one, while the answer about the one before is still known', async () => {
    const titles = ['Udostępniony pierwszy', 'Udostępniony drugi'] as const
    const first = await kit.windows.document(kit.leon, { title: titles[0] })
    const second = await kit.windows.document(kit.leon, { title: titles[1] })
    await second.member(kit.wanda, 'READER')
    await first.member(kit.lucja, 'READER')
    await page.goto('/')
    const dialog = page.getByRole('dialog', { name: 'Udostępnij' })
    const share = async (title: string) => {
      await page.getByRole('button', { name: `Czynności: ${title}` }).click()
      await page.getByRole('menuitem', { name: 'Udostępnij' }).click()
      await dialog.getByText(title, { exact: true }).waitFor()
    }
    await share(titles[0])
    await dialog.getByText(kit.lucja.name).first().waitFor()
    await dialog.getByRole('button', { name: 'Zamknij' }).last().click()
    await dialog.waitFor({ state: 'detached' })
    const letGo = await holdAnswer(page, 'DocumentShareDialog_Query')
    await share(titles[1])
    expect(await dialog.getByText(kit.lucja.name).count()).toBe(0)
    letGo()
    await dialog.getByText(kit.wanda.name).first().waitFor()
    expect(await dialog.getByText(kit.lucja.name).count()).toBe(0)
    await dialog.getByRole('button', { name: 'Zamknij' }).last().click()
  })
})
