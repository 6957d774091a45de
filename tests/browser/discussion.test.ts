import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findAxeViolations, holdAnswer, PHONE, screenshot, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument, type Writer, writerOn } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { reply, resolve, toComment } from '../kit/remarks.ts'
import {
  button,
  field,
  focusedCard,
  isFocused,
  isInText,
  type Remarks,
  remarkOn,
  remarksOn,
  selectWords,
} from '../kit/remarks-page.ts'
import { type SeededDocument, type SeededPerson, signInAs } from '../kit/seed.ts'
import { remark, startThread } from '../kit/threads.ts'

const FIRST = 'Lokale udostępnia się organizacjom na podstawie umowy.'
const SECOND = 'Wykaz wolnych lokali jest jawny i aktualizowany co miesiąc.'
const PROPOSE = 'mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

type Reader = Writer & { remarks: Remarks }

interface Draft extends SeededDocument {
  unitIds: string[]
}

async function draft(): Promise<Draft> {
  const unitIds = [FIRST, SECOND, ...Array<string>(30).fill('Kolejny akapit uzasadnienia.')].map(() => randomUUID())
  const document = await kit.windows.document(kit.wanda, {
    title: 'Rekomendacja lokalowa',
    content: unitIds.map((id, index) => ({
      type: 'block',
      id,
      kind: 'paragraph',
      level: 0,
      content: [{ text: [FIRST, SECOND][index] ?? 'Kolejny akapit uzasadnienia.' }],
    })),
  })
  await document.member(kit.wanda, 'EDITOR', true)
  return Object.assign(await document.member(kit.lucja, 'PROPOSER'), { unitIds })
}

async function open(document: SeededDocument, person: SeededPerson, options = {}): Promise<Reader> {
  const writer = await openDocument(kit, person, document, options)
  return { ...writer, remarks: remarksOn(writer) }
}

async function propose(document: Draft, unit: number, wording: string): Promise<string> {
  const id = randomUUID()
  const input = { id, documentId: document.id, unitId: document.unitIds[unit], wording, grounds: '' }
  await gql(kit.app, await signInAs(kit.app, kit.lucja), PROPOSE, { input })
  return id
}

async function remarkOnUnit(document: Draft, unit: number, body: string): Promise<string> {
  const input = remark(document.id, { unitId: document.unitIds[unit] }, body)
  await startThread(kit.app, await signInAs(kit.app, kit.lucja), input)
  return input.id
}

const proposals = ({ page }: Writer, words: string) => page.getByRole('button', { name: words, exact: true })

it('a remark begun before the others have come is written in its form, never over the words it is about', async () => {
  const document = await draft()
  const context = await kit.as(kit.wanda)
  const page = await context.newPage()
  const letGo = await holdAnswer(page, 'Threads_Query')
  await page.goto(`/dokument/${document.id}`)
  const wanda = { ...(await writerOn(context, page, watchProblems(page))) }
  await wanda.saved()
  await selectWords(wanda, 'organizacjom')
  await page.keyboard.press('Control+Shift+m')
  await eventually(() => isFocused(wanda, 'Treść uwagi')).toBe(true)
  await page.keyboard.type('Komu dokładnie?')
  expect((await wanda.lines())[0]).toBe(FIRST)
  letGo()
  await page.getByText('Wczytywanie uwag').waitFor({ state: 'hidden' })
  expect(await field(wanda, 'Treść uwagi').inputValue()).toBe('Komu dokładnie?')
  expect(await isFocused(wanda, 'Treść uwagi')).toBe(true)
  await context.close()
})

it('a new remark is shown although others were being looked at, and takes the focus', async () => {
  const document = await draft()
  const wanda = await open(document, kit.wanda)
  await wanda.remarks.open()
  await wanda.remarks.filter('Rozwiązane uwagi')
  await remarkOn(wanda, 'organizacjom', 'Komu dokładnie?')
  await eventually(() => focusedCard(wanda)).toContain('Komu dokładnie?')
  expect(await wanda.remarks.panel.getByRole('combobox', { name: 'Które uwagi' }).inputValue()).toBe('open')
  await wanda.context.close()
})

it('a conversation does not go from under the hands of whoever answers in it, and they hear what became of it', async () => {
  const document = await draft()
  const id = await remarkOnUnit(document, 1, 'Kto prowadzi wykaz?')
  const lucja = await open(document, kit.lucja)
  const { page } = lucja
  await lucja.remarks.open()
  const card = lucja.remarks.card('Kto prowadzi wykaz?')
  const asWanda = await signInAs(kit.app, kit.wanda)
  const hears = async (words: string, isResolved: boolean) => {
    const said = page.getByRole('status').filter({ hasText: words }).waitFor({ state: 'attached' })
    await resolve(kit.app, asWanda, id, isResolved)
    await said
  }
  await card.getByRole('button', { expanded: false }).first().click()
  await field(lucja, 'Odpowiedź').click()
  await hears('Uwagę, którą Państwo czytają, rozwiązuje: Wanda Okienna.', true)
  await card.getByText('Rozwiązano', { exact: true }).waitFor()
  expect(await isFocused(lucja, 'Odpowiedź')).toBe(true)
  await page.keyboard.type('Moim zdaniem gmina')
  expect(await field(lucja, 'Odpowiedź').inputValue()).toBe('Moim zdaniem gmina')
  await hears('Uwagę, którą Państwo czytają, otwarto ponownie.', false)
  await resolve(kit.app, asWanda, id)
  await card.getByText('Rozwiązano', { exact: true }).waitFor()
  // What was begun stays at hand when something else is looked at; once it is said, the filter is as strict as it was.
  await lucja.caretAfter(FIRST)
  await card.getByRole('button', { expanded: false }).first().click()
  await field(lucja, 'Odpowiedź').fill('Moim zdaniem urząd.')
  await button(lucja, 'Wyślij odpowiedź').click()
  await card.getByText('Moim zdaniem urząd.').waitFor()
  await lucja.caretAfter(FIRST)
  await eventually(() => card.count()).toBe(0)
  await lucja.context.close()
})

it('the same news is said again when it happens again', async () => {
  const document = await draft()
  const wanda = await open(document, kit.wanda)
  const said = wanda.page.getByRole('status').filter({ hasText: 'Dodano odpowiedź.' })
  await remarkOn(wanda, 'organizacjom', 'Komu dokładnie?')
  for (const words of ['Organizacjom z wykazu.', 'Oraz spółdzielniom.']) {
    await field(wanda, 'Odpowiedź').fill(words)
    await wanda.page.keyboard.press('Control+Enter')
    await said.waitFor({ state: 'attached' })
    await said.waitFor({ state: 'detached' })
  }
  await wanda.context.close()
})

it('whoever looks for another place of a remark can give that up, and write a new one instead', async () => {
  const document = await draft()
  await remarkOnUnit(document, 1, 'Kto prowadzi wykaz?')
  const wanda = await open(document, kit.wanda)
  const floating = wanda.page.locator('.selection-button')
  await wanda.caretAfter(SECOND)
  await wanda.page.keyboard.press('Shift+Home')
  await wanda.page.keyboard.press('Delete')
  await wanda.page.keyboard.press('Backspace')
  await wanda.remarks.open()
  await wanda.remarks.card('Kto prowadzi wykaz?').click()
  await button(wanda, 'Wskaż nowe miejsce').click()
  await selectWords(wanda, 'organizacjom')
  await floating.getByRole('button', { name: 'Przenieś uwagę tutaj' }).waitFor()
  expect(await findAxeViolations(wanda.page)).toEqual([])
  await screenshot(wanda.page, 'reanchor-here', { fullPage: false })
  await floating.getByRole('button', { name: 'Nie przenoś' }).click()
  await floating.getByRole('button', { name: 'Dodaj uwagę' }).waitFor()
  expect(await isInText(wanda)).toBe(true)

  await wanda.remarks.card('Kto prowadzi wykaz?').click()
  await wanda.caretBefore(FIRST)
  await button(wanda, 'Wskaż nowe miejsce').click()
  await selectWords(wanda, 'organizacjom')
  await floating.getByRole('button', { name: 'Przenieś uwagę tutaj' }).waitFor()
  await wanda.page.keyboard.press('Control+Shift+m')
  await field(wanda, 'Treść uwagi').fill('Komu?')
  await selectWords(wanda, 'umowy')
  await floating.getByRole('button', { name: 'Dodaj uwagę' }).waitFor()
  await wanda.context.close()
})

it('what the address names is opened once: whoever has gone on is not taken back when the text is loaded anew', async () => {
  const document = await draft()
  const proposalId = await propose(document, 0, FIRST.replace('umowy', 'uchwały'))
  const threadId = await remarkOnUnit(document, 1, 'Kto prowadzi wykaz?')
  const redact = async (text: string) => {
    const input = { id: randomUUID(), documentId: document.id, text, reason: 'Dane osobowe' }
    await gql(kit.app, await signInAs(kit.app, kit.leon), REDACT, { input })
  }
  const wanda = await open(document, kit.wanda)
  const named = (words: string) => wanda.page.getByRole('article').filter({ hasText: words }).first()

  await wanda.page.goto(`/dokument/${document.id}?watek=${threadId}`)
  await named('Kto prowadzi wykaz?').waitFor()
  await wanda.remarks.filter('Moje uwagi')
  await redact('jawny')
  await wanda.sees('lokali jest [usunięto]')
  await wanda.saved()
  expect(await wanda.remarks.panel.getByRole('combobox', { name: 'Które uwagi' }).inputValue()).toBe('mine')

  await wanda.page.goto(`/dokument/${document.id}?propozycja=${proposalId}`)
  await named('uchwały').waitFor()
  await wanda.page.getByRole('button', { name: 'Zamknij propozycje' }).click()
  await redact('wolnych')
  await wanda.sees('Wykaz [usunięto]')
  await wanda.saved()
  expect(await named('uchwały').count()).toBe(0)
  await wanda.context.close()
})

it('proposals made while somebody was away are there when the connection is', async () => {
  const document = await draft()
  const wanda = await open(document, kit.wanda)
  await wanda.saved()
  await proposals(wanda, '0 propozycji').waitFor()
  await wanda.context.setOffline(true)
  await eventually(() => wanda.state()).toContain('Offline')
  await propose(document, 0, FIRST.replace('umowy', 'uchwały'))
  await wanda.context.setOffline(false)
  await proposals(wanda, '1 propozycja').waitFor()
  await wanda.context.close()
})

it('whoever signed in again in another tab hears of what was said meanwhile, and of what is said then', async () => {
  const document = await draft()
  const wanda = await open(document, kit.wanda)
  await wanda.remarks.open()
  await gql(kit.app, await signInAs(kit.app, kit.wanda), 'mutation { signOutEverywhere }')
  await eventually(() => wanda.state()).not.toBe('Zapisano')
  await remarkOnUnit(document, 0, 'Komu dokładnie?')
  await propose(document, 2, 'Kolejny akapit wyjaśnienia.')
  const [name = '', value = ''] = (await signInAs(kit.app, kit.wanda)).split('=')
  await wanda.context.addCookies([{ name, value, url: kit.app.origin }])
  await wanda.saved()
  await wanda.remarks.card('Komu dokładnie?').waitFor()
  await proposals(wanda, '1 propozycja').waitFor()
  await remarkOnUnit(document, 1, 'Kto prowadzi wykaz?')
  await propose(document, 3, 'Kolejny akapit wyjaśnienia.')
  await wanda.remarks.card('Kto prowadzi wykaz?').waitFor()
  await proposals(wanda, '2 propozycje').waitFor()
  await wanda.context.close()
})

it('from a preview „Pokaż w tekście” goes to the words of a proposal', async () => {
  const document = await draft()
  await propose(document, 31, 'Kolejny akapit wyjaśnienia.')
  const wanda = await open(document, kit.wanda, { viewport: { width: 1280, height: 700 } })
  await proposals(wanda, '1 propozycja').click()
  await wanda.page.getByLabel('Widok').selectOption({ label: 'bez propozycji' })
  await wanda.page.getByRole('article').getByRole('button', { name: 'Pokaż w tekście' }).click()
  await wanda.text.waitFor()
  const isInSight = () =>
    wanda.text
      .locator('.proposal-current')
      .first()
      .evaluate((one) => {
        const { top, bottom } = one.getBoundingClientRect()
        return top > 0 && bottom < innerHeight
      })
  await eventually(isInSight).toBe(true)
  await wanda.context.close()
})

it('the list of proposals says whether it is open, and is closed by button and by Esc, back to the text', async () => {
  const document = await draft()
  await propose(document, 0, FIRST.replace('umowy', 'uchwały'))
  const wanda = await open(document, kit.wanda)
  const opener = proposals(wanda, '1 propozycja')
  const panel = wanda.page.getByRole('complementary', { name: 'Propozycje zmian' })
  expect(await opener.getAttribute('aria-expanded')).toBe('false')
  await opener.click()
  await panel.waitFor()
  expect(await opener.getAttribute('aria-expanded')).toBe('true')
  await panel.getByRole('article').focus()
  await wanda.page.keyboard.press('Escape')
  await eventually(() => isInText(wanda)).toBe(true)
  await panel.getByRole('button', { name: 'Zamknij propozycje' }).click()
  await panel.waitFor({ state: 'hidden' })
  expect(await isInText(wanda)).toBe(true)
  expect(await opener.getAttribute('aria-expanded')).toBe('false')
  await wanda.page.setViewportSize(PHONE)
  await opener.click()
  await wanda.page.getByRole('dialog', { name: 'Propozycje zmian' }).waitFor()
  expect(await findAxeViolations(wanda.page)).toEqual([])
  await wanda.context.close()
})

it('a long conversation is unread until its end was in sight', async () => {
  const document = await draft()
  const id = await remarkOnUnit(document, 0, 'Komu dokładnie?')
  const asLucja = await signInAs(kit.app, kit.lucja)
  for (let number = 1; number <= 12; number += 1) {
    await reply(kit.app, asLucja, id, toComment(`Powód ${number}. ${'Lokale stoją puste od lat. '.repeat(12)}`))
  }
  const unread = async () => {
    const { thread } = await gql<{ thread: { unread: boolean } }>(
      ...[kit.app, await signInAs(kit.app, kit.wanda), 'query ($id: ID!) { thread(id: $id) { unread } }', { id }],
    )
    return thread.unread
  }
  const wanda = await open(document, kit.wanda)
  await wanda.remarks.open()
  await wanda.remarks.card('Komu dokładnie?').getByRole('button', { expanded: false }).first().click()
  const [first, last] = ['Powód 1.', 'Powód 12.'].map((words) => wanda.remarks.panel.getByText(words, { exact: false }))
  await first?.first().waitFor()
  await wanda.page.waitForTimeout(2_000)
  expect(await unread()).toBe(true)
  await last?.scrollIntoViewIfNeeded()
  await eventually(unread).toBe(false)
  await wanda.context.close()
})
