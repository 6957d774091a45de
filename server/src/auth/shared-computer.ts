import type { ServerResponse } from 'node:http'
import { readCookie, sessionCookieName } from './cookie.ts'

/** Long enough to sign in at the organisation's own page. */
const NOTE_SECONDS = 600

/**
 * „To jest wspólny komputer”: the session cookie ends with the browser. Signing in at an organisation leaves the page,
 * so that the tick is noted in a cookie of its own until the person is back.
 */
export class SharedComputer {
  private readonly noteName: string
  private readonly sessionName: string
  private readonly secure: boolean

  constructor(secure: boolean) {
    this.secure = secure
    this.sessionName = sessionCookieName(secure)
    this.noteName = `${secure ? '__Host-' : ''}wz.shared`
  }

  /** The cookie as the browser is to keep it: until it is closed. */
  readonly endWithBrowser = (cookie: string): string =>
    cookie.startsWith(`${this.sessionName}=`) ? cookie.replace(/; *(?:Max-Age|Expires)=[^;]*/gi, '') : cookie

  note(response: ServerResponse): void {
    response.appendHeader('set-cookie', this.toNote('1', NOTE_SECONDS))
  }

  /** Whether it was noted; the note is used up. */
  takeNote(cookieHeader: string | undefined, response: ServerResponse): boolean {
    const isNoted = readCookie(cookieHeader, this.noteName) === '1'
    if (isNoted) response.appendHeader('set-cookie', this.toNote('', 0))
    return isNoted
  }

  private toNote(value: string, seconds: number): string {
    const attributes = ['Path=/', 'HttpOnly', 'SameSite=Lax', `Max-Age=${seconds}`, ...(this.secure ? ['Secure'] : [])]
    return `${this.noteName}=${value}; ${attributes.join('; ')}`
  }
}
