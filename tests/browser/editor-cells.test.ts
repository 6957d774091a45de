import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

const paragraph = (id: string, text: string): DocumentContent[number] => {
  return { type: 'block', id, kind: 'paragraph', level: 0, content: [{ text }] }
}
const row = (id: string, ...cells: string[]) => ({
  id,
  cells: cells.map((text, column) => ({ id: `c${column}`, header: false, content: [{ text }] })),
})
const CONTENT: DocumentContent = [
  paragraph('a', 'Przed tabelą.'),
  {
    type: 'table',
    id: 't',
    rows: [row('r1', 'jeden', 'dwa'), row('r2', 'trzy', 'cztery'), row('r3', 'pięć', 'sześć')],
  },
  paragraph('b', 'Po tabeli.'),
]

async function open(role: 'EDITOR' | 'PROPOSER'): Promise<Writer> {
  const document = await kit.windows.document(kit.wanda, { content: CONTENT })
  await document.member(kit.lucja, role)
  return openDocument(kit, kit.lucja, document)
}

/** From behind `from` letters of one word to behind `to` letters of another. */
async function select({ text }: Writer, one: [word: string, letters: number], other: [string, number]): Promise<void> {
  await text.evaluate(
    (root, [[first, from], [last, to]]) => {
      const nodeOf = (word: string): Node => {
        const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT)
        while (walker.nextNode()) if (walker.currentNode.nodeValue?.includes(word)) return walker.currentNode
        throw new Error(`The text has no „${word}”`)
      }
      if (root instanceof HTMLElement) root.focus()
      getSelection()?.setBaseAndExtent(nodeOf(first), from, nodeOf(last), to)
      document.dispatchEvent(new Event('selectionchange'))
    },
    [one, other] as const,
  )
}

/** As an input method writes: the word so far, again and again, and then the word. */
async function compose({ context, page }: Writer, ...words: string[]): Promise<void> {
  const session = await context.newCDPSession(page)
  for (const text of words) {
    await session.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length })
  }
  await session.send('Input.insertText', { text: words.at(-1) ?? '' })
}

/** The lines of the text, cells with bars between; without what is struck and without flags of others’ carets. */
const read = ({ text }: Writer) =>
  text.evaluate((root) => {
    const copy = root.cloneNode(true) as Element
    for (const aside of copy.querySelectorAll('.remote-caret, del')) aside.remove()
    const words = (element: Element) => (element.textContent ?? '').replaceAll('\u00a0', ' ')
    return [...copy.children].map((child) => {
      const rows = [...child.querySelectorAll('tr')].map((each) => [...each.children].map(words).join('|'))
      return rows.length > 0 ? rows.join(' / ') : words(child)
    })
  })

const press = (key: string) => (writer: Writer) => writer.page.keyboard.press(key)

describe.each(['EDITOR', 'PROPOSER'] as const)('over several cells, as %s', (role) => {
  it.each<[string, (writer: Writer) => Promise<void>, string]>([
    ['Shift+Enter', press('Shift+Enter'), ''],
    ['Ctrl+Backspace', press('Control+Backspace'), ''],
    ['Ctrl+Delete', press('Control+Delete'), ''],
    ['an input method', (writer) => compose(writer, 'ż', 'żó', 'żół', 'żółw'), 'żółw'],
  ])('%s leaves every cell in its place', async (_, act, put) => {
    const writer = await open(role)
    await select(writer, ['jeden', 2], ['cztery', 3])
    await act(writer)
    await eventually(() => read(writer)).toEqual(['Przed tabelą.', `je${put}| / |ery / pięć|sześć`, 'Po tabeli.'])
    await writer.page.keyboard.type('!')
    await eventually(() => read(writer)).toEqual(['Przed tabelą.', `je${put}!| / |ery / pięć|sześć`, 'Po tabeli.'])
    await writer.saved()

    await select(writer, ['Przed', 3], ['ery', 1])
    await act(writer)
    await eventually(() => read(writer)).toEqual([`Prz${put}`, '| / |ry / pięć|sześć', 'Po tabeli.'])
    await writer.saved()
    expect(writer.problems.list).toEqual([])
    await writer.context.close()
  })
})
