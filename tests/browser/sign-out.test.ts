import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { findAxeViolations, loseAnswers } from '../kit/browser.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { signInAs } from '../kit/seed.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ hasServiceWorker: true })
})
afterAll(() => kit.close())

async function signOut(page: Page): Promise<void> {
  await page
    .getByRole('banner')
    .getByRole('button', { name: /^Menu konta/ })
    .click()
  await page.getByRole('menuitem', { name: 'Wyloguj się' }).click()
}

const databases = (page: Page) =>
  page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).filter((name) => name !== undefined))

it('asks before it throws unsaved words away, and leaves nothing on the device', async () => {
  const context = await kit.as(kit.leon)
  const page = await context.newPage()
  await page.goto(`/dokument/${kit.programme.id}`)
  const text = page.getByRole('textbox', { name: /Treść/ })
  await text.getByText('Rozdział 1. Postanowienia ogólne').click()
  await page.getByText('Zapisano', { exact: true }).first().waitFor()

  await context.setOffline(true)
  await page.keyboard.type('Napisane w tunelu. ')
  await signOut(page)
  const question = page.getByRole('alertdialog', { name: 'Nie wszystko zapisano' })
  await question.waitFor()
  expect(await findAxeViolations(page)).toEqual([])
  await question.getByRole('button', { name: 'Zostań' }).click()
  await question.waitFor({ state: 'hidden' })

  await context.setOffline(false)
  await page.getByText('Zapisano', { exact: true }).first().waitFor()
  await eventually(async () => JSON.stringify(await kit.app.app.rooms.read(kit.programme.id))).toContain('w tunelu')
  const kept = await databases(page)
  expect(kept.filter((name) => name.includes(kit.leon.id))).toHaveLength(1)

  await signOut(page)
  await page.getByRole('heading', { level: 1, name: 'Zaloguj się' }).waitFor()
  expect((await databases(page)).filter((name) => name.includes(kit.leon.id))).toEqual([])
  await context.close()
})

it('right after „Zapisano” asks nothing, since everything has arrived', async () => {
  const context = await kit.as(kit.leon)
  const page = await context.newPage()
  await page.goto(`/dokument/${kit.programme.id}`)
  await page.getByText('Zapisano', { exact: true }).first().waitFor()
  await page.getByRole('textbox', { name: /Treść/ }).getByText('Rozdział 1. Postanowienia ogólne').click()
  await page.keyboard.type('Ostatnie słowa. ')
  await signOut(page)
  await page.getByRole('heading', { level: 1, name: 'Zaloguj się' }).waitFor()
  expect(JSON.stringify(await kit.app.app.rooms.read(kit.programme.id))).toContain('Ostatnie słowa.')
  expect(await databases(page)).toEqual([])
  await context.close()
})

/** Opens a document, so that this device holds something, and then breaks the device. */
async function withBrokenDevice(breaks: () => void): Promise<Page> {
  const context = await kit.as(kit.leon)
  const page = await context.newPage()
  await page.goto(`/dokument/${kit.programme.id}`)
  await page.getByText('Zapisano', { exact: true }).first().waitFor()
  expect(await databases(page)).toHaveLength(1)
  await page.evaluate(breaks)
  return page
}

it('where the device cannot be read, says so, and signs out all the same', async () => {
  const page = await withBrokenDevice(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException('Internal error opening backing store.', 'UnknownError')
    }
  })
  await signOut(page)
  const question = page.getByRole('alertdialog', { name: 'Nie wiadomo, czy wszystko zapisano' })
  await question.waitFor()
  expect(await findAxeViolations(page)).toEqual([])
  await question.getByRole('button', { name: 'Wyloguj mimo to' }).click()
  await page.getByRole('heading', { level: 1, name: 'Zaloguj się' }).waitFor()
  expect(await databases(page)).toEqual([])
  expect(await page.getByText('zostały dane').count()).toBe(0)
  await page.context().close()
})

it('where the device cannot be wiped, signs out and says what is left on it', async () => {
  const page = await withBrokenDevice(() => {
    IDBFactory.prototype.deleteDatabase = () => {
      throw new DOMException('Internal error deleting database.', 'UnknownError')
    }
  })
  await signOut(page)
  await page.getByRole('heading', { level: 1, name: 'Zaloguj się' }).waitFor()
  await page.getByText('Wylogowano, ale na tym urządzeniu zostały dane').waitFor()
  expect(await findAxeViolations(page)).toEqual([])
  expect(await databases(page)).toHaveLength(1)
  await page.context().close()
})

it('everywhere, with the answer lost, is done by the second press, on this device too', async () => {
  const context = await kit.as(kit.wanda)
  const page = await context.newPage()
  await page.goto(`/dokument/${kit.programme.id}`)
  await page.getByText('Zapisano', { exact: true }).first().waitFor()
  expect(await databases(page)).toHaveLength(1)
  await page.goto('/konto')
  await loseAnswers(page, 'SignOutEverywhere_Mutation', 1)
  const everywhere = page.getByRole('button', { name: 'Wyloguj wszędzie' })
  const question = page.getByRole('alertdialog', { name: 'Wylogować na wszystkich urządzeniach?' })
  const press = async () => {
    await everywhere.click()
    await question.getByRole('button', { name: 'Wyloguj wszędzie' }).click()
    await question.waitFor({ state: 'hidden' })
  }
  await press()
  await page.locator('[data-message]').first().waitFor()
  await press()
  await page.getByRole('heading', { level: 1, name: 'Zaloguj się' }).waitFor()
  expect(await databases(page)).toEqual([])
  await context.close()
})

it('everywhere is not said to be done where only this session was over', async () => {
  const context = await kit.as(kit.lucja)
  const page = await context.newPage()
  await page.goto('/konto')
  const everywhere = page.getByRole('button', { name: 'Wyloguj wszędzie' })
  await everywhere.waitFor()
  const mine = await kit.app.db.session.findFirstOrThrow({
    where: { userId: kit.lucja.id },
    orderBy: { createdAt: 'desc' },
  })
  await signInAs(kit.app, kit.lucja)
  // Without a word to the page, as one that has run out.
  await kit.app.db.session.delete({ where: { id: mine.id } })
  await everywhere.click()
  const question = page.getByRole('alertdialog', { name: 'Wylogować na wszystkich urządzeniach?' })
  if (await question.isVisible()) await question.getByRole('button', { name: 'Wyloguj wszędzie' }).click()
  await page.getByText('Sesja wygasła').first().waitFor()
  expect(page.url()).toContain('/konto')
  expect(await kit.app.db.session.count({ where: { userId: kit.lucja.id } })).toBe(1)
  await kit.app.db.session.deleteMany({ where: { userId: kit.lucja.id } })
  await context.close()
})

it('of one of two devices that are called alike says which', async () => {
  const context = await kit.as(kit.lucja)
  for (const hoursAgo of [1, 2]) {
    await signInAs(kit.app, kit.lucja)
    const { id } = await kit.app.db.session.findFirstOrThrow({
      where: { userId: kit.lucja.id },
      orderBy: { createdAt: 'desc' },
    })
    const createdAt = new Date(Date.now() - hoursAgo * 3_600_000)
    await kit.app.db.session.update({ where: { id }, data: { createdAt } })
  }
  const page = await context.newPage()
  await page.goto('/konto')
  const actions = page.getByRole('button', { name: /^Wyloguj urządzenie/ })
  await eventually(() => actions.count()).toBe(2)
  const names = await actions.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')))
  expect(new Set(names).size).toBe(2)
  await kit.app.db.session.deleteMany({ where: { userId: kit.lucja.id } })
  await context.close()
})

it('of a device that was signed out meanwhile takes it off the list', async () => {
  const context = await kit.as(kit.lucja)
  const page = await context.newPage()
  await signInAs(kit.app, kit.lucja)
  await page.goto('/konto')
  const action = page.getByRole('button', { name: /^Wyloguj urządzenie/ })
  await action.waitFor()
  const [, other] = await kit.app.db.session.findMany({
    where: { userId: kit.lucja.id },
    orderBy: { createdAt: 'asc' },
  })
  await kit.app.db.session.delete({ where: { id: other?.id ?? '' } })
  await action.click()
  await page.getByRole('status').getByText('Wylogowano urządzenie').waitFor()
  await action.waitFor({ state: 'detached' })
  await context.close()
})
