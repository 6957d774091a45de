import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument, type Writer, writerOn } from '../kit/document-page.ts'
import { lookBothWays, lookInForcedColours } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { type SeededDocument, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const SHARE = 'mutation ($input: ShareDocumentInput!) { shareDocument(input: $input) { id } }'
const TEXT = 'Rekomendacja w sprawie lokali\nFragment do usunięcia.\nOstatni akapit.'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

async function draft(): Promise<SeededDocument> {
  const document = await kit.windows.document(kit.wanda, { title: 'Rekomendacja w sprawie lokali', text: TEXT })
  return document.member(kit.lucja, 'EDITOR')
}

async function makeReader(document: SeededDocument): Promise<void> {
  const input = { documentId: document.id, personId: kit.lucja.id, role: 'READER' }
  await gql(kit.app, await signInAs(kit.app, kit.wanda), SHARE, { input })
}

async function deleteLine({ caretAfter, page, lines }: Writer, words: string): Promise<void> {
  await caretAfter(words)
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Delete')
  await until('the line to be gone', async () => !(await lines()).includes(words))
}

describe('axe finds nothing in the editor', () => {
  it('while somebody else writes, and when both undid the same deletion', async () => {
    const document = await draft()
    const wanda = await openDocument(kit, kit.wanda, document)
    const lucja = await openDocument(kit, kit.lucja, document)
    await lucja.caretAfter('Ostatni')
    await lucja.page.keyboard.type(' Dopisek.')
    await wanda.text.locator('.remote-caret').waitFor()
    await lookInForcedColours(wanda.page, 'editor-others')
    await lookBothWays(wanda.page, 'editor-others')
    await wanda.page.getByRole('button', { name: /^Kto jest w dokumencie: 2 osoby/ }).click()
    await wanda.page.getByText('Łucja Gzymsik', { exact: true }).waitFor()
    await lookBothWays(wanda.page, 'editor-people')
    await wanda.page.keyboard.press('Escape')

    await lucja.context.setOffline(true)
    await deleteLine(wanda, 'Fragment do usunięcia.')
    await deleteLine(lucja, 'Fragment do usunięcia.')
    await lucja.context.setOffline(false)
    for (const writer of [wanda, lucja]) await writer.saved()
    await wanda.page.keyboard.press('Control+z')
    await lucja.sees('Fragment do usunięcia.')
    await lucja.page.keyboard.press('Control+z')
    await lucja.page.getByText('Ktoś inny usunął ten sam fragment').waitFor()
    await lookBothWays(lucja.page, 'editor-undone-twice')
    for (const { context } of [wanda, lucja]) await context.close()
  })

  it('without a connection, with words given back, and when it may only be read', async () => {
    const document = await draft()
    const { context, page, caretAfter, saved, state } = await openDocument(kit, kit.lucja, document)
    await saved()
    await lookBothWays(page, 'editor')
    await context.setOffline(true)
    await caretAfter('Ostatni')
    await page.keyboard.type(' Pisane bez prawa.')
    await eventually(state).toContain('Offline – zmiany są na tym urządzeniu')
    await page.getByTestId('save-state').click()
    await page.getByText('Wpisany tekst jest na tym urządzeniu').waitFor()
    await lookBothWays(page, 'editor-save-state')
    await page.keyboard.press('Escape')

    await makeReader(document)
    await context.setOffline(false)
    await page.getByRole('region', { name: 'Nie zapisano: ten tekst jest tutaj' }).waitFor()
    await page.getByTestId('access-notice').waitFor()
    await lookBothWays(page, 'editor-words-given-back')
    await lookInForcedColours(page, 'editor-words-given-back')
    await page.getByRole('button', { name: 'Odrzuć' }).click()
    await page.getByRole('alertdialog', { name: 'Odrzucić ten tekst?' }).waitFor()
    await lookBothWays(page, 'editor-words-dismissed')
    await page.getByRole('button', { name: 'Odrzuć tekst' }).click()
    await page.getByRole('region', { name: /^Nie zapisano/ }).waitFor({ state: 'hidden' })
    await lookBothWays(page, 'editor-read-only')
    await context.close()
  })

  it('when the session has ended', async () => {
    const { context, page, saved } = await openDocument(kit, kit.wanda, await draft())
    await saved()
    await gql(kit.app, await signInAs(kit.app, kit.wanda), 'mutation { signOutEverywhere }')
    await seesTrouble(page, 'sesja wygasła')
    await lookBothWays(page, 'editor-signed-out')
    await lookInForcedColours(page, 'editor-signed-out')
    await context.close()
  })

  it('when the page is older than the document', async () => {
    const document = await draft()
    const context = await kit.as(kit.wanda)
    await context.routeWebSocket(/\/graphql$/, (socket) => {
      const server = socket.connectToServer()
      socket.onMessage((message) => server.send(String(message).replace(/"schemaVersion":\d+/, '"schemaVersion":0')))
    })
    const page = await context.newPage()
    await page.goto(`/dokument/${document.id}`)
    await seesTrouble(page, 'ta karta jest starsza niż dokument')
    expect(await page.getByText('Otwieranie dokumentu…').count()).toBe(0)
    await lookBothWays(page, 'editor-reload')
    await context.close()
  })

  it('when words are kept nowhere, and before they are left behind', async () => {
    const document = await draft()
    const context = await kit.as(kit.wanda)
    await context.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('Storage is switched off.', 'InvalidStateError')
      }
    })
    const page = await context.newPage()
    await page.goto(`/dokument/${document.id}`)
    const wanda = await writerOn(context, page, watchProblems(page))
    await wanda.saved()
    await context.setOffline(true)
    await wanda.caretAfter('Ostatni')
    await page.keyboard.type(' Tylko tutaj.')
    await seesTrouble(page, 'zmiany są tylko w tej karcie')
    await lookBothWays(page, 'editor-kept-nowhere')
    await page.getByRole('link', { name: 'Organizacja' }).click()
    await page.getByRole('alertdialog', { name: 'Opuścić dokument?' }).waitFor()
    await lookBothWays(page, 'editor-leave-question')
    await page.getByRole('button', { name: 'Zostań' }).click()
    await context.close()
  })
})

async function seesTrouble(page: Page, words: string): Promise<void> {
  await page.getByTestId('trouble-notice').getByText(words).waitFor()
}
