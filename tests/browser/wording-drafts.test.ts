import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { loseAnswers } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { type SeededPerson, signInAs } from '../kit/seed.ts'

const WITHDRAW = 'mutation ($id: ID!) { withdrawProposal(input: { proposalId: $id }) { id } }'
const DECLINE = `mutation ($id: ID!) {
  decideProposals(input: { proposalIds: [$id], state: DECLINED, reason: "Nie." }) { id }
}`
const KOWALSKI = ['PAPER', 'Jan Kowalski', '2026-10-06'] as const

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

/** The form for another wording, by what is in it. */
function formOf(page: Page) {
  const dialog = page.getByRole('dialog')
  const field = (name: string) => dialog.getByLabel(name)
  const button = (name: string) => dialog.getByRole('button', { name, exact: true })
  return {
    dialog,
    field,
    open: () => page.getByRole('button', { name: 'Zaproponuj brzmienie' }).click(),
    choose: (label: string) => field('Jednostka').selectOption({ label }),
    wording: (words: string) => field('Proponowane brzmienie').fill(words),
    send: () => button('Zaproponuj').click(),
    async escape() {
      await page.keyboard.press('Escape')
      await dialog.waitFor({ state: 'hidden' })
    },
    async receive([channel, name, day]: readonly [string, string, string]) {
      await field('Jak wpłynęła propozycja').selectOption(channel)
      await field('W czyim imieniu').fill(name)
      await field('Data wpływu').fill(day)
    },
    channel: () => field('Jak wpłynęła propozycja').inputValue(),
    received: async () => [
      await field('Jak wpłynęła propozycja').inputValue(),
      await field('W czyim imieniu').inputValue(),
      await field('Data wpływu').inputValue(),
    ],
  }
}

async function begin(person: SeededPerson) {
  const document = await kit.windows.document(kit.wanda, { text: 'Pierwszy akapit.\nDrugi akapit.' })
  if (person !== kit.wanda) await document.member(person, 'COMMENTER')
  const { page, context } = await openDocument(kit, person, document)
  const where = { documentId: document.id }
  const made = () => kit.app.db.changeProposal.findMany({ where, orderBy: { createdAt: 'asc' } })
  return { page, context, made, form: formOf(page) }
}

it('whose a wording is stays with it, however the form is left, and is nobody’s at another unit', async () => {
  const { page, context, made, form } = await begin(kit.wanda)
  await form.open()
  await form.receive(KOWALSKI)
  await form.wording('Pierwszy i ostatni akapit.')
  await form.escape()
  await page.reload()
  await form.open()
  expect(await form.received()).toEqual(KOWALSKI)
  await form.choose('Drugi akapit.')
  expect(await form.channel()).toBe('FORM')
  await form.wording('Drugi i ostatni akapit.')
  await form.send()
  await form.dialog.waitFor({ state: 'hidden' })
  await form.open()
  expect(await form.received()).toEqual(KOWALSKI)
  await loseAnswers(page, 'proposeWording', 1)
  await form.send()
  await form.dialog.getByRole('alert').waitFor()
  await page.reload()
  await form.open()
  await form.send()
  await form.dialog.waitFor({ state: 'hidden' })
  expect(await made()).toMatchObject([
    { channel: 'FORM', onBehalfOf: null, enteredById: null },
    { channel: 'PAPER', onBehalfOf: 'Jan Kowalski', enteredById: kit.wanda.id },
  ])
  await context.close()
})

it('a wording that proves to be somebody else’s after a lost answer is a proposal of its own', async () => {
  const { page, context, made, form } = await begin(kit.wanda)
  await form.open()
  await form.wording('Pierwszy i ostatni akapit.')
  await loseAnswers(page, 'proposeWording', 1)
  await form.send()
  await form.dialog.getByRole('alert').waitFor()
  await form.receive(KOWALSKI)
  await form.send()
  await form.dialog.waitFor({ state: 'hidden' })
  expect(await made()).toMatchObject([{ onBehalfOf: null }, { onBehalfOf: 'Jan Kowalski' }])
  await context.close()
})

it('grounds written before the unit was chosen go along with whose they are, and never to somebody else’s words', async () => {
  const { context, form } = await begin(kit.wanda)
  await form.open()
  await form.receive(KOWALSKI)
  await form.field('Uzasadnienie').fill('Tak jest krócej.')
  await form.choose('Drugi akapit.')
  expect(await form.received()).toEqual(KOWALSKI)
  await form.wording('Drugi i ostatni akapit.')
  await form.choose('Pierwszy akapit.')
  expect([await form.channel(), await form.field('Uzasadnienie').inputValue()]).toEqual(['FORM', ''])
  await form.field('Uzasadnienie').fill('Moim zdaniem.')
  await form.choose('Drugi akapit.')
  expect(await form.field('Uzasadnienie').inputValue()).toBe('Tak jest krócej.')
  await form.field('Uzasadnienie').fill('')
  await form.choose('Pierwszy akapit.')
  await form.choose('Drugi akapit.')
  expect(await form.field('Uzasadnienie').inputValue()).toBe('')
  expect(await form.received()).toEqual(KOWALSKI)
  await context.close()
})

const FATES = [
  { became: 'WITHDRAWN', words: 'wycofano', query: WITHDRAW, by: () => kit.lucja },
  { became: 'DECLINED', words: 'odrzucono', query: DECLINE, by: () => kit.wanda },
]

it.each(FATES)(
  'sent again after a lost answer and $became meanwhile, the words stay, to be a new proposal',
  async (fate) => {
    const { page, context, made, form } = await begin(kit.lucja)
    await form.open()
    await form.wording('Pierwszy i ostatni akapit.')
    await loseAnswers(page, 'proposeWording', 1)
    await form.send()
    await form.dialog.getByRole('alert').waitFor()
    await form.escape()
    const [{ id } = { id: '' }] = await made()
    await gql(kit.app, await signInAs(kit.app, fate.by()), fate.query, { id })
    await form.open()
    await form.send()
    await form.dialog.getByRole('alert').getByText(fate.words).waitFor()
    expect(await page.getByText('Złożono propozycję.').count()).toBe(0)
    expect(await form.field('Proponowane brzmienie').inputValue()).toBe('Pierwszy i ostatni akapit.')
    await form.send()
    await form.dialog.waitFor({ state: 'hidden' })
    expect((await made()).map(({ state }) => state)).toEqual([fate.became, 'OPEN'])
    await context.close()
  },
)
