import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compose, show } from '../kit/composing.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { until } from '../kit/until.ts'

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

/** The words that are proposed, and those that are struck. */
async function proposed({ text }: Writer, expected: { ins: string; del: string }): Promise<void> {
  const read = () =>
    text.evaluate((root) => {
      const copy = root.cloneNode(true) as Element
      for (const caret of copy.querySelectorAll('.remote-caret')) caret.remove()
      const wordsIn = (tag: string) => [...copy.querySelectorAll(tag)].map((element) => element.textContent).join('')
      return { ins: wordsIn('ins'), del: wordsIn('del') }
    })
  await until('the proposal', async () => JSON.stringify(await read()) === JSON.stringify(expected)).catch(async () =>
    expect(await read()).toEqual(expected),
  )
}

/** Others' carets arrive a little later; which letters a flag stands behind decides what the browser deletes. */
async function flagStands({ page }: Writer, offset: number): Promise<void> {
  await until(`the flag behind ${offset} letters`, () =>
    page.evaluate((letters) => {
      const flag = document.querySelector('.document-text .remote-caret')
      const before = document.createRange()
      if (!flag?.parentElement) return false
      before.setStart(flag.parentElement, 0)
      before.setEndBefore(flag)
      return before.toString().length === letters
    }, offset),
  )
}

/** Without a key press: a phone asks, and where it is not kept from it, changes the page itself. While it composes it cannot be. */
function pressBackspaceOnPhone({ isComposing }: { isComposing: boolean }): void {
  const text = document.querySelector('.document-text')
  if (isComposing) text?.dispatchEvent(new CompositionEvent('compositionstart', { bubbles: true }))
  const inputType = 'deleteContentBackward'
  const asks = new InputEvent('beforeinput', { bubbles: true, cancelable: !isComposing, inputType })
  if (text?.dispatchEvent(asks)) document.execCommand('delete')
}

describe('what the browser writes by itself', () => {
  it('a word under composition stays one word while somebody writes in the same paragraph', async () => {
    const [wanda, lucja] = await both('Raz dwa.\nKoniec.')
    await lucja.caretAfter('Koniec')
    await wanda.text.locator('.remote-caret').waitFor()
    await wanda.caretAfter('Raz dwa')
    const session = await wanda.context.newCDPSession(wanda.page)
    await compose(session, ' z', ' za', ' zaż', ' zażó', ' zażół')
    await lucja.sees('zażół')

    // To the place of the composition, and then to the start of its block.
    for (const key of ['ArrowUp', 'End', 'Home']) await lucja.page.keyboard.press(key)
    await lucja.page.keyboard.type('Cudze. ')
    await wanda.sees('Cudze. ')
    await compose(session, ' zażółć')
    await session.send('Input.insertText', { text: ' zażółć' })
    await wanda.page.keyboard.type(' jaźń')
    await show([wanda, lucja], ['Cudze. Raz dwa. zażółć jaźń', 'Koniec.'])
    await until('the other caret to come back', () => wanda.text.locator('.remote-caret').count())
    await wanda.context.close()
    await lucja.context.close()
  })

  it('a word under composition stays one word while somebody changes the kind and the depth of its block', async () => {
    const [wanda, lucja] = await both('Raz dwa.\nKoniec.')
    await wanda.caretAfter('Koniec')
    const session = await wanda.context.newCDPSession(wanda.page)
    await compose(session, ' z', ' za', ' zaż')
    await lucja.sees('Koniec. zaż')
    await lucja.caretBefore('Koniec')
    await lucja.page.keyboard.press('Control+Shift+8')
    await lucja.page.keyboard.press('Tab')
    const block = wanda.block('Koniec')
    await until('the list', () => block.evaluate((line) => line.matches('[data-kind="bullet"][data-level="1"]')))
    await compose(session, ' zażó', ' zażół', ' zażółć')
    await session.send('Input.insertText', { text: ' zażółć' })
    await wanda.page.keyboard.type(' jaźń')
    for (const writer of [wanda, lucja]) await writer.sees('Koniec. zażółć jaźń')
    await show([lucja], await wanda.lines())
    expect([...wanda.problems.list, ...lucja.problems.list]).toEqual([])
    await wanda.context.close()
    await lucja.context.close()
  })

  it('a word under composition is proposed once, where changes are proposed, also over selected words', async () => {
    const [wanda, lucja] = await both('Raz dwa trzy.', 'PROPOSER')
    await lucja.caretAfter('Raz')
    const session = await lucja.context.newCDPSession(lucja.page)
    await compose(session, ' z', ' za', ' zaż', ' zażó')
    await wanda.sees('zażó')
    await wanda.caretBefore('Raz')
    await wanda.page.keyboard.type('Cudze. ')
    await lucja.sees('Cudze. ')
    await compose(session, ' zażół', ' zażółć')
    await session.send('Input.insertText', { text: ' zażółć' })
    await lucja.page.keyboard.type(' jaźń')
    await proposed(wanda, { ins: ' zażółć jaźń', del: '' })

    await lucja.caretBefore('Cudze')
    for (let key = 0; key < 7; key++) await lucja.page.keyboard.press('ArrowRight')
    for (let key = 0; key < 3; key++) await lucja.page.keyboard.press('Shift+ArrowRight')
    await compose(session, 'j', 'je', 'jed')
    await session.send('Input.insertText', { text: 'jeden' })
    await proposed(wanda, { ins: 'jeden zażółć jaźń', del: 'Raz' })
    await lucja.saved()
    expect([...wanda.problems.list, ...lucja.problems.list]).toEqual([])
    await wanda.context.close()
    await lucja.context.close()
  })

  it('a cancelled composition leaves nothing', async () => {
    const [wanda, lucja] = await both('Raz dwa.')
    await wanda.caretAfter('Raz dwa')
    const session = await wanda.context.newCDPSession(wanda.page)
    await compose(session, 'x', 'xy')
    await lucja.sees('xy')
    await compose(session, '')
    await show([wanda, lucja], ['Raz dwa.'])
    await wanda.context.close()
    await lucja.context.close()
  })

  it.each([
    ['before its first letter', ['Home']],
    ['inside it', ['Home', 'ArrowRight', 'ArrowRight']],
    ['behind it', []],
  ])('a block is joined by a phone’s keyboard while somebody’s caret is %s', async (_, keys) => {
    const [wanda, lucja] = await both('Pierwszy\nDrugi')
    await lucja.caretAfter('Drugi')
    for (const key of keys) await lucja.page.keyboard.press(key)
    await flagStands(wanda, await lucja.page.evaluate(() => getSelection()?.focusOffset ?? -1))
    await wanda.caretBefore(1)
    await wanda.page.evaluate(pressBackspaceOnPhone, { isComposing: false })
    await show([wanda, lucja], ['PierwszyDrugi'])
    await wanda.context.close()
    await lucja.context.close()
  })

  it('blocks that the browser itself joined take no flag of somebody’s caret into the text', async () => {
    const [wanda, lucja] = await both('Pierwszy\nDrugi')
    await lucja.caretAfter('Drugi')
    for (const key of ['Home', 'ArrowRight', 'ArrowRight']) await lucja.page.keyboard.press(key)
    await flagStands(wanda, 2)
    await wanda.caretBefore(1)
    await wanda.page.evaluate(pressBackspaceOnPhone, { isComposing: true })
    await show([wanda, lucja], ['PierwszyDrugi'])
    await wanda.context.close()
    await lucja.context.close()
  })

  it('what others propose stays proposed, where a key beside it makes the browser write its spaces anew', async () => {
    const id = randomUUID()
    const looks = [{ ins: [id] }, { del: [id] }, { set: [{ id, wish: { bold: true, link: 'https://example.org/' } }] }]
    const lines = (first: string, last: string): DocumentContent =>
      looks.map((formats, at) => {
        const content = [{ text: first }, { text: ' komunalne ', formats }, { text: last }]
        return { type: 'block', id: `b${at}`, kind: 'paragraph', level: 0, content }
      })
    const document = await kit.windows.document(kit.wanda, { content: lines('Lokale', 'miasta') })
    const wanda = await openDocument(kit, kit.wanda, document)
    const { keyboard } = wanda.page
    for (const at of looks.keys()) {
      await wanda.caretBefore(at)
      for (let key = 0; key < 6; key++) await keyboard.press('ArrowRight')
      await keyboard.press('Backspace')
      await keyboard.press('End')
      for (let key = 0; key < 6; key++) await keyboard.press('ArrowLeft')
      await keyboard.press('Delete')
    }
    await wanda.saved()
    expect((await kit.app.app.rooms.read(document.id)).content).toEqual(lines('Lokal', 'iasta'))

    await wanda.caretBefore(1)
    await wanda.page.evaluate(pressBackspaceOnPhone, { isComposing: true })
    await until('the blocks to be joined', async () => (await wanda.lines()).length === 2)
    await wanda.saved()
    const [joined] = (await kit.app.app.rooms.read(document.id)).content
    const kept = lines('Lokal', 'iasta').flatMap((block) => (block.type === 'block' ? block.content : []))
    expect(joined).toMatchObject({
      content: [...kept.slice(0, 2), { text: 'iastaLokal' }, ...kept.slice(4, 6)],
    })
    await wanda.context.close()
  })

  it('a word dragged to another block moves with what is written in it meanwhile, and undo brings it back', async () => {
    const [wanda, lucja] = await both('jeden dwa\ntrzy')
    // By keyboard: a press of the mouse soon after a double click would count as the third.
    await wanda.caretAfter('jeden')
    await wanda.page.keyboard.press('Home')
    await wanda.page.keyboard.press('Control+Shift+ArrowRight')
    const grip = await wanda.page.evaluate(() => {
      const { x, y, height } = getSelection()?.getRangeAt(0).getBoundingClientRect() ?? new DOMRect()
      return { x: x + 5, y: y + height / 2 }
    })
    const target = await wanda.block('trzy').boundingBox()
    const { mouse } = wanda.page
    await mouse.move(grip.x, grip.y)
    await mouse.down()
    await mouse.move(grip.x + 10, grip.y + 8, { steps: 3 })
    await mouse.move((target?.x ?? 0) + 20, (target?.y ?? 0) + 14, { steps: 8 })
    await lucja.caretBefore('jeden')
    await lucja.page.keyboard.press('ArrowRight')
    await lucja.page.keyboard.type('edn')
    await wanda.sees('jedneden')
    await mouse.up()
    await until('the word to move', async () => (await wanda.lines())[1]?.includes('jedneden'))
    expect((await wanda.lines()).join('').match(/jedneden/g)).toHaveLength(1)
    await wanda.page.keyboard.press('Control+z')
    await show([wanda, lucja], ['jedneden dwa', 'trzy'])
    await wanda.context.close()
    await lucja.context.close()
  })
})
