import { randomUUID } from 'node:crypto'
import type { DocumentContent } from '@app/server/document'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Text, Map as YMap } from 'yjs'
import { cutRequests, DESKTOP, PHONE, watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { lookBothWays, lookInForcedColours } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find } from '../kit/proposals.ts'
import { startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const DAY_MS = 24 * 3_600_000

const TEXT: DocumentContent = [
  { type: 'block', id: 'u1', kind: 'section', level: 0, content: [] },
  {
    type: 'block',
    id: 'u2',
    kind: 'ust',
    level: 0,
    content: [{ text: 'Lokale udostępnia się organizacjom na czas określony.' }],
  },
  { type: 'block', id: 'u3', kind: 'ust', level: 0, content: [{ text: 'Wykaz lokali aktualizuje się co kwartał.' }] },
  { type: 'block', id: 'u4', kind: 'pkt', level: 0, content: [{ text: 'lokale użytkowe;' }] },
]

let kit: TestPage
let document: SeededDocument

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
  document = await kit.windows.document(kit.leon, {
    title: 'Zasady udostępniania lokali',
    content: TEXT,
    kind: 'PROGRAMME',
  })
  await document.member(kit.leon, 'EDITOR', true)
  await document.member(kit.lucja, 'EDITOR')
})
afterAll(() => kit.close())

async function write(person: SeededPerson, at: Date, change: (text: Text) => void): Promise<void> {
  const by = { kind: 'EDIT' as const, userId: person.id, organizationId: person.organizationId }
  await kit.app.app.rooms.append(document.id, { ...by, change, at })
}

async function open(person: SeededPerson, path: string) {
  const context = await kit.as(person, { viewport: DESKTOP })
  const page = await context.newPage()
  const problems = watchProblems(page)
  await page.goto(path)
  return { context, page, problems }
}

const rowOf = (page: Page, name: string) => page.getByRole('listitem').filter({ hasText: name })

it('begins with who did what, by days, filtered and live', async () => {
  const now = Date.now()
  await write(kit.lucja, new Date(now - DAY_MS), (text) => text.insert(find(text, 'na czas'), 'pozarządowym '))
  await write(kit.lucja, new Date(now - DAY_MS + 60_000), (text) => {
    text.insertEmbed(text.length, new YMap<unknown>(Object.entries({ id: 'u5', kind: 'pkt', level: 0 })))
    text.insert(text.length, 'sale w domach kultury.')
  })
  await write(kit.leon, new Date(now - 3_600_000), (text) => text.insert(find(text, 'co kwartał'), 'nie rzadziej niż '))
  const { page, context, problems } = await open(kit.leon, `/dokument/${document.id}/historia`)
  await page.getByRole('heading', { level: 1, name: 'Historia: Zasady udostępniania lokali' }).waitFor()
  const lucja = rowOf(page, 'Łucja Gzymsik')
  await lucja.getByText('1 zmiana brzmienia i 1 dodany punkt').waitFor()
  expect(await lucja.textContent()).toContain('Towarzystwo Cichych Bram')
  expect(await lucja.textContent()).toMatch(/§.1.ust\..1/)
  const link = rowOf(page, '1 zmiana brzmienia')
    .filter({ hasText: 'Leon Framuga' })
    .getByRole('link', { name: /Pokaż/ })
  expect(await link.getAttribute('href')).toBe(`/dokument/${document.id}/porownaj?od=zapis:3&do=zapis:4`)
  await lookBothWays(page, 'history-activity')
  await lookInForcedColours(page, 'history-activity')

  await page.getByRole('button', { name: 'Filtry' }).click()
  await page.getByLabel('Organizacja').selectOption({ label: 'Towarzystwo Cichych Bram' })
  await eventually(() => rowOf(page, 'Leon Framuga').count()).toBe(0)
  expect(page.url()).toContain('organizacja=')
  await page.getByLabel('Jednostka').selectOption({ index: 3 })
  await page.getByText('Żadna czynność nie spełnia tych warunków').waitFor()
  await lookBothWays(page, 'history-filtered')
  await page.reload()
  await page.getByText('Żadna czynność nie spełnia tych warunków').waitFor()
  await page.getByRole('button', { name: 'Wyczyść filtry' }).last().click()
  await rowOf(page, 'Utworzenie dokumentu').waitFor()

  await startThread(kit.app, await signInAs(kit.app, kit.lucja), document, 'u3', toComment('Dlaczego co kwartał?'))
  await page.getByText('1 uwaga', { exact: true }).waitFor()
  expect(problems.list).toEqual([])
  await context.close()
})

it('names a version, opens it with its hash, and chooses two to compare, by keyboard alone', async () => {
  const { page, context, problems } = await open(kit.leon, `/dokument/${document.id}`)
  const person = keyboardPerson(page)
  await page.getByRole('link', { name: 'Historia dokumentu' }).waitFor()
  await person.goTo('Historia dokumentu')
  await person.press('Enter')
  await page.getByRole('tab', { name: 'Czynności' }).waitFor()
  await person.goTo('Czynności')
  await person.press('ArrowRight')
  await person.isAt('Wersje')
  expect(page.url()).toContain('widok=wersje')
  await page.getByText('Nie ma jeszcze żadnej zapisanej wersji.').waitFor()
  await person.goTo('Nazwij wersję')
  await person.press('Enter')
  await page.getByRole('dialog', { name: 'Nazwij wersję' }).waitFor()
  await person.goTo('Nazwa')
  await person.press('Enter')
  await page.getByText('Prosimy podać nazwę.').waitFor()
  await person.type('Wersja do konsultacji')
  await lookBothWays(page, 'history-naming')
  await person.press('Enter')
  await page.getByRole('link', { name: 'Otwórz wersję 1: Wersja do konsultacji' }).waitFor()
  await person.isAt('Nazwij wersję')
  await page.getByText('Tekst nie był zmieniany po wersji 1.').waitFor()

  await write(kit.lucja, new Date(), (text) => text.insert(find(text, 'lokale użytkowe'), 'wszystkie '))
  await gql(kit.app, await signInAs(kit.app, kit.leon), CREATE, {
    input: {
      id: randomUUID(),
      documentId: document.id,
      name: 'Po konsultacjach',
      note: 'Uwzględniono uwagi z 5 października.',
    },
  })
  await page.getByRole('link', { name: 'Otwórz wersję 2: Po konsultacjach' }).waitFor()
  await person.goTo('Wybierz do porównania: Wersja 2, Po konsultacjach')
  await person.press('Space')
  await page.getByText('Wybrano: Wersja 2. Prosimy wybrać drugą wersję.').waitFor()
  await person.goTo('Wybierz do porównania: Wersja 1, Wersja do konsultacji')
  await person.press('Space')
  await page.getByText('Wybrano: Wersja 1 i Wersja 2.').waitFor()
  const [newer, older] = await kit.app.db.version.findMany({
    where: { documentId: document.id },
    orderBy: { number: 'desc' },
  })
  expect(await page.getByRole('link', { name: 'Porównaj', exact: true }).getAttribute('href')).toBe(
    `/dokument/${document.id}/porownaj?od=wersja:${older?.id}&do=wersja:${newer?.id}`,
  )
  await lookBothWays(page, 'history-versions')

  await person.goTo('Otwórz wersję 1: Wersja do konsultacji')
  await person.press('Enter')
  await page.getByRole('heading', { level: 1, name: 'Wersja 1: Wersja do konsultacji' }).waitFor()
  const text = page.locator('.document-text')
  await eventually(() => text.textContent()).toContain('sale w domach kultury.')
  expect(await text.textContent()).not.toContain('wszystkie')
  expect(await page.getByTestId('hash').textContent()).toBe(older?.hash)
  await page.getByText('Sprawdzono: skrót zgadza się z pokazanym tekstem.').waitFor()
  await page.getByText('Łucja Gzymsik (Towarzystwo Cichych Bram)').waitFor()
  await lookBothWays(page, 'history-version')
  await lookInForcedColours(page, 'history-version')
  expect(problems.list).toEqual([])
  await context.close()
})

it('shows short messages above the bar at the bottom of a phone, not over it', async () => {
  const context = await kit.as(kit.leon, { viewport: PHONE, touch: true })
  const page = await context.newPage()
  await page.goto(`/dokument/${document.id}/historia?widok=wersje`)
  await page.getByRole('checkbox', { name: 'Wybierz do porównania: Wersja 2, Po konsultacjach' }).check()
  await page.getByRole('button', { name: 'Nazwij wersję' }).tap()
  await page.getByLabel('Nazwa', { exact: true }).fill('Z telefonu')
  await page.getByRole('button', { name: 'Nazwij wersję' }).last().tap()
  const message = page.getByText('Zapisano wersję 3: „Z telefonu”.').locator('..')
  const bar = page.getByRole('region', { name: 'Porównanie wersji' })
  await message.waitFor()
  const gap = async (): Promise<number> => {
    const [above, below] = [await message.boundingBox(), await bar.boundingBox()]
    if (above === null || below === null) throw new Error('One of them is not there')
    return below.y - above.y - above.height
  }
  await eventually(gap).toBeGreaterThanOrEqual(0)
  await context.close()
})

it('is refused where the text is, and says when it cannot be loaded', async () => {
  const stranger = await kit.gates.person('Obca Osoba')
  const secret = await kit.windows.document(kit.leon, { text: 'Tajne' })
  const { page, context, problems } = await open(stranger, `/dokument/${secret.id}/historia`)
  await page.getByRole('heading', { level: 1, name: /dostępu/ }).waitFor()
  const version = await kit.app.db.version.findFirstOrThrow({ where: { documentId: document.id } })
  await page.goto(`/dokument/${secret.id}/wersja/${version.id}`)
  await page.getByText('Nie ma takiej wersji').waitFor()
  await lookBothWays(page, 'history-no-version')
  problems.allow(/ERR_INTERNET_DISCONNECTED|Failed to load resource/)
  await page.goto(`/dokument/${document.id}/historia`)
  await rowOf(page, 'Utworzenie dokumentu').waitFor()
  const mend = await cutRequests(page)
  await page.getByRole('button', { name: 'Filtry' }).click()
  await page.getByLabel('Osoba').selectOption({ label: 'Łucja Gzymsik' })
  await page.getByText('Nie udało się wczytać danych.').waitFor()
  await lookBothWays(page, 'history-offline')
  await mend()
  await page.getByRole('button', { name: 'Spróbuj ponownie' }).click()
  await eventually(() => rowOf(page, 'Utworzenie dokumentu').count()).toBe(0)
  expect(await page.getByText('Nie udało się wczytać danych.').count()).toBe(0)
  expect(problems.list).toEqual([])
  await context.close()
})

it('lets staff go over the units and note things that the Forum never sees', async () => {
  const { db } = kit.app
  const city = await seed(kit.app).organization('Wydział Lokali', 'CITY')
  const clerk = await city.person('Kazimierz Obiegowy', 'STAFF')
  await db.document.update({ where: { id: document.id }, data: { stage: 'SUBMITTED' } })
  await db.readMark.create({
    data: { userId: clerk.id, documentId: document.id, seq: 2, readAt: new Date(Date.now() - DAY_MS) },
  })
  const end = `${' i czyta się go w całości'.repeat(4)}, do ostatniego słowa`
  await write(kit.lucja, new Date(), (text) => text.insert(find(text, 'co kwartał') + 'co kwartał'.length, end))
  const { page, context, problems } = await open(clerk, `/dokument/${document.id}/historia`)
  const news = page.getByRole('link', { name: 'Zmiany od mojej ostatniej wizyty' })
  expect(await news.getAttribute('href')).toBe(`/dokument/${document.id}/porownaj?od=ostatnio&do=teraz`)
  const person = keyboardPerson(page)
  await page.getByRole('tab', { name: 'Przegląd' }).waitFor()
  await person.goTo('Czynności')
  await person.press('ArrowRight', 'ArrowRight')
  await person.isAt('Przegląd')
  await page.getByText(/Przejrzano 0 z \d jednost/).waitFor()
  await write(kit.lucja, new Date(), (text) => text.insert(find(text, 'na czas'), 'zgodnie '))
  await person.goTo(/^Oznacz jako przejrzaną: §.1.ust\..1$/)
  await person.press('Enter')
  await page.getByText(/Teraz brzmi:/).waitFor()
  await page
    .getByText(/zgodnie na czas/)
    .first()
    .waitFor()
  await page.getByText(/Przejrzano 0 z \d jednost/).waitFor()
  await person.isAt(/^Oznacz jako przejrzaną: §.1.ust\..1$/)
  await person.press('Enter')
  await page.getByText(/Przejrzano 1 z/).waitFor()
  // A long unit is shown whole before it can be marked.
  await person.goTo(/^Oznacz jako przejrzaną: §.1.ust\..2$/)
  await person.press('Enter')
  await page.getByText(/do ostatniego słowa\./).waitFor()
  await page.getByText(/Przejrzano 1 z/).waitFor()
  await person.isAt(/^Oznacz jako przejrzaną: §.1.ust\..2$/)
  await person.press('Enter')
  await page.getByText(/Przejrzano 2 z/).waitFor()
  await person.goTo(/^Dodaj notatkę: §.1.ust\..2$/)
  await person.press('Enter')
  await person.isAt('Notatka wewnętrzna')
  await person.type('Sprawdzić z ZBK, czy kwartał jest wykonalny.')
  await person.goTo('Zapisz notatkę')
  await person.press('Enter')
  await page
    .getByRole('list', { name: /^Notatki: §.1.ust\..2$/ })
    .getByText('Sprawdzić z ZBK')
    .waitFor()
  await write(kit.lucja, new Date(), (text) => text.insert(find(text, 'na czas'), 'społecznym '))
  await page.reload()
  await page.getByText('Zmieniona po przejrzeniu').waitFor()
  const changes = page.getByRole('link', { name: /^Pokaż, co zmieniono po przejrzeniu: §.1.ust\..1$/ })
  expect(await changes.getAttribute('href')).toMatch(/porownaj\?od=chwila:[-\dT:.]+Z&do=teraz$/)
  await lookBothWays(page, 'history-review')
  await lookInForcedColours(page, 'history-review')
  expect(problems.list).toEqual([])
  await context.close()
  const member = await open(kit.leon, `/dokument/${document.id}/historia?widok=przeglad`)
  await rowOf(member.page, 'Utworzenie dokumentu').waitFor()
  expect(await member.page.getByRole('tab').allTextContents()).toEqual(['Czynności', 'Wersje'])
  expect(await member.page.content()).not.toContain('Sprawdzić z ZBK')
  await member.context.close()
})
