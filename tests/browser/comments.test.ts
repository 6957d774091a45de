import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { mutedBeside, PHONE, screenshot, sticksOut } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import {
  button,
  distance,
  field,
  focusedCard,
  isFocused,
  isInText,
  type Remarks,
  remarkOn,
  remarksOn,
  selectWords,
} from '../kit/remarks-page.ts'
import { type SeededDocument, signInAs } from '../kit/seed.ts'

const CREATE_VERSION = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const FIRST = 'Lokale udostępnia się organizacjom na podstawie umowy.'
const SECOND = 'Wykaz wolnych lokali jest jawny i aktualizowany co miesiąc.'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

async function draft(): Promise<SeededDocument> {
  const document = await kit.windows.document(kit.wanda, {
    title: 'Rekomendacja lokalowa',
    text: `${FIRST}\n${SECOND}\n${'Kolejny akapit uzasadnienia.\n'.repeat(3)}Koniec.`,
  })
  await document.member(kit.wanda, 'EDITOR', true)
  return document.member(kit.lucja, 'COMMENTER')
}

async function open(
  document: SeededDocument,
  who: 'wanda' | 'lucja' | 'leon',
  options = {},
): Promise<Writer & { remarks: Remarks }> {
  const writer = await openDocument(kit, kit[who], document, options)
  return { ...writer, remarks: remarksOn(writer) }
}

async function leave(...writers: Writer[]): Promise<void> {
  for (const writer of writers) {
    expect(writer.problems.list).toEqual([])
    await writer.context.close()
  }
}

describe('two people, by mouse', () => {
  it('hold a whole conversation about a passage of a text that one of them may not edit', async () => {
    const document = await draft()
    const wanda = await open(document, 'wanda')
    const lucja = await open(document, 'lucja')

    await selectWords(lucja, 'organizacjom')
    await lucja.page.locator('.selection-button').getByRole('button').click()
    await lucja.page.getByLabel('Rodzaj uwagi').selectOption({ label: 'Pytanie' })
    await field(lucja, 'Treść uwagi').pressSequentially('Komu dokładnie? @okien')
    await lucja.page.getByRole('option', { name: 'Wanda Okienna' }).click()
    expect(await lucja.remarks.drawn('draft')).toBe('organizacjom')
    await lucja.page.locator('[data-composer]').getByRole('button', { name: 'Dodaj uwagę' }).click()
    await lucja.remarks.card('Komu dokładnie?').waitFor()
    await eventually(() => lucja.remarks.drawn('active')).toBe('organizacjom')

    await eventually(() => wanda.remarks.drawn('open')).toBe('organizacjom')
    await wanda.page.getByRole('button', { name: 'Pokaż uwagi: 1 nieprzeczytana' }).click()
    const card = wanda.remarks.card('Komu dokładnie?')
    await card.getByText('@Wanda Okienna').waitFor()
    await card.getByText('Pytanie', { exact: true }).waitFor()
    await card.getByRole('button', { name: 'Fragment tekstu' }).click()
    await eventually(() => distance(wanda)).toBeLessThan(4)
    await eventually(() => wanda.page.getByRole('button', { name: 'Ukryj uwagi', exact: true }).count()).toBe(2)

    await field(wanda, 'Odpowiedź').fill('Organizacjom z wykazu.')
    await button(wanda, 'Wyślij odpowiedź').click()
    await lucja.remarks.card('Komu dokładnie?').getByText('Organizacjom z wykazu.').waitFor()
    await lucja.remarks.card('Komu dokładnie?').getByRole('button', { name: 'Dodaj reakcję' }).last().click()
    await button(lucja, 'Podziękowanie').click()
    await wanda.page.getByRole('button', { name: 'Podziękowanie: Łucja Gzymsik' }).waitFor()
    await screenshot(wanda.page, 'comments-conversation', { fullPage: false })

    await button(wanda, 'Rozwiąż').click()
    await eventually(() => lucja.remarks.drawn('open')).toBe('')
    await lucja.remarks.filter('Rozwiązane uwagi')
    await lucja.remarks.card('Uwagę rozwiązuje: Wanda Okienna').waitFor()
    await button(lucja, 'Otwórz ponownie').click()
    await lucja.remarks.filter('Otwarte uwagi')
    await lucja.remarks.card('Komu dokładnie?').waitFor()
    await leave(wanda, lucja)
  })

  it('keep it after somebody deletes the passage, with its quote, and tie it to other words', async () => {
    const document = await draft()
    await gql(kit.app, await signInAs(kit.app, kit.wanda), CREATE_VERSION, {
      input: { id: randomUUID(), documentId: document.id, name: 'Do konsultacji', note: '' },
    })
    const wanda = await open(document, 'wanda')
    const lucja = await open(document, 'lucja')
    await remarkOn(lucja, 'organizacjom', 'Komu dokładnie?')
    await wanda.remarks.open()
    await wanda.remarks.card('Komu dokładnie?').waitFor()

    await selectWords(wanda, 'organizacjom')
    await wanda.page.keyboard.press('Delete')
    const card = lucja.remarks.card('Komu dokładnie?')
    await card.getByText('Tekst usunięto').waitFor()
    await card.getByText('organizacjom').waitFor()
    await lucja.remarks.filter('Uwagi bez miejsca w tekście')
    await lucja.remarks.card('Komu dokładnie?').getByText('Fragmentu nie ma w tekście od:').waitFor()
    await lucja.remarks.card('Komu dokładnie?').getByText('Ostatnia wersja, w której był: Wersja 1,').waitFor()
    const compare = lucja.page.getByRole('link', { name: 'Porównaj tekst sprzed usunięcia i po nim' })
    expect(await compare.getAttribute('href')).toMatch(/\/dokument\/[\w-]+\/porownaj\?od=wersja:[\w-]+&do=zapis:\d+$/)
    await screenshot(lucja.page, 'comments-orphaned', { fullPage: false })

    await selectWords(lucja, 'jawny')
    await button(lucja, 'Wskaż nowe miejsce').click()
    await lucja.remarks.filter('Otwarte uwagi')
    // Active or not: her own deletion left her caret where the passage had been.
    const drawn = async () => `${await wanda.remarks.drawn('open')}${await wanda.remarks.drawn('active')}`
    await eventually(drawn).toBe('jawny')
    await eventually(() => wanda.remarks.card('Tekst usunięto').count()).toBe(0)
    await leave(wanda, lucja)
  })

  it('see that the wording changed, and speak of a whole unit', async () => {
    const document = await draft()
    const wanda = await open(document, 'wanda')
    await remarkOn(wanda, 'jawny', 'Gdzie jawny?')
    await wanda.caretAfter('Koniec.')
    await eventually(() => wanda.remarks.drawn('active')).toBe('')
    await wanda.text.locator('[data-comment]').click()
    await eventually(() => wanda.remarks.drawn('active')).toBe('jawny')
    await wanda.caretAfter('Wykaz')
    await button(wanda, 'Dodaj uwagę').first().click()
    await wanda.page.getByRole('menuitem', { name: 'Uwaga do całego akapitu' }).click()
    await field(wanda, 'Treść uwagi').fill('Za długi akapit.')
    await wanda.page.keyboard.press('Control+Enter')
    await wanda.remarks.card('Za długi akapit.').getByText(SECOND).waitFor()

    await selectWords(wanda, 'jaw')
    await wanda.page.keyboard.type('publicznie jaw')
    await wanda.remarks.card('Za długi akapit.').getByText('Brzmienie zmieniono').waitFor()
    await leave(wanda)
  })
})

describe('what was said', () => {
  it('is changed and taken back by who said it, and hidden with a reason by who coordinates', async () => {
    const document = await draft()
    const wanda = await open(document, 'wanda')
    await remarkOn(wanda, 'jawny', 'Gdzie jawny?')
    await button(wanda, 'Zmień').click()
    await field(wanda, 'Nowa treść').fill('Gdzie dokładnie?')
    await button(wanda, 'Zapisz').click()
    await wanda.remarks.card('Gdzie dokładnie?').getByText('zmieniono').waitFor()

    const lucja = await open(document, 'lucja')
    await lucja.remarks.open()
    await lucja.remarks.card('Gdzie dokładnie?').waitFor()
    const leon = await open(document, 'leon')
    await leon.remarks.open()
    await leon.remarks.card('Gdzie dokładnie?').getByRole('button', { name: 'Fragment tekstu' }).click()
    await button(leon, 'Ukryj').click()
    await field(leon, 'Powód ukrycia').fill('Poza tematem.')
    await button(leon, 'Ukryj wypowiedź').click()
    await lucja.remarks.card('Wypowiedź ukryto. Powód: Poza tematem.').waitFor()
    await button(leon, 'Pokaż ponownie').click()
    await lucja.remarks.card('Gdzie dokładnie?').waitFor()

    await button(wanda, 'Usuń').click()
    await wanda.page.getByRole('alertdialog').getByRole('button', { name: 'Usuń wypowiedź' }).click()
    await lucja.remarks.card('Wypowiedź usunięto.').waitFor()
    await leave(wanda, lucja, leon)
  })
})

describe('by keyboard alone', () => {
  it('a remark is made, found, answered and left for the text', async () => {
    const wanda = await open(await draft(), 'wanda')
    const { keyboard } = wanda.page
    await wanda.text.focus()
    await keyboard.press('Control+Home')
    await keyboard.press('Control+Shift+ArrowRight')
    await keyboard.press('Control+Shift+m')
    await eventually(() => isFocused(wanda, 'Treść uwagi')).toBe(true)
    await keyboard.type('Pierwsza. @gzym')
    await wanda.page.getByRole('option', { name: 'Łucja Gzymsik' }).waitFor()
    await keyboard.press('Enter')
    await keyboard.press('Escape')
    await eventually(() => isInText(wanda)).toBe(true)
    await keyboard.press('Control+Shift+m')
    await eventually(() => isFocused(wanda, 'Treść uwagi')).toBe(true)
    await keyboard.press('Control+Enter')
    await wanda.remarks.card('Pierwsza.').waitFor()
    await eventually(() => focusedCard(wanda)).toContain('Pierwsza.')

    await keyboard.press('Escape')
    await eventually(() => isInText(wanda)).toBe(true)
    await keyboard.press('Alt+PageDown')
    await eventually(() => focusedCard(wanda)).toContain('Pierwsza.')
    await field(wanda, 'Odpowiedź').focus()
    await keyboard.type('Odpowiadam sobie.')
    await keyboard.press('Control+Enter')
    await wanda.remarks.card('Odpowiadam sobie.').waitFor()
    await keyboard.press('Control+/')
    await wanda.page.getByRole('dialog').getByText('Następna uwaga').waitFor()
    await keyboard.press('Escape')
    await leave(wanda)
  })

  it('a read-only text is chosen from block by block', async () => {
    const lucja = await open(await draft(), 'lucja')
    await lucja.text.focus()
    await lucja.page.keyboard.press('Alt+ArrowDown')
    await lucja.page.keyboard.press('Alt+ArrowDown')
    await lucja.page.keyboard.press('Control+Shift+m')
    await eventually(() => lucja.remarks.drawn('draft')).toBe(SECOND)
    await eventually(() => isFocused(lucja, 'Treść uwagi')).toBe(true)
    await lucja.page.keyboard.type('Uwaga z klawiatury.')
    await lucja.page.keyboard.press('Control+Enter')
    await lucja.remarks.card('Uwaga z klawiatury.').waitFor()
    expect(await lucja.lines()).toContain(SECOND)
    await leave(lucja)
  })
})

describe('on a phone', () => {
  it('a sheet holds the conversation, and nothing sticks out', async () => {
    const document = await draft()
    const wanda = await open(document, 'wanda')
    await remarkOn(wanda, 'jawny', 'Gdzie jawny?')
    const lucja = await open(document, 'lucja', { viewport: PHONE, touch: true })
    await lucja.page.getByRole('button', { name: 'Pokaż uwagi: 1 nieprzeczytana' }).tap()
    const sheet = lucja.page.getByRole('dialog', { name: 'Uwagi' })
    await sheet.getByRole('button', { name: 'Fragment tekstu' }).tap()
    await field(lucja, 'Odpowiedź').fill('Na stronie BIP.')
    await button(lucja, 'Wyślij odpowiedź').tap()
    await wanda.remarks.card('Gdzie jawny?').getByText('Na stronie BIP.').waitFor()
    expect(await sticksOut(lucja.page)).toBe(false)
    // A phone widens its window to what sticks out.
    expect(await lucja.page.evaluate(() => window.innerWidth)).toBe(PHONE.width)
    expect(await mutedBeside(sheet)).toEqual([])
    await screenshot(lucja.page, 'comments-phone-thread', { fullPage: false })
    await button(lucja, 'Pokaż w tekście').tap()
    await sheet.waitFor({ state: 'hidden' })
    await eventually(() => lucja.remarks.drawn('active')).toBe('jawny')
    expect(await sticksOut(lucja.page)).toBe(false)

    await lucja.text.focus()
    await lucja.block('Lokale').dblclick({ position: { x: 12, y: 14 } })
    await lucja.page.locator('.selection-button').getByRole('button', { name: 'Dodaj uwagę' }).tap()
    await field(lucja, 'Treść uwagi').fill('Z telefonu.')
    await screenshot(lucja.page, 'comments-phone-compose', { fullPage: false })
    await sheet.getByRole('button', { name: 'Dodaj uwagę' }).tap()
    await wanda.remarks.card('Z telefonu.').waitFor()
    await leave(wanda, lucja)
  })
})

describe('nothing is lost', () => {
  it('of a remark being written by a reload, nor by a refusal, which stands beside it', async () => {
    const document = await draft()
    const lucja = await open(document, 'lucja')
    const reader = await kit.gates.person('Inna Osoba')
    await document.member(reader, 'READER')
    await kit.gates.person('Obca Osoba')
    await selectWords(lucja, 'umowy')
    await lucja.page.keyboard.press('Control+Shift+m')
    await field(lucja, 'Treść uwagi').pressSequentially('Jakiej umowy? @osoba')
    await lucja.page.getByRole('option', { name: 'Inna Osoba' }).waitFor()
    expect(await lucja.page.getByRole('option', { name: 'Obca Osoba' }).count()).toBe(0)
    await lucja.page.getByRole('option', { name: 'Inna Osoba' }).click()
    // Who was offered may have lost the right by the time the words are sent.
    await kit.app.db.documentMember.updateMany({ where: { userId: reader.id }, data: { until: new Date() } })
    await lucja.page.reload()
    await lucja.text.waitFor()
    await lucja.page.getByTestId('comments-button').click()
    await eventually(() => field(lucja, 'Treść uwagi').inputValue()).toBe('Jakiej umowy? @Inna Osoba ')
    await eventually(() => lucja.remarks.drawn('draft')).toBe('umowy')
    const send = lucja.page.locator('[data-composer]').getByRole('button', { name: 'Dodaj uwagę' })
    await send.click()
    await lucja.page.getByText('Można wskazać tylko osoby i organizacje, które mają dostęp').waitFor()
    expect(await field(lucja, 'Treść uwagi').inputValue()).toBe('Jakiej umowy? @Inna Osoba ')
    await field(lucja, 'Treść uwagi').fill('Jakiej umowy?')
    await send.click()
    await lucja.remarks.card('Jakiej umowy?').waitFor()
    await leave(lucja)
  })

  it('a permanent link opens its conversation and goes to the passage', async () => {
    const document = await draft()
    const wanda = await open(document, 'wanda')
    await remarkOn(wanda, 'jawny', 'Gdzie jawny?')
    await wanda.context.grantPermissions(['clipboard-read', 'clipboard-write'])
    await button(wanda, 'Kopiuj odnośnik').click()
    await wanda.page.getByText('Skopiowano odnośnik do uwagi.').waitFor()
    const link = await wanda.page.evaluate(() => navigator.clipboard.readText())
    const lucja = await open(document, 'lucja')
    await lucja.page.goto(link)
    await lucja.remarks.card('Gdzie jawny?').waitFor()
    await eventually(() => focusedCard(lucja)).toContain('Gdzie jawny?')
    await eventually(() => lucja.remarks.drawn('active')).toBe('jawny')
    await leave(wanda, lucja)
  })
})
