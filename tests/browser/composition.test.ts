import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compose, show } from '../kit/composing.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

async function caretAfterRaz({ caretBefore, page }: Writer): Promise<void> {
  await caretBefore('Raz')
  for (let key = 0; key < 3; key++) await page.keyboard.press('ArrowRight')
}

interface Case {
  what: string
  /** What the other does meanwhile. */
  does(lucja: Writer): Promise<void>
  lines: string[]
}

const CASES: Case[] = [
  {
    what: 'splits its block before the word',
    async does(lucja) {
      await caretAfterRaz(lucja)
      await lucja.page.keyboard.press('Enter')
    },
    lines: ['Początek.', 'Raz', ' dwa. zażółć jaźń', 'Koniec.'],
  },
  {
    what: 'joins its block to the one above',
    async does(lucja) {
      await lucja.caretBefore('Raz')
      await lucja.page.keyboard.press('Backspace')
    },
    lines: ['Początek.Raz dwa. zażółć jaźń', 'Koniec.'],
  },
  {
    what: 'takes words before it out',
    async does(lucja) {
      await lucja.caretBefore('Raz')
      for (let key = 0; key < 4; key++) await lucja.page.keyboard.press('Delete')
    },
    lines: ['Początek.', 'dwa. zażółć jaźń', 'Koniec.'],
  },
  {
    what: 'writes between the words before it',
    async does(lucja) {
      await caretAfterRaz(lucja)
      await lucja.page.keyboard.type(' i')
    },
    lines: ['Początek.', 'Raz i dwa. zażółć jaźń', 'Koniec.'],
  },
  {
    what: 'makes words before it bold',
    async does(lucja) {
      await caretAfterRaz(lucja)
      await lucja.page.keyboard.press('Shift+Home')
      await lucja.page.keyboard.press('Control+b')
    },
    lines: ['Początek.', 'Raz dwa. zażółć jaźń', 'Koniec.'],
  },
  {
    what: 'joins the next block to it',
    async does(lucja) {
      await lucja.caretBefore('Koniec')
      await lucja.page.keyboard.press('Backspace')
    },
    lines: ['Początek.', 'Raz dwa. zażółć jaźńKoniec.'],
  },
]

async function twoWriters(): Promise<[Writer, Writer]> {
  const document = await kit.windows.document(kit.wanda, { text: 'Początek.\nRaz dwa.\nKoniec.' })
  await document.member(kit.lucja, 'EDITOR')
  return [await openDocument(kit, kit.wanda, document), await openDocument(kit, kit.lucja, document)]
}

describe('a word under composition stays one word where somebody meanwhile', () => {
  it.each(CASES)('$what', async ({ does, lines }) => {
    const [wanda, lucja] = await twoWriters()
    await wanda.caretAfter('Raz dwa.')
    const session = await wanda.context.newCDPSession(wanda.page)
    await compose(session, ' z', ' za', ' zaż')
    await lucja.sees('zaż')
    await does(lucja)
    await lucja.saved()
    await compose(session, ' zażó', ' zażół', ' zażółć')
    await session.send('Input.insertText', { text: ' zażółć' })
    await wanda.page.keyboard.type(' jaźń')
    await wanda.saved()
    await show([wanda, lucja], lines)
    expect([...wanda.problems.list, ...lucja.problems.list]).toEqual([])
    await wanda.context.close()
    await lucja.context.close()
  })
})

it('whoever pauses in the midst of a word sees what others did to its line all the same', async () => {
  const [wanda, lucja] = await twoWriters()
  await wanda.caretAfter('Raz dwa.')
  const session = await wanda.context.newCDPSession(wanda.page)
  await compose(session, ' z', ' za', ' zaż')
  await caretAfterRaz(lucja)
  await lucja.page.keyboard.press('Enter')
  await show([wanda, lucja], ['Początek.', 'Raz', ' dwa. zaż', 'Koniec.'])
  await wanda.page.keyboard.type('ółć jaźń')
  await show([wanda, lucja], ['Początek.', 'Raz', ' dwa. zażółć jaźń', 'Koniec.'])
  await wanda.saved()
  expect([...wanda.problems.list, ...lucja.problems.list]).toEqual([])
  await wanda.context.close()
  await lucja.context.close()
})

it('whoever comes back to the text in the midst of a word keeps it, once', async () => {
  const [wanda, lucja] = await twoWriters()
  await wanda.caretAfter('Raz dwa.')
  const session = await wanda.context.newCDPSession(wanda.page)
  await compose(session, ' z', ' za', ' zaż')
  await lucja.sees('zaż')
  await wanda.context.setOffline(true)
  await caretAfterRaz(lucja)
  await lucja.page.keyboard.press('Enter')
  await lucja.saved()
  await wanda.context.setOffline(false)
  await show([wanda, lucja], ['Początek.', 'Raz', ' dwa. zaż', 'Koniec.'])
  await wanda.page.keyboard.type('ółć jaźń')
  await show([wanda, lucja], ['Początek.', 'Raz', ' dwa. zażółć jaźń', 'Koniec.'])
  await wanda.context.close()
  await lucja.context.close()
})
