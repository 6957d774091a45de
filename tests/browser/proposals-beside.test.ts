import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESKTOP, findAxeViolations, PHONE, screenshot, sticksOut } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { type SeededPerson, signInAs } from '../kit/seed.ts'

const PROPOSE = 'mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }'
const WAS = 'Wykaz lokali aktualizuje się raz na kwartał i ogłasza w Biuletynie.'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

/** Where two cards are, from left to right or from top to bottom. */
async function boxes({ page }: Writer) {
  const cards = page.getByRole('dialog', { name: 'Propozycje do tych samych słów' }).getByRole('article')
  expect(await cards.count()).toBe(2)
  const [one, other] = await Promise.all([cards.first().boundingBox(), cards.last().boundingBox()])
  if (!one || !other) throw new Error('not shown')
  return { one, other }
}

it('two proposals to the same words stand side by side, one below the other on a phone; a third is by itself', async () => {
  const unitId = randomUUID()
  const document = await kit.windows.document(kit.wanda, {
    title: 'Rekomendacja lokalowa',
    content: [{ type: 'block', id: unitId, kind: 'section', level: 0, content: [{ text: WAS }] }],
  })
  await document.member(kit.lucja, 'PROPOSER')
  const propose = async (person: SeededPerson, before: string, after: string) => {
    const wording = WAS.replace(before, after)
    const input = { id: randomUUID(), documentId: document.id, unitId, wording, grounds: '' }
    await gql(kit.app, await signInAs(kit.app, person), PROPOSE, { input })
  }
  await propose(kit.lucja, 'kwartał', 'miesiąc')
  await propose(kit.leon, 'kwartał', 'tydzień')
  await propose(kit.lucja, 'w Biuletynie', 'na stronie miasta')

  const wanda = await openDocument(kit, kit.wanda, document, { viewport: DESKTOP })
  const { page } = wanda
  const openPanel = () =>
    page
      .getByRole('button', { name: /propozycj/ })
      .last()
      .click()
  await openPanel()
  await page.getByText('2 propozycje do tych samych słów').waitFor()
  expect(await page.locator('.proposal-aside').getByRole('article').count()).toBe(3)
  await page.getByRole('button', { name: 'Porównaj obok siebie' }).click()
  const wide = await boxes(wanda)
  expect(wide.one.x + wide.one.width).toBeLessThanOrEqual(wide.other.x)
  expect(Math.abs(wide.one.y - wide.other.y)).toBeLessThan(2)
  expect(await findAxeViolations(page)).toEqual([])
  await screenshot(page, 'proposals-beside', { fullPage: false })

  await page.keyboard.press('Escape')
  await page.setViewportSize(PHONE)
  if (!(await page.getByRole('button', { name: 'Porównaj obok siebie' }).isVisible())) await openPanel()
  await page.getByRole('button', { name: 'Porównaj obok siebie' }).click()
  const narrow = await boxes(wanda)
  expect(narrow.one.y + narrow.one.height).toBeLessThanOrEqual(narrow.other.y)
  expect(await sticksOut(page)).toBe(false)
  expect(wanda.problems.list).toEqual([])
  await wanda.context.close()
})
