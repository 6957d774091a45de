import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type * as Y from 'yjs'
import { block } from '../kit/block.ts'
import { PHONE, screenshot } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { lookBothWays, lookInForcedColours } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find, newMarker } from '../kit/proposals.ts'
import { type SeededDocument, type SeededPerson, signInAs } from '../kit/seed.ts'

/** As in `domain.md` §4.1, shortened. */
const PROGRAMME: DocumentContent = [
  block('c1', 'chapter', 'Formy współpracy'),
  block('s1', 'section'),
  block('u11', 'ust', 'Formami współpracy finansowej są powierzanie i wspieranie wykonania zadań publicznych.'),
  block('u12', 'ust', 'Formami współpracy pozafinansowej są w szczególności:'),
  block('p1', 'pkt', 'wzajemne informowanie się o planowanych kierunkach działalności;'),
  block('p2', 'pkt', 'udostępnianie lokali i sal, w tym w formule współdzielenia:'),
  block('l1', 'lit', 'na stałe, na podstawie umowy najmu lub użyczenia,'),
  block('l2', 'lit', 'na godziny, według jawnego kalendarza rezerwacji.'),
  block('u13', 'ust', 'Wykaz lokali przewidzianych dla organizacji aktualizuje się nie rzadziej niż raz na kwartał.'),
  block('c2', 'chapter', 'Sposób realizacji'),
  block('s2', 'section'),
  block('u21', 'ust', 'Harmonogram konkursów ogłasza się do dnia 31 stycznia 2027 r.'),
  block('u22', 'ust', 'Rekomendacje Forum otrzymują pisemne stanowisko w terminie 30 dni od dnia przekazania.'),
  {
    type: 'table',
    id: 't1',
    rows: [
      ['Zadanie', 'Kwota'],
      ['Sport i rekreacja', '8 600 000 zł'],
      ['Kultura', '4 200 000 zł'],
    ].map((cells, row) => ({
      id: `r${row}`,
      cells: cells.map((text, at) => ({ id: `k${at}`, header: row === 0, content: [{ text }] })),
    })),
  },
]

let kit: TestPage
let document: SeededDocument
let versionId: string

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  document = await kit.windows.document(kit.wanda, { title: 'Program współpracy na rok 2028', content: PROGRAMME })
  await document.member(kit.leon, 'EDITOR', true)
  await document.member(kit.lucja, 'EDITOR')
  versionId = randomUUID()
  const input = { id: versionId, documentId: document.id, name: 'Wersja do konsultacji' }
  const leon = await signInAs(kit.app, kit.leon)
  await gql(kit.app, leon, `mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }`, { input })
  await write(kit.lucja, replace('raz na kwartał', 'co dwa miesiące'))
  await write(kit.wanda, (text) => text.insert(find(text, ' użyczenia,') + 11, 'także wspólnie kilku organizacjom,'))
  await write(kit.wanda, replace('30 dni', '21 dni'))
  const sentence = 'W razie przekroczenia terminu podaje się przyczynę i nowy termin.'
  await write(kit.lucja, (text) => {
    const end = find(text, 'przekazania.') + 'przekazania.'.length
    text.insertEmbed(end, newMarker('u23', { kind: 'ust', level: 0 }))
    text.insert(end + 1, sentence)
  })
})
afterAll(() => kit.close())

async function write(by: SeededPerson, change: (text: Y.Text) => void): Promise<void> {
  const { organizationId, id: userId } = by
  await kit.app.app.rooms.append(document.id, { kind: 'EDIT', userId, organizationId, change })
}

function replace(words: string, by: string) {
  return (text: Y.Text): void => {
    const at = find(text, words)
    text.delete(at, words.length)
    text.insert(at, by)
  }
}

async function openComparison(query: string): Promise<Page> {
  const page = await (await kit.as(kit.leon)).newPage()
  await page.goto(`/dokument/${document.id}/porownaj?${query}`)
  await page.getByTestId('summary').waitFor()
  return page
}

const SUMMARY = 'zmieniono 4 jednostki: 3 zmiany brzmienia, 1 dodanie'

it('a coordinator compares the version for consultation with today, by mouse', async () => {
  const page = await (await kit.as(kit.leon)).newPage()
  await page.goto(`/dokument/${document.id}/historia?widok=wersje`)
  await page.getByRole('link', { name: 'Porównaj z bieżącą: wersja 1' }).first().click()
  expect(await page.getByTestId('summary').textContent()).toMatch(new RegExp(`^${SUMMARY}$`, 'i'))
  await page.getByText('wersja 1: Wersja do konsultacji').waitFor()
  const text = page.locator('.compared-text')
  expect(await text.locator('ins').allTextContents()).toEqual([
    'także wspólnie kilku organizacjom,',
    'co dwa miesiące',
    '21',
    'W razie przekroczenia terminu podaje się przyczynę i nowy termin.',
  ])
  expect(await text.locator('del').allTextContents()).toEqual(['raz na kwartał', '30'])
  await page.getByText('4 zmiany', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Następna zmiana' }).click()
  await page.getByText('1 z 4', { exact: true }).waitFor()
  await page.getByRole('button', { name: 'Poprzednia zmiana' }).click()
  await page.getByText('4 z 4', { exact: true }).waitFor()
  await page.getByRole('combobox', { name: 'Czyje zmiany' }).selectOption('Osoba: Łucja Gzymsik')
  await page.getByText('2 zmiany', { exact: true }).waitFor()
  await page.getByRole('tab', { name: 'Lista zmian' }).click()
  const list = page.getByRole('tabpanel', { name: 'Lista zmian' })
  await list.getByText('usunięto: „raz na kwartał” / dodano: „co dwa miesiące”').waitFor()
  expect(await list.getByText('Wanda Okienna').count()).toBe(0)
  expect(await list.getByText('Łucja Gzymsik (Towarzystwo Cichych Bram)').count()).toBe(2)
  await page.context().close()
})

it('the same by keyboard, each change announced with its place, words and author', async () => {
  const page = await openComparison(`od=wersja:${versionId}&do=teraz`)
  const person = keyboardPerson(page)
  const announced = page.getByRole('status').filter({ hasText: /^Zmiana/ })
  await page.keyboard.press('Alt+PageDown')
  await eventually(() => announced.textContent()).toMatch(
    /Zmiana 1 z 4\. §\s1\sust\.\s2\spkt\s2\slit\.\sa\. dodano: „także wspólnie kilku organizacjom,” .*Wanda Okienna \(Fundacja Trzy Okna\)/,
  )
  await person.isAt('także wspólnie kilku organizacjom,')
  await page.keyboard.press('Alt+PageDown')
  await person.isAt('raz na kwartał')
  await page.keyboard.press('Alt+PageUp')
  await person.isAt('także wspólnie kilku organizacjom,')
  await person.goTo('Następna zmiana')
  await person.press('Enter')
  await person.isAt('raz na kwartał')
  // The panel is called as its tab is.
  await person.goTo('W tekście', 'Shift+Tab')
  await person.press('Shift+Tab', 'ArrowRight')
  await page.getByRole('tabpanel', { name: 'Obok siebie' }).waitFor()
  const row = page.locator('.beside-row').filter({ hasText: 'co dwa miesiące' })
  expect(await row.locator('[data-side=before]').textContent()).toContain('raz na kwartał')
  expect(await row.locator('[data-side=before]').textContent()).not.toContain('co dwa miesiące')
  expect(await row.locator('[data-side=after]').textContent()).not.toContain('raz na kwartał')
  await page.context().close()
})

it('in English only what the document says is read as Polish', async () => {
  const page = await (await kit.as(kit.leon)).newPage()
  await page.addInitScript(() => localStorage.setItem('wz.locale', 'en'))
  await page.goto(`/dokument/${document.id}/porownaj?od=wersja:${versionId}&do=teraz`)
  const inserted = page.getByRole('tabpanel', { name: 'In the text' }).locator('ins', { hasText: 'co dwa miesiące' })
  // The sign in front is a word of the interface.
  expect(await inserted.getAttribute('lang')).toBe('en')
  expect(await inserted.locator('[lang=pl]').textContent()).toBe('co dwa miesiące')
  await page.getByRole('tab', { name: 'List of changes' }).click()
  const list = page.getByRole('tabpanel', { name: 'List of changes' })
  const change = list.locator('.change-words', { hasText: 'co dwa miesiące' })
  expect(await change.textContent()).toBe('deleted: “raz na kwartał” / added: “co dwa miesiące”')
  expect(await change.locator('[lang=pl]').allTextContents()).toEqual(['raz na kwartał', 'co dwa miesiące'])
  expect(await change.locator('xpath=ancestor-or-self::*[@lang]').last().getAttribute('lang')).toBe('en')
  await page.keyboard.press('Alt+PageDown')
  const said = page.getByRole('status').filter({ hasText: /^Change 1 of 4/ })
  expect(await said.locator('[lang=pl]').allTextContents()).toContain('także wspólnie kilku organizacjom,')
  await page.context().close()
})

it('places that are none, and texts that are the same, are said in words', async () => {
  const page = await openComparison('od=zapis:1&do=zapis:1')
  await page.getByText('Nie ma zmian do pokazania').waitFor()
  await page.goto(`/dokument/${document.id}/porownaj?od=wersja:${randomUUID()}&do=teraz`)
  await page.getByText('Nie ma czego porównać').waitFor()
  await page.goto(`/dokument/${document.id}/porownaj?od=kiedyś&do=teraz`)
  await page.getByRole('link', { name: 'Wybierz wersje do porównania' }).waitFor()
  await page.context().close()
})

it('axe finds nothing in any view, narrow and wide, light, dark and in forced colours; paper has the changes', async () => {
  await write(kit.wanda, (text) => text.format(find(text, 'Harmonogram'), 11, { bold: true }))
  await write(kit.lucja, (text) => {
    const at = find(text, 'wzajemne') - 1
    const length = 'wzajemne informowanie się o planowanych kierunkach działalności;'.length
    text.delete(at, length + 1)
    const end = find(text, 'kalendarza rezerwacji.') + 'kalendarza rezerwacji.'.length
    text.insertEmbed(end, newMarker('p1', { kind: 'pkt', level: 0 }))
    text.insert(end + 1, 'wzajemne informowanie się o planowanych kierunkach działalności;')
  })
  await write(kit.wanda, (text) => text.delete(find(text, 'Formami współpracy finansowej') - 1, 87))
  const page = await openComparison(`od=wersja:${versionId}&do=teraz`)
  for (const view of ['W tekście', 'Obok siebie', 'Lista zmian']) {
    await page.getByRole('tab', { name: view }).click()
    await page.getByRole('tabpanel', { name: view }).waitFor()
    await page.keyboard.press('Alt+PageDown')
    await lookBothWays(page, `compare-${view.replace(/ /g, '-')}`)
  }
  await page.getByRole('tab', { name: 'W tekście' }).click()
  await lookInForcedColours(page, 'compare')
  await page.setViewportSize(PHONE)
  await screenshot(page, 'compare-phone-whole')
  await page.emulateMedia({ media: 'print', colorScheme: 'light' })
  await page.setViewportSize({ width: 794, height: 1123 })
  expect(await page.getByRole('button', { name: 'Następna zmiana', includeHidden: true }).isVisible()).toBe(false)
  expect(await page.locator('.compared-text ins').first().isVisible()).toBe(true)
  await screenshot(page, 'compare-print')
  await page.context().close()
})

it('on paper, what was left out between two changes is said', async () => {
  const long = await kit.windows.document(kit.leon, {
    title: 'Długi tekst',
    text: Array.from({ length: 9 }, (_, at) => `Akapit ${at}.`).join('\n'),
  })
  await long.member(kit.leon, 'EDITOR', true)
  const by = { kind: 'EDIT' as const, userId: kit.leon.id, organizationId: kit.leon.organizationId }
  await kit.app.app.rooms.append(long.id, {
    ...by,
    change: (text) => {
      for (const words of ['Akapit 8', 'Akapit 0']) text.insert(find(text, words), 'Drugi ')
    },
  })
  const page = await (await kit.as(kit.leon)).newPage()
  await page.goto(`/dokument/${long.id}/porownaj?od=zapis:1&do=teraz`)
  const button = page.getByRole('button', { name: 'Pokaż 5 jednostek bez zmian' })
  await button.waitFor()
  const leftOut = page.getByText('[pominięto 5 jednostek bez zmian]')
  expect(await leftOut.isVisible()).toBe(false)
  await page.emulateMedia({ media: 'print' })
  expect([await leftOut.isVisible(), await button.isVisible()]).toEqual([true, false])
  await page.context().close()
})
