import { afterAll, beforeAll, expect, it } from 'vitest'
import * as Y from 'yjs'
import { by, markerOf, replaceText } from '../kit/attack-bytes.ts'
import { openDocument, type Writer } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'

const ATTACKER = 666

let kit: TestPage
let writer: Writer

beforeAll(async () => {
  kit = await startPage()
})
afterAll(async () => {
  await writer?.context.close()
  await kit.close()
})

/** Written past the guard, as a server before it, or a hole in it, might have let it in. */
async function plant(documentId: string): Promise<void> {
  await kit.app.app.rooms.append(documentId, {
    kind: 'EDIT',
    userId: kit.leon.id,
    organizationId: kit.windows.id,
    change: (text) => {
      const doc = text.doc as Y.Doc
      const field = { state: Y.encodeStateAsUpdate(doc), me: ATTACKER, victim: 1 }
      const evil = by(field, (mine) => {
        markerOf(mine).set('__proto__', { polluted: 1 })
        markerOf(mine).set('constructor', { prototype: { polluted: 1 } })
        markerOf(mine).set('was', { kind: 'ust', level: 0, pppproto_: { polluted: 1 } })
        mine.format(1, 3, {
          __proto__x: { polluted: 1 },
          link: { href: 'https://example.org', pppproto_: { polluted: 1 } },
        })
      })
      Y.applyUpdate(doc, replaceText(replaceText(evil, 'pppproto_', '__proto__'), 'pppproto_', '__proto__'))
    },
  })
}

it('what somebody planted in a document changes no prototype, in the page or in the server', async () => {
  await plant(kit.programme.id)
  writer = await openDocument(kit, kit.leon, kit.programme)
  const isPolluted = () => writer.page.evaluate(() => 'polluted' in {} || 'polluted' in [] || 'polluted' in Object)
  expect(await isPolluted()).toBe(false)
  await writer.caretAfter('Rozdział 1.')
  await writer.page.keyboard.type(' Dalej.')
  await writer.saved()
  expect((await writer.lines()).join()).toContain('Dalej.')
  expect(await isPolluted()).toBe(false)
  expect('polluted' in {} || 'polluted' in Object).toBe(false)
  expect(writer.problems.list).toEqual([])
})
