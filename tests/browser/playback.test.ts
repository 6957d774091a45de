import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Text } from 'yjs'
import { block } from '../kit/block.ts'
import { PHONE, sticksOut, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { lookBothWays, lookInForcedColours } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, type SeededPerson, signInAs } from '../kit/seed.ts'

const TEXT: DocumentContent = [
  block('c1', 'chapter', 'Lokale dla organizacji'),
  block('s1', 'section'),
  block('u1', 'ust', 'Lokale udostępnia się organizacjom na czas określony, nie krótszy niż jeden rok.'),
  block('u2', 'ust', 'Wykaz lokali przewidzianych dla organizacji aktualizuje się nie rzadziej niż raz na kwartał.'),
  block('u3', 'ust', 'Udostępnia się w szczególności:'),
  block('p1', 'pkt', 'lokale użytkowe na stałe, na podstawie umowy najmu lub użyczenia;'),
  block('p2', 'pkt', 'sale w domach kultury na godziny, według jawnego kalendarza rezerwacji.'),
  block('s2', 'section'),
  block('u4', 'ust', 'Rekomendacje Forum otrzymują pisemne stanowisko w terminie 30 dni od dnia przekazania.'),
]

const DAY_MS = 24 * 3_600_000

let kit: TestPage
let document: SeededDocument

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  document = await kit.windows.document(kit.leon, { title: 'Zasady udostępniania lokali', content: TEXT })
  await document.member(kit.leon, 'EDITOR', true)
  await document.member(kit.lucja, 'EDITOR')
  await write(kit.lucja, 1, replace('raz na kwartał', 'co dwa miesiące'))
  const leon = await signInAs(kit.app, kit.leon)
  const input = { id: randomUUID(), documentId: document.id, name: 'Do konsultacji' }
  await gql(kit.app, leon, 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }', { input })
  await write(kit.wanda, 2, replace('30 dni', '21 dni'))
  await write(kit.lucja, 3, replace(', nie krótszy niż jeden rok', ''))
})
afterAll(() => kit.close())

/** So many days after now: their own sittings, in order. */
async function write(by: SeededPerson, days: number, change: (text: Text) => void): Promise<void> {
  const at = new Date(Date.now() + days * DAY_MS)
  const { id: userId, organizationId } = by
  await kit.app.app.rooms.append(document.id, { kind: 'EDIT', userId, organizationId, change, at })
}

/** The page has gone to what changed, if it goes there. */
function atRest(page: Page): Promise<void> {
  return page.evaluate(async () => {
    for (let still = 0, last = -1; still < 8; still = last === scrollY ? still + 1 : 0) {
      last = scrollY
      await new Promise(requestAnimationFrame)
    }
  })
}

function replace(words: string, by: string) {
  return (text: Text): void => {
    const at = find(text, words)
    text.delete(at, words.length)
    text.insert(at, by)
  }
}

const text = (page: Page) => page.locator('.played-text')
const changed = (page: Page) => text(page).locator('ins, del').allTextContents()
const moment = (page: Page) => page.getByRole('slider', { name: 'Miejsce w historii' })
const spoken = async (page: Page) => (await moment(page).getAttribute('aria-valuetext')) ?? ''

it('somebody plays the history, pauses, and goes to a version by keyboard, told who wrote what', async () => {
  const page = await (await kit.as(kit.leon)).newPage()
  const problems = watchProblems(page)
  await page.goto(`/dokument/${document.id}/historia`)
  await page.getByRole('link', { name: 'Odtwórz historię' }).click()
  await page.getByRole('heading', { level: 1, name: 'Odtwarzanie historii: Zasady udostępniania lokali' }).waitFor()
  await text(page).getByText('nie rzadziej niż raz na kwartał.').waitFor()
  expect(await changed(page)).toEqual([])

  await page.getByRole('button', { name: 'Odtwórz', exact: true }).click()
  await eventually(() => changed(page)).toEqual(['raz na kwartał', 'co dwa miesiące'])
  expect(await spoken(page)).toBe('Trwa odtwarzanie')
  await page.getByRole('button', { name: 'Wstrzymaj' }).click()
  await page
    .getByRole('status')
    .filter({ hasText: /^Wstrzymano\. / })
    .waitFor({ state: 'attached' })

  const person = keyboardPerson(page)
  await person.goTo('Miejsce w historii', 'Shift+Tab')
  await person.press('Home')
  await eventually(() => changed(page)).toEqual([])
  await person.press('PageUp')
  expect(await spoken(page)).toMatch(/Łucja Gzymsik \(Towarzystwo Cichych Bram\), wersja 1: Do konsultacji$/)
  await eventually(() => changed(page)).toEqual(['raz na kwartał', 'co dwa miesiące'])
  await text(page).getByText('Łucja Gzymsik (Towarzystwo Cichych Bram)').waitFor()
  await eventually(() => page.url()).toContain('miejsce=2')
  await lookBothWays(page, 'playback')
  await lookInForcedColours(page, 'playback')

  await person.press('ArrowRight')
  expect(await spoken(page)).toMatch(/Wanda Okienna \(Fundacja Trzy Okna\)$/)
  await eventually(() => changed(page)).toEqual(['30', '21'])
  await person.press('End')
  await eventually(() => changed(page)).toEqual([', nie krótszy niż jeden rok'])
  await text(page).getByText('aktualizuje się nie rzadziej niż co dwa miesiące.').waitFor()
  await person.press('Space')
  await eventually(() => spoken(page)).toBe('Trwa odtwarzanie')
  await person.press('Space')
  await eventually(() => spoken(page)).not.toBe('Trwa odtwarzanie')
  expect(problems.list).toEqual([])
  await page.context().close()
})

it('an address opens its moment, on a phone, by touch, and nothing glides where that is not wanted', async () => {
  const page = await (await kit.as(kit.leon, { viewport: PHONE, touch: true })).newPage()
  await page.emulateMedia({ reducedMotion: 'reduce' })
  await page.addInitScript(() => {
    const scrolls: unknown[] = []
    Object.assign(window, { scrolls })
    Element.prototype.scrollIntoView = (options) => void scrolls.push(options)
  })
  await page.goto(`/dokument/${document.id}/odtwarzanie?miejsce=3`)
  await eventually(() => changed(page)).toEqual(['30', '21'])
  expect(await page.getByTestId('who').textContent()).toBe('Wanda Okienna (Fundacja Trzy Okna)')
  const box = await moment(page).boundingBox()
  if (box === null) throw new Error('The slider has no place')
  expect(box.height).toBeGreaterThanOrEqual(44)
  await page.touchscreen.tap(box.x + box.width - 4, box.y + box.height / 2)
  await eventually(() => changed(page)).toEqual([', nie krótszy niż jeden rok'])
  await page.getByRole('button', { name: 'Poprzedni krok' }).tap()
  await eventually(() => changed(page)).toEqual(['30', '21'])
  await page.getByRole('combobox', { name: 'Przejdź do wersji' }).selectOption('wersja 1: Do konsultacji')
  await eventually(() => page.getByTestId('who').textContent()).toBe('Łucja Gzymsik (Towarzystwo Cichych Bram)')
  expect(await sticksOut(page)).toBe(false)
  const scrolls = await page.evaluate(() => (window as unknown as { scrolls: ScrollIntoViewOptions[] }).scrolls)
  expect(new Set(scrolls.map(({ behavior }) => behavior))).toEqual(new Set(['auto']))
  await page.context().close()
})

it('the buttons keep the focus at the ends, where they do nothing more', async () => {
  // So low that the page goes to what each step changed.
  const page = await (await kit.as(kit.leon, { viewport: { width: 1280, height: 520 } })).newPage()
  await page.goto(`/dokument/${document.id}/odtwarzanie`)
  await text(page).waitFor()
  const person = keyboardPerson(page)
  const isOff = (name: string) => page.getByRole('button', { name }).getAttribute('aria-disabled')
  for (const [on, back] of [
    ['Następny krok', 'Poprzedni krok'],
    ['O jeden zapis dalej', 'O jeden zapis wstecz'],
  ] as const) {
    for (const name of [on, back]) {
      await page.getByRole('button', { name }).focus()
      for (let key = 0; key < 5; key += 1) {
        await person.press('Enter')
        await atRest(page)
        await person.isAt(name)
      }
      expect(await isOff(name)).toBe('true')
    }
    expect(await isOff(on)).toBeNull()
  }
  await lookInForcedColours(page, 'playback-at-its-beginning')
  await page.context().close()
})

it('on a phone, what has the focus stands above the bar', async () => {
  const page = await (await kit.as(kit.leon, { viewport: { width: 360, height: 560 } })).newPage()
  await page.goto(`/dokument/${document.id}/odtwarzanie?miejsce=3`)
  await eventually(() => changed(page)).toEqual(['30', '21'])
  const person = keyboardPerson(page)
  await page.evaluate(() => scrollTo(0, 0))
  await person.goTo('Historia dokumentu')
  await person.goTo('Przywróć tekst z tej chwili')
  await page.evaluate(() => scrollTo(0, 0))
  await person.goTo('Następny krok')
  await page.evaluate(() => scrollTo(0, 0))
  await person.goTo('Historia dokumentu', 'Shift+Tab')
  await page.context().close()
})
