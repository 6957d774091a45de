import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchProblems } from '../kit/browser.ts'
import { openDocument, type Writer, writerOn } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import type { SeededDocument } from '../kit/seed.ts'
import { giveRight, takeRight } from '../kit/share.ts'
import { databasesOf, signInOnSharedComputer } from '../kit/shared-computer.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ hasServiceWorker: true })
})
afterAll(() => kit.close())

async function draft(text: string): Promise<SeededDocument> {
  const document = await kit.windows.document(kit.wanda, { text })
  return document.member(kit.lucja, 'EDITOR')
}

const textOf = async (document: SeededDocument) => JSON.stringify(await kit.app.app.rooms.read(document.id))

/** Typed without a connection: the words are on the device only. */
async function leaveWords(lucja: Writer, words: string): Promise<void> {
  await lucja.saved()
  await lucja.context.setOffline(true)
  await lucja.caretAfter('Tekst')
  await lucja.page.keyboard.type(` ${words}`)
  await lucja.kept()
}

/** Another tab of hers. */
async function openBeside(lucja: Writer, document: SeededDocument): Promise<Writer> {
  const page = await lucja.context.newPage()
  const problems = watchProblems(page)
  await page.goto(`/dokument/${document.id}`)
  return writerOn(lucja.context, page, problems)
}

/** Back online without a session: signs in again, ticking the box. */
async function signInAgain(lucja: Writer): Promise<void> {
  await kit.app.db.session.deleteMany({ where: { userId: kit.lucja.id } })
  await lucja.context.setOffline(false)
  await lucja.page.getByRole('link', { name: 'Zaloguj się ponownie' }).click()
  await signInOnSharedComputer(lucja.page, kit.lucja)
  await lucja.text.waitFor()
}

describe('signing in with „To jest wspólny komputer” ticked', () => {
  it('keeps nothing on the device, and says so before words would be lost', async () => {
    const document = await draft('Tekst wspólny.')
    const context = await kit.browser.context()
    const page = await context.newPage()
    const problems = watchProblems(page)
    await page.goto(`/zaloguj?dalej=/dokument/${document.id}`)
    await signInOnSharedComputer(page, kit.lucja)
    const lucja = await writerOn(context, page, problems)
    await lucja.saved()
    await lucja.caretAfter('Tekst')
    await page.keyboard.type(' Zdanie.')
    await lucja.saved()
    expect(await databasesOf(page)).toEqual([])
    expect(await page.evaluate(() => localStorage.getItem('wz.viewer'))).toBeNull()

    await context.setOffline(true)
    await page.keyboard.type(' Bez sieci.')
    await eventually(() => lucja.state()).toContain('Nie zapisano: zmiany są tylko w tej karcie')
    await context.setOffline(false)
    await lucja.saved()
    expect(await textOf(document)).toContain('Tekst wspólny. Zdanie. Bez sieci.')
    expect(problems.list.filter((problem) => !problem.includes('ERR_INTERNET_DISCONNECTED'))).toEqual([])
    await context.close()
  })

  it('holds for the tabs that are open already', async () => {
    const document = await draft('Tekst w dwóch kartach.')
    const context = await kit.as(kit.lucja)
    const page = await context.newPage()
    await page.goto('/')
    await page.getByRole('heading', { level: 1, name: 'Dokumenty' }).waitFor()
    const beside = await context.newPage()
    await beside.goto('/zaloguj')
    await signInOnSharedComputer(beside, kit.lucja)
    const link = page.getByRole('link', { name: document.title }).first()
    await link.click()
    const lucja = await writerOn(context, page, watchProblems(page))
    await lucja.caretAfter('Tekst')
    await page.keyboard.type(' Zdanie.')
    await lucja.saved()
    expect(await databasesOf(page)).toEqual([])
    await context.close()
  })

  it('sends what an ended session left, of documents that are not opened too, and deletes it all', async () => {
    const [first, second] = [await draft('Tekst pierwszy.'), await draft('Tekst drugi.')]
    const lucja = await openDocument(kit, kit.lucja, first)
    const beside = await openBeside(lucja, second)
    await leaveWords(beside, 'Obok.')
    await beside.page.close()
    await lucja.context.setOffline(false)
    await leaveWords(lucja, 'Przed końcem sesji.')
    expect(await databasesOf(lucja.page)).toHaveLength(1)
    await signInAgain(lucja)

    await lucja.sees('Tekst pierwszy. Przed końcem sesji.')
    await lucja.saved()
    await eventually(() => textOf(first)).toContain('Tekst pierwszy. Przed końcem sesji.')
    await eventually(() => textOf(second)).toContain('Tekst drugi. Obok.')
    await eventually(() => databasesOf(lucja.page)).toEqual([])
    await lucja.context.close()
  })

  it('offers back what the server refuses, and deletes it when it is dismissed', async () => {
    const [reader, outsider] = [await draft('Tekst pierwszy.'), await draft('Tekst drugi.')]
    const lucja = await openDocument(kit, kit.lucja, reader)
    const beside = await openBeside(lucja, outsider)
    await leaveWords(beside, 'Bez dostępu.')
    await beside.page.close()
    await lucja.context.setOffline(false)
    await leaveWords(lucja, 'Bez prawa.')
    await giveRight(kit, reader, kit.lucja, 'READER')
    await takeRight(kit, outsider, kit.lucja)
    await signInAgain(lucja)

    const { page } = lucja
    const panel = page.getByRole('region', { name: 'Nie zapisano: ten tekst jest tutaj' })
    await panel.waitFor()
    expect(await panel.getByRole('textbox').inputValue()).toBe('Bez prawa.')
    const dismiss = async (): Promise<void> => {
      await panel.getByRole('button', { name: 'Odrzuć' }).click()
      await page.getByRole('button', { name: 'Odrzuć tekst' }).click()
      await panel.waitFor({ state: 'hidden' })
    }
    await dismiss()
    expect(await databasesOf(page)).toHaveLength(1)

    await page.goto('/')
    await page.getByRole('link', { name: 'Dokument, do którego nie ma dostępu' }).click()
    await page.getByRole('heading', { level: 1, name: 'Brak dostępu' }).waitFor()
    await panel.waitFor()
    expect(await panel.getByRole('textbox').inputValue()).toBe('Bez dostępu.')
    await dismiss()
    await eventually(() => databasesOf(page)).toEqual([])
    await lucja.context.close()
  })

  it('deletes copies that were on the device before', async () => {
    const document = await draft('Tekst z wczoraj.')
    const lucja = await openDocument(kit, kit.lucja, document)
    await lucja.saved()
    await eventually(() => databasesOf(lucja.page)).toHaveLength(1)
    await lucja.page.goto('/kontakt')
    await kit.app.db.session.deleteMany({ where: { userId: kit.lucja.id } })
    await lucja.page.goto('/zaloguj')
    await signInOnSharedComputer(lucja.page, kit.lucja)
    await eventually(() => databasesOf(lucja.page)).toEqual([])
    await lucja.page.getByRole('link', { name: document.title, exact: true }).click()
    await lucja.sees('Tekst z wczoraj.')
    await lucja.saved()
    expect(await databasesOf(lucja.page)).toEqual([])
    await lucja.context.close()
  })
})
