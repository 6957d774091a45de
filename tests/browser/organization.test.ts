import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { findAxeViolations, loseAnswers, type PageProblems, PHONE, sticksOut, watchProblems } from '../kit/browser.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'

let kit: TestPage
let page: Page
let problems: PageProblems

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

beforeEach(async () => {
  page = await (await kit.as(kit.leon)).newPage()
  problems = watchProblems(page)
  await page.goto('/organizacja')
  await page.getByRole('heading', { name: 'Moje organizacje' }).waitFor()
})
afterEach(async () => {
  expect(problems.list).toEqual([])
  await page.context().close()
})

const message = (words: string) => page.getByRole('status').getByText(words).waitFor()
const isFocused = (name: string) =>
  page.getByRole('button', { name, exact: true }).evaluate((element) => element === document.activeElement)

describe('a new organisation', () => {
  it('is added by keyboard alone', async () => {
    await page.getByRole('button', { name: 'Nowa organizacja' }).focus()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Nowa organizacja' })
    await dialog.waitFor()
    await dialog.getByLabel('Nazwa').focus()
    await page.keyboard.type('Stowarzyszenie Ćma')
    await page.keyboard.press('Tab')
    await page.keyboard.type('Zieleń i parki')
    await page.keyboard.press('Tab')
    await page.keyboard.type('000012345')
    await page.keyboard.press('Enter')
    await dialog.getByText('Numer KRS ma dziesięć cyfr.').waitFor()
    expect(await findAxeViolations(page)).toEqual([])
    await page.keyboard.type('6')
    await page.keyboard.press('Enter')
    await message('Dodano organizację: Stowarzyszenie Ćma')
    await dialog.waitFor({ state: 'hidden' })
    await eventually(() => isFocused('Nowa organizacja')).toBe(true)
    const card = page.getByRole('group').filter({ hasText: 'Stowarzyszenie Ćma' })
    await card.getByText('Zieleń i parki').waitFor()
    await page.getByRole('option', { name: 'Stowarzyszenie Ćma' }).waitFor({ state: 'attached' })
    const row = await kit.app.db.organization.findFirstOrThrow({ where: { name: 'Stowarzyszenie Ćma' } })
    expect(row).toMatchObject({ kind: 'NGO', krs: '0000123456' })
  })

  it('is refused in words where the name is empty or taken, on a phone too', async () => {
    await page.setViewportSize(PHONE)
    await page.getByRole('button', { name: 'Nowa organizacja' }).click()
    const dialog = page.getByRole('dialog', { name: 'Nowa organizacja' })
    const submit = dialog.getByRole('button', { name: 'Dodaj organizację' })
    await submit.click()
    await dialog.getByText('Nazwa ma od 2 do 200 znaków.').waitFor()
    await dialog.getByLabel('Nazwa').fill('towarzystwo cichych bram')
    await submit.click()
    await dialog.getByText('Organizacja o tej nazwie już jest na liście.').waitFor()
    expect(await sticksOut(page)).toBe(false)
    expect(await findAxeViolations(page)).toEqual([])
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })
})

describe('a membership', () => {
  it('is ended after asking, and the focus stays on the list', async () => {
    const adam = await kit.windows.person('Adam Segregator', 'MEMBER')
    await page.reload()
    const action = page.getByRole('button', { name: 'Zakończ udział: Adam Segregator, Przedstawicielstwo w Forum' })
    await action.click()
    const question = page.getByRole('alertdialog', { name: 'Zakończyć udział tej osoby?' })
    await question.getByText(/^Adam Segregator nie będzie już występować/).waitFor()
    expect(await findAxeViolations(page)).toEqual([])
    await question.getByRole('button', { name: 'Anuluj' }).click()
    await question.waitFor({ state: 'hidden' })

    await action.focus()
    await page.keyboard.press('Enter')
    await question.getByRole('button', { name: 'Zakończ udział' }).press('Enter')
    await message('Zakończono udział: Adam Segregator')
    await action.waitFor({ state: 'detached' })
    const list = page.getByRole('list', { name: 'Osoby: Fundacja Trzy Okna' })
    await eventually(() => list.evaluate((element) => element === document.activeElement)).toBe(true)
    expect(await list.getByText('Adam Segregator').count()).toBe(0)
    expect(await findAxeViolations(page)).toEqual([])
    const row = await kit.app.db.membership.findFirstOrThrow({ where: { userId: adam.id } })
    expect(row.until).not.toBeNull()
  })

  it('is not offered to somebody who may not end it', async () => {
    expect(await page.getByRole('button', { name: /^Zakończ udział: Leon Framuga/ }).count()).toBe(0)
    const other = await (await kit.as(kit.lucja)).newPage()
    await other.goto('/organizacja')
    await other.getByText('Łucja Gzymsik').last().waitFor()
    expect(await other.getByRole('button', { name: /^(Zakończ udział|Nowa organizacja)/ }).count()).toBe(0)
    await other.context().close()
  })
})

describe('an invitation', () => {
  const invite = async (email: string, role: string) => {
    const form = page.getByRole('region', { name: 'Zaproś osobę' })
    await form.getByLabel('Adres e-mail').fill(email)
    await form.getByLabel('Organizacja').selectOption({ label: kit.windows.name })
    await form.getByLabel('Funkcja').selectOption({ label: role })
    await form.getByRole('button', { name: 'Wyślij zaproszenie' }).click()
  }

  it('is refused in words where it was sent already, or would give what the person has', async () => {
    await invite(kit.wanda.email, 'Przedstawicielstwo w Forum')
    await page.getByRole('alert').getByText('Osoba o tym adresie ma już tę funkcję w tej organizacji.').waitFor()
    const second = await kit.gates.person('Ewa Druga', 'COORDINATOR')
    const other = await (await kit.as(second)).newPage()
    await invite('nowa.osoba@example.org', 'Zastępstwo w Forum')
    await message('Wysłano zaproszenie na adres nowa.osoba@example.org')
    await invite('nowa.osoba@example.org', 'Zastępstwo w Forum')
    await page.getByRole('alert').getByText('Na ten adres wysłano już zaproszenie').waitFor()

    await invite('nowa.osoba@example.org', 'Przedstawicielstwo w Forum')
    await eventually(() => page.getByRole('button', { name: /^Cofnij zaproszenie: nowa\.osoba/ }).count()).toBe(2)
    for (const role of ['Zastępstwo w Forum', 'Przedstawicielstwo w Forum']) {
      const name = `Cofnij zaproszenie: nowa.osoba@example.org, Fundacja Trzy Okna, ${role}`
      expect(await page.getByRole('button', { name, exact: true }).count()).toBe(1)
    }
    await page.getByRole('button', { name: /^Cofnij zaproszenie: nowa\.osoba.*Przedstawicielstwo/ }).click()

    await other.goto('/organizacja')
    await other.getByRole('button', { name: 'Cofnij zaproszenie: nowa.osoba@example.org' }).click()
    await other.getByRole('status').getByText('Cofnięto zaproszenie: nowa.osoba@example.org').waitFor()
    await other.context().close()
  })
})

describe('what is pressed again after a lost answer', () => {
  const lose = async (operation: string) => {
    problems.allow(/ERR_FAILED/)
    await loseAnswers(page, operation, 1)
  }
  const unheard = (count: number) => eventually(() => page.locator('[data-message]').count()).toBe(count)

  it('shows the invitation that its refusal speaks of, and takes it off when it was taken back', async () => {
    const email = 'zgubiona@example.org'
    await lose('InviteForm_Mutation')
    const form = page.getByRole('region', { name: 'Zaproś osobę' })
    const submit = form.getByRole('button', { name: 'Wyślij zaproszenie' })
    await form.getByLabel('Adres e-mail').fill(email)
    await submit.click()
    await form.getByRole('alert').waitFor()
    await submit.click()
    await form.getByRole('alert').getByText('Na ten adres wysłano już zaproszenie').waitFor()
    const revoke = page.getByRole('button', { name: `Cofnij zaproszenie: ${email}` })
    await revoke.waitFor()
    await form.getByLabel('Adres e-mail').fill('to nie adres')
    await submit.click()
    await form.getByText('Na ten adres wysłano już zaproszenie').waitFor({ state: 'detached' })

    await lose('InvitationList_Mutation')
    await revoke.click()
    await unheard(1)
    await revoke.click()
    await revoke.waitFor({ state: 'detached' })
  })

  it('shows the organisation whose name is taken', async () => {
    await lose('OrganizationCreateDialog_Mutation')
    await page.getByRole('button', { name: 'Nowa organizacja' }).click()
    const dialog = page.getByRole('dialog', { name: 'Nowa organizacja' })
    await dialog.getByLabel('Nazwa').fill('Fundacja Zgubiona')
    await dialog.getByRole('button', { name: 'Dodaj organizację' }).click()
    await dialog.getByRole('alert').waitFor()
    await dialog.getByRole('button', { name: 'Dodaj organizację' }).click()
    await dialog.getByText('Organizacja o tej nazwie już jest na liście.').waitFor()
    expect(await dialog.getByRole('alert').count()).toBe(0)
    await page.locator('summary').filter({ hasText: 'Fundacja Zgubiona' }).waitFor()
    await page.keyboard.press('Escape')
    await dialog.waitFor({ state: 'hidden' })
  })

  it('takes off the membership that has ended', async () => {
    await kit.windows.person('Adam Zgubiony', 'MEMBER')
    await page.reload()
    await lose('MembershipList_Mutation')
    const action = page.getByRole('button', { name: /^Zakończ udział: Adam Zgubiony/ })
    for (const count of [1, 2]) {
      await action.click()
      await page.getByRole('alertdialog').getByRole('button', { name: 'Zakończ udział' }).click()
      await unheard(count)
    }
    await action.waitFor({ state: 'detached' })
  })
})
