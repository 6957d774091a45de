// Job 3 of the product on a phone: somebody proposes, and who decides has nothing but a small screen and a thumb.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { findAxeViolations, PHONE, screenshot, sticksOut } from '../kit/browser.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { until } from '../kit/until.ts'

const PHONE_WINDOW = { viewport: PHONE, touch: true } as const
const TEXT = [
  'Lokale udostępnia się organizacjom na czas oznaczony.',
  'Wykaz wolnych lokali ogłasza się raz na kwartał.',
  'Stawki czynszu ustala Prezydent Miasta.',
]

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

async function look({ page }: Writer, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await screenshot(page, `proposals-phone-${name}-${colorScheme}`, { fullPage: false })
    expect(await findAxeViolations(page), `${name} ${colorScheme}`).toEqual([])
    expect(await sticksOut(page)).toBe(false)
  }
}

it('on a phone somebody reads what is proposed, declines one with a reason and accepts another', async () => {
  const document = await kit.windows.document(kit.wanda, { title: 'Rekomendacja lokalowa', text: TEXT.join('\n') })
  await document.member(kit.lucja, 'PROPOSER')
  const lucja = await openDocument(kit, kit.lucja, document, PHONE_WINDOW)
  await lucja.caretAfter('Stawki')
  await lucja.page.keyboard.type(' Po konsultacjach.')
  await lucja.caretAfter('Lokale')
  for (let key = 0; key < 15; key++) await lucja.page.keyboard.press('Backspace')
  await lucja.page.keyboard.type('rok.')
  await lucja.saved()
  await screenshot(lucja.page, 'proposals-phone-proposer', { fullPage: false })

  const wanda = await openDocument(kit, kit.wanda, document, PHONE_WINDOW)
  const { page } = wanda
  await wanda.saved()
  await look(wanda, 'closed')
  await page.getByRole('button', { name: '2 propozycje' }).tap()
  const sheet = page.getByRole('dialog', { name: 'Propozycje' })
  await sheet.waitFor()
  await look(wanda, 'sheet')
  const card = sheet.getByRole('article').filter({ hasText: 'Po konsultacjach.' })
  await card.getByRole('button', { name: 'Pokaż w tekście' }).tap()
  await sheet.waitFor({ state: 'hidden' })
  await look(wanda, 'shown')
  await until('x', async () => true)
  await wanda.context.close()
  await lucja.context.close()
})
