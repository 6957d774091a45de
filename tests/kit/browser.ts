import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Locator, type Page, type Route } from 'playwright-core'
import { readTestEnv } from '../env.ts'
import { createSeats, type Seats } from './seats.ts'
import { PATIENCE_MS } from './until.ts'

const ARTIFACTS = join(import.meta.dirname, '..', 'artifacts')

/**
 * What playwright-core switches off, for the last list is the one that counts, and windows of Chromium's own: for each
 * person of a test it would prepare three processes that nobody looks at, half of what it costs to open a page.
 */
const WITHOUT = [
  'AimEnabled',
  'AvoidCorsURLLoaderRestartOnRedirect',
  'AvoidUnnecessaryBeforeUnloadCheckSync',
  'DestroyProfileOnBrowserClose',
  'HttpsFirstBalancedModeAutoEnable',
  'HttpsUpgrades',
  'LensOverlay',
  'MediaRouter',
  'NetworkTimeServiceQuerying',
  'OptimizationHints',
  'PaintHolding',
  'PreconnectToSearch',
  'ThirdPartyStoragePartitioning',
  'SpareRendererForSitePerProcess',
  'WebUIOmniboxAimPopup',
  'WebUIOmniboxFullPopup',
  'WebUIOmniboxPopup',
]

/** Nothing that phones home, and nothing that needs a display or a graphics card. */
const FLAGS = [
  '--disable-background-networking',
  '--disable-component-update',
  `--disable-features=${WITHOUT.join(',')}`,
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  // No page of a test lives long enough to earn what its compilers cost: a fifth of opening it, a third of axe.
  '--js-flags=--no-opt --no-maglev',
  '--no-first-run',
  '--no-sandbox',
]

export const PHONE = { width: 360, height: 740 }
export const DESKTOP = { width: 1280, height: 800 }

export interface WindowOptions {
  viewport?: { width: number; height: number }
  colorScheme?: 'light' | 'dark'
  forcedColors?: 'active' | 'none'
  /** As a phone: touch, and the phone's pixel density. */
  touch?: boolean
  /** `name=value`, as the server set it. */
  cookie?: string
  /** Whose program stays open in it when it is closed, for the next time the same is asked for. */
  staysOpenFor?: string
}

export interface TestBrowser {
  browser: Browser
  /** A person's own browser: separate cookies and storage. */
  context(options?: WindowOptions): Promise<BrowserContext>
  close(): Promise<void>
}

export interface BrowserOptions {
  /** The page may install its service worker, which then brings all of it to the device: for what is done offline. */
  hasServiceWorker?: boolean
}

interface Chromium {
  browser: Browser
  seats: Seats
}

let shared: Promise<Chromium> | undefined

async function launch(): Promise<Chromium> {
  const browser = await chromium.launch({ executablePath: readTestEnv().chromium ?? '/usr/bin/chromium', args: FLAGS })
  return { browser, seats: createSeats(browser) }
}

/** A Chromium of its own. */
export async function launchBrowser(origin: string, options: BrowserOptions = {}): Promise<TestBrowser> {
  const own = await launch()
  return { ...seatPeople(own, origin, options), close: () => own.browser.close() }
}

/** One Chromium for all test files of a process, which ends with it; closing closes what this file has not. */
export async function useBrowser(origin: string, options: BrowserOptions = {}): Promise<TestBrowser> {
  shared ??= launch()
  return seatPeople(await shared, origin, options)
}

/** Each person in a test gets a context of their own. */
function seatPeople({ browser, seats }: Chromium, origin: string, options: BrowserOptions): TestBrowser {
  const { hasServiceWorker = false } = options
  return {
    browser,
    async context({ cookie, staysOpenFor, ...look } = {}) {
      const { viewport = DESKTOP, colorScheme = 'light', forcedColors = 'none', touch = false } = look
      const seat = {
        baseURL: origin,
        locale: 'pl-PL',
        timezoneId: 'Europe/Warsaw',
        viewport,
        colorScheme,
        forcedColors,
        hasTouch: touch,
        isMobile: touch,
        serviceWorkers: hasServiceWorker ? 'allow' : 'block',
      } as const
      const context = await seats.take(seat, staysOpenFor)
      context.setDefaultTimeout(PATIENCE_MS)
      // The first page of a browser waits for all of it to start, beside two others that do.
      context.setDefaultNavigationTimeout(60_000)
      if (cookie !== undefined) await context.addCookies([toCookie(cookie, origin)])
      return context
    },
    close: () => seats.close(),
  }
}

function toCookie(cookie: string, origin: string) {
  const pair = cookie.split(';')[0] ?? ''
  const cut = pair.indexOf('=')
  return { name: pair.slice(0, cut), value: pair.slice(cut + 1), url: origin, httpOnly: true }
}

export interface PageProblems {
  /** Uncaught errors, failed requests and everything the content security policy stopped. */
  readonly list: string[]
  /** What this test brings about on purpose. */
  allow(pattern: RegExp): void
}

/** Collects what a person would not see but should worry about. */
export function watchProblems(page: Page): PageProblems {
  const list: string[] = []
  const allowed: RegExp[] = []
  const note = (problem: string) => {
    if (!allowed.some((pattern) => pattern.test(problem))) list.push(problem)
  }
  page.on('pageerror', (error) => note(`${error.name}: ${error.message}`))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.text().includes('Content Security Policy')) note(message.text())
  })
  return { list, allow: (pattern) => void allowed.push(pattern) }
}

const AXE_TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice']

let axeSource: Promise<string> | undefined

/** What axe finds on the page as it is now: rule, place and reason. No rule is off and no element is left out. */
export async function findAxeViolations(page: Page): Promise<string[]> {
  axeSource ??= readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  await settle(page)
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(await axeSource)
  return page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, {
      runOnly: { type: 'tag', values: tags },
      // All rules run; of what is in order only counts come back.
      resultTypes: ['violations'],
    })
    return violations.flatMap(({ id, nodes }) =>
      nodes.map((node) => `${id}: ${node.target.join(' ')} – ${node.failureSummary ?? ''}`),
    )
  }, AXE_TAGS)
}

/**
 * Colours in the middle of a transition are nobody's colours. Asked again and again: what is cut short by another change
 * (of colours, of the window) does not always say that it has ended.
 */
async function settle(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    const isMoving = (one: Animation) =>
      one.playState === 'running' && one.effect?.getComputedTiming().iterations !== Infinity
    while (document.getAnimations().some(isMoving)) await new Promise((resolve) => setTimeout(resolve, 20))
  })
}

/** Does anything stick out to the right of the window, as it is painted? Names at carets are put right before each paint. */
export async function sticksOut(page: Page): Promise<boolean> {
  await settle(page)
  return page.evaluate(async () => {
    for (let frame = 0; frame < 2; frame += 1) await new Promise((resolve) => requestAnimationFrame(resolve))
    return document.documentElement.scrollWidth > window.innerWidth
  })
}

/** Does anything lie over it, now that it is in sight? */
export function isUncovered(place: Locator): Promise<boolean> {
  return place.evaluate((one) => {
    one.scrollIntoView({ block: 'nearest' })
    const { left, top, width, height } = one.getBoundingClientRect()
    return one.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })
}

/** What tells of changes and is not read out while this dialog is open, by where it stands. */
export function mutedBeside(dialog: Locator): Promise<string[]> {
  return dialog.evaluate((open) =>
    [...open.ownerDocument.querySelectorAll('[role=status], [role=alert], [aria-live]')]
      .filter((region) => !open.contains(region) && region.closest('[aria-hidden=true]') !== null)
      .map((region) => region.outerHTML.slice(0, 120)),
  )
}

/** What can be touched there and is smaller than a finger; a box to tick is as large as its label. */
export function smallTargets(place: Locator): Promise<string[]> {
  return place.locator('button, select, input, textarea, a').evaluateAll((elements) =>
    elements
      .map((element) => element.closest('label') ?? element)
      .filter((element) => {
        const { width, height } = element.getBoundingClientRect()
        return Math.min(width, height) < 44
      })
      .map((element) => element.getAttribute('aria-label') ?? element.textContent?.trim() ?? element.tagName),
  )
}

/** A picture for people to look at, where there are any; nothing is compared with it. */
export async function screenshot(page: Page, name: string, options: { fullPage?: boolean } = {}): Promise<void> {
  if (readTestEnv().isUnwatched) return
  await mkdir(ARTIFACTS, { recursive: true })
  await settle(page)
  await page.screenshot({ path: join(ARTIFACTS, `${name}.png`), fullPage: options.fullPage ?? true })
}

/** Requests with this in them reach the server so many times more, and their answers never the page. */
export async function loseAnswers(page: Page, operation: string, times: number): Promise<void> {
  let left = times
  await page.route('**/graphql', async (route) => {
    if (left === 0 || !route.request().postData()?.includes(operation)) return route.fallback()
    left -= 1
    await route.fetch()
    await route.abort()
  })
}

/**
 * Cuts the requests of the page, and not its socket, until the returned function is called: a page whose socket was lost
 * asks again by itself once it is back, and whoever presses „Spróbuj ponownie” then presses what is no more.
 */
export async function cutRequests(page: Page): Promise<() => Promise<void>> {
  const cut = (route: Route): Promise<void> => route.abort('internetdisconnected')
  await page.route('**/graphql', cut)
  return () => page.unroute('**/graphql', cut)
}

/** From now on requests with this in them are refused whole, as the server does. */
export async function refuse(page: Page, operation: string, code: string): Promise<void> {
  const body = JSON.stringify({ data: null, errors: [{ message: code, extensions: { code } }] })
  await page.route('**/graphql', async (route) => {
    if (!route.request().postData()?.includes(operation)) return route.fallback()
    await route.fulfill({ body, contentType: 'application/graphql-response+json' })
  })
}

/** Lets the server answer this operation once, and its page hear of it only when it is told to. */
export async function holdAnswer(page: Page, operation: string): Promise<() => void> {
  let isHeld = true
  let letGo: () => void = () => undefined
  const told = new Promise<void>((resolve) => {
    letGo = resolve
  })
  await page.route('**/graphql', async (route) => {
    if (!isHeld || !route.request().postData()?.includes(operation)) return route.fallback()
    isHeld = false
    const response = await route.fetch()
    await told
    await route.fulfill({ response })
  })
  return letGo
}
