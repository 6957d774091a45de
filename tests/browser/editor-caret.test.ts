import type { CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchProblems } from '../kit/browser.ts'
import { openDocument, type Writer, writerOn } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import type { SeededDocument } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

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

const CODES: Record<string, number> = { Enter: 13, Backspace: 8, End: 35, Home: 36, ArrowLeft: 37, ArrowRight: 39 }

interface Press {
  key: string
  text?: string
  modifiers?: number
}

const CONTROL = 2
const SHIFT = 8
const press = (key: string, modifiers = 0): Press => ({ key, modifiers, ...(key === 'Enter' && { text: '\r' }) })
const letter = (text: string): Press => ({ key: text, text })
const times = (count: number, one: Press): Press[] => Array.from({ length: count }, () => one)

/** Faster than the browser draws: all keys wait before it has handled the first. */
async function burst(writer: Writer, ...keys: Press[]): Promise<void> {
  const session = await writer.context.newCDPSession(writer.page)
  const isBusy = writer.page.evaluate(keepBusy)
  await Promise.all([isBusy, ...keys.flatMap((key) => sendKey(session, key))])
  await session.detach()
}

function sendKey(session: CDPSession, { key, text, modifiers = 0 }: Press): Promise<unknown>[] {
  const about = { key, modifiers, windowsVirtualKeyCode: CODES[key] ?? key.toUpperCase().charCodeAt(0) }
  return [
    session.send('Input.dispatchKeyEvent', { type: text ? 'keyDown' : 'rawKeyDown', ...about, ...(text && { text }) }),
    session.send('Input.dispatchKeyEvent', { type: 'keyUp', ...about }),
  ]
}

function keepBusy(): void {
  const end = performance.now() + 150
  while (performance.now() < end);
}

describe('keys that follow each other within one frame act where the caret is seen', () => {
  it('Enter after arrows splits there', async () => {
    const writer = await open('raz dwa')
    await writer.caretAfter('raz')
    await burst(writer, ...times(3, press('ArrowLeft')), press('Enter'))
    await shows(writer, ['raz ', 'dwa'])
    await burst(writer, press('End'), press('ArrowLeft'), press('Home'), press('Backspace'))
    await shows(writer, ['raz dwa'])
    await writer.context.close()
  })

  it('a letter after an arrow that ended a selection of everything replaces nothing', async () => {
    const writer = await open('pierwszy\ndrugi')
    await writer.caretAfter('drugi')
    await writer.page.keyboard.press('Control+a')
    await until('everything to be selected', () =>
      writer.page.evaluate(() => getSelection()?.toString().startsWith('pierwszy')),
    )
    await writer.page.evaluate(twoFrames)
    await burst(writer, press('ArrowRight'), letter('x'))
    await shows(writer, ['pierwszy', 'drugix'])
    await writer.context.close()
  })

  it('a format after arrows takes the words that look selected', async () => {
    const writer = await open('raz dwa')
    await writer.caretAfter('raz')
    await burst(writer, ...times(3, press('ArrowLeft', SHIFT)), { key: 'b', modifiers: CONTROL })
    await until('bold', () => writer.text.locator('strong').count())
    expect(await writer.text.locator('strong').textContent()).toBe('dwa')
    await writer.context.close()
  })

  it('a key right after a click into the text acts at the click', async () => {
    const writer = await open('pierwszy\ndrugi')
    const session = await writer.context.newCDPSession(writer.page)
    const box = await writer.block('drugi').boundingBox()
    const at = {
      x: (box?.x ?? 0) + (box?.width ?? 0) - 5,
      y: (box?.y ?? 0) + 10,
      button: 'left',
      clickCount: 1,
    } as const
    await Promise.all([
      writer.page.evaluate(keepBusy),
      session.send('Input.dispatchMouseEvent', { type: 'mousePressed', ...at }),
      session.send('Input.dispatchMouseEvent', { type: 'mouseReleased', ...at }),
      ...sendKey(session, press('Enter')),
    ])
    await shows(writer, ['pierwszy', 'drugi', ''])
    await writer.context.close()
  })
})

describe('what others do leaves my caret where I have just put it', () => {
  it('an arrow key, a click, and the first click of all', async () => {
    const document = await kit.windows.document(kit.wanda, { text: 'pierwszy\ndrugi\nostatni' })
    await document.member(kit.lucja, 'EDITOR')
    const lucja = await openDocument(kit, kit.lucja, document)
    const wanda = await openHeld(document)
    await lucja.caretAfter('pierwszy')

    await say(lucja, wanda, ' a')
    await letArriveDuring(wanda.page, 'mousedown', () => wanda.block('drugi').click())
    await wanda.sees('pierwszy a')
    await wanda.page.keyboard.type('!')
    await shows(wanda, ['pierwszy a', 'drugi!', 'ostatni'])

    await say(lucja, wanda, 'b')
    await letArriveDuring(wanda.page, 'keydown', () => wanda.page.keyboard.press('Home'))
    await wanda.sees('pierwszy ab')
    await wanda.page.keyboard.type('?')
    await shows(wanda, ['pierwszy ab', '?drugi!', 'ostatni'])

    await say(lucja, wanda, 'c')
    await letArriveDuring(wanda.page, 'mousedown', () => wanda.block('ostatni').click())
    await wanda.sees('pierwszy abc')
    await wanda.page.keyboard.type('.')
    await shows(wanda, ['pierwszy abc', '?drugi!', 'ostatni.'])
    await wanda.context.close()
    await lucja.context.close()
  })
})

/** A page that takes in messages of the server when the test says so. */
async function openHeld(document: SeededDocument): Promise<Writer> {
  const context = await kit.as(kit.wanda)
  const page = await context.newPage()
  await page.addInitScript(holdMessages)
  await page.goto(`/dokument/${document.id}`)
  return writerOn(context, page, watchProblems(page))
}

/** Somebody writes; it is on the way to the reader, but not there. */
async function say(writer: Writer, reader: Writer, words: string): Promise<void> {
  await reader.page.evaluate(() => window.dispatchEvent(new Event('test-hold')))
  await writer.page.keyboard.type(words)
  await writer.saved()
  await until('a message to wait', () => reader.page.evaluate(() => document.documentElement.dataset.held === 'words'))
}

/** What waits arrives after the browser has moved the caret and before it says so. */
async function letArriveDuring(page: Page, event: string, act: () => Promise<void>): Promise<void> {
  await page.evaluate((name) => {
    const release = () => queueTask(() => window.dispatchEvent(new Event('test-release')))
    function queueTask(run: () => void): void {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = run
      port2.postMessage(null)
    }
    window.addEventListener(name, release, { once: true })
  }, event)
  await act()
}

function holdMessages(): void {
  let held: (() => void)[] | null = null
  const Real = window.WebSocket
  window.WebSocket = class extends Real {
    override set onmessage(handle: ((event: MessageEvent) => void) | null) {
      super.onmessage = (event) => {
        if (held === null) handle?.(event)
        else {
          held.push(() => handle?.(event))
          if (String(event.data).includes('DocumentChanged')) document.documentElement.dataset.held = 'words'
        }
      }
    }
  }
  window.addEventListener('test-hold', () => {
    held ??= []
    document.documentElement.dataset.held = 'nothing'
  })
  window.addEventListener('test-release', () => {
    const waiting = held ?? []
    held = null
    for (const arrive of waiting) arrive()
  })
}

function twoFrames(): Promise<void> {
  return new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())))
}
