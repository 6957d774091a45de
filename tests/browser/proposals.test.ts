import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findAxeViolations, loseAnswers, PHONE, screenshot } from '../kit/browser.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { lookBothWays, lookInForcedColours } from '../kit/looks.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, seed } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

type TextBlock = Extract<DocumentContent[number], { type: 'block' }>
type Inline = TextBlock['content'][number]
type Formats = NonNullable<Inline['formats']>

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

/** Wanda writes; Łucja may only propose. */
async function draft(text: string): Promise<SeededDocument> {
  const document = await kit.windows.document(kit.wanda, { title: 'Rekomendacja lokalowa', text })
  return document.member(kit.lucja, 'PROPOSER')
}

async function both(text: string): Promise<[Writer, Writer]> {
  const document = await draft(text)
  return [await openDocument(kit, kit.wanda, document), await openDocument(kit, kit.lucja, document)]
}

async function leave(...writers: Writer[]): Promise<void> {
  for (const writer of writers) await writer.context.close()
}

const openPanel = (writer: Writer) =>
  writer.page
    .getByRole('button', { name: /propozycj/ })
    .last()
    .click()

/** As the mail about the newest proposal leads to it. */
async function openByLink({ page }: Writer): Promise<void> {
  const { id, documentId } = await kit.app.db.changeProposal.findFirstOrThrow({ orderBy: { createdAt: 'desc' } })
  await page.goto(`/dokument/${documentId}?propozycja=${id}`)
}

describe('somebody who may only propose', () => {
  it('strikes and types in the text; an editor accepts it, and it is the text', async () => {
    const [wanda, lucja] = await both('Lokale udostępnia się organizacjom.\nKoniec.')
    await lucja.caretAfter('Lokale udostępnia')
    for (let key = 0; key < 17; key++) await lucja.page.keyboard.press('Backspace')
    await lucja.page.keyboard.type('bezpłatnie.')
    await lucja.saved()

    await until('the struck words', async () => (await marked(wanda, 'del')) === 'się organizacjom.')
    expect(await marked(wanda, 'ins')).toBe('bezpłatnie.')
    await openByLink(wanda)
    const card = wanda.page.getByRole('article', { name: /Łucja Gzymsik/ })
    await until('the card to have the focus', () => card.evaluate((each) => each === document.activeElement))
    expect(await wanda.text.locator('.proposal-current').allTextContents()).toEqual([
      'bezpłatnie.',
      'się organizacjom.',
    ])
    await screenshot(wanda.page, 'proposals', { fullPage: false })
    expect(await findAxeViolations(wanda.page)).toEqual([])
    await card.getByRole('button', { name: 'Przyjmij', exact: true }).click()
    await wanda.sees('Lokale udostępnia bezpłatnie.')
    await until('the marks to go', async () => (await lucja.text.locator('ins, del').count()) === 0)
    // It is the text now, and no longer hers to undo: a push of that would be refused, and her editor made anew.
    for (const keys of ['z', 'z', 'y']) await lucja.page.keyboard.press(`ControlOrMeta+${keys}`)
    await lucja.saved()
    expect(await lucja.lines()).toEqual(['Lokale udostępnia bezpłatnie.', 'Koniec.'])
    expect(await lucja.text.evaluate((text) => text === document.activeElement)).toBe(true)
    expect([...wanda.problems.list, ...lucja.problems.list]).toEqual([])
    await leave(wanda, lucja)
  })

  it('is told in words what cannot be proposed, and reads the text without proposals and as it would be', async () => {
    const [wanda, lucja] = await both('Pierwszy akapit.\nDrugi akapit.')
    await lucja.caretAfter('Pierwszy')
    await lucja.page.keyboard.press('Enter')
    await lucja.page.keyboard.type('Nowe zdanie.')
    await lucja.saved()
    const views = lucja.page.getByLabel('Widok')
    await views.selectOption('base')
    await until('the text without proposals', async () => !(await preview(lucja)).includes('Nowe zdanie.'))
    await views.selectOption('accepted')
    await until('the text with them', async () => (await preview(lucja)).includes('Nowe zdanie.'))
    await views.selectOption('proposals')
    await leave(wanda, lucja)
  })

  it('declined with a reason, the words are gone and the reason is read', async () => {
    const [wanda, lucja] = await both('Pierwszy akapit.')
    await lucja.caretAfter('Pierwszy')
    await lucja.page.keyboard.type(' Drugie zdanie.')
    await lucja.saved()
    await openPanel(wanda)
    const card = wanda.page.getByRole('article', { name: /Łucja Gzymsik/ })
    // What is decided is what its card shows: all of it, once its author has paused.
    await card.getByText('Drugie zdanie.').waitFor()
    await card.getByRole('button', { name: 'Odrzuć', exact: true }).click()
    const dialog = wanda.page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Odrzuć propozycję' }).click()
    await dialog.getByText('Prosimy podać powód odrzucenia.').waitFor()
    await dialog.getByLabel('Powód').fill('To jest już w § 3.')
    await dialog.getByRole('button', { name: 'Odrzuć propozycję' }).click()
    await until('the words to go', async () => !(await lucja.lines()).join().includes('Drugie zdanie'))
    await openByLink(lucja)
    const mine = lucja.page.getByRole('article', { name: /Łucja Gzymsik/ })
    await mine.getByText('To jest już w § 3.').waitFor()
    await until('the card to have the focus', () => mine.evaluate((each) => each === document.activeElement))
    await lucja.page.setViewportSize(PHONE)
    await lucja.page.reload()
    await lucja.page.getByRole('dialog').getByText('To jest już w § 3.').waitFor()
    await screenshot(lucja.page, 'proposal-declined-360', { fullPage: false })
    await leave(wanda, lucja)
  })

  it('without the editor, on a phone, proposes another wording of a unit', async () => {
    const document = await kit.windows.document(kit.wanda, { text: 'Pierwszy akapit.\nDrugi akapit.' })
    await document.member(kit.lucja, 'COMMENTER')
    const lucja = await openDocument(kit, kit.lucja, document, { viewport: PHONE })
    await lucja.page.getByRole('button', { name: 'Zaproponuj brzmienie' }).click()
    const dialog = lucja.page.getByRole('dialog')
    await dialog.getByLabel('Proponowane brzmienie').fill('Pierwszy i ostatni akapit.')
    await dialog.getByLabel('Uzasadnienie').fill('Tak jest krócej.')
    expect(await findAxeViolations(lucja.page)).toEqual([])
    await loseAnswers(lucja.page, 'proposeWording', 1)
    const submit = dialog.getByRole('button', { name: 'Zaproponuj', exact: true })
    await submit.click()
    await dialog.getByRole('alert').waitFor()
    await submit.click()
    await dialog.waitFor({ state: 'hidden' })
    await until('the difference', async () => (await marked(lucja, 'ins')).includes('ostatni'))
    const made = await kit.app.db.changeProposal.findMany({ where: { documentId: document.id } })
    expect(made).toMatchObject([{ channel: 'FORM', grounds: 'Tak jest krócej.', createdById: kit.lucja.id }])
    await leave(lucja)
  })

  it('finds the wordings of each unit as they were left, by Escape or beside the form, until they are proposed', async () => {
    const document = await kit.windows.document(kit.wanda, { text: 'Pierwszy akapit.\nDrugi akapit.' })
    await document.member(kit.lucja, 'COMMENTER')
    const lucja = await openDocument(kit, kit.lucja, document)
    const dialog = lucja.page.getByRole('dialog')
    const wording = dialog.getByLabel('Proponowane brzmienie')
    const grounds = dialog.getByLabel('Uzasadnienie')
    const unit = dialog.getByLabel('Jednostka')
    const openForm = () => lucja.page.getByRole('button', { name: 'Zaproponuj brzmienie' }).click()
    const said = async () => [await wording.inputValue(), await grounds.inputValue()]
    await openForm()
    await wording.fill('Pierwszy i ostatni akapit.')
    await grounds.fill('Tak jest krócej.')
    await lucja.page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
    await openForm()
    expect(await said()).toEqual(['Pierwszy i ostatni akapit.', 'Tak jest krócej.'])
    await unit.selectOption({ label: 'Drugi akapit.' })
    expect(await said()).toEqual(['Drugi akapit.', ''])
    await grounds.fill('Tak jest lepiej.')
    await unit.selectOption({ label: 'Pierwszy akapit.' })
    expect(await said()).toEqual(['Pierwszy i ostatni akapit.', 'Tak jest krócej.'])
    await unit.selectOption({ label: 'Drugi akapit.' })
    expect(await said()).toEqual(['Drugi akapit.', 'Tak jest lepiej.'])
    await grounds.fill('')
    await wording.fill('Drugi i ostatni akapit.')
    await lucja.page.mouse.click(5, 5)
    await dialog.waitFor({ state: 'hidden' })
    await lucja.page.reload()
    await openForm()
    expect(await said()).toEqual(['Pierwszy i ostatni akapit.', 'Tak jest krócej.'])
    await dialog.getByRole('button', { name: 'Zaproponuj', exact: true }).click()
    await dialog.waitFor({ state: 'hidden' })
    await openForm()
    expect(await said()).toEqual(['Pierwszy akapit.', ''])
    await unit.selectOption({ label: 'Drugi akapit.' })
    expect(await said()).toEqual(['Drugi i ostatni akapit.', ''])
    await dialog.getByRole('button', { name: 'Anuluj' }).click()
    await openForm()
    await unit.selectOption({ label: 'Drugi akapit.' })
    expect(await said()).toEqual(['Drugi akapit.', ''])
    await wording.fill('Drugi i ostatni akapit.')
    await lucja.page.keyboard.press('Escape')
    await kit.app.app.rooms.append(document.id, {
      ...{ kind: 'EDIT', userId: kit.wanda.id, organizationId: kit.wanda.organizationId },
      change: (text) => text.delete(find(text, 'Drugi') - 1, 'Drugi akapit.'.length + 1),
    })
    await until('the unit to be gone', async () => !(await lucja.lines()).includes('Drugi akapit.'))
    await openForm()
    await unit.selectOption({ label: 'Tej jednostki nie ma już w tekście: Drugi akapit.' })
    expect(await said()).toEqual(['Drugi i ostatni akapit.', ''])
    await dialog.getByRole('status').getByText('Tej jednostki nie ma już w tekście.').waitFor()
    await leave(lucja)
  })

  it('of the City’s staff enters what came on paper, and says whose it is and when it came', async () => {
    const office = await seed(kit.app).organization('Wydział Okien i Drzwi', 'CITY')
    const clerk = await office.person('Ewaryst Saldo', 'STAFF')
    const document = await kit.windows.document(kit.wanda, { text: 'Pierwszy akapit.' })
    await document.member(clerk, 'COMMENTER')
    const ewaryst = await openDocument(kit, clerk, document)
    await ewaryst.page.getByRole('button', { name: 'Zaproponuj brzmienie' }).click()
    const dialog = ewaryst.page.getByRole('dialog')
    const channels = dialog.getByLabel('Jak wpłynęła propozycja')
    expect(await channels.locator('option').allTextContents()).not.toContain('We własnym imieniu')
    await dialog.getByLabel('Proponowane brzmienie').fill('Pierwszy i ostatni akapit.')
    const submit = dialog.getByRole('button', { name: 'Zaproponuj', exact: true })
    await submit.click()
    await dialog.getByText('Prosimy podać, w czyim imieniu wprowadza się propozycję.').waitFor()
    await dialog.getByText('Prosimy podać datę wpływu.').waitFor()
    expect(await findAxeViolations(ewaryst.page)).toEqual([])
    await dialog.getByLabel('W czyim imieniu').fill('Koło „Złota Klamka”')
    await dialog.getByLabel('Data wpływu').fill('0202-10-06')
    await submit.click()
    await dialog.getByText('Prosimy podać datę wpływu.').waitFor()
    await dialog.getByLabel('Data wpływu').fill('2206-10-06')
    await submit.click()
    await dialog.getByText('Ten dzień jeszcze nie nadszedł.').waitFor()
    await dialog.getByLabel('Data wpływu').fill('2026-10-06')
    await submit.click()
    await dialog.waitFor({ state: 'hidden' })
    await openPanel(ewaryst)
    const card = ewaryst.page.getByRole('article', { name: 'Propozycja: Koło „Złota Klamka”' })
    await card.getByText('Na papierze · 6 października 2026').waitFor()
    await card.getByText('Wprowadzenie: Ewaryst Saldo').waitFor()
    expect(await card.textContent()).not.toContain('Wydział Okien i Drzwi')
    const { id } = await kit.app.db.changeProposal.findFirstOrThrow({ where: { documentId: document.id } })
    await ewaryst.page.goto(`/dokument/${document.id}/porownaj?od=przed:${id}&do=po:${id}`)
    await ewaryst.page.getByText('w imieniu: Koło „Złota Klamka”, wprowadzenie: Ewaryst Saldo').first().waitFor()
    await leave(ewaryst)
  })
})

describe('an editor', () => {
  it('switches the mode on, and their typing is proposed too', async () => {
    const [wanda, lucja] = await both('Pierwszy akapit.')
    const toggle = wanda.page.getByRole('button', { name: 'Proponuję zmiany' })
    await toggle.click()
    expect(await toggle.getAttribute('aria-pressed')).toBe('true')
    await wanda.page.getByText('Zmiany są proponowane: tekst zmieni się dopiero po przyjęciu.').waitFor()
    await wanda.caretAfter('Pierwszy')
    await wanda.page.keyboard.type(' Dopisek.')
    await until('the proposal', async () => (await marked(lucja, 'ins')) === ' Dopisek.')
    await leave(wanda, lucja)
  })

  it('moves and drags words that others propose, and keeps them as her own', async () => {
    const [wanda, lucja] = await both('Pierwszy akapit.\nDrugi akapit.\nTrzeci akapit.')
    for (const words of ['Pierwszy', 'Drugi']) {
      await lucja.caretAfter(words)
      await lucja.page.keyboard.type(' Dopisek.')
    }
    await until('both proposals', async () => (await marked(wanda, 'ins')) === ' Dopisek. Dopisek.')
    await wanda.caretAfter('Pierwszy')
    await wanda.page.keyboard.press('Alt+ArrowDown')
    expect(await wanda.lines()).toEqual(['Drugi akapit. Dopisek.', 'Pierwszy akapit. Dopisek.', 'Trzeci akapit.'])
    await until('one proposal left', async () => (await marked(wanda, 'ins')) === ' Dopisek.')
    await dragBlock(wanda, 'Drugi', 'Trzeci')
    await until('the words to be dragged', async () => (await wanda.lines()).at(-1)?.includes('Drugi') ?? false)
    await wanda.saved()
    expect(await marked(wanda, 'ins')).toBe('')
    expect(await wanda.page.getByText('Nie zapisano').count()).toBe(0)
    await wanda.page.getByRole('status').filter({ hasText: 'Wklejono bez: oznaczenia 1 propozycji' }).waitFor()
    await lucja.sees((await wanda.lines()).join('\n'))
    await leave(wanda, lucja)
  })
})

describe('what is proposed', () => {
  const words = (text: string, formats?: Formats): Inline => ({ text, ...(formats && { formats }) })
  const line = (id: string, content: Inline[], proposed?: TextBlock['proposed']): TextBlock => {
    return { type: 'block', id, kind: 'ust', level: 0, content, ...(proposed && { proposed }) }
  }
  const p = randomUUID()
  const CONTENT: TextBlock[] = [
    line('a', [words('Lokale udostępnia się '), words('bezpłatnie', { del: [p] }), words('za opłatą', { ins: [p] })]),
    line('b', [words('Najem trwa '), words('rok', { set: [{ id: p, wish: { bold: true } }] })]),
    line('c', [words('Nowy ustęp.')], { ins: p }),
    line('d', [words('Do połączenia.')], { del: p }),
    { ...line('e', [words('Był punktem.')], { was: { kind: 'pkt', level: 0, id: p } }) },
  ]

  it('is told by signs and words in the dark, where the system chooses colours, and on paper', async () => {
    const document = await kit.windows.document(kit.wanda, { title: 'Rekomendacja', content: CONTENT })
    const wanda = await openDocument(kit, kit.wanda, document)
    await wanda.sees('Był punktem.')
    const signs = {
      ins: ['underline', '"+" / "dodano"'],
      del: ['line-through', '"−" / "usunięto"'],
      look: ['dotted', '"" / "zmieniono wygląd"'],
      blocks: ['¶+ proponowany nowy akapit', '¶− proponowane połączenie z poprzednim akapitem'],
      kind: 'proponowana zmiana: Punkt (pkt) → Ustęp (ust.)',
    }
    const read = () => wanda.text.evaluate(readSigns)
    await lookBothWays(wanda.page, 'proposed')
    expect(await read()).toEqual(signs)
    await lookInForcedColours(wanda.page, 'proposed')
    await wanda.page.emulateMedia({ forcedColors: 'active' })
    expect(await read()).toEqual(signs)
    await wanda.page.emulateMedia({ forcedColors: 'none', media: 'print', colorScheme: 'dark' })
    expect(await read()).toEqual(signs)
    expect(await wanda.text.evaluate(readInk)).toEqual(['rgb(0, 0, 0)'])
    await screenshot(wanda.page, 'proposed-print')
    await leave(wanda)
  })
})

/** What the style sheet draws, which no text of the page says. */
function readSigns(root: Element) {
  const styleOf = (selector: string, part?: string) => getComputedStyle(root.querySelector(selector) ?? root, part)
  const said = (selector: string) => styleOf(selector, '::after').content.replaceAll('"', '').trim()
  const mark = (tag: string) => [
    styleOf(`${tag}[data-proposal]`).textDecorationLine,
    styleOf(`${tag}[data-proposal]`, '::before').content,
  ]
  return {
    ins: mark('ins'),
    del: mark('del'),
    look: [styleOf('.mark-wish').borderBottomStyle, styleOf('.mark-wish', '::before').content],
    blocks: [said('.proposed-split'), said('.proposed-join')],
    kind: said('.proposed-kind'),
  }
}

function readInk(root: Element): string[] {
  const marked = [...root.querySelectorAll('ins, del, .mark-wish')].map((element) => getComputedStyle(element).color)
  const drawn = [...root.querySelectorAll('.proposed-block')].map((block) => getComputedStyle(block, '::after').color)
  return [...new Set([...marked, ...drawn])]
}

/** Selects the text of one block and drags it behind that of another. */
async function dragBlock({ page, block }: Writer, words: string, target: string): Promise<void> {
  await block(words).click({ clickCount: 3 })
  const [from, to] = [await block(words).boundingBox(), await block(target).boundingBox()]
  if (!from || !to) throw new Error('A block is not shown.')
  await page.mouse.move(from.x + 20, from.y + from.height / 2)
  await page.mouse.down()
  await page.mouse.move(to.x + 60, to.y + to.height / 2, { steps: 8 })
  await page.mouse.move(to.x + to.width - 2, to.y + to.height / 2, { steps: 2 })
  await page.mouse.up()
}

/** The proposed or struck words, without the flags of others' carets. */
function marked({ text }: Writer, tag: 'ins' | 'del'): Promise<string> {
  return text.locator(tag).evaluateAll((elements) =>
    elements
      .map((element) => {
        const copy = element.cloneNode(true) as Element
        for (const caret of copy.querySelectorAll('.remote-caret')) caret.remove()
        return copy.textContent ?? ''
      })
      .join(''),
  )
}

async function preview({ page }: Writer): Promise<string> {
  return (await page.locator('section .document-text').textContent()) ?? ''
}
