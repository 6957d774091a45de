import { afterAll, beforeAll, expect, it } from 'vitest'
import { holdAnswer, loseAnswers } from '../kit/browser.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { goByLink } from '../kit/kept-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { resolve } from '../kit/remarks.ts'
import { button, field, isInText, type Remarks, remarkOn, remarksOn, selectWords } from '../kit/remarks-page.ts'
import { signInAs } from '../kit/seed.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

type Speaker = Writer & { remarks: Remarks; documentId: string }

async function open(): Promise<Speaker> {
  const document = await kit.windows.document(kit.wanda, { text: 'Lokale udostępnia się organizacjom.\nKoniec.' })
  await document.member(kit.lucja, 'COMMENTER')
  const writer = await openDocument(kit, kit.lucja, document)
  return { ...writer, remarks: remarksOn(writer), documentId: document.id }
}

async function kept({ documentId }: Speaker): Promise<string[]> {
  const where = { thread: { documentId } }
  return (await kit.app.db.threadComment.findMany({ where, orderBy: { createdAt: 'asc' } })).map(({ body }) => body)
}

it('a reply written on after a lost answer is sent as it is now, once; the next one is a reply of its own', async () => {
  const lucja = await open()
  await remarkOn(lucja, 'organizacjom', 'Komu?')
  await loseAnswers(lucja.page, 'replyToThread', 1)
  await field(lucja, 'Odpowiedź').fill('Zgadzam się.')
  await button(lucja, 'Wyślij odpowiedź').click()
  await lucja.page.getByText('Brak połączenia z serwerem.').waitFor()
  await field(lucja, 'Odpowiedź').fill('Zgadzam się, ale na rok.')
  await button(lucja, 'Wyślij odpowiedź').click()
  await lucja.remarks.card('Zgadzam się, ale na rok.').waitFor()
  await eventually(() => field(lucja, 'Odpowiedź').inputValue()).toBe('')
  expect(await kept(lucja)).toEqual(['Komu?', 'Zgadzam się, ale na rok.'])
  await field(lucja, 'Odpowiedź').fill('I jeszcze jedno.')
  await button(lucja, 'Wyślij odpowiedź').click()
  await lucja.remarks.card('I jeszcze jedno.').waitFor()
  expect(await kept(lucja)).toEqual(['Komu?', 'Zgadzam się, ale na rok.', 'I jeszcze jedno.'])
  await lucja.context.close()
})

it('what is typed while a reply or an edit is under way stays in the field', async () => {
  const lucja = await open()
  await remarkOn(lucja, 'organizacjom', 'Komu?')
  const letReply = await holdAnswer(lucja.page, 'replyToThread')
  await field(lucja, 'Odpowiedź').fill('Tak')
  await button(lucja, 'Wyślij odpowiedź').click()
  await field(lucja, 'Odpowiedź').fill('Tak, na rok.')
  letReply()
  await lucja.page.getByText('Ta odpowiedź jest już w rozmowie.').waitFor()
  expect(await field(lucja, 'Odpowiedź').inputValue()).toBe('Tak, na rok.')
  await button(lucja, 'Wyślij odpowiedź').click()
  await eventually(() => field(lucja, 'Odpowiedź').inputValue()).toBe('')
  expect(await kept(lucja)).toEqual(['Komu?', 'Tak, na rok.'])

  await lucja.remarks.card('Komu?').getByRole('button', { name: 'Zmień', exact: true }).last().click()
  const letEdit = await holdAnswer(lucja.page, 'editComment')
  await field(lucja, 'Nowa treść').fill('Nie')
  await button(lucja, 'Zapisz').click()
  await field(lucja, 'Nowa treść').fill('Nie, nigdy.')
  letEdit()
  await eventually(() => kept(lucja)).toEqual(['Komu?', 'Nie'])
  await button(lucja, 'Zapisz').click()
  await eventually(() => kept(lucja)).toEqual(['Komu?', 'Nie, nigdy.'])
  await lucja.context.close()
})

it('a remark written on after a lost answer, and aimed elsewhere, is one, as it was sent last', async () => {
  const lucja = await open()
  await selectWords(lucja, 'organizacjom')
  await lucja.page.keyboard.press('Control+Shift+m')
  await field(lucja, 'Treść uwagi').fill('Komu?')
  await loseAnswers(lucja.page, 'startThread', 1)
  await lucja.page.keyboard.press('Control+Enter')
  await lucja.page.getByText('Brak połączenia z serwerem.').waitFor()
  await selectWords(lucja, 'Koniec')
  await lucja.page.keyboard.press('Control+Shift+m')
  await lucja.page.getByLabel('Rodzaj uwagi').selectOption({ label: 'Pytanie' })
  await field(lucja, 'Treść uwagi').fill('Czego koniec?')
  await lucja.page.keyboard.press('Control+Enter')
  await lucja.remarks.card('Czego koniec?').waitFor()
  await eventually(() => lucja.remarks.drawn('active')).toBe('Koniec')
  expect(await lucja.page.locator('[data-composer]').count()).toBe(0)
  const where = { documentId: lucja.documentId }
  expect(await kit.app.db.thread.findMany({ where })).toMatchObject([{ quote: 'Koniec', type: 'QUESTION' }])
  expect(await kept(lucja)).toEqual(['Czego koniec?'])
  await lucja.context.close()
})

it('what was taken back meanwhile is not said again unasked: the words stay, to be sent as new ones', async () => {
  const lucja = await open()
  await remarkOn(lucja, 'organizacjom', 'Komu?')
  await loseAnswers(lucja.page, 'replyToThread', 1)
  await field(lucja, 'Odpowiedź').fill('Tak.')
  await button(lucja, 'Wyślij odpowiedź').click()
  await lucja.page.getByText('Brak połączenia z serwerem.').waitFor()
  await kit.app.db.threadComment.updateMany({ where: { body: 'Tak.' }, data: { body: '', deletedAt: new Date() } })
  await button(lucja, 'Wyślij odpowiedź').click()
  await lucja.page.getByText('można ją wysłać jako nową').waitFor()
  expect(await field(lucja, 'Odpowiedź').inputValue()).toBe('Tak.')
  await button(lucja, 'Wyślij odpowiedź').click()
  await eventually(() => kept(lucja)).toEqual(['Komu?', '', 'Tak.'])
  await lucja.context.close()
})

it('the new words of a comment stay where the text is clicked, the page read anew or the conversation ended', async () => {
  const lucja = await open()
  await remarkOn(lucja, 'organizacjom', 'Komu?')
  const card = lucja.remarks.card('Uwaga')
  await card.getByRole('button', { name: 'Zmień', exact: true }).last().click()
  await field(lucja, 'Nowa treść').fill('Komu i na jak długo')
  await lucja.caretAfter('Koniec.')
  await eventually(() => lucja.remarks.drawn('active')).toBe('')
  await card.getByRole('button', { expanded: false }).first().click()
  expect(await field(lucja, 'Nowa treść').inputValue()).toBe('Komu i na jak długo')
  // Coming back by the text, the caret stays there.
  await lucja.block('Lokale').click({ position: { x: 4, y: 10 } })
  await lucja.text.locator('.comment-open').click()
  await field(lucja, 'Nowa treść').waitFor()
  expect(await isInText(lucja)).toBe(true)

  await lucja.page.reload()
  await lucja.remarks.open()
  const { id } = await kit.app.db.thread.findFirstOrThrow({ where: { documentId: lucja.documentId } })
  await resolve(kit.app, await signInAs(kit.app, kit.wanda), id)
  await lucja.remarks.filter('Rozwiązane uwagi')
  await card.getByRole('button', { expanded: false }).first().click()
  expect(await field(lucja, 'Nowa treść').inputValue()).toBe('Komu i na jak długo')
  // From elsewhere, and this page has not heard of it.
  await kit.app.db.threadComment.updateMany({ where: { threadId: id }, data: { body: 'Komu? (z telefonu)' } })
  await button(lucja, 'Zapisz').click()
  await card.getByText('Tę wypowiedź zmieniono w międzyczasie. Teraz brzmi:').waitFor()
  await card.getByText('Komu? (z telefonu)').waitFor()
  expect(await field(lucja, 'Nowa treść').inputValue()).toBe('Komu i na jak długo')
  expect(await kept(lucja)).toEqual(['Komu? (z telefonu)'])
  await button(lucja, 'Zapisz mimo to').click()
  await eventually(() => kept(lucja)).toEqual(['Komu i na jak długo'])
  await eventually(() => field(lucja, 'Nowa treść').count()).toBe(0)
  await lucja.context.close()
})

it('a remark taken after its page was left is done with: the next one is another, and nothing of it comes back', async () => {
  const lucja = await open()
  const { page } = lucja
  await selectWords(lucja, 'organizacjom')
  await page.keyboard.press('Control+Shift+m')
  await field(lucja, 'Treść uwagi').fill('Komu dokładnie?')
  let letGo = await holdAnswer(page, 'startThread')
  await page.keyboard.press('Control+Enter')
  await eventually(() => kept(lucja)).toEqual(['Komu dokładnie?'])
  await goByLink(page, '/')
  const answered = page.waitForResponse((one) => one.request().postData()?.includes('startThread') === true)
  letGo()
  await (await answered).finished()
  await page.goBack()
  await lucja.text.waitFor()
  await lucja.saved()
  await selectWords(lucja, 'Koniec')
  await page.keyboard.press('Control+Shift+m')
  // The page may still be reading the answer: what went along to the new place goes when it has.
  await eventually(() => field(lucja, 'Treść uwagi').inputValue()).toBe('')
  await field(lucja, 'Treść uwagi').fill('Gdzie ogłaszany?')

  // This time the page is read anew, so that nobody is left who could hear of it, nor knows that it was sent.
  letGo = await holdAnswer(page, 'startThread')
  await page.keyboard.press('Control+Enter')
  await eventually(() => kept(lucja)).toEqual(['Komu dokładnie?', 'Gdzie ogłaszany?'])
  await page.reload()
  letGo()
  await lucja.text.waitFor()
  await lucja.remarks.open()
  await lucja.remarks.card('Gdzie ogłaszany?').waitFor()
  await eventually(() => page.locator('[data-composer]').count()).toBe(0)
  await selectWords(lucja, 'Lokale')
  await page.keyboard.press('Control+Shift+m')
  expect(await field(lucja, 'Treść uwagi').inputValue()).toBe('')
  const where = { documentId: lucja.documentId }
  const quotes = (await kit.app.db.thread.findMany({ where, orderBy: { createdAt: 'asc' } })).map(({ quote }) => quote)
  expect(quotes).toEqual(['organizacjom', 'Koniec'])
  await lucja.context.close()
})

it('another remark begun while one is under way does not take its place', async () => {
  const lucja = await open()
  const { page } = lucja
  await selectWords(lucja, 'organizacjom')
  await page.keyboard.press('Control+Shift+m')
  await field(lucja, 'Treść uwagi').fill('Komu dokładnie?')
  const letGo = await holdAnswer(page, 'startThread')
  await page.keyboard.press('Control+Enter')
  await eventually(() => kept(lucja)).toEqual(['Komu dokładnie?'])
  await selectWords(lucja, 'Koniec')
  await page.keyboard.press('Control+Shift+m')
  letGo()
  await eventually(() => field(lucja, 'Treść uwagi').inputValue()).toBe('')
  await field(lucja, 'Treść uwagi').fill('Czego koniec?')
  await page.keyboard.press('Control+Enter')
  await lucja.remarks.card('Czego koniec?').waitFor()
  expect(await kept(lucja)).toEqual(['Komu dokładnie?', 'Czego koniec?'])
  await lucja.context.close()
})
