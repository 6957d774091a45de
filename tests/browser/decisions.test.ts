import { afterAll, beforeAll, expect, it } from 'vitest'
import { findAxeViolations } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const DECIDE = 'mutation ($input: DecideProposalsInput!) { decideProposals(input: $input) { id } }'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

/** Łucja has proposed a few words; Wanda's list shows them, and hears of no change any more. */
async function shown(): Promise<{ wanda: Writer; lucja: Writer; proposalId: string }> {
  const document = await kit.windows.document(kit.wanda, { text: 'Lokale są miejskie' })
  await document.member(kit.lucja, 'PROPOSER')
  const [wanda, lucja] = [await openDocument(kit, kit.wanda, document), await openDocument(kit, kit.lucja, document)]
  await lucja.caretAfter('miejskie')
  await lucja.page.keyboard.type(' i gminne')
  await lucja.saved()
  await wanda.sees('Lokale są miejskie i gminne')
  await wanda.page
    .getByRole('button', { name: /propozycj/ })
    .last()
    .click()
  await cardOf(wanda).getByText('Lokale są miejskie i gminne').waitFor()
  await wanda.page.route('**/graphql', (route) =>
    route.request().postData()?.includes('Proposals_One_Query') ? route.abort() : route.fallback(),
  )
  const { id } = await kit.app.db.changeProposal.findFirstOrThrow({ where: { documentId: document.id } })
  return { wanda, lucja, proposalId: id }
}

const cardOf = ({ page }: Writer) => page.getByRole('article', { name: /Łucja Gzymsik/ })
const press = (writer: Writer, name: string) => cardOf(writer).getByRole('button', { name, exact: true }).click()

it('accepting takes only what its card showed; what it became meanwhile is shown, and accepted then', async () => {
  const { wanda, lucja } = await shown()
  await wanda.page.getByRole('checkbox', { name: /Zaznacz propozycję/ }).check()
  await lucja.page.keyboard.type(', a wkrótce prywatne')
  await lucja.saved()
  await wanda.page.getByRole('button', { name: 'Przyjmij 1 zaznaczoną' }).click()
  await wanda.page.getByText('Treść propozycji zmieniła się w tym czasie').waitFor()
  await cardOf(wanda).getByText('Lokale są miejskie i gminne, a wkrótce prywatne').waitFor()
  expect(await wanda.text.locator('ins').count()).toBeGreaterThan(0)
  expect(await wanda.page.getByRole('checkbox', { name: /Zaznacz propozycję/ }).isChecked()).toBe(false)
  await press(wanda, 'Przyjmij')
  await until('the marks to go', async () => (await wanda.text.locator('ins').count()) === 0)
  await wanda.sees('Lokale są miejskie i gminne, a wkrótce prywatne')
  await wanda.context.close()
  await lucja.context.close()
})

it('whoever declines what goes on meanwhile reads it again, and the reason is still there', async () => {
  const { wanda, lucja } = await shown()
  await press(wanda, 'Odrzuć')
  const dialog = wanda.page.getByRole('dialog')
  await dialog.getByLabel('Powód').fill('Statut mówi inaczej.')
  await lucja.page.keyboard.type(' oraz')
  await lucja.saved()
  await dialog.getByRole('button', { name: 'Odrzuć propozycję' }).click()
  await dialog.waitFor({ state: 'hidden' })
  await wanda.page.getByText('Treść propozycji zmieniła się w tym czasie').waitFor()
  await cardOf(wanda).getByText('Lokale są miejskie i gminne oraz').waitFor()
  await press(wanda, 'Odrzuć')
  expect(await dialog.getByLabel('Powód').inputValue()).toBe('Statut mówi inaczej.')
  await dialog.getByRole('button', { name: 'Odrzuć propozycję' }).click()
  await until('the words to go', async () => (await wanda.text.locator('ins').count()) === 0)
  await wanda.context.close()
  await lucja.context.close()
})

it('what somebody else decided first is said to be theirs; hiding it asks for no declining any more', async () => {
  const { wanda, lucja, proposalId } = await shown()
  await press(wanda, 'Ukryj')
  const dialog = wanda.page.getByRole('dialog')
  await dialog.getByLabel('Powód ukrycia').fill('Obraża.')
  const input = { proposalIds: [proposalId], state: 'ACCEPTED' }
  await gql(kit.app, await signInAs(kit.app, kit.wanda), DECIDE, { input })
  await dialog.getByRole('button', { name: 'Odrzuć i ukryj' }).click()
  await dialog.getByText('W tym czasie propozycję rozstrzygnął ktoś inny').waitFor()
  await dialog.getByRole('button', { name: 'Ukryj propozycję' }).click()
  await dialog.waitFor({ state: 'hidden' })
  expect(await kit.app.db.changeProposal.findUniqueOrThrow({ where: { id: proposalId } })).toMatchObject({
    state: 'ACCEPTED',
    hiddenReason: 'Obraża.',
  })
  await wanda.context.close()
  await lucja.context.close()
})

it('a wording written while others changed the unit is sent once they are seen, and takes nothing of theirs out', async () => {
  const document = await kit.windows.document(kit.wanda, { text: 'Lokal jest miejski' })
  await document.member(kit.lucja, 'COMMENTER')
  const [wanda, lucja] = [await openDocument(kit, kit.wanda, document), await openDocument(kit, kit.lucja, document)]
  await lucja.page.getByRole('button', { name: 'Zaproponuj brzmienie' }).click()
  const dialog = lucja.page.getByRole('dialog')
  const field = dialog.getByLabel('Proponowane brzmienie')
  await field.fill('Lokal jest zawsze miejski')
  await wanda.caretAfter('miejski')
  await wanda.page.keyboard.type(' i nie podlega sprzedaży')
  await wanda.saved()
  const submit = dialog.getByRole('button', { name: 'Zaproponuj', exact: true })
  await submit.click()
  await dialog.getByText('Tę jednostkę zmieniono w trakcie pisania').waitFor()
  await until('what was changed', async () => (await dialog.locator('ins').textContent())?.includes('i nie podlega'))
  expect(await findAxeViolations(lucja.page)).toEqual([])
  expect(await field.inputValue()).toBe('Lokal jest zawsze miejski')
  expect(await kit.app.db.changeProposal.count({ where: { documentId: document.id } })).toBe(0)
  await field.fill('Lokal jest zawsze miejski i nie podlega sprzedaży')
  await submit.click()
  await dialog.waitFor({ state: 'hidden' })
  await until('the proposal', async () => (await wanda.text.locator('ins').count()) > 0)
  expect(await wanda.text.locator('del').count()).toBe(0)
  await wanda.context.close()
  await lucja.context.close()
})
