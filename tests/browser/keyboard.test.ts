import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { PHONE, watchProblems } from '../kit/browser.ts'
import { type Writer, writerOn } from '../kit/document-page.ts'
import { type KeyboardPerson, keyboardPerson } from '../kit/keyboard.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { until } from '../kit/until.ts'

const WINDOWS = [
  { what: 'on a screen of 360 pixels', title: 'Rekomendacja w sprawie lokali', viewport: PHONE },
  { what: 'at 200 % zoom', title: 'Stanowisko w sprawie zieleni', viewport: { width: 640, height: 400 } },
]

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

describe.each(WINDOWS)('with the keyboard alone, $what', ({ title, viewport }) => {
  it('a person signs in, finds a document, writes and formats, and uses everything around the text', async () => {
    await seedDocument(title)
    const context = await kit.browser.context({ viewport })
    const page = await context.newPage()
    const problems = watchProblems(page)
    const me = keyboardPerson(page)
    const writer = await signInAndOpen(page, me, title)
    await write(writer, me)
    await makeTable(writer, me)
    await find(writer, me)
    await lookAround(writer, me)
    await shareAndRename(writer, me, title)
    expect(problems.list).toEqual([])
    await context.close()
  })
})

const DIALOGS = [
  { item: 'Zmień tytuł', field: 'Tytuł' },
  { item: 'Udostępnij', field: 'Dodaj osobę lub organizację' },
]

describe.each(DIALOGS)('the dialog „$item”', ({ item, field }) => {
  async function openDialog(page: Page, choose: (button: Locator) => Promise<void>): Promise<Locator> {
    await page.goto('/')
    await choose(page.getByRole('button', { name: 'Czynności: Program współpracy na rok 2027' }))
    await choose(page.getByRole('menuitem', { name: item }))
    const dialog = page.getByRole('dialog')
    await dialog.getByLabel(field).waitFor()
    return dialog
  }

  it('begins at what is asked for, so that what is written takes the place of what is there', async () => {
    const page = await (await kit.as(kit.leon)).newPage()
    const dialog = await openDialog(page, (button) => button.press('Enter'))
    const asked = dialog.getByLabel(field)
    await eventually(() => asked.evaluate((element) => element === document.activeElement)).toBe(true)
    await page.keyboard.type('ł')
    expect(await asked.inputValue()).toBe('ł')
    await page.context().close()
  })

  it('is read first where a finger opened it: no keyboard comes before it is asked for', async () => {
    const page = await (await kit.as(kit.leon, { viewport: PHONE, touch: true })).newPage()
    const dialog = await openDialog(page, (button) => button.tap())
    await eventually(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true)
    expect(await page.evaluate(() => document.activeElement?.matches('input, textarea, select'))).toBe(false)
    await page.context().close()
  })
})

async function seedDocument(title: string): Promise<void> {
  const text = [
    'Lokale na parterze',
    'Pierwszy akapit.',
    ...Array.from({ length: 20 }, (_, index) => `Akapit ${index}.`),
  ]
  const document = await kit.windows.document(kit.leon, { title, text: text.join('\n') })
  await document.member(kit.leon, 'EDITOR', true)
}

async function signInAndOpen(page: Page, me: KeyboardPerson, title: string): Promise<Writer> {
  await page.goto('/')
  await page.getByRole('heading', { level: 1, name: 'Zaloguj się' }).waitFor()
  await me.goTo('Szukaj osoby lub organizacji')
  await me.type('leon')
  await page.getByText('1 osoba', { exact: true }).waitFor()
  await me.goTo(/Leon Framuga/)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Dokumenty' }).waitFor()

  await me.goTo('Przejdź do treści')
  await me.press('Enter')
  await me.goTo('Szukaj w tytułach i sygnaturach')
  await me.type(title.slice(0, 10))
  await page.getByText('1 dokument', { exact: true }).waitFor()
  await me.goTo(title)
  await page.keyboard.press('Enter')
  const writer = await writerOn(page.context(), page, watchProblems(page))
  await me.isAt(title)
  await me.goTo(/^Treść dokumentu/)
  return writer
}

async function write({ page, text, ...writer }: Writer, me: KeyboardPerson): Promise<void> {
  await me.press('Control+Home')
  await me.press('Alt+F10')
  await me.goTo(/^Rodzaj akapitu/, 'ArrowRight')
  await me.press('Enter')
  await me.isAt('Akapit')
  await me.goTo('Nagłówek 1', 'ArrowDown')
  await me.press('Enter')
  await me.isAt(/^Treść dokumentu/)
  await text.locator('[role=heading]').filter({ hasText: 'Lokale na parterze' }).waitFor()

  await me.press('ArrowDown', 'End')
  await me.type(' Ważne')
  await writer.sees('Pierwszy akapit. Ważne')
  await me.press('Control+Shift+ArrowLeft', 'Alt+F10')
  await me.goTo('Pogrubienie', 'ArrowRight')
  await me.press('Enter')
  await me.isAt('Pogrubienie')
  await text.locator('strong').filter({ hasText: 'Ważne' }).waitFor()
  await page.getByRole('button', { name: 'Pogrubienie', pressed: true }).waitFor()
  await me.press('Escape')
  await me.isAt(/^Treść dokumentu/)
}

async function makeTable({ text }: Writer, me: KeyboardPerson): Promise<void> {
  await me.press('End', 'Enter', 'Alt+F10')
  await me.goTo('Tabela', 'ArrowRight')
  await me.press('Enter')
  await me.isAt('Wstaw tabelę')
  await me.press('Enter')
  await me.isAt(/^Treść dokumentu/)
  await me.type('Pierwsza komórka')
  await me.press('Tab')
  await me.type('Druga komórka')
  await text.locator('td, th').filter({ hasText: 'Druga komórka' }).waitFor()
  await me.press('Control+Enter')
}

async function find({ page }: Writer, me: KeyboardPerson): Promise<void> {
  await me.press('Control+f')
  await me.isAt('Szukany tekst')
  await me.type('akapit 1')
  await page.getByRole('search', { name: 'Znajdź w dokumencie' }).getByText(/^1 z/).first().waitFor()
  await me.press('Enter', 'Shift+Enter', 'Escape')
  await me.isAt(/^Treść dokumentu/)

  await backTo(me, 'Znajdź w dokumencie')
  await me.press('Enter')
  await me.isAt('Szukany tekst')
  await me.goTo('Zamknij wyszukiwanie')
  await me.press('Enter')
  await me.isAt(/^Treść dokumentu/)
}

/** Out of the text by Esc, and back from stop to stop. */
async function backTo(me: KeyboardPerson, name: string | RegExp): Promise<void> {
  await me.press('Escape')
  await me.goTo(name, 'Shift+Tab')
}

async function lookAround({ page }: Writer, me: KeyboardPerson): Promise<void> {
  await me.press('Control+/')
  await page.getByRole('dialog', { name: 'Skróty klawiszowe' }).waitFor()
  await me.isAt('Zamknij')
  await me.press('Tab', 'Escape')
  await me.isAt(/^Treść dokumentu/)
  await me.press('Alt+F10')
  await me.goTo('Skróty klawiszowe', 'ArrowRight')
  await me.press('Enter')
  await page.getByRole('dialog', { name: 'Skróty klawiszowe' }).waitFor()
  await me.press('Escape')
  await me.isAt('Skróty klawiszowe')

  await me.goTo(/^Treść dokumentu/)
  await backTo(me, 'Pokaż spis treści')
  await me.press('Enter')
  await page.getByRole('dialog', { name: 'Spis treści' }).waitFor()
  await me.goTo('Lokale na parterze')
  await me.press('Enter')
  await me.isAt(/^Treść dokumentu/)

  await backTo(me, /^Kto jest w dokumencie/)
  await me.press('Enter')
  await page.getByText('Leon Framuga (to Państwo)').waitFor()
  await me.press('Escape')
  await me.isAt(/^Kto jest w dokumencie/)

  await me.goTo(/^Treść dokumentu/)
  await me.press('Escape', 'Tab')
  expect(await me.focused()).not.toMatch(/^Treść dokumentu/)
  await me.goTo('English')
  await me.goTo(/^Treść dokumentu/, 'Shift+Tab')
}

async function shareAndRename({ page }: Writer, me: KeyboardPerson, title: string): Promise<void> {
  await backTo(me, `Czynności: ${title}`)
  await me.press('Enter')
  await me.goTo('Zmień tytuł', 'ArrowDown')
  await me.press('Enter')
  await page.getByRole('dialog', { name: 'Zmień tytuł' }).waitFor()
  await me.goTo('Tytuł')
  await me.press('Control+a')
  await me.type(`${title}!`)
  await me.press('Enter')
  await page.getByRole('heading', { level: 1, name: `${title}!` }).waitFor()
  await me.isAt(`Czynności: ${title}!`)

  await me.press('Enter')
  await me.goTo('Udostępnij', 'ArrowDown')
  await me.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Udostępnij' })
  await dialog.waitFor()
  await me.goTo('Dodaj osobę lub organizację')
  await me.type('gzym')
  await dialog.getByRole('option', { name: /Łucja Gzymsik/ }).waitFor()
  await until('the person to be marked', async () => {
    await me.press('ArrowDown')
    return dialog
      .getByRole('option', { name: /Łucja Gzymsik/ })
      .and(page.locator('[data-highlighted]'))
      .count()
  })
  await me.press('Enter')
  await me.goTo('Udostępnij')
  await me.press('Enter')
  await dialog.getByRole('status').getByText('Udostępniono: Łucja Gzymsik').waitFor()
  await me.press('Escape')
  await me.isAt(`Czynności: ${title}!`)
}
