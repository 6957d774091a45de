/**
 * Lets through what a screen reader should say: the first word at once, then the newest only, once in a while. The same
 * words are news again after a pause.
 */
export class Announcer {
  readonly #say: (words: string) => void
  readonly #pauseMs: number
  #waiting: string | null = null
  #said = ''
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(say: (words: string) => void, pauseMs: number) {
    this.#say = say
    this.#pauseMs = pauseMs
  }

  announce(words: string): void {
    this.#waiting = words
    if (this.#timer === undefined) this.#speak()
  }

  /** Says what waits without the pause: news that must not come late. */
  announceNow(words: string): void {
    clearTimeout(this.#timer)
    this.#said = ''
    this.#waiting = words
    this.#speak()
  }

  stop(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
    this.#waiting = null
  }

  #speak(): void {
    this.#timer = undefined
    const words = this.#waiting
    this.#waiting = null
    if (words === null || words === this.#said) {
      this.#said = ''
      return
    }
    this.#said = words
    this.#say(words)
    this.#timer = setTimeout(() => this.#speak(), this.#pauseMs)
  }
}
