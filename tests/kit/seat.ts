import type { BrowserContext, BrowserContextOptions, CDPSession, Page } from 'playwright-core'
import { goByLink, leaveDocument } from './kept-page.ts'
import { Traces } from './traces.ts'

/** Of this site, but not the program: nothing runs there that could write again what is being cleared. */
const EMPTY_PAGE = '/icon.svg'
const STORED = 'cache_storage,file_systems,indexeddb,local_storage,service_workers'
const HEARD = [
  'console',
  'dialog',
  'download',
  'pageerror',
  'request',
  'requestfailed',
  'response',
  'websocket',
] as const

/** One person's place at a browser. */
export class Seat {
  readonly context: BrowserContext
  readonly end: () => Promise<void>
  private readonly options: BrowserContextOptions
  private readonly open: () => Promise<Page>
  private readonly talk: (page: Page) => Promise<CDPSession>
  private readonly traces = new Traces()
  private page: Page | undefined
  private isTaken = false
  /** The program was left open in it. */
  private isKept = false

  constructor(context: BrowserContext, options: BrowserContextOptions) {
    this.context = context
    this.options = options
    this.open = context.newPage.bind(context)
    this.end = context.close.bind(context)
    this.talk = context.newCDPSession.bind(context)
    context.newPage = () => this.newPage()
    this.traces.watchContext(context)
  }

  /** The first page that is asked for is the one that is kept. */
  private async newPage(): Promise<Page> {
    this.traces.isChanged ||= this.isTaken
    if (this.isTaken) return this.open()
    this.isTaken = true
    if (this.page === undefined) {
      this.page = await this.open()
      this.page.goto = this.goingOn(this.page, this.page.goto.bind(this.page))
      this.traces.watchPage(this.page)
    }
    return this.page
  }

  /** Where the program is open, the first way leads on in it. */
  private goingOn(page: Page, load: Page['goto']): Page['goto'] {
    return async (url, options) => {
      const isByLink = this.isKept && this.traces.areSlight && url.startsWith('/')
      this.isKept = false
      if (!isByLink) return load(url, options)
      await goByLink(page, url)
      return null
    }
  }

  /** Leaves the program open in it for the same person; false where something in there would tell of the one before. */
  async leaveOpen(): Promise<boolean> {
    const { page, traces } = this
    if (!traces.areSlight || page === undefined || page.isClosed()) return false
    try {
      await page.mouse.move(0, 0)
      if (!(await leaveDocument(page))) return false
      for (const event of HEARD) await page.removeAllListeners(event)
      await traces.takeBack()
      if (traces.looksDifferent) await this.lookAsAtFirst(page)
      this.isTaken = false
      this.isKept = true
      return true
    } catch {
      return false
    }
  }

  /** Makes it as good as new; false where it cannot be. */
  async empty(): Promise<boolean> {
    const { context, page, traces } = this
    this.isKept = false
    if (traces.isSpoilt || page === undefined || page.isClosed()) return false
    try {
      for (const other of context.pages()) if (other !== page) await other.close()
      for (const event of HEARD) await page.removeAllListeners(event)
      await context.unrouteAll()
      await page.unrouteAll()
      await this.leave(page)
      await traces.takeBack()
      await this.clear(page)
      this.isTaken = false
      traces.isChanged = false
      return true
    } catch {
      // Its server is gone, for instance: then it is closed as any other.
      return false
    }
  }

  private async leave(page: Page): Promise<void> {
    if (this.traces.isOffline) {
      // Left before it is online again: it would send what it holds.
      await page.goto('about:blank')
      await this.context.setOffline(false)
    }
    // Straight to a page of the same site, which stays in its process: a new one was a third of what a test cost.
    await page.goto(EMPTY_PAGE)
  }

  private async clear(page: Page): Promise<void> {
    const { baseURL: origin = '' } = this.options
    await page.evaluate(() => sessionStorage.clear())
    const session = await this.talk(page)
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: STORED })
    await session.detach()
    await this.context.clearCookies()
    await page.mouse.move(0, 0)
    await this.lookAsAtFirst(page)
  }

  private async lookAsAtFirst(page: Page): Promise<void> {
    const { viewport = null, colorScheme = null, forcedColors = null } = this.options
    await page.emulateMedia({ media: null, colorScheme, forcedColors, reducedMotion: null })
    if (viewport !== null) await page.setViewportSize(viewport)
    this.traces.looksDifferent = false
  }
}
