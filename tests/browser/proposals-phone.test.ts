// Job 3 of the product on a phone: somebody proposes, and who decides has nothing but a small screen and a thumb.

import { afterAll, beforeAll, expect, it } from 'vitest'
import { findAxeViolations, isUncovered, PHONE, screenshot, smallTargets, sticksOut } from '../kit/browser.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { seed } from '../kit/seed.ts'

const PHONE_WINDOW = { viewport: PHONE, touch: true } as const
const REASON = 'Umowy są już zawierane na rok.'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

/** In the dark and in the light, where nothing may be missed, covered or too small for a thumb. */
async function look({ page }: Writer, name: string): Promise<void> {
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme })
    await screenshot(page, `proposals-phone-${name}-${colorScheme}`, { fullPage: false })
    expect(await findAxeViolations(page), `${name} ${colorScheme}`).toEqual([])
  }
  expect(await sticksOut(page), name).toBe(false)
}

const button = ({ page }: Writer, name: string) => page.getByRole('button', { name, exact: true })
const sheetOf = ({ page }: Writer) => page.getByRole('dialog', { name: 'Propozycje zmian' })
const isInSight = (writer: Writer, name: string) =>
  button(writer, name).evaluate((one) => {
    const { left, right, top, bottom } = one.getBoundingClientRect()
    return left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight
  })
const readsAs = ({ page }: Writer) =>
  page.locator('section .document-text').evaluate((text) => [...text.children].map((line) => line.textContent))

async function propose({ caretAfter, page }: Writer, line: string, taken: number, words: string): Promise<void> {
  await caretAfter(line)
  for (let key = 0; key < taken; key++) await page.keyboard.press('Backspace')
  await page.keyboard.type(words)
}

it('a member proposes; the City’s staff read it in the text, accept one, decline one with a reason and hide another', async () => {
  const office = await seed(kit.app).organization('Wydział Okien i Drzwi', 'CITY')
  const clerk = await office.person('Ewaryst Saldo', 'STAFF')
  const text = [
    'Lokale udostępnia się organizacjom na czas oznaczony.',
    'Wykaz wolnych lokali ogłasza się raz na kwartał.',
    'Stawki czynszu ustala Prezydent Miasta.',
    'Umowy ogłasza się w Biuletynie.',
    'Sprawozdanie składa się raz w roku.',
  ]
  const programme = { kind: 'PROGRAMME', stage: 'CONSULTATION', title: 'Program współpracy na rok 2028' } as const
  const document = await office.document(clerk, { ...programme, text: text.join('\n') })
  await document.member(kit.lucja, 'PROPOSER')
  const lucja = await openDocument(kit, kit.lucja, document, PHONE_WINDOW)
  await propose(lucja, 'Lokale', 15, 'jeden rok.')
  await propose(lucja, 'Stawki', 0, ' Stawki są jawne.')
  await propose(lucja, 'Sprawozdanie', 0, ' Obelga.')
  await lucja.saved()

  const ewaryst = await openDocument(kit, clerk, document, PHONE_WINDOW)
  const { page } = ewaryst
  await ewaryst.sees('Obelga.')
  await eventually(() => isInSight(ewaryst, '3 propozycje')).toBe(true)
  const views = page.getByLabel('Widok')
  await views.selectOption('accepted')
  await eventually(() => readsAs(ewaryst)).toEqual([
    'Lokale udostępnia się organizacjom na jeden rok.',
    text[1],
    'Stawki czynszu ustala Prezydent Miasta. Stawki są jawne.',
    text[3],
    'Sprawozdanie składa się raz w roku. Obelga.',
  ])
  await views.selectOption('base')
  await eventually(() => readsAs(ewaryst)).toEqual(text)
  await views.selectOption('proposals')

  await button(ewaryst, '3 propozycje').tap()
  const sheet = sheetOf(ewaryst)
  const rates = sheet.getByRole('article').filter({ hasText: 'Stawki są jawne.' })
  await rates.waitFor()
  await look(ewaryst, 'sheet')
  expect(await smallTargets(sheet)).toEqual([])
  await rates.getByRole('button', { name: 'Pokaż w tekście' }).tap()
  await sheet.waitFor({ state: 'hidden' })
  expect(await ewaryst.text.locator('.proposal-current').allTextContents()).toEqual([' Stawki są jawne.'])
  await look(ewaryst, 'shown')

  // Back on the one that was just read.
  await button(ewaryst, '3 propozycje').tap()
  await eventually(() => rates.evaluate((card) => card === card.ownerDocument.activeElement)).toBe(true)
  expect(await isInSight(ewaryst, 'Zamknij')).toBe(true)
  await rates.getByRole('button', { name: 'Przyjmij' }).tap()
  await eventually(() => lucja.text.locator('ins').allTextContents()).toEqual(['jeden rok.', ' Obelga.'])
  expect(await lucja.lines()).toContain('Stawki czynszu ustala Prezydent Miasta. Stawki są jawne.')

  // On to the next.
  const last = sheet.getByRole('article').filter({ hasText: 'Obelga.' })
  await eventually(() => last.evaluate((card) => card === card.ownerDocument.activeElement)).toBe(true)

  const term = sheet.getByRole('article').filter({ hasText: 'jeden rok.' })
  await term.getByRole('button', { name: 'Odrzuć' }).tap()
  const dialog = page.getByRole('dialog', { name: 'Odrzucenie 1 propozycji' })
  const submit = dialog.getByRole('button', { name: 'Odrzuć propozycję' })
  const message = page.getByRole('status').getByText('Przyjęto')
  expect(await isUncovered(submit)).toBe(true)
  expect(await isUncovered(dialog.getByRole('heading'))).toBe(true)
  // What was told before is put away: that is not leaving the dialog.
  await page.getByRole('button', { name: 'Zamknij komunikat' }).tap()
  await message.waitFor({ state: 'hidden' })
  expect(await dialog.isVisible()).toBe(true)
  await submit.tap()
  await dialog.getByText('Prosimy podać powód odrzucenia.').waitFor()
  await look(ewaryst, 'decline')
  expect(await smallTargets(dialog)).toEqual([])
  await dialog.getByLabel('Powód').fill(REASON)
  await page.route('**/graphql', (route) => route.abort())
  await submit.tap()
  await dialog.getByRole('alert').getByText('Brak połączenia z serwerem.').waitFor()
  await page.unroute('**/graphql')
  await submit.tap()
  await dialog.waitFor({ state: 'hidden' })

  const hide = last.getByRole('button', { name: 'Ukryj' })
  expect(await isUncovered(hide)).toBe(true)
  await hide.tap()
  const hiding = page.getByRole('dialog', { name: 'Ukrycie propozycji' })
  await hiding.getByLabel('Powód ukrycia').fill('Obraża.')
  await look(ewaryst, 'hide')
  expect(await smallTargets(hiding)).toEqual([])
  await hiding.getByRole('button', { name: 'Odrzuć i ukryj' }).tap()
  await hiding.waitFor({ state: 'hidden' })
  await sheet.getByText('Nie ma tu propozycji.').waitFor()
  await sheet.getByRole('button', { name: 'Zamknij' }).tap()
  expect(await ewaryst.lines()).toEqual(text.with(2, 'Stawki czynszu ustala Prezydent Miasta. Stawki są jawne.'))

  await eventually(() => lucja.text.locator('ins, del').count()).toBe(0)
  await button(lucja, '0 propozycji').tap()
  await sheetOf(lucja).getByLabel('Pokaż').selectOption('mine')
  const told = sheetOf(lucja).getByRole('article')
  await told.getByText(REASON).waitFor()
  await told.getByText('Propozycję ukryto przed innymi. Powód: Obraża.').waitFor()
  await told.filter({ hasText: 'Przyjęta' }).getByText('Rozstrzygnięto: Ewaryst Saldo').waitFor()
  await look(lucja, 'mine')
  await ewaryst.context.close()
  await lucja.context.close()
})
