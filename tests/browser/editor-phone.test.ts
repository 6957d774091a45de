import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findAxeViolations, PHONE, screenshot, sticksOut, watchProblems } from '../kit/browser.ts'
import { openDocument, type Writer, writerOn } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { until } from '../kit/until.ts'

const PHONE_WINDOW = { viewport: PHONE, touch: true } as const
const KEYBOARD_PX = 300

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

async function open(): Promise<Writer> {
  const text = ['Rekomendacja w sprawie lokali', 'Pierwszy akapit z treścią rekomendacji.', 'Ostatni akapit.'].join(
    '\n',
  )
  const document = await kit.windows.document(kit.wanda, { title: 'Rekomendacja w sprawie lokali użytkowych', text })
  return openDocument(kit, kit.wanda, document, PHONE_WINDOW)
}

/** No headless browser shows a keyboard; this is what it would say of one. */
async function openWithKeyboard(colorScheme: 'light' | 'dark' = 'light') {
  const context = await kit.as(kit.wanda, { ...PHONE_WINDOW, colorScheme })
  const page = await context.newPage()
  const problems = watchProblems(page)
  await page.addInitScript((keyboard) => {
    const real = window.visualViewport
    if (!real) return
    const state = { isUp: false }
    Object.defineProperty(real, 'height', { get: () => window.innerHeight - (state.isUp ? keyboard : 0) })
    window.addEventListener('test-keyboard', () => {
      state.isUp = !state.isUp
      real.dispatchEvent(new Event('resize'))
    })
  }, KEYBOARD_PX)
  return { context, page, problems }
}

const toggleKeyboard = (page: Page) => page.evaluate(() => window.dispatchEvent(new Event('test-keyboard')))

async function edgesOf(place: Locator): Promise<{ top: number; bottom: number }> {
  const box = await place.boundingBox()
  return { top: box?.y ?? 0, bottom: (box?.y ?? 0) + (box?.height ?? 0) }
}

async function pastePicture({ text }: Writer): Promise<void> {
  await text.evaluate((target) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/html', '<p>Lokal <img src="x.png"></p>')
    target.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
}

describe('on a phone', () => {
  it('nothing sticks out, the state is in words, and axe finds nothing', async () => {
    const writer = await open()
    await writer.saved()
    expect(await sticksOut(writer.page)).toBe(false)
    await screenshot(writer.page, 'editor-phone', { fullPage: false })
    expect(await findAxeViolations(writer.page)).toEqual([])
    expect(writer.problems.list).toEqual([])
    await writer.context.close()
  })

  it('the toolbar is at the foot, its targets are large, and a touch there keeps the text focused', async () => {
    const writer = await open()
    const { page } = writer
    await writer.block('Pierwszy').tap()
    const bold = page.getByRole('button', { name: 'Pogrubienie' })
    const box = await bold.boundingBox()
    expect(box?.width).toBeGreaterThanOrEqual(44)
    expect(box?.height).toBeGreaterThanOrEqual(44)
    expect((box?.y ?? 0) + (box?.height ?? 0)).toBeGreaterThan(PHONE.height - 60)
    await bold.tap()
    await page.keyboard.type('x')
    await until('a bold letter', () => writer.text.locator('strong').count())
    expect(await writer.text.evaluate((text) => text.contains(document.activeElement))).toBe(true)
    await writer.context.close()
  })

  it('the toolbar moves above the on-screen keyboard', async () => {
    const { context, page, problems } = await openWithKeyboard()
    const document = await kit.windows.document(kit.wanda, { text: 'Akapit.\n'.repeat(40) })
    await page.goto(`/dokument/${document.id}`)
    const writer = await writerOn(context, page, problems)
    const bottom = async () => (await edgesOf(page.locator('.toolbar-dock'))).bottom
    expect(await bottom()).toBe(PHONE.height)
    await toggleKeyboard(page)
    await until('the toolbar to rise', async () => (await bottom()) === PHONE.height - KEYBOARD_PX)
    await writer.text.locator('p').nth(12).tap()
    await page.keyboard.type('Widać mnie.')
    const caret = await writer.block('Widać mnie').boundingBox()
    expect((caret?.y ?? 0) + (caret?.height ?? 0)).toBeLessThan(PHONE.height - KEYBOARD_PX - 50)
    await toggleKeyboard(page)
    await until('the toolbar to sink', async () => (await bottom()) === PHONE.height)
    await context.close()
  })

  it.each(['light', 'dark'] as const)(
    'a short message stands above the toolbar and the keyboard, %s',
    async (scheme) => {
      const { context, page, problems } = await openWithKeyboard(scheme)
      const document = await kit.windows.document(kit.wanda, { text: 'Akapit.\n'.repeat(40) })
      await page.goto(`/dokument/${document.id}`)
      const writer = await writerOn(context, page, problems)
      await writer.text.locator('p').nth(2).tap()
      await pastePicture(writer)
      const message = page.locator('[data-message]').filter({ hasText: 'Wklejono bez: 1 obrazu' })
      await message.waitFor()
      const gap = async () => (await edgesOf(page.locator('.toolbar-dock'))).top - (await edgesOf(message)).bottom
      expect(await gap()).toBeGreaterThanOrEqual(8)
      await screenshot(page, `editor-phone-message-${scheme}`, { fullPage: false })
      await toggleKeyboard(page)
      await until('the message to rise', async () => (await edgesOf(message)).bottom < PHONE.height - KEYBOARD_PX)
      expect(await gap()).toBeGreaterThanOrEqual(8)
      expect((await edgesOf(message)).top).toBeGreaterThan(0)
      await screenshot(page, `editor-phone-message-keyboard-${scheme}`, { fullPage: false })
      expect(await findAxeViolations(page)).toEqual([])
      expect(problems.list).toEqual([])
      await context.close()
    },
  )

  it('on another page, a short message stands above the keyboard', async () => {
    const { context, page } = await openWithKeyboard()
    await page.goto('/konto')
    await page.getByLabel('Imię i nazwisko').tap()
    await toggleKeyboard(page)
    await page.getByLabel('Imię i nazwisko').press('Enter')
    const message = page.locator('[data-message]')
    await message.waitFor()
    expect((await edgesOf(message)).bottom).toBeLessThan(PHONE.height - KEYBOARD_PX)
    await context.close()
  })

  it('kinds, contents and search open without covering what they are about', async () => {
    const writer = await open()
    const { page } = writer
    await writer.block('Rekomendacja').tap()
    await page.getByRole('button', { name: /^Rodzaj akapitu/ }).tap()
    await screenshot(page, 'editor-phone-kinds', { fullPage: false })
    expect(await findAxeViolations(page)).toEqual([])
    await page.getByRole('menuitemradio', { name: 'Nagłówek 1' }).tap()
    await page.getByRole('button', { name: 'Pokaż spis treści' }).tap()
    const entry = page.getByRole('dialog').getByRole('button', { name: 'Rekomendacja w sprawie lokali' })
    await entry.waitFor()
    await screenshot(page, 'editor-phone-contents', { fullPage: false })
    expect(await findAxeViolations(page)).toEqual([])
    await entry.tap()
    await page.getByRole('dialog').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: 'Znajdź w dokumencie' }).tap()
    await page.keyboard.type('akapit')
    await page.getByText('1 z 2').first().waitFor()
    expect(await sticksOut(page)).toBe(false)
    expect(await findAxeViolations(page)).toEqual([])
    await writer.context.close()
  })
})
