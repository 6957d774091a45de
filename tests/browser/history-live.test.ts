import { randomUUID } from 'node:crypto'
import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Text } from 'yjs'
import { DESKTOP } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find } from '../kit/proposals.ts'
import { type SeededDocument, type SeededPerson, seed, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const CREATE = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'
const SECRET = '+48 600 700 800'
const REREAD = 'Pokazana treść się zmieniła. Wczytano ją ponownie.'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

async function draft(text: string): Promise<SeededDocument> {
  const document = await kit.windows.document(kit.leon, { title: 'Wniosek o lokal', text, kind: 'PROGRAMME' })
  await document.member(kit.lucja, 'EDITOR')
  return document.member(kit.leon, 'EDITOR', true)
}

async function keep(document: SeededDocument, name: string): Promise<string> {
  const id = randomUUID()
  await gql(kit.app, await signInAs(kit.app, kit.leon), CREATE, { input: { id, documentId: document.id, name } })
  return id
}

async function write(document: SeededDocument, person: SeededPerson, change: (text: Text) => void): Promise<void> {
  const by = { kind: 'EDIT' as const, userId: person.id, organizationId: person.organizationId }
  await kit.app.app.rooms.append(document.id, { ...by, change })
}

const put = (words: string) => (text: Text) => text.insert(text.length, words)

async function redact(document: SeededDocument): Promise<void> {
  const input = { id: randomUUID(), documentId: document.id, text: SECRET, reason: 'Prywatny telefon' }
  await gql(kit.app, await signInAs(kit.app, kit.leon), REDACT, { input })
}

async function openAll(context: BrowserContext, paths: readonly string[]): Promise<Page[]> {
  const pages: Page[] = []
  for (const path of paths) {
    const page = await context.newPage()
    await page.goto(path)
    pages.push(page)
  }
  return pages
}

const shows = (page: Page, words: string) => eventually(() => page.locator('main').textContent()).toContain(words)
const hides = (page: Page, words: string) => eventually(() => page.locator('main').textContent()).not.toContain(words)

it('takes words that are redacted off every page that shows them, and says so', async () => {
  const document = await draft(`Telefon: ${SECRET}, proszę dzwonić.`)
  const id = await keep(document, 'Złożony')
  await write(document, kit.lucja, put(' Po szesnastej.'))
  const at = `/dokument/${document.id}`
  const context = await kit.as(kit.lucja, { viewport: DESKTOP })
  const pages = await openAll(context, [
    `${at}/wersja/${id}`,
    `${at}/porownaj?od=wersja:${id}&do=teraz`,
    `${at}/odtwarzanie?miejsce=1`,
    `${at}/przywroc?wersja=${id}`,
    `${at}/autorzy`,
  ])
  for (const page of pages) await shows(page, SECRET)
  const told = Promise.all(pages.map((page) => page.getByText(REREAD).waitFor()))
  await redact(document)
  await told
  for (const page of pages) await hides(page, SECRET)
  await pages[0]?.getByText('Sprawdzono: skrót zgadza się z pokazanym tekstem.').waitFor()
  await pages[0]?.getByText(/Z tej wersji usunięto fragment/).waitFor()
  const played = pages[2] as Page
  await played.getByText('zapis 1 z 3', { exact: true }).waitFor()
  await played.getByRole('button', { name: 'O jeden zapis dalej' }).click()
  await played.getByText('zapis 2 z 3', { exact: true }).waitFor()
  await hides(played, SECRET)
  await context.close()
})

it('does not show words from before a redaction where a version is opened again in the same tab', async () => {
  const document = await draft(`Telefon: ${SECRET}, proszę dzwonić.`)
  await keep(document, 'Złożony')
  const context = await kit.as(kit.leon, { viewport: DESKTOP })
  const page = await context.newPage()
  await page.goto(`/dokument/${document.id}/historia?widok=wersje`)
  await page.getByRole('link', { name: 'Otwórz wersję 1: Złożony' }).click()
  await shows(page, SECRET)
  await page.getByRole('link', { name: 'Wszystkie wersje' }).click()
  await page.getByRole('link', { name: 'Otwórz wersję 1: Złożony' }).waitFor()
  await redact(document)
  const seen: string[] = []
  await page.exposeFunction('note', (text: string) => seen.push(text))
  await page.evaluate(() => {
    const main = globalThis.document.body
    const tell = () => Reflect.apply(Reflect.get(globalThis, 'note'), null, [main.textContent])
    new MutationObserver(tell).observe(main, { childList: true, subtree: true, characterData: true })
  })
  await page.getByRole('link', { name: 'Otwórz wersję 1: Złożony' }).click()
  await page.getByText('Sprawdzono: skrót zgadza się z pokazanym tekstem.').waitFor()
  expect(seen.filter((text) => text.includes(SECRET))).toEqual([])
  await context.close()
})

it('reads again what happened while the connection was lost, wherever something is listed', async () => {
  const document = await draft('Lokale udostępnia się organizacjom.')
  const id = await keep(document, 'Do konsultacji')
  const at = `/dokument/${document.id}`
  const context = await kit.as(kit.leon, { viewport: DESKTOP })
  const pages = await openAll(context, [
    `${at}/historia`,
    `${at}/historia?widok=wersje`,
    `${at}/przywroc?wersja=${id}`,
    '/',
    '/powiadomienia',
  ])
  const [activity, versions, restoring, list, told] = pages as [Page, Page, Page, Page, Page]
  await activity.getByRole('listitem').filter({ hasText: 'Utworzenie dokumentu' }).waitFor()
  await versions.getByText('Tekst nie był zmieniany po wersji 1.').waitFor()
  await restoring.getByText('Tekst dokumentu jest taki sam jak w tej wersji.').waitFor()
  await list.getByRole('listitem').filter({ hasText: 'Wniosek o lokal' }).first().waitFor()
  await told.getByRole('heading', { level: 1 }).waitFor()
  // As if another node had told it, which this one did not hear.
  await kit.app.db.notification.create({
    data: { id: randomUUID(), userId: kit.leon.id, kind: 'MENTION', documentId: document.id, actorId: kit.lucja.id },
  })
  // The pages try again after half a second at the earliest: what is done before that they do not hear.
  await kit.app.restart()
  await write(document, kit.lucja, put(' Na czas określony.'))
  await keep(document, 'Po konsultacjach')
  await write(document, kit.lucja, put(' Nieodpłatnie.'))
  await kit.windows.document(kit.leon, { title: 'Napisany w tunelu', text: 'Tekst' })
  await activity.getByRole('listitem').filter({ hasText: 'Łucja Gzymsik' }).waitFor()
  await versions.getByRole('link', { name: 'Otwórz wersję 2: Po konsultacjach' }).waitFor()
  await versions.getByText('Tekst był zmieniany po wersji 2.').waitFor()
  await shows(restoring, 'Na czas określony')
  await list.getByRole('listitem').filter({ hasText: 'Napisany w tunelu' }).waitFor()
  await list.getByRole('link', { name: /Powiadomienia: 1/ }).waitFor()
  await context.close()
})

it('says that the text was changed while somebody types', async () => {
  const document = await draft('Lokale udostępnia się organizacjom.')
  await keep(document, 'Do konsultacji')
  const context = await kit.as(kit.leon, { viewport: DESKTOP })
  const page = await context.newPage()
  await page.goto(`/dokument/${document.id}/historia?widok=wersje`)
  await page.getByText('Tekst nie był zmieniany po wersji 1.').waitFor()
  await write(document, kit.lucja, put(' Na czas określony.'))
  await page.getByText('Tekst był zmieniany po wersji 1.').waitFor()
  await context.close()
})

it('tells staff that a unit was changed after it was gone over, and lets nobody mark what came under their eyes', async () => {
  const city = await seed(kit.app).organization('Wydział Lokali', 'CITY')
  const clerk = await city.person('Kazimierz Obiegowy', 'STAFF')
  const document = await draft('Pierwszy akapit.\nDrugi akapit.')
  await kit.app.db.document.update({ where: { id: document.id }, data: { stage: 'SUBMITTED' } })
  const context = await kit.as(clerk, { viewport: DESKTOP })
  const page = await context.newPage()
  await page.goto(`/dokument/${document.id}/historia?widok=przeglad`)
  await page.getByRole('button', { name: /^Oznacz jako przejrzaną: .*Pierwszy/ }).click()
  await page.getByText('Przejrzano 1 z 2 jednostek').waitFor()
  await write(document, kit.lucja, (text) => {
    text.insert(find(text, 'Pierwszy'), 'Całkiem ')
    text.insert(find(text, 'Drugi'), 'Zupełnie ')
  })
  await page.getByText('Zmieniona po przejrzeniu').waitFor()
  await page.getByText('Przejrzano 0 z 2 jednostek').waitFor()
  const second = page.getByRole('button', { name: /^Oznacz jako przejrzaną: .*Drugi/ })
  await eventually(() => second.getAttribute('aria-label')).toContain('Zupełnie')
  await second.click()
  await page.getByText('Teraz brzmi:').waitFor()
  await page.getByText('Przejrzano 0 z 2 jednostek').waitFor()
  await second.click()
  await page.getByText('Przejrzano 1 z 2 jednostek').waitFor()
  await context.close()
})

it('says that a preview is out of date where the text was changed while it was made', async () => {
  const document = await draft('Lokale udostępnia się organizacjom.')
  const id = await keep(document, 'Do konsultacji')
  await write(document, kit.lucja, put(' Na czas określony.'))
  const context = await kit.as(kit.leon, { viewport: DESKTOP })
  const page = await context.newPage()
  let open = (): void => undefined
  const opening = new Promise<void>((resolve) => {
    open = resolve
  })
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes('RestorePage_Version_Query')) return route.fallback()
    const response = await route.fetch()
    await opening
    await route.fulfill({ response })
  })
  let isHeard = false
  page.on('websocket', (socket) => {
    socket.on('framereceived', ({ payload }) => {
      isHeard ||= String(payload).includes('"activityEvents"')
    })
  })
  const asked = page.waitForRequest((request) => request.postData()?.includes('RestorePage_Version_Query') === true)
  await page.goto(`/dokument/${document.id}/przywroc?wersja=${id}`)
  await asked
  await until('the page to hear of it', async () => {
    await write(document, kit.lucja, put(' Nieodpłatnie.'))
    await page.waitForTimeout(1_500)
    return isHeard
  })
  open()
  await page.getByText('Po przygotowaniu podglądu ktoś zmienił tekst.').waitFor()
  await page.unroute('**/graphql')
  await page.getByRole('button', { name: 'Odśwież podgląd' }).click()
  await eventually(() => page.evaluate(() => globalThis.document.activeElement?.id)).toBe('tresc')
  await shows(page, 'Nieodpłatnie')
  expect(await page.getByText('Po przygotowaniu podglądu ktoś zmienił tekst.').count()).toBe(0)
  await context.close()
})
