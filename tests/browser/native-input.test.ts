import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

async function both(text: string, role: 'EDITOR' | 'PROPOSER' = 'EDITOR'): Promise<[Writer, Writer]> {
  const document = await kit.windows.document(kit.wanda, { text })
  await document.member(kit.lucja, role)
  return [await openDocument(kit, kit.wanda, document), await openDocument(kit, kit.lucja, document)]
}

/** What a menu of the browser asks for: a command, and no key that the page could hear. */
async function choose({ context, page }: Writer, command: string): Promise<void> {
  const session = await context.newCDPSession(page)
  const key = { key: 'F13', code: 'F13', windowsVirtualKeyCode: 124 }
  await session.send('Input.dispatchKeyEvent', { type: 'keyDown', ...key, commands: [command] })
  await session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...key })
}

/** As a phone's keyboard inserts: words, and no key or paste. */
async function insert({ context, page }: Writer, text: string): Promise<void> {
  const session = await context.newCDPSession(page)
  await session.send('Input.insertText', { text })
}

/** Wanda writes in a paragraph; Łucja, offline, at its start, and comes back. */
async function writeInOneParagraph(): Promise<[Writer, Writer]> {
  const [wanda, lucja] = await both('Lokale są bezpłatne.\nKoniec.')
  await lucja.caretAfter('Koniec')
  await wanda.caretAfter('Lokale')
  await wanda.page.keyboard.type(' Dwa lata')
  await lucja.sees('Dwa lata')
  await lucja.context.setOffline(true)
  await lucja.caretBefore('Lokale')
  await lucja.page.keyboard.type('Ustala się. ')
  await lucja.caretAfter('Koniec')
  await lucja.kept()
  await lucja.context.setOffline(false)
  await wanda.sees('Ustala się.')
  return [wanda, lucja]
}

async function close(...writers: Writer[]): Promise<void> {
  expect(writers.flatMap(({ problems }) => problems.list.filter((words) => !words.includes('DISCONNECTED')))).toEqual(
    [],
  )
  for (const { context } of writers) await context.close()
}

describe('what a browser does by itself', () => {
  it('its own Undo takes back one’s own words, and no letter of anybody else', async () => {
    const [wanda, lucja] = await writeInOneParagraph()
    await choose(wanda, 'undo')
    for (const writer of [wanda, lucja]) {
      await eventually(writer.lines).toEqual(['Ustala się. Lokale są bezpłatne.', 'Koniec.'])
    }
    // Chrome has nothing to redo: it has undone nothing.
    await wanda.page.keyboard.press('Control+Shift+z')
    for (const writer of [wanda, lucja]) {
      await eventually(writer.lines).toEqual(['Ustala się. Lokale są bezpłatne. Dwa lata', 'Koniec.'])
    }
    await close(wanda, lucja)
  })

  it('Undo in another field does nothing to the text, once nothing is left to undo there', async () => {
    const [wanda, lucja] = await writeInOneParagraph()
    await wanda.page.keyboard.press('Control+f')
    await eventually(() => wanda.page.evaluate(() => document.activeElement?.tagName)).toBe('INPUT')
    await wanda.page.keyboard.type('są')
    for (let key = 0; key < 5; key++) await wanda.page.keyboard.press('Control+z')
    await wanda.page.keyboard.press('Escape')
    await lucja.page.keyboard.type(' Dalej.')
    await wanda.sees('Dalej.')
    for (const writer of [wanda, lucja]) {
      expect(await writer.lines()).toEqual(['Ustala się. Lokale są bezpłatne. Dwa lata', 'Koniec. Dalej.'])
    }
    await close(wanda, lucja)
  })

  it('bold from its menu is the editor’s own, also where changes are proposed', async () => {
    const [wanda, lucja] = await both('Raz dwa.\nKoniec.', 'PROPOSER')
    await lucja.selectFirstWord('Raz')
    await choose(lucja, 'toggleBold')
    await eventually(() => lucja.text.locator('.wish-bold').allTextContents()).toEqual(['Raz'])
    await eventually(() => wanda.text.locator('.wish-bold').count()).toBe(1)
    await wanda.caretAfter('Koniec')
    await choose(wanda, 'insertOrderedList')
    await eventually(() => lucja.block('Koniec').getAttribute('data-kind')).toBe('number')
    const { text } = wanda
    const before = await text.innerHTML()
    for (const command of ['insertHorizontalRule', 'superscript', 'subscript']) await choose(wanda, command)
    expect(await text.innerHTML()).toBe(before)
    await close(wanda, lucja)
  })

  it('several lines of a phone’s keyboard are a paste: the caret is behind them, and one undo takes them out', async () => {
    const [wanda, lucja] = await both('Zdanie: \nKoniec.')
    await wanda.caretAfter('Zdanie')
    await insert(wanda, 'Raz\nDwa')
    await wanda.page.keyboard.type('X')
    for (const writer of [wanda, lucja]) await eventually(writer.lines).toEqual(['Zdanie: Raz', 'DwaX', 'Koniec.'])
    await choose(wanda, 'undo')
    await eventually(lucja.lines).toEqual(['Zdanie: Raz', 'Dwa', 'Koniec.'])
    await choose(wanda, 'undo')
    await eventually(lucja.lines).toEqual(['Zdanie: ', 'Koniec.'])
    await insert(wanda, '\n')
    await wanda.page.keyboard.type('Dwa')
    for (const writer of [wanda, lucja]) await eventually(writer.lines).toEqual(['Zdanie: ', 'Dwa', 'Koniec.'])
    await close(wanda, lucja)
  })
})
