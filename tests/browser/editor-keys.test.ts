import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { until } from '../kit/until.ts'

const LETTERS = 'ąćęłńóśźżĄĆĘŁŃÓŚŹŻ'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

async function open(text: string): Promise<Writer> {
  const document = await kit.windows.document(kit.wanda, { text })
  return openDocument(kit, kit.wanda, document)
}

async function shows(writer: Writer, lines: string[]): Promise<void> {
  const isThere = async () => JSON.stringify(await writer.lines()) === JSON.stringify(lines)
  await until(`the text to be ${JSON.stringify(lines)}`, isThere).catch(async () => {
    expect(await writer.lines()).toEqual(lines)
  })
}

describe('Polish letters', () => {
  it('are typed, all eighteen', async () => {
    const writer = await open('Litery:')
    await writer.caretAfter('Litery')
    await writer.page.keyboard.type(` ${LETTERS}`)
    await shows(writer, [`Litery: ${LETTERS}`])
    await writer.saved()
    await writer.context.close()
  })

  it('are left to the keyboard when AltGr types them, which browsers report as Ctrl+Alt', async () => {
    const writer = await open('Litery: ')
    await writer.caretAfter('Litery')
    const taken = await writer.text.evaluate(
      (text, letters) =>
        [...letters].filter((key, index) => {
          const letter = 'ACELNOSXZ'[index % 9] ?? ''
          const press = { key, code: `Key${letter}`, keyCode: letter.charCodeAt(0), shiftKey: index >= 9 }
          const event = { ...press, ctrlKey: true, altKey: true, bubbles: true, cancelable: true }
          return !text.dispatchEvent(new KeyboardEvent('keydown', event))
        }),
      LETTERS,
    )
    expect(taken).toEqual([])
    await writer.context.close()
  })

  it('no digit or plain letter with Ctrl+Alt is a shortcut', async () => {
    const writer = await open('Bez skrótów.')
    await writer.caretAfter('Bez')
    const taken = await writer.text.evaluate((text) =>
      [...'abcdefghijklmnopqrstuvwxyz0123456789'].filter((key) => {
        const code = /\d/.test(key) ? `Digit${key}` : `Key${key.toUpperCase()}`
        const keyCode = key.toUpperCase().charCodeAt(0)
        return [false, true].some((shiftKey) => {
          const press = { key, code, keyCode, ctrlKey: true, altKey: true, shiftKey, bubbles: true, cancelable: true }
          return !text.dispatchEvent(new KeyboardEvent('keydown', press))
        })
      }),
    )
    expect(taken).toEqual([])
    await writer.context.close()
  })
})

describe('keys of the editor', () => {
  it('Enter splits, Backspace joins, Shift+Enter breaks the line', async () => {
    const writer = await open('raz dwa')
    await writer.caretAfter('raz')
    const { keyboard } = writer.page
    for (let step = 0; step < 3; step += 1) await keyboard.press('ArrowLeft')
    await keyboard.press('Enter')
    await shows(writer, ['raz ', 'dwa'])
    await keyboard.press('Backspace')
    await shows(writer, ['raz dwa'])
    await keyboard.press('Shift+Enter')
    await until('a line break', () => writer.text.locator('br:not(.ProseMirror-trailingBreak)').count())
    await writer.context.close()
  })

  it('Ctrl+B, I, U format the selection, and the toolbar says so', async () => {
    const writer = await open('słowo')
    await writer.selectFirstWord('słowo')
    for (const key of ['b', 'i', 'u']) await writer.page.keyboard.press(`Control+${key}`)
    await until('all three', () =>
      writer.text.locator('strong em u, strong u em, em strong u, u strong em, u em strong, em u strong').count(),
    )
    for (const name of ['Pogrubienie', 'Kursywa', 'Podkreślenie']) {
      await until(`${name} to be shown as pressed`, () =>
        writer.page.getByRole('button', { name, pressed: true }).count(),
      )
    }
    await writer.context.close()
  })

  it('Tab walks ust. → pkt → lit. → tiret and back; labels follow', async () => {
    const writer = await open('Treść paragrafu\nUstęp pierwszy')
    const { page } = writer
    await writer.caretAfter('Treść')
    await choose(writer, 'Paragraf (§)')
    await writer.caretAfter('Ustęp')
    await choose(writer, 'Ustęp (ust.)')
    await shows(writer, ['§ 1. Treść paragrafu', '1. Ustęp pierwszy'])
    for (const label of ['1)', 'a)', '–']) {
      await page.keyboard.press('Tab')
      await shows(writer, ['§ 1. Treść paragrafu', `${label} Ustęp pierwszy`])
    }
    for (const label of ['a)', '1)', '1.']) {
      await page.keyboard.press('Shift+Tab')
      await shows(writer, ['§ 1. Treść paragrafu', `${label} Ustęp pierwszy`])
    }
    await writer.context.close()
  })

  it('Esc and then Tab leaves the text, Tab alone does not', async () => {
    const writer = await open('Tekst.')
    await writer.caretAfter('Tekst')
    const isInText = () => writer.text.evaluate((text) => text.contains(document.activeElement))
    await writer.page.keyboard.press('Tab')
    expect(await isInText()).toBe(true)
    await writer.page.keyboard.press('Escape')
    await writer.page.keyboard.press('Tab')
    expect(await isInText()).toBe(false)
    await writer.context.close()
  })

  it('Alt+F10 goes to the toolbar, arrows walk it, and a key press works there', async () => {
    const writer = await open('Tekst.')
    const { page } = writer
    await writer.selectFirstWord('Tekst')
    await page.keyboard.press('Alt+F10')
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
    expect(await focused()).toBe('Cofnij własną zmianę')
    const seen: (string | null | undefined)[] = []
    for (let step = 0; step < 4; step += 1) {
      await page.keyboard.press('ArrowRight')
      seen.push(await focused())
    }
    expect(seen).toContain('Pogrubienie')
    while ((await focused()) !== 'Pogrubienie') await page.keyboard.press('ArrowLeft')
    await page.keyboard.press('Enter')
    await until('bold text', () => writer.text.locator('strong').count())
    expect(await focused()).toBe('Pogrubienie')
    await writer.context.close()
  })

  it('Ctrl+F finds without diacritics, counts, and Esc returns to the match', async () => {
    const writer = await open('Łódź jest tu.\nJest i łódź, i LODZ.')
    const { page } = writer
    await writer.caretAfter('jest tu')
    await page.keyboard.press('Control+f')
    await page.keyboard.type('lodz')
    const bar = page.getByRole('search', { name: 'Znajdź w dokumencie' })
    await bar.getByText('2 z 3').first().waitFor()
    await page.keyboard.press('Shift+Enter')
    await bar.getByText('1 z 3').first().waitFor()
    await page.keyboard.press('Shift+Enter')
    await bar.getByText('3 z 3').first().waitFor()
    await page.keyboard.press('Enter')
    await bar.getByText('1 z 3').first().waitFor()
    await page.keyboard.press('Shift+Enter')
    await bar.getByText('3 z 3').first().waitFor()
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => getSelection()?.toString())).toBe('LODZ')
    expect(await writer.text.evaluate((text) => text.contains(document.activeElement))).toBe(true)
    expect(await writer.lines()).toEqual(['Łódź jest tu.', 'Jest i łódź, i LODZ.'])
    await writer.context.close()
  })

  it('the help lists the shortcuts, and Esc closes it', async () => {
    const writer = await open('Tekst.')
    await writer.caretAfter('Tekst')
    await writer.page.keyboard.press('Control+/')
    const dialog = writer.page.getByRole('dialog', { name: 'Skróty klawiszowe' })
    await dialog.getByText('Ctrl+B').waitFor()
    await writer.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await writer.context.close()
  })
})

async function choose(writer: Writer, kind: string): Promise<void> {
  await writer.page.getByRole('button', { name: /^Rodzaj akapitu/ }).click()
  await writer.page.getByRole('menuitemradio', { name: kind }).click()
}
