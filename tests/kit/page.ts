import { join } from 'node:path'
import type { BrowserContext } from 'playwright-core'
import { expect } from 'vitest'
import { type StartOptions, startApp, type TestApp } from './app.ts'
import { type BrowserOptions, type TestBrowser, useBrowser, type WindowOptions } from './browser.ts'
import { type SeededDocument, type SeededOrganization, type SeededPerson, seed, signInAs } from './seed.ts'
import { PATIENCE_MS } from './until.ts'

/** Where the built page is; the test run builds it first. */
export const WEB_DIR = join(import.meta.dirname, '..', '..', 'web', 'dist')

export interface TestPage {
  app: TestApp
  browser: TestBrowser
  windows: SeededOrganization
  gates: SeededOrganization
  /** Coordinates the Forum, so that everything can be asked of him. */
  leon: SeededPerson
  wanda: SeededPerson
  lucja: SeededPerson
  programme: SeededDocument
  /** A browser in which this person is already signed in. */
  as(person: SeededPerson, options?: WindowOptions): Promise<BrowserContext>
  close(): Promise<void>
}

export interface PageOptions extends BrowserOptions, Pick<StartOptions, 'database'> {
  /**
   * People leave the program open between tests, as somebody does who works all day, and come to the next document by a
   * link. A page that could not forget what a test did (`traces.ts`, `kept-page.ts`) is loaded anew.
   */
  staysOpen?: boolean
}

/** One address for all files of a process: what a browser has loaded from it for one file serves the next. */
let kept = 0

/** The whole product with its page, a browser, and a few made-up people and documents. */
export async function startPage({ database, staysOpen = false, ...options }: PageOptions = {}): Promise<TestPage> {
  const app = await startApp({
    ...(database && { database }),
    likedPort: kept,
    env: { demo: true, webDir: WEB_DIR },
  })
  kept = app.port
  const browser = await useBrowser(app.origin, options)
  const windows = await seed(app).organization('Fundacja Trzy Okna')
  const gates = await seed(app).organization('Towarzystwo Cichych Bram')
  const leon = await windows.person('Leon Framuga', 'COORDINATOR')
  const wanda = await windows.person('Wanda Okienna', 'MEMBER')
  const lucja = await gates.person('Łucja Gzymsik', 'DEPUTY')
  const programme = await windows.document(leon, {
    title: 'Program współpracy na rok 2027',
    kind: 'PROGRAMME',
    stage: 'CONSULTATION',
    text: 'Rozdział 1. Postanowienia ogólne',
  })
  await programme.member(leon, 'EDITOR', true)
  return {
    app,
    browser,
    windows,
    gates,
    leon,
    wanda,
    lucja,
    programme,
    async as(person, options = {}) {
      const cookie = await signInAs(app, person)
      return browser.context({ ...options, cookie, ...(staysOpen && { staysOpenFor: person.id }) })
    },
    async close() {
      await browser.close()
      await app.close()
    },
  }
}

/** Asks until the expectation holds: a page gets where it is going in its own time. */
export function eventually<T>(look: () => T | Promise<T>) {
  return expect.poll(look, { timeout: PATIENCE_MS, interval: 100 })
}
