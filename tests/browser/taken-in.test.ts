import { afterAll, beforeAll, expect, it } from 'vitest'
import { lookBothWays } from '../kit/looks.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { find } from '../kit/proposals.ts'
import { startThread, toComment } from '../kit/remarks.ts'
import { signInAs } from '../kit/seed.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

it('a remark resolved as taken in is named at the change in a comparison, with who said so', async () => {
  const { wanda, lucja } = kit
  const document = await kit.windows.document(wanda, {
    title: 'Program współpracy na rok 2028',
    content: [{ type: 'block', id: 'u1', kind: 'ust', level: 0, content: [{ text: 'Najem trwa jeden rok.' }] }],
  })
  await document.member(wanda, 'EDITOR', true)
  await document.member(lucja, 'COMMENTER')
  const threadId = await startThread(kit.app, await signInAs(kit.app, lucja), document, 'u1', toComment('Za krótko.'))
  await kit.app.app.rooms.append(document.id, {
    kind: 'EDIT',
    userId: wanda.id,
    organizationId: wanda.organizationId,
    change: (text) => {
      const at = find(text, 'jeden rok')
      text.delete(at, 'jeden rok'.length)
      text.insert(at, 'pięć lat')
    },
  })

  const page = await (await kit.as(wanda)).newPage()
  await page.goto(`/dokument/${document.id}?watek=${threadId}`)
  const card = page.locator(`[data-thread="${threadId}"]`)
  await card.getByLabel('Uwzględniona w tekście').waitFor()
  await lookBothWays(page, 'taken-in-card')
  await card.getByLabel('Uwzględniona w tekście').check()
  await card.getByRole('button', { name: 'Rozwiąż', exact: true }).click()
  const found = () => kit.app.db.thread.findUniqueOrThrow({ where: { id: threadId } })
  await eventually(async () => (await found()).takenInSeq).toBeGreaterThan(1)

  await page.goto(`/dokument/${document.id}/porownaj?od=zapis:1&do=teraz&widok=lista`)
  const change = page.locator('.change-list [data-change]').filter({ hasText: 'pięć lat' })
  await change.getByText(/uznana za uwzględnioną \(Wanda Okienna, /).waitFor()
  const link = change.getByRole('link', { name: 'uwaga: Łucja Gzymsik (Towarzystwo Cichych Bram)' })
  expect(await link.getAttribute('href')).toContain(`watek=${threadId}`)
  await page.keyboard.press('Alt+PageDown')
  await page
    .getByRole('status')
    .filter({ hasText: /uwaga: Łucja Gzymsik/ })
    .waitFor({ state: 'attached' })
  await lookBothWays(page, 'taken-in-compare')
  await page.context().close()
})
