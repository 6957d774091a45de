import type { WebSocketRoute } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { DESKTOP, PHONE } from '../kit/browser.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage()
})
afterAll(() => kit.close())

it.each([DESKTOP, PHONE])(
  'a button of the bar stays under the hand while a document is being opened (%o)',
  async (viewport) => {
    const document = await kit.windows.document(kit.wanda, { text: 'Lokale udostępnia się organizacjom.' })
    await document.member(kit.lucja, 'COMMENTER')
    const context = await kit.as(kit.lucja, { viewport })
    const page = await context.newPage()
    const held: WebSocketRoute[] = []
    let isHeld = true
    await page.routeWebSocket('**/graphql', (socket) => {
      if (isHeld) held.push(socket)
      else socket.connectToServer()
    })
    await page.goto(`/dokument/${document.id}`)
    const remarks = page.getByTestId('comments-button')
    const right = async () => Math.round((await remarks.boundingBox())?.x ?? 0)
    await remarks.waitFor()
    await eventually(() => held.length).toBeGreaterThan(0)
    const before = await right()
    isHeld = false
    for (const socket of held) await socket.close()
    await page.getByRole('button', { name: 'Kto jest w dokumencie' }).waitFor()
    expect(await right()).toBe(before)
    await context.close()
  },
)
