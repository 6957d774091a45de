import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { screenshot, sticksOut } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { seed, signInAs } from '../kit/seed.ts'

const WORD = 'Konstantynopolitańczykowianeczka'.repeat(3)
const WIDTHS = [320, 1280]

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

/** As a link of the page would, without loading all of it again. */
async function goTo(page: Page, path: string): Promise<void> {
  await page.evaluate((to) => {
    history.pushState({}, '', to)
    dispatchEvent(new PopStateEvent('popstate', { state: {} }))
  }, path)
  await page.locator('main h1, .document-text').first().waitFor()
  await page.evaluate(async () => {
    let seen = ''
    for (let still = 0; still < 12; still += 1) {
      await new Promise(requestAnimationFrame)
      const now = document.querySelector('main')?.innerHTML ?? ''
      if (now !== seen) still = 0
      seen = now
    }
  })
}

it('words longer than the window make no page wider: titles, names and what is compared', async () => {
  const office = await seed(kit.app).organization(WORD, 'CITY')
  const clerk = await office.person(`Anna ${WORD}`.slice(0, 80), 'COORDINATOR')
  const document = await office.document(clerk, { title: WORD, text: `${WORD} jeden.`, kind: 'PROGRAMME' })
  await document.member(clerk, 'EDITOR', true)
  const cookie = await signInAs(kit.app, clerk)
  const version = { id: randomUUID(), documentId: document.id, name: WORD.slice(0, 90) }
  const create = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { id } }'
  await gql(kit.app, cookie, create, { input: version })
  const page = await (await kit.as(clerk, { viewport: { width: 320, height: 640 } })).newPage()
  await page.goto('/')
  const from = `/dokument/${document.id}`
  const places = [
    '/',
    from,
    `${from}/uwagi`,
    `${from}/historia`,
    `${from}/historia?widok=wersje`,
    `${from}/historia?widok=przeglad`,
    `${from}/wersja/${version.id}`,
    `${from}/porownaj?od=zapis:0&do=wersja:${version.id}`,
    `${from}/autorzy`,
    `${from}/przywroc?wersja=${version.id}`,
    `${from}/odtwarzanie`,
    '/konto',
    '/powiadomienia',
    '/organizacja',
  ]
  const wide: string[] = []
  for (const place of places) {
    await goTo(page, place)
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 640 })
      const out = await beyondTheEdge(page)
      if ((await sticksOut(page)) || out.length > 0) wide.push(`${place} at ${width}: ${out}`)
      if (width === 320) await screenshot(page, `long-words-${places.indexOf(place)}`)
    }
  }
  expect(wide).toEqual([])
  await page.context().close()
})

/** What stands behind the edge of the window, though cut off there; but not in what is scrolled by itself. */
const beyondTheEdge = (page: Page) =>
  page.evaluate(() => {
    const isScrolled = (one: Element | null): boolean =>
      one !== null && (getComputedStyle(one).overflowX === 'auto' || isScrolled(one.parentElement))
    const out = [...document.querySelectorAll('body *')].filter((one) => one.getBoundingClientRect().right > innerWidth)
    return out.flatMap((one) => (isScrolled(one) ? [] : [`${one.tagName}.${one.className}`])).slice(0, 4)
  })
