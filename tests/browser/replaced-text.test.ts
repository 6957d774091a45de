import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { gql } from '../kit/client.ts'
import { openDocument } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { signInAs } from '../kit/seed.ts'

const REDACT = 'mutation ($input: RedactTextInput!) { redactText(input: $input) { id } }'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

it('whoever writes goes on where they were when words are taken out of the document for good', async () => {
  const lines = [...Array(40).keys()].map((at) => `Akapit numer ${at}.`)
  const document = await kit.windows.document(kit.wanda, { text: `Tel. 600 700 800.\n${lines.join('\n')}` })
  await document.member(kit.wanda, 'EDITOR', true)
  await document.member(kit.lucja, 'EDITOR')
  const lucja = await openDocument(kit, kit.lucja, document)
  await lucja.caretAfter('Akapit numer 35.')
  await lucja.page.keyboard.type(' Piszę')
  await lucja.saved()
  const scrolled = await lucja.page.evaluate(() => window.scrollY)
  expect(scrolled).toBeGreaterThan(100)

  const input = { id: randomUUID(), documentId: document.id, text: '600 700 800', reason: 'Prywatny telefon' }
  await gql(kit.app, await signInAs(kit.app, kit.wanda), REDACT, { input })
  await eventually(async () => (await lucja.lines())[0]).toContain('[usunięto]')
  await eventually(() =>
    lucja.text.evaluate((text) => text === text.ownerDocument.activeElement && getSelection()?.isCollapsed),
  ).toBe(true)
  await lucja.page.keyboard.type(' dalej.')
  await lucja.sees('Akapit numer 35. Piszę dalej.')
  expect(Math.abs((await lucja.page.evaluate(() => window.scrollY)) - scrolled)).toBeLessThan(200)
  await lucja.context.close()
})
