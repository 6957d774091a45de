import { readFile } from 'node:fs/promises'
import type { DocumentContent } from '@app/server/document'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findAxeViolations, loseAnswers, PHONE, screenshot, sticksOut, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument, type Writer, writerOn } from '../kit/document-page.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { WITHDRAW } from '../kit/proposal-stage.ts'
import { button, field, remarkOn, remarksOn, selectWords } from '../kit/remarks-page.ts'
import { newId, type SeededDocument, signInAs } from '../kit/seed.ts'
import { giveRight, takeRight } from '../kit/share.ts'
import { databasesOf, signInOnSharedComputer } from '../kit/shared-computer.ts'

const WORDS = 'Pisane w tunelu.'
const ARCHIVE = 'mutation ($input: ArchiveDocumentInput!) { archiveDocument(input: $input) { id } }'
const RESTORE = 'mutation ($input: RestoreDocumentInput!) { restoreDocument(input: $input) { id } }'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

async function draft(): Promise<SeededDocument> {
  const document = await kit.windows.document(kit.wanda, { title: 'Rekomendacja lokalowa', text: 'Tekst z pociągu.' })
  return document.member(kit.lucja, 'EDITOR')
}

async function typeOffline(lucja: Writer): Promise<Writer> {
  await lucja.saved()
  await lucja.context.setOffline(true)
  await lucja.caretAfter('Tekst')
  await lucja.page.keyboard.type(` ${WORDS}`)
  return lucja
}

const typeAlone = async (document: SeededDocument) => typeOffline(await openDocument(kit, kit.lucja, document))

const panelOn = (page: Page) => page.getByRole('region', { name: 'Nie zapisano: ten tekst jest tutaj' })

async function seesWords(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1, name: 'Brak dostępu' }).waitFor()
  await panelOn(page).waitFor()
  expect(await panelOn(page).getByRole('textbox').inputValue()).toBe(WORDS)
}

/** By keyboard, the first that is offered. */
async function dismiss(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Odrzuć', exact: true }).first().press('Enter')
  const question = page.getByRole('alertdialog', { name: 'Odrzucić ten tekst?' })
  await question.getByRole('button', { name: 'Odrzuć tekst' }).press('Enter')
  await question.waitFor({ state: 'hidden' })
}

/** On the phone and on the desk, in both colours. */
async function picture(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()
  for (const viewport of [PHONE, { width: 1280, height: 800 }]) {
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport)
      await page.emulateMedia({ colorScheme })
      await screenshot(page, `${name}-${viewport.width}-${colorScheme}`)
      expect(await sticksOut(page)).toBe(false)
    }
  }
  expect(await findAxeViolations(page)).toEqual([])
  await page.emulateMedia({ colorScheme: 'light' })
  if (before) await page.setViewportSize(before)
}

describe('whoever loses all access while typing offline', () => {
  it('finds the words on that page, after a reload too, and can take them along', async () => {
    const document = await draft()
    const { page, context } = await typeAlone(document)
    await takeRight(kit, document, kit.lucja)
    await context.setOffline(false)
    await seesWords(page)
    expect(await panelOn(page).getByRole('button', { name: 'Wstaw ponownie' }).count()).toBe(0)
    await picture(page, 'no-access-given-back')

    await page.reload()
    await seesWords(page)
    const download = page.waitForEvent('download')
    await panelOn(page).getByRole('button', { name: 'Pobierz' }).click()
    expect(await readFile(await (await download).path(), 'utf8')).toBe(WORDS)

    await page.getByRole('link', { name: 'Przejdź do dokumentów' }).click()
    const waiting = page.getByRole('region', { name: /czeka niewysłany lub odzyskany tekst z 1 dokumentu/ })
    await waiting.waitFor()
    await picture(page, 'documents-waiting-texts')
    await waiting.getByRole('link', { name: 'Dokument, do którego nie ma dostępu' }).click()
    await seesWords(page)
    await dismiss(page)
    await panelOn(page).waitFor({ state: 'hidden' })
    await keyboardPerson(page).isAt('Brak dostępu')
    await page.getByRole('link', { name: 'Przejdź do dokumentów' }).click()
    await page.getByRole('heading', { level: 1, name: 'Dokumenty' }).waitFor()
    await page.getByRole('list', { name: 'Lista dokumentów' }).waitFor()
    expect(await waiting.count()).toBe(0)
    await context.close()
  })

  it('is told where the browser does not copy, and finds the words selected', async () => {
    const shared = await draft()
    const { page, context } = await typeAlone(shared)
    await takeRight(kit, shared, kit.lucja)
    await context.setOffline(false)
    await seesWords(page)
    // As on a page that came by plain HTTP.
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }))
    await panelOn(page).getByRole('button', { name: 'Kopiuj' }).click()
    await page.getByText('Nie udało się skopiować').waitFor()
    expect(await page.getByText('Skopiowano.').count()).toBe(0)
    const selected = await page.evaluate(() => {
      const field = document.activeElement as HTMLTextAreaElement
      return field.value.slice(field.selectionStart, field.selectionEnd)
    })
    expect(selected).toBe(WORDS)
    await seesWords(page)
    await context.close()
  })

  it('can insert them again once access is given back', async () => {
    const document = await draft()
    const lucja = await typeAlone(document)
    await takeRight(kit, document, kit.lucja)
    await lucja.context.setOffline(false)
    await seesWords(lucja.page)
    expect(await lucja.page.title()).toBe('Brak dostępu – Wspólny Zapis')
    await giveRight(kit, document, kit.lucja, 'EDITOR')
    await lucja.context.setOffline(true)
    await lucja.context.setOffline(false)
    await lucja.saved()
    await eventually(() => lucja.page.title()).toBe('Rekomendacja lokalowa – Wspólny Zapis')
    await panelOn(lucja.page).getByRole('button', { name: 'Wstaw ponownie' }).click()
    await lucja.sees(WORDS)
    await lucja.saved()
    await lucja.context.close()
  })

  it('sends them as a proposal where they may still comment, as one however often it is sent', async () => {
    const document = await draft()
    const lucja = await typeAlone(document)
    await takeRight(kit, document, kit.lucja)
    await giveRight(kit, document, kit.lucja, 'COMMENTER')
    await lucja.context.setOffline(false)
    await panelOn(lucja.page).waitFor()
    await loseAnswers(lucja.page, 'proposeWording', 1)
    const send = panelOn(lucja.page).getByRole('button', { name: 'Wyślij jako propozycję' })
    const made = () => kit.app.db.changeProposal.findMany({ where: { documentId: document.id } })
    const lost = lucja.page.waitForEvent('requestfailed', (one) => one.postData()?.includes('proposeWording') === true)
    await send.click()
    await lost
    expect(await made()).toHaveLength(1)
    await send.click()
    await panelOn(lucja.page).waitFor({ state: 'hidden' })
    expect(await made()).toMatchObject([{ channel: 'FORM', wordingAfter: `Tekst z pociągu. ${WORDS}`, state: 'OPEN' }])
    await lucja.context.close()
  })

  it('that were proposed before, and withdrawn meanwhile, are not dismissed but proposed anew when asked again', async () => {
    const document = await draft()
    const lucja = await typeAlone(document)
    await takeRight(kit, document, kit.lucja)
    await giveRight(kit, document, kit.lucja, 'COMMENTER')
    await lucja.context.setOffline(false)
    await panelOn(lucja.page).waitFor()
    await loseAnswers(lucja.page, 'proposeWording', 1)
    const send = panelOn(lucja.page).getByRole('button', { name: 'Wyślij jako propozycję' })
    const where = { documentId: document.id }
    const states = async () => {
      const made = await kit.app.db.changeProposal.findMany({ where, orderBy: { createdAt: 'asc' } })
      return made.map(({ state }) => state)
    }
    const lost = lucja.page.waitForEvent('requestfailed', (one) => one.postData()?.includes('proposeWording') === true)
    await send.click()
    await lost
    const { id } = await kit.app.db.changeProposal.findFirstOrThrow({ where })
    await gql(kit.app, await signInAs(kit.app, kit.lucja), WITHDRAW, { input: { proposalId: id } })
    await send.click()
    await lucja.page.getByText('a potem ją wycofano').first().waitFor()
    await panelOn(lucja.page).waitFor()
    expect(await states()).toEqual(['WITHDRAWN'])
    await send.click()
    await panelOn(lucja.page).waitFor({ state: 'hidden' })
    expect(await states()).toEqual(['WITHDRAWN', 'OPEN'])
    await lucja.context.close()
  })

  it('finds them when the document is opened only later', async () => {
    const document = await draft()
    const lucja = await typeAlone(document)
    await lucja.kept()
    await lucja.page.close()
    await takeRight(kit, document, kit.lucja)
    await lucja.context.setOffline(false)
    const page = await lucja.context.newPage()
    await page.goto(`/dokument/${document.id}`)
    await seesWords(page)
    await page.reload()
    await seesWords(page)
    await lucja.context.close()
  })
})

describe('on a shared computer', () => {
  it('the words are on that page only, and leaving asks first', async () => {
    const document = await draft()
    const context = await kit.browser.context()
    const page = await context.newPage()
    await page.goto(`/zaloguj?dalej=/dokument/${document.id}`)
    await signInOnSharedComputer(page, kit.lucja)
    await typeOffline(await writerOn(context, page, watchProblems(page)))
    await takeRight(kit, document, kit.lucja)
    await context.setOffline(false)
    await seesWords(page)
    expect(await databasesOf(page)).toEqual([])

    const home = page.getByRole('link', { name: 'Przejdź do dokumentów' })
    await home.click()
    const question = page.getByRole('alertdialog', { name: 'Opuścić dokument?' })
    await question.getByRole('button', { name: 'Zostań' }).click()
    await seesWords(page)
    await page.getByRole('button', { name: /Łucja Gzymsik/ }).click()
    await page.getByRole('menuitem', { name: 'Wyloguj się' }).click()
    await page
      .getByRole('alertdialog', { name: 'Nie wszystko zapisano' })
      .getByRole('button', { name: 'Zostań' })
      .click()

    await panelOn(page).getByRole('button', { name: 'Odrzuć' }).click()
    await page.getByRole('button', { name: 'Odrzuć tekst' }).click()
    await panelOn(page).waitFor({ state: 'hidden' })
    await home.click()
    await page.getByRole('heading', { level: 1, name: 'Dokumenty' }).waitFor()
    await context.close()
  })
})

describe('what was begun in conversations', () => {
  it('can be taken along by whoever may not send it any more, and is not thrown away unasked', async () => {
    const document = await draft()
    const { id: documentId } = await document.member(kit.wanda, 'EDITOR', true)
    const opened = await openDocument(kit, kit.lucja, document)
    const lucja = { ...opened, remarks: remarksOn(opened) }
    const { page, context } = lucja
    await context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await remarkOn(lucja, 'pociągu', 'Komu?')
    await field(lucja, 'Odpowiedź').fill('Moja długa odpowiedź.')
    await button(lucja, 'Zmień').click()
    await field(lucja, 'Nowa treść').fill('Komu i kiedy?')
    await selectWords(lucja, 'Tekst')
    await page.keyboard.press('Control+Shift+m')
    await field(lucja, 'Treść uwagi').fill('Jaki tekst?')

    const asWanda = await signInAs(kit.app, kit.wanda)
    await gql(kit.app, asWanda, ARCHIVE, { input: { documentId } })
    const card = page.locator('[data-thread]')
    await card.getByRole('button', { expanded: false }).first().click()
    const lost = card.getByRole('textbox', { name: 'Niewysłana odpowiedź' })
    await eventually(() => lost.inputValue()).toBe('Moja długa odpowiedź.')
    await card.getByRole('button', { name: 'Kopiuj', exact: true }).click()
    await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toBe('Moja długa odpowiedź.')
    expect(await findAxeViolations(page)).toEqual([])

    await gql(kit.app, asWanda, RESTORE, { input: { documentId } })
    await takeRight(kit, document, kit.lucja)
    const panel = page.getByRole('region', { name: 'Nie wysłano: te teksty są tutaj' })
    const words = () =>
      panel.getByRole('textbox').evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value))
    await eventually(words).toEqual(['Jaki tekst?', 'Moja długa odpowiedź.', 'Komu i kiedy?'])
    await picture(page, 'no-access-unsent')
    await page.reload()
    await eventually(words).toEqual(['Jaki tekst?', 'Moja długa odpowiedź.', 'Komu i kiedy?'])
    await panel.getByRole('button', { name: 'Kopiuj', exact: true }).first().click()
    await eventually(() => page.evaluate(() => navigator.clipboard.readText())).toBe('Jaki tekst?')
    await panel.getByRole('button', { name: 'Odrzuć', exact: true }).first().press('Enter')
    await page.getByRole('alertdialog').getByRole('button', { name: 'Odrzuć tekst' }).press('Enter')
    await eventually(words).toEqual(['Moja długa odpowiedź.', 'Komu i kiedy?'])
    await keyboardPerson(page).isAt('Kopiuj')

    await page.getByRole('button', { name: /Łucja Gzymsik/ }).click()
    await page.getByRole('menuitem', { name: 'Wyloguj się' }).click()
    const question = page.getByRole('alertdialog', { name: 'Nie wszystko wysłano' })
    await question.getByText('odpowiedź w rozmowie i zmiana treści wypowiedzi').waitFor()
    await question.getByRole('button', { name: 'Wyloguj i usuń teksty' }).click()
    await page.getByRole('heading', { level: 1, name: 'Zaloguj się' }).waitFor()
    expect(await page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('wz.')))).toEqual([])
    await context.close()
  })
})

describe('whoever wrote into a table that somebody deleted meanwhile', () => {
  it('is told so, and not that the server did not accept the words', async () => {
    const table = (text: string): DocumentContent[number] => {
      const cell = { id: newId(), header: false, content: [{ text }] }
      return { type: 'table', id: newId(), rows: [{ id: newId(), cells: [cell] }] }
    }
    const document = await kit.windows.document(kit.wanda, {
      content: [
        { type: 'block', id: newId(), kind: 'paragraph', level: 0, content: [{ text: 'Wstęp.' }] },
        table('Komórka'),
        table('Kwota'),
      ],
    })
    await document.member(kit.lucja, 'EDITOR')
    const lucja = await openDocument(kit, kit.lucja, document)
    const wanda = await openDocument(kit, kit.wanda, document)
    await lucja.saved()
    const strand = async (cell: string, words: string) => {
      await lucja.context.setOffline(true)
      await lucja.caretAfter(cell)
      await lucja.page.keyboard.type(` ${words}`)
      await wanda.caretAfter(cell)
      await wanda.page.getByRole('button', { name: 'Tabela' }).click()
      await wanda.page.getByRole('menuitem', { name: 'Usuń tabelę' }).click()
      await wanda.saved()
      await lucja.context.setOffline(false)
    }
    await strand('Komórka', WORDS)
    const { page } = lucja
    const panel = page.getByRole('region', { name: /^Nie widać w dokumencie/ })
    await panel.waitFor()
    expect(await panel.getByRole('textbox').inputValue()).toBe(WORDS)
    expect(await page.getByText('Serwer nie przyjął tych słów').count()).toBe(0)
    expect(await panel.textContent()).toContain('Serwer zapisał te słowa')
    await picture(page, 'editor-stranded')

    await strand('Kwota', '300 zł')
    await eventually(() => panel.getByRole('textbox').count()).toBe(2)
    await dismiss(page)
    await eventually(() => panel.getByRole('textbox').count()).toBe(1)
    await keyboardPerson(page).isAt('Kopiuj')
    await dismiss(page)
    await panel.waitFor({ state: 'hidden' })
    await eventually(() => lucja.text.evaluate((text) => text === globalThis.document.activeElement)).toBe(true)
    await lucja.context.close()
    await wanda.context.close()
  })
})
