import type { Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import type { SeededDocument } from '../kit/seed.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

async function openForm(title: string): Promise<{ document: SeededDocument; page: Page; field: Locator }> {
  const document = await kit.windows.document(kit.wanda, { title, text: 'Tekst.' })
  const page = await (await kit.as(kit.wanda)).newPage()
  await page.goto('/')
  await page.getByRole('button', { name: `Czynności: ${title}` }).click()
  await page.getByRole('menuitem', { name: 'Udostępnij' }).click()
  const field = page.getByRole('dialog', { name: 'Udostępnij' }).getByLabel('Dodaj osobę lub organizację')
  await field.waitFor()
  return { document, page, field }
}

const rightsOf = ({ id }: SeededDocument) =>
  kit.app.db.documentMember.findMany({
    where: { documentId: id, until: null },
    select: { userId: true, organizationId: true },
  })

/** The server answers what is asked from now on only when it is told to. */
async function holdAnswers(page: Page): Promise<() => void> {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  await page.route('**/graphql', async (route) => {
    if (route.request().postData()?.includes('ShareForm_Query')) await opened
    await route.fallback()
  })
  return open
}

describe('whom a document is shared with', () => {
  it('is not who was chosen before the words in the field were written', async () => {
    const { document, page, field } = await openForm('Notatka dla jednej osoby')
    const before = await rightsOf(document)
    await field.fill('Framuga')
    await page.getByRole('option', { name: /Framuga/ }).click()
    await eventually(() => field.inputValue()).toBe('Leon Framuga')
    await field.press('Control+a')
    await field.pressSequentially('Gzym')
    await page.getByRole('option', { name: /Gzymsik/ }).waitFor()
    await eventually(() => page.locator('[role=option][data-highlighted]').textContent()).toContain('Gzymsik')
    await field.press('Enter')
    await eventually(() => field.inputValue()).toBe('Łucja Gzymsik')
    expect(await rightsOf(document)).toEqual(before)
    await field.press('Enter')
    await page.getByText('Udostępniono: Łucja Gzymsik').waitFor()
    expect((await rightsOf(document)).filter(({ userId }) => userId !== kit.wanda.id)).toEqual([
      { userId: kit.lucja.id, organizationId: null },
    ])
    await page.context().close()
  })

  it('is nobody as long as it is not known whom the words name', async () => {
    const { document, page, field } = await openForm('Notatka w pośpiechu')
    const before = await rightsOf(document)
    await field.click()
    await page.getByRole('option', { name: /Fundacja Trzy Okna/ }).waitFor()
    const answer = await holdAnswers(page)
    await field.pressSequentially('Gzymsik')
    await field.press('Enter')
    await field.press('Enter')
    expect(await field.inputValue()).toBe('Gzymsik')
    answer()
    await page.getByRole('option', { name: /Gzymsik/ }).waitFor()
    await field.press('Enter')
    await eventually(() => field.inputValue()).toBe('Łucja Gzymsik')
    expect(await rightsOf(document)).toEqual(before)
    await page.context().close()
  })
})
