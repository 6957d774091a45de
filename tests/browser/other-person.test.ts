import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { watchProblems } from '../kit/browser.ts'
import { openDocument } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import type { SeededPerson } from '../kit/seed.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

/** Signs in on the sign-in page; the bar may still show the account of the session that has ended. */
async function choose(page: Page, person: SeededPerson): Promise<void> {
  await page
    .getByRole('main')
    .getByRole('button', { name: new RegExp(person.name) })
    .click()
  await page.waitForURL((url) => url.pathname !== '/zaloguj')
}

it('a page says that somebody else has signed in in its browser, sends nothing as them, and keeps its words', async () => {
  const document = await kit.windows.document(kit.wanda, { text: 'Tekst.' })
  await document.member(kit.lucja, 'EDITOR')
  const wanda = await openDocument(kit, kit.wanda, document)
  await wanda.saved()
  const beside = await wanda.context.newPage()
  await beside.goto('/zaloguj')
  await choose(beside, kit.lucja)

  // What Wanda's session still carries is hers; then it ends.
  await kit.app.db.session.deleteMany({ where: { userId: kit.wanda.id } })
  kit.app.app.pubsub.publish('session', { userId: kit.wanda.id })
  await eventually(() => wanda.state()).toBe('Sesja wygasła')
  await wanda.page.evaluate(() => window.dispatchEvent(new Event('online')))
  const notice = wanda.page.getByTestId('other-person')
  await notice.waitFor()
  expect(await notice.textContent()).toContain('W tej przeglądarce zalogowano inną osobę')
  expect(await notice.textContent()).toContain(kit.wanda.name)
  await wanda.caretAfter('Tekst')
  await wanda.page.keyboard.type(' Wandy')
  await eventually(() => wanda.state()).toBe('Nie zapisano: zalogowano inną osobę')

  await notice.getByRole('button', { name: 'Odśwież' }).click()
  await eventually(() => wanda.page.getByRole('button', { name: kit.lucja.name }).count()).toBeGreaterThan(0)
  expect(JSON.stringify(await kit.app.app.rooms.read(document.id))).not.toContain('Wandy')
  const problems = watchProblems(wanda.page)
  await kit.app.db.session.deleteMany({ where: { userId: kit.lucja.id } })
  await wanda.page.goto(`/zaloguj?dalej=/dokument/${document.id}`)
  await choose(wanda.page, kit.wanda)
  await eventually(async () => JSON.stringify(await kit.app.app.rooms.read(document.id))).toContain('Tekst. Wandy')
  expect(problems.list).toEqual([])
  await wanda.context.close()
})
