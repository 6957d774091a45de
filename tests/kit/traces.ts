import type { BrowserContext, CDPSession, Disposable, Page } from 'playwright-core'

/** What a test does to its place at a browser, and what it takes to be rid of it. */
export class Traces {
  isOffline = false
  /** Another size of the window, or other colours. */
  looksDifferent = false
  /** Only a page that is loaded anew is rid of it. */
  isChanged = false
  /** It cannot be taken back. */
  isSpoilt = false
  private undo: (() => Promise<unknown>)[] = []

  /** A page that stays open can be rid of them. */
  get areSlight(): boolean {
    return !this.isChanged && !this.isSpoilt
  }

  watchContext(context: BrowserContext): void {
    const talk = context.newCDPSession.bind(context)
    const setOffline = context.setOffline.bind(context)
    context.setOffline = this.changing((isOffline) => {
      this.isOffline = isOffline
      return setOffline(isOffline)
    })
    context.grantPermissions = this.undone(context.grantPermissions.bind(context), () => context.clearPermissions())
    context.newCDPSession = this.undone(
      async (place) => this.watchSession(await talk(place)),
      // It may have been ended already.
      (session) => session.detach().catch(() => undefined),
    )
    context.routeWebSocket = this.spoiling(context.routeWebSocket.bind(context))
    this.watchAdded(context)
  }

  watchPage(page: Page): void {
    page.routeWebSocket = this.spoiling(page.routeWebSocket.bind(page))
    page.setDefaultTimeout = this.spoiling(page.setDefaultTimeout.bind(page))
    page.emulateMedia = this.looking(page.emulateMedia.bind(page))
    page.setViewportSize = this.looking(page.setViewportSize.bind(page))
    this.watchAdded(page)
  }

  async takeBack(): Promise<void> {
    for (const undo of this.undo.splice(0)) await undo()
  }

  private watchAdded(place: BrowserContext | Page): void {
    const dispose = (added: Disposable) => added.dispose()
    place.addInitScript = this.changing(this.undone(place.addInitScript.bind(place), dispose))
    place.exposeBinding = this.changing(this.undone(place.exposeBinding.bind(place), dispose))
    place.exposeFunction = this.changing(this.undone(place.exposeFunction.bind(place), dispose))
    place.route = this.changing(place.route.bind(place))
  }

  /** Keys, letters and touches leave nothing behind, whichever door they come by. */
  private watchSession(session: CDPSession): CDPSession {
    const send = session.send.bind(session)
    session.send = (method, ...args) => {
      this.isChanged ||= !method.startsWith('Input.')
      return send(method, ...args)
    }
    return session
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

  private looking<Args extends unknown[], Result>(act: (...args: Args) => Result): (...args: Args) => Result {
    return this.first(() => void (this.looksDifferent = true), act)
  }

  private changing<Args extends unknown[], Result>(act: (...args: Args) => Result): (...args: Args) => Result {
    return this.first(() => void (this.isChanged = true), act)
  }

  private spoiling<Args extends unknown[], Result>(act: (...args: Args) => Result): (...args: Args) => Result {
    return this.first(() => void (this.isSpoilt = true), act)
  }

  private first<Args extends unknown[], Result>(
    note: () => void,
    act: (...args: Args) => Result,
  ): (...args: Args) => Result {
    return (...args) => {
      note()
      return act(...args)
    }
  }
}
