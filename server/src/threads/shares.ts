// Whose turn it is at what is heavy: so many at once, and whoever asks for much waits behind those who ask for little. A
// place is taken before anything is read, so that those who wait hold nothing.

import { AppError } from '../errors.ts'

export interface ShareLimits {
  /** So many at the same time. */
  atOnce: number
  /** So many of one person at the same time. */
  ofOneAtOnce: number
  /** So many places, those whose turn it is among them; who comes then is asked to come again. */
  inAll: number
  /** So many of one person, however many there are. */
  ofOne: number
}

const LIMITS: ShareLimits = { atOnce: 1, ofOneAtOnce: Number.POSITIVE_INFINITY, inAll: 21, ofOne: 6 }

/** A place among those who wait, or whose turn it is. */
export interface Place {
  /** Settles when it is one's turn; rejects where it was given up before. */
  turn: Promise<void>
  /** The turn is over, and the place is kept: something large was made, and is there until it is taken. */
  end(): void
  leave(): void
}

interface Taken {
  askedBy: string | null
  is: 'waiting' | 'begun' | 'ended'
  begin(): void
}

export class Shares {
  private readonly name: string
  private readonly limits: ShareLimits
  /** In the order in which they came. */
  private readonly taken = new Set<Taken>()
  private servedLast: string | null = ''

  /** @param name what is refused with `UNAVAILABLE` */
  constructor(name: string, limits: Partial<ShareLimits> = {}) {
    this.name = name
    this.limits = { ...LIMITS, ...limits }
  }

  /**
   * Does it in turn.
   * @param askedBy whose share it takes; null for the server's own work, which comes before others' and is not counted
   * @param signal gives the place up while it waits
   * @throws AppError `UNAVAILABLE` where too many wait
   */
  async run<T>(askedBy: string | null, work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const place = this.enter(askedBy, signal)
    try {
      await place.turn
      return await work()
    } finally {
      place.leave()
    }
  }

  /**
   * The same for who has to do something before the turn; to be left in every case.
   * @throws AppError `UNAVAILABLE`
   */
  enter(askedBy: string | null, signal?: AbortSignal): Place {
    if (signal?.aborted || this.isTooMuch(askedBy)) throw this.refusal()
    const { promise: turn, resolve, reject } = withResolvers()
    // Whoever gives it up may not have begun to wait.
    turn.catch(() => undefined)
    const own: Taken = { askedBy, is: 'waiting', begin: resolve }
    const leave = (): void => {
      signal?.removeEventListener('abort', giveUp)
      this.taken.delete(own)
      this.beginNext()
    }
    const end = (): void => {
      own.is = 'ended'
      this.beginNext()
    }
    const giveUp = (): void => {
      if (own.is !== 'waiting') return
      leave()
      reject(this.refusal())
    }
    signal?.addEventListener('abort', giveUp)
    this.taken.add(own)
    this.beginNext()
    return { turn, end, leave }
  }

  /**
   * Says beforehand what who asks now would be told.
   * @throws AppError `UNAVAILABLE`
   */
  assertRoom(askedBy: string): void {
    if (this.isTooMuch(askedBy)) throw this.refusal()
  }

  private isTooMuch(askedBy: string | null): boolean {
    if (askedBy === null) return false
    const others = [...this.taken].filter((one) => one.askedBy !== null)
    const ofOne = others.filter((one) => one.askedBy === askedBy).length
    return others.length >= this.limits.inAll || ofOne >= this.limits.ofOne
  }

  private beginNext(): void {
    for (;;) {
      const all = [...this.taken]
      const begun = all.filter((one) => one.is === 'begun')
      if (begun.length >= this.limits.atOnce) return
      const next = this.choose(all.filter((one) => one.is === 'waiting' && this.mayBegin(one, begun)))
      this.servedLast = next === undefined ? '' : next.askedBy
      if (next === undefined) return
      next.is = 'begun'
      next.begin()
    }
  }

  private mayBegin({ askedBy }: Taken, begun: readonly Taken[]): boolean {
    return askedBy === null || begun.filter((one) => one.askedBy === askedBy).length < this.limits.ofOneAtOnce
  }

  /** The server, every other time; else somebody else than last time, if there is anybody. */
  private choose(waiting: readonly Taken[]): Taken | undefined {
    const own = this.servedLast === null ? undefined : waiting.find(({ askedBy }) => askedBy === null)
    return own ?? waiting.find(({ askedBy }) => askedBy !== this.servedLast) ?? waiting[0]
  }

  private refusal(): AppError {
    return new AppError('UNAVAILABLE', this.name)
  }
}

function withResolvers() {
  let resolve: () => void = () => undefined
  let reject: (error: Error) => void = () => undefined
  const promise = new Promise<void>((yes, no) => {
    resolve = yes
    reject = no
  })
  return { promise, resolve, reject }
}
