import type { BrowserContext, BrowserContextOptions, CDPSession, Disposable, Page } from 'playwright-core'
import { goByLink, leaveDocument } from './kept-page.ts'

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
  private page: Page | undefined
  private isTaken = false
  private isOffline = false
  /** The program was left open in it. */
  private isKept = false
  /** Something was done to it that only a page which is loaded anew is rid of. */
  private isChanged = false
  /** Something was done to it that cannot be taken back. */
  private isSpoilt = false
  private undo: (() => Promise<unknown>)[] = []

  constructor(context: BrowserContext, options: BrowserContextOptions) {
    this.context = context
    this.options = options
    this.open = context.newPage.bind(context)
    this.end = context.close.bind(context)
    this.talk = context.newCDPSession.bind(context)
    context.newPage = () => this.newPage()
    context.setOffline = this.noting(context.setOffline.bind(context))
    context.grantPermissions = this.undone(context.grantPermissions.bind(context), () => context.clearPermissions())
    context.newCDPSession = this.undone(this.talk, (session) => session.detach())
    context.routeWebSocket = this.spoiling(context.routeWebSocket.bind(context))
    this.undoWhatIsAdded(context)
  }

  /** The first page that is asked for is the one that is kept. */
  private async newPage(): Promise<Page> {
    this.isChanged ||= this.isTaken
    if (this.isTaken) return this.open()
    this.isTaken = true
    if (this.page === undefined) {
      this.page = await this.open()
      this.page.routeWebSocket = this.spoiling(this.page.routeWebSocket.bind(this.page))
      this.page.setDefaultTimeout = this.spoiling(this.page.setDefaultTimeout.bind(this.page))
      this.page.emulateMedia = this.changing(this.page.emulateMedia.bind(this.page))
      this.page.setViewportSize = this.changing(this.page.setViewportSize.bind(this.page))
      this.page.goto = this.goingOn(this.page, this.page.goto.bind(this.page))
      this.undoWhatIsAdded(this.page)
    }
    return this.page
  }

  private undoWhatIsAdded(place: BrowserContext | Page): void {
    const dispose = (added: Disposable) => added.dispose()
    place.addInitScript = this.undone(place.addInitScript.bind(place), dispose)
    place.exposeBinding = this.undone(place.exposeBinding.bind(place), dispose)
    place.exposeFunction = this.undone(place.exposeFunction.bind(place), dispose)
    place.route = this.changing(place.route.bind(place))
  }

  /** Where the program is open, the first way leads on in it. */
  private goingOn(page: Page, load: Page['goto']): Page['goto'] {
    return async (url, options) => {
      const isByLink = this.isKept && !this.isChanged && url.startsWith('/')
      this.isKept = false
      if (!isByLink) return load(url, options)
      await goByLink(page, url)
      return null
    }
  }

  private noting(setOffline: BrowserContext['setOffline']): BrowserContext['setOffline'] {
    return (isOffline) => {
      this.isChanged = true
      this.isOffline = isOffline
      return setOffline(isOffline)
    }
  }

  private undone<Args extends unknown[], Result>(
    act: (...args: Args) => Promise<Result>,
    undo: (result: Result) => Promise<unknown>,
  ): (...args: Args) => Promise<Result> {
    return async (...args) => {
      this.isChanged = true
      const result = await act(...args)
      this.undo.push(() => undo(result))
      return result
    }
  }

  private changing<Args extends unknown[], Result>(act: (...args: Args) => Result): (...args: Args) => Result {
    return (...args) => {
      this.isChanged = true
      return act(...args)
    }
  }

  private spoiling<Args extends unknown[], Result>(act: (...args: Args) => Result): (...args: Args) => Result {
    return (...args) => {
      this.isSpoilt = true
      return act(...args)
    }
  }

  /** Leaves the program open in it for the same person; false where something in there would tell of the one before. */
  async leaveOpen(): Promise<boolean> {
    const { page } = this
    if (this.isSpoilt || this.isChanged || page === undefined || page.isClosed()) return false
    try {
      await page.mouse.move(0, 0)
      if (!(await leaveDocument(page))) return false
      for (const event of HEARD) await page.removeAllListeners(event)
      this.isTaken = false
      this.isKept = true
      return true
    } catch {
      return false
    }
  }

  /** Makes it as good as new; false where it cannot be. */
  async empty(): Promise<boolean> {
    const { context, page } = this
    this.isKept = false
    if (this.isSpoilt || page === undefined || page.isClosed()) return false
    try {
      for (const other of context.pages()) if (other !== page) await other.close()
      for (const event of HEARD) await page.removeAllListeners(event)
      await context.unrouteAll()
      await page.unrouteAll()
      await this.leave(page)
      for (const undo of this.undo.splice(0)) await undo()
      await this.clear(page)
      this.isTaken = false
      this.isChanged = false
      return true
    } catch {
      // Its server is gone, for instance: then it is closed as any other.
      return false
    }
  }

  private async leave(page: Page): Promise<void> {
    if (this.isOffline) {
      // Left before it is online again: it would send what it holds.
      await page.goto('about:blank')
      await this.context.setOffline(false)
    }
    // Straight to a page of the same site, which stays in its process: a new one was a third of what a test cost.
    await page.goto(EMPTY_PAGE)
  }

  private async clear(page: Page): Promise<void> {
    const { viewport = null, colorScheme = null, forcedColors = null, baseURL: origin = '' } = this.options
    await page.evaluate(() => sessionStorage.clear())
    const session = await this.talk(page)
    await session.send('Storage.clearDataForOrigin', { origin, storageTypes: STORED })
    await session.detach()
    await this.context.clearCookies()
    await page.mouse.move(0, 0)
    await page.emulateMedia({ media: null, colorScheme, forcedColors, reducedMotion: null })
    if (viewport !== null) await page.setViewportSize(viewport)
  }
}
