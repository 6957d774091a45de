// The two bars of a document on a phone: what they hold is wider than the window.

import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { PHONE, screenshot } from '../kit/browser.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { lookEveryWay, lookInForcedColours } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'

const LOOKS = (['dark', 'light'] as const).map((colorScheme) => ({ look: colorScheme, viewport: PHONE, colorScheme }))

let kit: TestPage
let writer: Writer

beforeAll(async () => {
  kit = await startPage()
  const text = Array.from({ length: 40 }, (_, index) => `Akapit ${index} o kotach.`).join('\n')
  const document = await kit.windows.document(kit.wanda, { text, kind: 'PROGRAMME', stage: 'CONSULTATION' })
  writer = await openDocument(kit, kit.wanda, document, { viewport: PHONE })
  await writer.saved()
})
afterAll(() => kit.close())

const toggle = () => writer.page.getByRole('button', { name: 'Proponuję zmiany' })
const toolbar = () => writer.page.getByRole('toolbar')

/** Where the bar says that more follows, by the attributes that its style sheet fades it by. */
const moreOf = (bar: Locator) =>
  bar.evaluate((one) => ['before', 'after'].filter((side) => one.hasAttribute(`data-more-${side}`)).join(' and '))

/** What sticks out of the window of what has the focus, or nothing. */
const cutOff = () =>
  writer.page.evaluate(() => {
    const { activeElement } = document
    const { left = 0, right = 0 } = activeElement?.getBoundingClientRect() ?? {}
    const isIn = left >= 0 && right <= innerWidth
    return isIn ? '' : `${activeElement?.getAttribute('aria-label')} at ${Math.round(left)}–${Math.round(right)}`
  })

it('fade where more follows, and show whole what has the focus', async () => {
  const { page } = writer
  const bar = page.locator('.proposal-bar')
  await eventually(() => moreOf(bar)).toBe('after')
  await eventually(() => moreOf(toolbar())).toBe('after')
  await lookEveryWay(page, 'phone-bars', LOOKS)
  await lookInForcedColours(page, 'phone-bars')

  await page.getByRole('combobox', { name: 'Widok' }).focus()
  await page.keyboard.press('Tab')
  expect(await toggle().evaluate((one) => one === document.activeElement)).toBe(true)
  await eventually(cutOff).toBe('')
  await eventually(() => moreOf(bar)).toBe('before and after')
  await screenshot(page, 'phone-bars-toggle', { fullPage: false })

  await toolbar().getByRole('button').nth(2).focus()
  for (const key of ['ArrowRight', 'ArrowLeft']) {
    for (let stop = 0; stop < 16; stop += 1) {
      await page.keyboard.press(key)
      await eventually(cutOff).toBe('')
      if (key === 'ArrowRight' && stop === 5) await screenshot(page, 'phone-bars-middle', { fullPage: false })
    }
  }
})

it('begin to propose where one reads, however far that is from the caret', async () => {
  const { page } = writer
  await writer.caretAfter('Akapit 0 ')
  await page.mouse.wheel(0, 1_000)
  await eventually(() => page.evaluate(() => scrollY)).toBeGreaterThan(600)
  await toggle().evaluate((one) => one.scrollIntoView({ block: 'nearest', inline: 'nearest' }))
  const before = await page.evaluate(() => scrollY)
  // Not `click`, which moves the page so that nothing sticks to its edge.
  const { x = 0, y = 0, width = 0, height = 0 } = (await toggle().boundingBox()) ?? {}
  await page.mouse.click(x + width / 2, y + height / 2)
  await page.locator('.proposal-bar [aria-pressed=true]').waitFor()
  await eventually(() => writer.text.evaluate((text) => text === document.activeElement)).toBe(true)
  expect(await page.evaluate(() => scrollY)).toBe(before)
  await toggle().click()
})

it('leave what was found to be seen where the system chooses all colours', async () => {
  const { page } = writer
  await page.emulateMedia({ forcedColors: 'active' })
  await page.getByRole('button', { name: 'Znajdź w dokumencie' }).click()
  await page.keyboard.type('kotach')
  await page
    .getByText(/^\d+ z 40$/)
    .first()
    .waitFor()
  const other = writer.text.locator('.find-match:not(.find-match-current)').first()
  expect(await other.evaluate((match) => getComputedStyle(match).outlineStyle)).not.toBe('none')
  await screenshot(page, 'find-forced-colours', { fullPage: false })
  expect(writer.problems.list).toEqual([])
})
