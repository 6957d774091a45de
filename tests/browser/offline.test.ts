import { randomUUID } from 'node:crypto'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { watchProblems } from '../kit/browser.ts'
import { gql } from '../kit/client.ts'
import { openDocument, type Writer, writerOn } from '../kit/document-page.ts'
import { eventually, startPage, type TestPage } from '../kit/page.ts'
import { type SeededDocument, signInAs } from '../kit/seed.ts'
import { until } from '../kit/until.ts'

const PROPOSE = 'mutation ($input: ProposeWordingInput!) { proposeWording(input: $input) { id } }'

let kit: TestPage

beforeAll(async () => {
  kit = await startPage({ database: 'embedded', hasServiceWorker: true })
})
afterAll(() => kit.close())

async function draft(): Promise<SeededDocument> {
  const document = await kit.windows.document(kit.wanda, { text: 'Lokal przy ul. Długiej.' })
  return document.member(kit.lucja, 'EDITOR')
}

/** One visit: the page, its fonts and the document are on the device. */
async function visit(document: SeededDocument): Promise<Writer> {
  const writer = await openDocument(kit, kit.wanda, document)
  await writer.saved()
  await writer.page.evaluate(async () => void (await navigator.serviceWorker.ready))
  await until('the copy to be on the device', () => countOf(writer.page, 'pieces'))
  return writer
}

/** Rows of one store in the person's database. */
function countOf(page: Page, store: string): Promise<number> {
  return page.evaluate(async (name) => {
    const [found] = await indexedDB.databases()
    if (!found?.name) return 0
    const opening = indexedDB.open(found.name)
    const database = await new Promise<IDBDatabase>((resolve) => {
      opening.onsuccess = () => resolve(opening.result)
    })
    const counting = database.transaction(name).objectStore(name).count()
    const count = await new Promise<number>((resolve) => {
      counting.onsuccess = () => resolve(counting.result)
    })
    database.close()
    return count
  }, store)
}

async function reopen(writer: Writer, document: SeededDocument): Promise<Writer> {
  const page = await writer.context.newPage()
  const problems = watchProblems(page)
  await page.goto(`/dokument/${document.id}`)
  return writerOn(writer.context, page, problems)
}

describe('without a connection', () => {
  it('the page opens after one visit, takes words, survives a reload, and everything arrives later', async () => {
    const document = await draft()
    const wanda = await visit(document)
    await wanda.context.setOffline(true)
    await wanda.page.reload()
    await wanda.text.waitFor()
    await wanda.caretAfter('Lokal')
    await wanda.page.keyboard.type(' Napisane w tunelu.')
    await wanda.kept()
    await wanda.page.reload()
    await wanda.sees('Lokal przy ul. Długiej. Napisane w tunelu.')
    await wanda.kept()
    await wanda.context.setOffline(false)
    await wanda.saved()
    const lucja = await openDocument(kit, kit.lucja, document)
    await lucja.sees('Lokal przy ul. Długiej. Napisane w tunelu.')
    await wanda.context.close()
    await lucja.context.close()
  })

  it('a document that was opened without one has its proposals as soon as there is one', async () => {
    const document = await draft()
    const wanda = await visit(document)
    const unitId = (await kit.app.app.rooms.read(document.id)).content[0]?.id
    const input = {
      id: randomUUID(),
      documentId: document.id,
      unitId,
      wording: 'Lokal przy ul. Krótkiej.',
      grounds: '',
    }
    await gql(kit.app, await signInAs(kit.app, kit.lucja), PROPOSE, { input })
    await wanda.context.setOffline(true)
    await wanda.page.reload()
    await wanda.text.waitFor()
    await eventually(() => wanda.state()).toContain('Offline')
    await wanda.context.setOffline(false)
    await wanda.page.getByRole('button', { name: '1 propozycja', exact: true }).waitFor()
    await wanda.context.close()
  })

  it('a tab that crashes loses nothing that its page said was on the device', async () => {
    const document = await draft()
    const wanda = await visit(document)
    await wanda.context.setOffline(true)
    await wanda.caretAfter('Lokal')
    await wanda.page.keyboard.type(' Zanim karta padła.')
    await wanda.kept()
    const session = await wanda.context.newCDPSession(wanda.page)
    const crashed = wanda.page.waitForEvent('crash')
    session.send('Page.crash').catch(() => undefined)
    await crashed
    await wanda.page.close()
    const again = await reopen(wanda, document)
    await again.sees('Zanim karta padła.')
    await wanda.context.setOffline(false)
    await again.saved()
    await wanda.context.close()
  })

  it('a browser that keeps nothing says so instead of "on this device", and asks before leaving', async () => {
    const document = await draft()
    const context = await kit.as(kit.wanda)
    await context.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('Storage is switched off.', 'InvalidStateError')
      }
    })
    const page = await context.newPage()
    const problems = watchProblems(page)
    await page.goto(`/dokument/${document.id}`)
    const wanda = await writerOn(context, page, problems)
    await wanda.saved()
    await context.setOffline(true)
    await wanda.caretAfter('Lokal')
    await page.keyboard.type(' Tylko tutaj.')
    await eventually(() => wanda.state()).toContain('Nie zapisano: zmiany są tylko w tej karcie')
    const question = page.waitForEvent('dialog')
    await page.close({ runBeforeUnload: true })
    expect((await question).type()).toBe('beforeunload')
    await (await question).dismiss()
    await context.setOffline(false)
    await wanda.saved()
    await context.close()
  })
})

describe('signing out', () => {
  it('with unsent words asks first, and then leaves nothing on the device', async () => {
    const document = await draft()
    const wanda = await visit(document)
    await wanda.context.setOffline(true)
    await wanda.caretAfter('Lokal')
    await wanda.page.keyboard.type(' Nie wysłano.')
    await wanda.kept()
    await wanda.page.close()
    await wanda.context.setOffline(false)
    const page = await wanda.context.newPage()
    await page.goto('/')
    const leave = async (): Promise<void> => {
      await page.getByRole('button', { name: /Wanda Okienna/ }).click()
      await page.getByRole('menuitem', { name: 'Wyloguj się' }).click()
    }
    await leave()
    const question = page.getByRole('alertdialog', { name: 'Nie wszystko zapisano' })
    await question.getByRole('button', { name: 'Zostań' }).click()
    expect(await countOf(page, 'records')).toBeGreaterThan(0)
    await leave()
    await question.getByRole('button', { name: 'Wyloguj i usuń tekst' }).click()
    await page.waitForURL(/\/zaloguj/)
    expect(await page.evaluate(async () => (await indexedDB.databases()).length)).toBe(0)
    await wanda.context.close()
  })
})
