import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { findAxeViolations, holdAnswer, PHONE, screenshot, smallTargets, sticksOut } from '../kit/browser.ts'
import { keyboardPerson } from '../kit/keyboard.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import type { SeededDocument, SeededPerson } from '../kit/seed.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

/** Of Wanda's organisation; Łucja, of another, manages it by a right of her own. */
async function draft(title: string): Promise<SeededDocument> {
  const document = await kit.windows.document(kit.wanda, { title, text: 'Tekst.' })
  return document.member(kit.lucja, 'EDITOR', true)
}

async function openList(person: SeededPerson, title: string): Promise<{ page: Page; dialog: Locator }> {
  const context = await kit.as(person)
  const page = await context.newPage()
  await page.goto('/')
  await page.getByRole('button', { name: `Czynności: ${title}` }).click()
  await page.getByRole('menuitem', { name: 'Udostępnij' }).click()
  const dialog = page.getByRole('dialog', { name: 'Udostępnij' })
  await roleOf(dialog).waitFor()
  return { page, dialog }
}

const roleOf = (dialog: Locator) => dialog.getByRole('combobox', { name: 'Uprawnienie: Łucja Gzymsik' })
const managesOf = (dialog: Locator) => dialog.getByRole('checkbox', { name: 'Zarządza dokumentem: Łucja Gzymsik' })
const applyOf = (dialog: Locator) => dialog.getByRole('button', { name: 'Zmień uprawnienie: Łucja Gzymsik' })
const rightOf = ({ id }: SeededDocument) =>
  kit.app.db.documentMember.findFirstOrThrow({
    where: { documentId: id, userId: kit.lucja.id, until: null },
    select: { role: true, manage: true },
  })

describe('the list of those who have a right', () => {
  it('one’s own managing cannot be taken away by oneself: it says so, and shows what is', async () => {
    const document = await draft('Notatka o zarządzaniu')
    const { page, dialog } = await openList(kit.lucja, 'Notatka o zarządzaniu')
    await roleOf(dialog).selectOption({ label: 'Odczyt' })
    await applyOf(dialog).click()
    const alert = dialog.getByRole('alert')
    await alert.getByText('Nie można odebrać zarządzania dokumentem samemu sobie.').waitFor()
    expect(await alert.textContent()).not.toContain('w tym samym czasie')
    expect(await roleOf(dialog).inputValue()).toBe('EDITOR')
    expect(await managesOf(dialog).isChecked()).toBe(true)
    expect(await rightOf(document)).toEqual({ role: 'EDITOR', manage: true })

    await managesOf(dialog).uncheck()
    await applyOf(dialog).click()
    await eventually(() => managesOf(dialog).isChecked()).toBe(true)
    await dialog.getByRole('button', { name: 'Odbierz dostęp: Łucja Gzymsik' }).click()
    await alert.getByText('Nie można odebrać zarządzania dokumentem samemu sobie.').waitFor()
    expect(await rightOf(document)).toEqual({ role: 'EDITOR', manage: true })
    await page.context().close()
  })

  it('is where a right is changed: adding who has one already is refused in words, and changes nothing', async () => {
    const document = await draft('Notatka dla dwóch')
    const { page, dialog } = await openList(kit.wanda, 'Notatka dla dwóch')
    await dialog.getByLabel('Dodaj osobę lub organizację').fill('Gzymsik')
    await page.getByRole('option', { name: /Gzymsik/ }).click()
    await dialog.getByLabel('Uprawnienie', { exact: true }).selectOption({ label: 'Komentowanie' })
    await dialog.getByRole('button', { name: 'Udostępnij', exact: true }).click()
    await dialog.getByRole('alert').getByText('ma już uprawnienie do tego dokumentu').waitFor()
    expect(await dialog.getByText('Udostępniono:').count()).toBe(0)
    expect(await rightOf(document)).toEqual({ role: 'EDITOR', manage: true })
    await page.context().close()
  })

  it('a change that did not reach the server is not shown as done', async () => {
    const document = await draft('Notatka z tunelu')
    const { page, dialog } = await openList(kit.wanda, 'Notatka z tunelu')
    await page.context().setOffline(true)
    await roleOf(dialog).selectOption({ label: 'Odczyt' })
    await applyOf(dialog).click()
    await dialog.getByRole('alert').getByText('Brak połączenia z serwerem.').waitFor()
    expect(await roleOf(dialog).inputValue()).toBe('EDITOR')
    expect(await rightOf(document)).toEqual({ role: 'EDITOR', manage: true })
    await page.context().close()
  })

  it('walking through the roles by keyboard changes nothing until it is told to, and managing is given back', async () => {
    const document = await draft('Notatka o rolach')
    const { page, dialog } = await openList(kit.wanda, 'Notatka o rolach')
    const me = keyboardPerson(page)
    await roleOf(dialog).focus()
    await me.press('ArrowDown', 'ArrowUp')
    expect(await roleOf(dialog).inputValue()).toBe('EDITOR')
    expect(await managesOf(dialog).isChecked()).toBe(true)
    expect(await applyOf(dialog).count()).toBe(0)
    expect(await rightOf(document)).toEqual({ role: 'EDITOR', manage: true })

    await me.press('ArrowDown')
    expect(await roleOf(dialog).inputValue()).toBe('PROPOSER')
    await me.goTo('Zmień uprawnienie: Łucja Gzymsik')
    await me.press('Enter')
    const said = dialog.getByRole('status').getByText('Zmieniono uprawnienie: Łucja Gzymsik')
    await said.waitFor()
    await me.isAt('Uprawnienie: Łucja Gzymsik')
    expect(await rightOf(document)).toEqual({ role: 'PROPOSER', manage: false })

    await me.press('ArrowUp')
    await me.goTo('Zarządza dokumentem: Łucja Gzymsik')
    await me.press('Space')
    await me.goTo('Zmień uprawnienie: Łucja Gzymsik')
    await me.press('Enter')
    await eventually(() => rightOf(document)).toEqual({ role: 'EDITOR', manage: true })
    await eventually(() => applyOf(dialog).count()).toBe(0)
    await page.context().close()
  })

  it('a bin that is pressed twice takes the right once', async () => {
    await draft('Notatka o koszu')
    const { page, dialog } = await openList(kit.wanda, 'Notatka o koszu')
    const letGo = await holdAnswer(page, 'unshareDocument')
    const bin = dialog.getByRole('button', { name: 'Odbierz dostęp: Łucja Gzymsik' })
    await bin.click()
    await bin.click()
    letGo()
    await dialog.getByRole('status').getByText('Odebrano dostęp: Łucja Gzymsik').waitFor()
    await bin.waitFor({ state: 'detached' })
    expect(await dialog.getByRole('alert').count()).toBe(0)
    await page.context().close()
  })

  it('what was chosen is let go, fits a phone, and axe finds nothing', async () => {
    const document = await draft('Notatka o rezygnacji')
    const leon = kit.leon
    await document.member(leon, 'COMMENTER')
    const { page, dialog } = await openList(kit.wanda, 'Notatka o rezygnacji')
    await screenshot(page, 'share-list-1280', { fullPage: false })
    await roleOf(dialog).selectOption({ label: 'Komentowanie' })
    expect(await findAxeViolations(page)).toEqual([])
    await screenshot(page, 'share-list-chosen-1280', { fullPage: false })
    await page.setViewportSize(PHONE)
    expect(await sticksOut(page)).toBe(false)
    expect(await smallTargets(dialog.locator('li'))).toEqual([])
    await applyOf(dialog).scrollIntoViewIfNeeded()
    await screenshot(page, 'share-list-chosen-360', { fullPage: false })
    await dialog.getByRole('button', { name: 'Anuluj zmianę uprawnienia: Łucja Gzymsik' }).click()
    expect(await roleOf(dialog).inputValue()).toBe('EDITOR')
    await screenshot(page, 'share-list-360', { fullPage: false })
    expect(await findAxeViolations(page)).toEqual([])
    expect(await rightOf(document)).toEqual({ role: 'EDITOR', manage: true })
    await page.context().close()
  })
})
