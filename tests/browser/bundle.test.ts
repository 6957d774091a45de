import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { describe, expect, it } from 'vitest'
import { startApp, type TestApp } from '../kit/app.ts'
import { isUncovered, launchBrowser, PHONE } from '../kit/browser.ts'
import { lookBothWays } from '../kit/looks.ts'
import { eventually, WEB_DIR } from '../kit/page.ts'
import { seed, signInAs } from '../kit/seed.ts'

const LATE = 'late-A1b2C3d4.js'

async function coordinator(app: TestApp): Promise<string> {
  return signInAs(app, await (await seed(app).organization()).person('Leon Framuga', 'COORDINATOR'))
}

/** A server whose page can be changed under it (it is read anew after a restart), and a tab; on a phone somebody's. */
async function openBundle({ onPhone = false } = {}) {
  const webDir = await mkdtemp(join(tmpdir(), 'wz-web-'))
  await cp(WEB_DIR, webDir, { recursive: true })
  const change = async (name: string, from: string | RegExp, to: string): Promise<void> => {
    const path = join(webDir, name)
    await writeFile(path, (await readFile(path, 'utf8')).replace(from, to))
  }
  const app = await startApp({ env: { demo: true, webDir } })
  const browser = await launchBrowser(app.origin, { hasServiceWorker: true })
  const context = await browser.context(onPhone ? { viewport: PHONE, touch: true, cookie: await coordinator(app) } : {})
  const page = await context.newPage()
  return {
    page,
    prompt: page.getByTestId('update-prompt'),
    isNew: () => page.locator('meta[name="bundle"]').count(),
    isInstalled: () => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active != null),
    async renew() {
      await change('index.html', '<title>', '<meta name="bundle" content="new"><title>')
      await change('sw.js', /(url:"\/",revision:")[^"]+/, '$1newer')
      await app.restart()
    },
    /** A file of the bundle does not arrive. */
    async lackFile() {
      await change('sw.js', '{url:"/",', `{url:"assets/${LATE}",revision:null},{url:"/",`)
      await app.restart()
    },
    async haveFile() {
      await writeFile(join(webDir, 'assets', LATE), '')
      await app.restart()
    },
    async close() {
      await browser.close()
      await app.close()
      await rm(webDir, { recursive: true })
    },
  }
}

/** Asks for a worker, and waits until it is there or could not be. */
function askForWorker(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.register('/sw.js')
    if (registration.installing === null) await registration.update()
    const { installing } = registration
    if (installing === null) throw new Error('Nothing is being installed')
    await new Promise((resolve) => installing.addEventListener('statechange', resolve, { once: true }))
    return installing.state
  })
}

const online = (page: Page) => page.evaluate(() => void window.dispatchEvent(new Event('online')))

describe('the first bundle', () => {
  it('that did not arrive whole is fetched again when the connection is back', async () => {
    const { page, isInstalled, ...bundle } = await openBundle()
    await bundle.lackFile()
    await page.goto('/zaloguj')
    expect(await askForWorker(page)).toBe('redundant')
    expect(await isInstalled()).toBe(false)

    await bundle.haveFile()
    await online(page)
    await eventually(isInstalled).toBe(true)
    await bundle.close()
  })
})

describe('a newer bundle', () => {
  it.each([
    ['of a first visit', false],
    ['of a later one', true],
  ])('waits in a tab %s until the person says so, then is there', async (_which, isLater) => {
    const { page, prompt, isNew, ...bundle } = await openBundle()
    await page.goto('/zaloguj')
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    if (isLater) await page.reload()
    expect(await prompt.count()).toBe(0)

    await bundle.renew()
    expect(await askForWorker(page)).toBe('installed')
    await prompt.waitFor()
    await lookBothWays(page, 'update-prompt')
    await page.reload()
    await prompt.waitFor()
    expect(await isNew()).toBe(0)
    await prompt.getByRole('button', { name: 'Odśwież' }).click()
    await eventually(isNew).toBe(1)
    await bundle.close()
  })

  it('is put off beside an open dialog, which stays as it is', async () => {
    const { page, prompt, ...bundle } = await openBundle({ onPhone: true })
    await page.goto('/')
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    await page.getByRole('button', { name: 'Nowy dokument' }).first().tap()
    const dialog = page.getByRole('dialog', { name: 'Nowy dokument' })
    await dialog.getByLabel('Tytuł').fill('Program współpracy na rok 2029')
    await bundle.renew()
    expect(await askForWorker(page)).toBe('installed')
    await prompt.waitFor()
    expect(await isUncovered(dialog.getByRole('button', { name: 'Utwórz dokument' }))).toBe(true)
    const later = prompt.getByRole('button', { name: 'Później' })
    await lookBothWays(page, 'update-prompt-dialog')
    await page.setViewportSize(PHONE)
    await later.tap()
    await prompt.waitFor({ state: 'hidden' })
    expect(await dialog.getByLabel('Tytuł').inputValue()).toBe('Program współpracy na rok 2029')
    await bundle.close()
  })

  it('that did not arrive whole at first is offered when it does', async () => {
    const { page, prompt, isNew, ...bundle } = await openBundle()
    await page.goto('/zaloguj')
    await page.evaluate(async () => void (await navigator.serviceWorker.ready))
    // Long after the page was opened.
    await page.evaluate(() => {
      const now = performance.now.bind(performance)
      performance.now = () => now() + 3_600_000
    })
    await bundle.renew()
    await bundle.lackFile()
    expect(await askForWorker(page)).toBe('redundant')
    expect(await prompt.count()).toBe(0)

    await bundle.haveFile()
    await online(page)
    await prompt.getByRole('button', { name: 'Odśwież' }).click()
    await eventually(isNew).toBe(1)
    await bundle.close()
  })
})
