import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openDocument } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

const databases = (page: Page) =>
  page.evaluate(async () => (await indexedDB.databases()).flatMap(({ name }) => name ?? []))

async function signOut(page: Page): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: /^Menu konta/ })
    .click()
  await page.getByRole('menuitem', { name: 'Wyloguj się' }).click()
  await page.getByRole('heading', { level: 1, name: 'Zaloguj się' }).waitFor()
}

async function signIn(page: Page): Promise<void> {
  await page
    .getByRole('main')
    .getByRole('button', { name: new RegExp(kit.leon.name) })
    .click()
  await page.waitForURL((url) => url.pathname !== '/zaloguj')
}

it('a tab beside one that signed out keeps nothing, and keeps its words again after the next sign-in', async () => {
  const document = await kit.windows.document(kit.leon, { text: 'Tekst.' })
  const open = await openDocument(kit, kit.leon, document)
  await open.saved()
  const beside = await open.context.newPage()
  await beside.goto('/')
  await signOut(beside)
  await eventually(() => open.state()).toBe('Sesja wygasła')
  await open.caretAfter('Tekst')
  await open.page.keyboard.type(' Po wylogowaniu.')
  await eventually(() => open.state()).toBe('Nie zapisano: zmiany są tylko w tej karcie')
  expect(await databases(open.page)).toEqual([])

  await signIn(beside)
  await open.saved()
  await open.context.setOffline(true)
  await open.caretAfter('Tekst')
  await open.page.keyboard.type(' Bez sieci.')
  await open.kept()
  await open.context.setOffline(false)
  await open.saved()
  const text = JSON.stringify(await kit.app.app.rooms.read(document.id))
  expect(text).toContain('Tekst. Po wylogowaniu. Bez sieci.')
  await open.context.close()
})

it('a connection to the device that the browser ended is made again', async () => {
  const document = await kit.windows.document(kit.leon, { text: 'Tekst.' })
  const open = await openDocument(kit, kit.leon, document)
  await open.context.addInitScript(() => {
    const handles = new Set<IDBDatabase>()
    const { open: openNow } = IDBFactory.prototype
    IDBFactory.prototype.open = function (...args) {
      const request = openNow.apply(this, args)
      request.addEventListener('success', () => handles.add(request.result))
      return request
    }
    const endConnections = (): void => {
      for (const handle of handles) handle.close()
    }
    Object.assign(window, { endConnections })
  })
  await open.page.reload()
  await open.saved()
  await open.context.setOffline(true)
  await open.page.evaluate(() => (window as unknown as { endConnections(): void }).endConnections())
  await open.caretAfter('Tekst')
  await open.page.keyboard.type(' Bez sieci.')
  await open.kept()
  await open.context.close()
})
