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
    const context = await kit.as(kit.wanda, PHONE_WINDOW)
    const page = await context.newPage()
    const problems = watchProblems(page)
    // No headless browser shows a keyboard; this is what it would say of one.
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
    const document = await kit.windows.document(kit.wanda, { text: 'Akapit.\n'.repeat(40) })
    await page.goto(`/dokument/${document.id}`)
    const writer = await writerOn(context, page, problems)
    const bottom = async () => {
      const box = await page.locator('.toolbar-dock').boundingBox()
      return (box?.y ?? 0) + (box?.height ?? 0)
    }
    expect(await bottom()).toBe(PHONE.height)
    await page.evaluate(() => window.dispatchEvent(new Event('test-keyboard')))
    await until('the toolbar to rise', async () => (await bottom()) === PHONE.height - KEYBOARD_PX)
    await writer.text.locator('p').nth(12).tap()
    await page.keyboard.type('Widać mnie.')
    const caret = await writer.block('Widać mnie').boundingBox()
    expect((caret?.y ?? 0) + (caret?.height ?? 0)).toBeLessThan(PHONE.height - KEYBOARD_PX - 50)
    await page.evaluate(() => window.dispatchEvent(new Event('test-keyboard')))
    await until('the toolbar to sink', async () => (await bottom()) === PHONE.height)
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
