import type { Browser, BrowserContext, BrowserContextOptions, CDPSession, Disposable, Page } from 'playwright-core'

// A page in a context of its own is the dearest thing tests do: a window, a process, all scripts compiled anew. So what a
// test closes is emptied and given to the next that asks for the same kind. To the test it is a new one.

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
class Seat {
  readonly context: BrowserContext
  readonly end: () => Promise<void>
  private readonly options: BrowserContextOptions
  private readonly open: () => Promise<Page>
  private readonly talk: (page: Page) => Promise<CDPSession>
  private page: Page | undefined
  private isTaken = false
  private isOffline = false
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
    if (this.isTaken) return this.open()
    this.isTaken = true
    if (this.page === undefined) {
      this.page = await this.open()
      this.page.routeWebSocket = this.spoiling(this.page.routeWebSocket.bind(this.page))
      this.page.setDefaultTimeout = this.spoiling(this.page.setDefaultTimeout.bind(this.page))
      this.undoWhatIsAdded(this.page)
    }
    return this.page
  }

  private undoWhatIsAdded(place: BrowserContext | Page): void {
    const dispose = (added: Disposable) => added.dispose()
    place.addInitScript = this.undone(place.addInitScript.bind(place), dispose)
    place.exposeBinding = this.undone(place.exposeBinding.bind(place), dispose)
    place.exposeFunction = this.undone(place.exposeFunction.bind(place), dispose)
  }

  private noting(setOffline: BrowserContext['setOffline']): BrowserContext['setOffline'] {
    return (isOffline) => {
      this.isOffline = isOffline
      return setOffline(isOffline)
    }
  }

  private undone<Args extends unknown[], Result>(
    act: (...args: Args) => Promise<Result>,
    undo: (result: Result) => Promise<unknown>,
  ): (...args: Args) => Promise<Result> {
    return async (...args) => {
      const result = await act(...args)
      this.undo.push(() => undo(result))
      return result
    }
  }

  private spoiling<Args extends unknown[], Result>(act: (...args: Args) => Result): (...args: Args) => Result {
    return (...args) => {
      this.isSpoilt = true
      return act(...args)
    }
  }

  /** Makes it as good as new; false where it cannot be. */
  async empty(): Promise<boolean> {
    const { context, page } = this
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

export interface Seats {
  take(options: BrowserContextOptions): Promise<BrowserContext>
  /** Closes what is still taken. */
  close(): Promise<void>
}

/** Each is a process that only waits. */
const MOST_FREE = 6

export function createSeats(browser: Browser): Seats {
  const taken = new Set<Seat>()
  /** The one that was left last is at the end. */
  let free: { kind: string; seat: Seat }[] = []

  async function sit(kind: string, options: BrowserContextOptions): Promise<Seat> {
    const seat = new Seat(await browser.newContext(options), options)
    // A worker that is being taken away may still answer the next registration, which then never gets ready.
    const isReusable = options.serviceWorkers !== 'allow'
    seat.context.close = async () => {
      if (!taken.delete(seat)) return
      const isFree = isReusable && (await seat.empty())
      if (!isFree) return seat.end()
      free.push({ kind, seat })
      if (free.length > MOST_FREE) await free.shift()?.seat.end()
    }
    return seat
  }

  return {
    async take(options) {
      const kind = JSON.stringify(options)
      const found = free.findLast((one) => one.kind === kind)
      free = free.filter((one) => one !== found)
      const seat = found?.seat ?? (await sit(kind, options))
      taken.add(seat)
      return seat.context
    },
    async close() {
      for (const seat of taken) await seat.end()
      taken.clear()
    },
  }
}
