import { afterAll, beforeAll, expect, it } from 'vitest'
import { gql } from '../kit/client.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { type SeededDocument, signInAs } from '../kit/seed.ts'

const ARCHIVED = 'Dokument przeniesiono do archiwum. Jest tylko do odczytu.'
const ARCHIVE = 'mutation ($input: ArchiveDocumentInput!) { archiveDocument(input: $input) { id } }'
const RESTORE = 'mutation ($input: RestoreDocumentInput!) { restoreDocument(input: $input) { id } }'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ staysOpen: true })
})
afterAll(() => kit.close())

async function byWanda(mutation: string, { id: documentId }: SeededDocument): Promise<void> {
  await gql(kit.app, await signInAs(kit.app, kit.wanda), mutation, { input: { documentId } })
}

const notice = ({ page }: Writer) => page.getByTestId('access-notice')
const noticeWords = async (writer: Writer) => (await notice(writer).textContent())?.trim()
const badge = ({ page }: Writer) => page.locator('.document-header').getByText('Archiwum', { exact: true })

it('whoever is writing is told that the document was archived, and not that their rights changed', async () => {
  const document = await kit.windows.document(kit.wanda, { text: 'Tekst.' })
  await document.member(kit.lucja, 'EDITOR')
  const writer = await openDocument(kit, kit.lucja, document)
  await writer.caretAfter('Tekst')
  await writer.page.keyboard.type(' Dopisek.')
  await writer.saved()
  await byWanda(ARCHIVE, document)
  await eventually(() => noticeWords(writer)).toBe(ARCHIVED)
  await badge(writer).waitFor()
  await eventually(writer.state).toBe('W archiwum')
  const said = writer.page.getByRole('status')
  await eventually(async () => (await said.allTextContents()).join('\n')).toContain(ARCHIVED)
  expect((await said.allTextContents()).join('\n')).not.toContain('Uprawnienia zmieniły się.')

  await byWanda(RESTORE, document)
  await eventually(() => badge(writer).count()).toBe(0)
  await writer.saved()
  await eventually(() => notice(writer).count()).toBe(0)
  await writer.caretAfter('Dopisek')
  await writer.page.keyboard.type(' Dalej.')
  await writer.saved()
  expect(await writer.lines()).toEqual(['Tekst. Dopisek. Dalej.'])
  await writer.context.close()
})

it('whoever manages an archived document sees that it can be brought back, and where', async () => {
  const document = await kit.windows.document(kit.wanda, { title: 'Notatka', text: 'Tekst.', archived: true })
  const writer = await openDocument(kit, kit.wanda, document)
  const { page } = writer
  await badge(writer).waitFor()
  await eventually(() => noticeWords(writer)).toContain(ARCHIVED)
  await notice(writer).getByText('„Przywróć z archiwum”').waitFor()
  await page.getByRole('button', { name: 'Czynności: Notatka' }).click()
  await page.getByRole('menuitem', { name: 'Przywróć z archiwum' }).click()
  await eventually(() => badge(writer).count()).toBe(0)
  await eventually(() => notice(writer).count()).toBe(0)
  await writer.context.close()
})

it('whoever only reads learns it, too, but is offered nothing they may not do', async () => {
  const document = await kit.windows.document(kit.wanda, { text: 'Tekst.', archived: true })
  await document.member(kit.lucja, 'EDITOR')
  const reader = await openDocument(kit, kit.lucja, document)
  await badge(reader).waitFor()
  await eventually(() => noticeWords(reader)).toBe(ARCHIVED)
  await reader.context.close()
})
