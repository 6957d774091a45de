import type { Author } from './ledger.ts'
import type { Peer } from './peer.ts'

/** Somebody who types unique tokens between other people's tokens, and writes down when their page says "saved". */
export class Typist {
  readonly peer: Peer
  readonly author: Author
  private readonly random: () => number
  private readonly pauseMs: number
  private timer: ReturnType<typeof setTimeout> | undefined

  constructor(peer: Peer, author: Author, random: () => number, pauseMs: number) {
    this.peer = peer
    this.author = author
    this.random = random
    this.pauseMs = pauseMs
  }

  /** Goes on typing, with or without a connection, until told to stop. */
  start(): void {
    this.timer ??= setTimeout(
      () => {
        this.timer = undefined
        this.typeOnce()
        this.start()
      },
      this.pauseMs * (0.5 + this.random()),
    )
  }

  stop(): void {
    clearTimeout(this.timer)
    this.timer = undefined
  }

  typeOnce(): void {
    this.noteSaved()
    this.peer.type(this.author.next(), this.somewhere())
  }

  /** What the page calls saved must be there for ever. */
  noteSaved(): void {
    if (this.peer.session.status === 'saved') this.author.saved()
  }

  /** Between two tokens, so that no token is torn by the next one. */
  private somewhere(): number {
    const text = this.peer.content()
    const ends = [...text.matchAll(/⟩/g)].map((match) => match.index + 1)
    if (ends.length === 0) return this.peer.text.length
    const markers = this.peer.text.length - text.length
    return markers + (ends[Math.floor(this.random() * ends.length)] ?? text.length)
  }
}
