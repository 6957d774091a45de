import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'

const ADDRESS = 'https://example.org/lokale'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

const block = (id: string, ...content: { text: string; formats?: { link: string } }[]): DocumentContent[number] => {
  return { type: 'block', id, kind: 'paragraph', level: 0, content }
}
const TEXT: DocumentContent = [
  block('a', { text: 'Pierwszy akapit.' }),
  block('b', { text: 'Wykaz: ' }, { text: 'lokale miejskie', formats: { link: ADDRESS } }, { text: ' w sieci.' }),
  {
    type: 'table',
    id: 't',
    rows: [{ id: 'r', cells: [{ id: 'c', header: false, content: [{ text: 'Komórka tabeli' }] }] }],
  },
  block('d', { text: 'Ostatni akapit.' }),
]
const LINES = ['Pierwszy akapit.', 'Wykaz: lokale miejskie w sieci.', 'Komórka tabeli', 'Ostatni akapit.']

/** What a page asks the browser to open is written down; nobody leaves for the network. */
async function open(): Promise<Writer & { opened(): Promise<unknown[]> }> {
  const document = await kit.windows.document(kit.wanda, { content: TEXT })
  const writer = await openDocument(kit, kit.wanda, document)
  await writer.page.evaluate(() => {
    const opened: unknown[] = []
    Object.assign(window, { opened })
    window.open = (...asked) => {
      opened.push(asked)
      return null
    }
  })
  return { ...writer, opened: () => writer.page.evaluate(() => (window as unknown as { opened: unknown[] }).opened) }
}

describe('a click with Ctrl', () => {
  it.each([
    ['a paragraph', 'Pierwszy'],
    ['a cell of a table', 'Komórka'],
  ])('in %s sets the caret, and the next letter is one more', async (_, words) => {
    const writer = await open()
    await writer.block(words).click({ modifiers: ['Control'], position: { x: 50, y: 20 } })
    expect(await writer.text.locator('.ProseMirror-selectednode').count()).toBe(0)
    await writer.page.keyboard.press('End')
    await writer.page.keyboard.type('!')
    await eventually(writer.lines).toEqual(LINES.map((line) => (line.includes(words) ? `${line}!` : line)))
    await writer.context.close()
  })

  it('twice in a table selects none of it, and what is moved then is one block', async () => {
    const writer = await open()
    for (let click = 0; click < 3; click++) await writer.block('Komórka').click({ modifiers: ['Control'] })
    await writer.page.keyboard.type('x')
    await eventually(async () => (await writer.lines()).length).toBe(4)
    await writer.block('Pierwszy').click({ modifiers: ['Control'], position: { x: 50, y: 20 } })
    await writer.page.keyboard.press('Alt+ArrowDown')
    await eventually(async () => (await writer.lines()).slice(0, 2)).toEqual([LINES[1], LINES[0]])
    await writer.context.close()
  })

  it('on a link opens it in a tab that knows nothing of this one; without Ctrl the caret goes there', async () => {
    const writer = await open()
    const link = writer.text.getByText('lokale miejskie')
    await link.click()
    expect(await writer.opened()).toEqual([])
    await link.click({ modifiers: ['Control'] })
    await eventually(writer.opened).toEqual([[ADDRESS, '_blank', 'noopener,noreferrer']])
    await writer.block('Ostatni').click({ modifiers: ['Control'] })
    expect(await writer.opened()).toHaveLength(1)
    expect(await writer.lines()).toEqual(LINES)
    await writer.context.close()
  })

  it('is not needed: by keyboard the dialog of the link has the way, and the help tells of both', async () => {
    const writer = await open()
    const { page } = writer
    const me = keyboardPerson(page)
    await writer.caretBefore('Wykaz')
    for (let key = 0; key < 10; key++) await page.keyboard.press('ArrowRight')
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Odnośnik' }).waitFor()
    await me.goTo(/^Otwórz/)
    const focused = await page.evaluate(() => {
      const { href, target, rel } = document.activeElement as HTMLAnchorElement
      return { href, target, rel }
    })
    expect(focused).toEqual({ href: ADDRESS, target: '_blank', rel: 'noopener noreferrer' })
    await page.keyboard.press('Escape')
    await writer.block('Ostatni').click()
    await page.keyboard.press('Control+k')
    await page.getByRole('dialog', { name: 'Odnośnik' }).waitFor()
    expect(await page.getByRole('link', { name: /^Otwórz/ }).count()).toBe(0)
    await page.keyboard.press('Escape')
    await page.keyboard.press('Control+/')
    const help = page.getByRole('dialog', { name: 'Skróty klawiszowe' })
    await help.getByText('Otwórz odnośnik w nowej karcie').waitFor()
    await help.getByText('Ctrl+kliknięcie').waitFor()
    await writer.context.close()
  })
})
