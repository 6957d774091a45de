import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  DESKTOP,
  findAxeViolations,
  PHONE,
  screenshot,
  sticksOut,
  type WindowOptions,
  watchProblems,
} from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { documentWithUnit, resolve, startThread, toComment } from '../kit/remarks.ts'
import { type SeededDocument, signInAs } from '../kit/seed.ts'

const MINUTE = 60_000

let kit: TestPage
let asLeon: string
let document: SeededDocument
let unitId: string

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

beforeEach(async () => {
  await kit.app.db.notification.deleteMany()
  await kit.app.db.notificationSetting.deleteMany()
  asLeon = await signInAs(kit.app, kit.leon)
  const made = await documentWithUnit(kit.windows, kit.leon, 'Uchwała o dotacjach')
  document = await made.document.member(kit.lucja, 'COMMENTER')
  unitId = made.unitId
})

const mention = (words: string) =>
  startThread(kit.app, asLeon, document, unitId, toComment(words, { people: [kit.lucja] }))

const bellOf = (page: Page) => page.getByRole('banner').getByRole('link', { name: /^Powiadomienia:/ })

async function open(path: string, options: WindowOptions = {}): Promise<Page> {
  const context = await kit.as(kit.lucja, options)
  const page = await context.newPage()
  await page.goto(path)
  return page
}

async function boxesOf(page: Page, name: string): Promise<boolean[]> {
  const rows = page.getByRole('table', { name: 'Powiadomienia' }).getByRole('row', { name })
  const boxes = await rows.getByRole('checkbox').all()
  return Promise.all(boxes.map((box) => box.isChecked()))
}

describe('the bell', () => {
  it('counts by itself, in words', async () => {
    const page = await open('/')
    const problems = watchProblems(page)
    const bell = bellOf(page)
    await page.getByRole('heading', { level: 1, name: 'Dokumenty' }).waitFor()
    await eventually(() => bell.textContent()).toContain('Powiadomienia: brak nieprzeczytanych')
    await mention('Raz')
    await eventually(() => bell.textContent()).toContain('Powiadomienia: 1 nieprzeczytane')
    await mention('Dwa')
    await eventually(() => bell.textContent()).toContain('Powiadomienia: 2 nieprzeczytane')
    await bell.click()
    await page.getByRole('heading', { level: 1, name: 'Powiadomienia' }).waitFor()
    expect(await bell.getAttribute('aria-current')).toBe('page')
    expect(problems.list).toEqual([])
    await page.context().close()
  })
})

describe('the list', () => {
  it('shows what is new as it comes, and leads to the conversation', async () => {
    const page = await open('/powiadomienia')
    await page.getByText('Nie ma jeszcze żadnych powiadomień').waitFor()
    const threadId = await mention('Czy to dobra kwota?')
    const row = page.getByRole('article').filter({ hasText: 'Czy to dobra kwota? @Łucja Gzymsik' })
    await row.waitFor()
    await page.getByRole('heading', { level: 2, name: 'Dzisiaj' }).waitFor()
    expect(await row.textContent()).toContain('Uchwała o dotacjach')
    await row.getByRole('link', { name: 'Wzmianka o Państwu – Leon Framuga' }).click()
    await page.waitForURL(`**/dokument/${document.id}?watek=${threadId}`)
    await eventually(() => bellOf(page).textContent()).toContain('brak nieprzeczytanych')
    await page.context().close()
  })

  it('is marked as read one by one and all at once, also by keyboard', async () => {
    for (const word of ['Raz', 'Dwa', 'Trzy']) await mention(word)
    const page = await open('/powiadomienia')
    const status = page.getByRole('status').filter({ hasText: /nieprzeczytan|przeczytane/ })
    await status.getByText('3 nieprzeczytane powiadomienia').waitFor()
    await page
      .getByRole('button', { name: /^Oznacz jako przeczytane/ })
      .first()
      .press('Enter')
    await status.getByText('2 nieprzeczytane powiadomienia').waitFor()
    const focused = page.locator('article').first().locator('a:focus')
    await focused.waitFor()
    await page.getByLabel('Tylko nieprzeczytane').check()
    await eventually(() => page.getByRole('article').count()).toBe(2)
    await page.getByRole('button', { name: 'Oznacz wszystkie jako przeczytane' }).click()
    await status.getByText('Wszystko przeczytane.').waitFor()
    await page.getByRole('button', { name: 'Pokaż wszystkie' }).click()
    await eventually(() => page.getByRole('article').count()).toBe(3)
    expect(await page.getByText('Nowe', { exact: true }).count()).toBe(0)
    await page.context().close()
  })
})

describe('what the page says', () => {
  it('is how much is new, also before the socket has said anything', async () => {
    await mention('Czy to dobra kwota?')
    const context = await kit.as(kit.lucja)
    const page = await context.newPage()
    await page.routeWebSocket('**/graphql', () => undefined)
    await page.goto('/powiadomienia')
    await page.getByRole('article').waitFor()
    await eventually(() => page.getByRole('main').getByRole('status').first().textContent()).toContain(
      '1 nieprzeczytane powiadomienie',
    )
    await context.close()
  })

  it('is that somebody’s words are gone, and not the document’s in their place', async () => {
    const said = toComment('Czy to dobra kwota?', { people: [kit.lucja] })
    await startThread(kit.app, asLeon, document, unitId, said)
    await gql(kit.app, asLeon, 'mutation ($input: DeleteCommentInput!) { deleteComment(input: $input) }', {
      input: { commentId: said.id },
    })
    const page = await open('/powiadomienia')
    const row = page.getByRole('article').filter({ hasText: 'Wzmianka o Państwu – Leon Framuga' })
    await row.getByText('Tę wypowiedź usunięto albo ukryto.').waitFor()
    expect(await row.locator('blockquote').textContent()).not.toContain('„')
    await page.context().close()
  })
})

describe('mail', () => {
  it('is in the outbox, and its last link ends it only when a person presses the button', async () => {
    await mention('Czy to dobra kwota?')
    kit.app.clock.advance(11 * MINUTE)
    await kit.app.app.mailDue()
    const page = await open('/poczta')
    const mail = page.getByRole('article').filter({ hasText: 'Wzmianka o Państwu: Uchwała o dotacjach' }).first()
    await mail.waitFor()
    expect(await mail.textContent()).toContain('„Czy to dobra kwota? @Łucja Gzymsik”')
    await mail.getByRole('link', { name: /\/powiadomienia\/wypisz\?token=/ }).click()
    await page.getByRole('heading', { level: 1, name: 'Rezygnacja z wiadomości' }).waitFor()
    expect(await kit.app.db.notificationSetting.count()).toBe(0)
    await page.getByRole('button', { name: 'Wypisz się' }).click()
    await page.getByRole('status').getByText('Takie wiadomości nie będą już wysyłane.').waitFor()

    await page.goto(`${kit.app.origin}/konto`)
    await page.getByRole('table', { name: 'Powiadomienia' }).waitFor()
    expect(await boxesOf(page, 'Wzmianki')).toEqual([true, false])
    await page.getByLabel('Wzmianki o mnie lub mojej organizacji: E-mail').check()
    await page.getByText('Zapisano ustawienia powiadomień.').waitFor()
    await page.reload()
    await page.getByRole('table', { name: 'Powiadomienia' }).waitFor()
    expect(await boxesOf(page, 'Wzmianki')).toEqual([true, true])
    await page.context().close()
  })

  it('says so where the link is not whole or not ours', async () => {
    const page = await open('/powiadomienia/wypisz')
    await page.getByText('Odnośnik jest niepełny.').waitFor()
    await page.goto('/powiadomienia/wypisz?token=zmyslony')
    await page.getByRole('button', { name: 'Wypisz się' }).click()
    await page.getByRole('alert').getByText('Odnośnik jest nieprawidłowy.').waitFor()
    await page.context().close()
  })
})

const LOOKS = [
  { look: 'desktop-light', options: { viewport: DESKTOP, colorScheme: 'light' } },
  { look: 'desktop-dark', options: { viewport: DESKTOP, colorScheme: 'dark' } },
  { look: 'phone-light', options: { viewport: PHONE, colorScheme: 'light', touch: true } },
  { look: 'phone-dark', options: { viewport: PHONE, colorScheme: 'dark', touch: true } },
] as const satisfies readonly { look: string; options: WindowOptions }[]

describe.each(LOOKS)('axe finds nothing and nothing sticks out: $look', ({ look, options }) => {
  it('on the list, the settings and the page of the last link', async () => {
    const threadId = await mention('Czy to dobra kwota?')
    await resolve(kit.app, asLeon, threadId)
    await kit.app.db.notification.updateMany({
      where: { kind: 'MENTION' },
      data: { readAt: new Date(), createdAt: new Date(Date.now() - 26 * 60 * MINUTE) },
    })
    await mention('Proszę o opinię.')
    const page = await open('/powiadomienia', options)
    for (const [path, title, name] of [
      ['/powiadomienia', 'Powiadomienia', 'notifications'],
      ['/konto', 'Konto', 'notification-settings'],
      ['/powiadomienia/wypisz?token=x', 'Rezygnacja z wiadomości', 'unsubscribe'],
    ] as const) {
      await page.goto(path)
      await page.getByRole('heading', { level: 1, name: title }).waitFor()
      await page
        .getByText(/^Wczytywanie/)
        .first()
        .waitFor({ state: 'hidden' })
      await eventually(() => bellOf(page).textContent()).toMatch(/: \d nieprzeczytane/)
      await screenshot(page, `${name}-${look}`)
      expect(await findAxeViolations(page), name).toEqual([])
      expect(await sticksOut(page), name).toBe(false)
    }
    await page.context().close()
  })
})
