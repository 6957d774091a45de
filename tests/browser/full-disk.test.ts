import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { readTestEnv } from '../env.ts'
import { watchProblems } from '../kit/browser.ts'
import { writerOn } from '../kit/document-page.ts'
import { startPage, type TestPage } from '../kit/page.ts'
import { signInAs } from '../kit/seed.ts'
import { takeRight } from '../kit/share.ts'

const WORDS = 'Pisane w tunelu.'
const QUOTA_BYTES = 1_000_000

let kit: TestPage
let profile: string
let context: BrowserContext

/** A browser with a disk: one that keeps everything in memory has no quota. */
beforeAll(async () => {
  kit = await startPage()
  profile = await mkdtemp(join(tmpdir(), 'wz-profile-'))
  context = await chromium.launchPersistentContext(profile, {
    ...{ executablePath: readTestEnv().chromium ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] },
    ...{ baseURL: kit.app.origin, locale: 'pl-PL', serviceWorkers: 'block' },
  })
})
afterAll(async () => {
  await context.close()
  await rm(profile, { recursive: true })
  await kit.close()
})

async function signIn(): Promise<void> {
  const [name = '', value = ''] = ((await signInAs(kit.app, kit.lucja)).split(';')[0] ?? '').split('=')
  await context.addCookies([{ name, value, url: kit.app.origin, httpOnly: true }])
}

/** Until not one byte more is taken. */
async function fillDisk(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const opening = indexedDB.open('full')
    opening.onupgradeneeded = () => void opening.result.createObjectStore('bytes', { autoIncrement: true })
    await new Promise((resolve) => opening.addEventListener('success', resolve))
    const refusals = new Set<string>()
    for (let size = 2 ** 18; size >= 1; ) {
      const tx = opening.result.transaction('bytes', 'readwrite', { durability: 'strict' })
      tx.objectStore('bytes').put('x'.repeat(size))
      const refusal = await new Promise<string | undefined>((resolve) => {
        tx.addEventListener('complete', () => resolve(undefined))
        tx.addEventListener('abort', () => resolve(tx.error?.name))
      })
      if (refusal !== undefined) size = Math.floor(size / 2)
      if (refusal !== undefined) refusals.add(refusal)
    }
    opening.result.close()
    return [...refusals]
  })
}

it('words that were dealt with while the disk was full are not offered again', async () => {
  const document = await kit.windows.document(kit.wanda, { text: 'Tekst z pociągu.' })
  await document.member(kit.lucja, 'EDITOR')
  await signIn()
  const page = await context.newPage()
  const devtools = await context.newCDPSession(page)
  await devtools.send('Storage.overrideQuotaForOrigin', { origin: kit.app.origin, quotaSize: QUOTA_BYTES })
  await page.goto(`/dokument/${document.id}`)
  const lucja = await writerOn(context, page, watchProblems(page))
  await lucja.saved()
  await context.setOffline(true)
  await lucja.caretAfter('Tekst')
  await page.keyboard.type(` ${WORDS}`)
  await lucja.kept()
  await takeRight(kit, document, kit.lucja)
  await context.setOffline(false)
  const panel = page.getByRole('region', { name: 'Nie zapisano: ten tekst jest tutaj' })
  await panel.waitFor()
  expect(await fillDisk(page)).toEqual(['QuotaExceededError'])
  await panel.getByRole('button', { name: 'Odrzuć' }).click()
  await page.getByRole('button', { name: 'Odrzuć tekst' }).click()
  await panel.waitFor({ state: 'hidden' })
  await page.reload()
  await page.getByRole('heading', { level: 1, name: 'Brak dostępu' }).waitFor()
  expect(await panel.count()).toBe(0)
})
