// Pure computing that takes tens of milliseconds and more: on the main thread everybody's keystrokes would wait for it. One
// thread, one job at a time, kept warm while it is used. Whoever asks for much waits behind those who ask for little.

import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'

/** So many may wait; more than that are asked to come again. */
const MAX_WAITING = 20
/** So many of one person, however many there is room for. */
const MAX_OF_ONE = 5
const IDLE_MS = 60_000
/** How long one job may take, from when it is begun, or the thread for it is there. */
const MAX_MS = 30_000

/** What a thread answers to a job; null where something it was given cannot be read. */
export interface ThreadAnswer<T> {
  id: number
  answer: T | null
}

interface Waiting<Job, Answer> {
  job: Job
  askedBy: string | null
  resolve: (answer: Answer) => void
  reject: (error: Error) => void
}

interface Begun<Answer> extends Pick<Waiting<never, Answer>, 'resolve' | 'reject'> {
  id: number
  timer: NodeJS.Timeout | undefined
}

export class WarmThread<Job, Answer> {
  private readonly script: URL
  private readonly name: string
  private readonly maxMs: number
  private thread: Worker | null = null
  private isOnline = false
  private idle: NodeJS.Timeout | undefined
  private lastId = 0
  private begun: Begun<Answer> | null = null
  private waiting: Waiting<Job, Answer>[] = []
  private servedLast: string | null = ''

  /** @param name what is refused with `UNAVAILABLE` */
  constructor(script: URL, name: string, maxMs = MAX_MS) {
    this.script = script
    this.name = name
    this.maxMs = maxMs
  }

  /**
   * @param askedBy whose share of the thread it takes; null for the server's own work, which comes before others' and is
   *   not counted
   * @throws AppError `UNAVAILABLE` where too many wait, it takes too long, or what it was given cannot be read
   */
  run(job: Job, askedBy: string | null): Promise<Answer> {
    const others = this.waiting.filter((one) => one.askedBy !== null)
    const ofOne = others.filter((one) => one.askedBy === askedBy).length
    const isTooMuch = others.length >= MAX_WAITING || ofOne >= MAX_OF_ONE
    if (askedBy !== null && isTooMuch) return Promise.reject(this.refusal())
    return new Promise<Answer>((resolve, reject) => {
      this.waiting.push({ job, askedBy, resolve, reject })
      this.begin()
    })
  }

  private begin(): void {
    if (this.begun !== null) return
    const next = this.takeNext()
    if (next === undefined) {
      this.rest()
      return
    }
    clearTimeout(this.idle)
    const thread = (this.thread ??= this.start())
    const id = ++this.lastId
    this.begun = { id, timer: undefined, resolve: next.resolve, reject: next.reject }
    if (this.isOnline) this.limitTime(thread)
    thread.ref()
    thread.postMessage({ ...next.job, id })
  }

  private limitTime(thread: Worker): void {
    if (this.begun === null) return
    this.begun.timer = setTimeout(() => this.stop(thread, this.refusal()), this.maxMs).unref()
  }

  /** The server, every other time; else somebody else than last time, if there is anybody. */
  private takeNext(): Waiting<Job, Answer> | undefined {
    const other = this.waiting.findIndex(({ askedBy }) => askedBy !== this.servedLast)
    const own = this.servedLast === null ? -1 : this.waiting.findIndex(({ askedBy }) => askedBy === null)
    const [next] = this.waiting.splice(own >= 0 ? own : Math.max(0, other), 1)
    this.servedLast = next === undefined ? '' : next.askedBy
    return next
  }

  /** The process may end while nobody waits. */
  private rest(): void {
    const { thread } = this
    if (thread === null) return
    thread.unref()
    this.idle = setTimeout(() => this.stop(thread, this.refusal()), IDLE_MS).unref()
  }

  private refusal(): AppError {
    return new AppError('UNAVAILABLE', this.name)
  }

  private start(): Worker {
    const worker = new Worker(this.script)
    worker.once('online', () => {
      if (worker !== this.thread) return
      this.isOnline = true
      this.limitTime(worker)
    })
    worker.on('message', (message: ThreadAnswer<Answer>) => this.settle(message))
    worker.on('error', (error) => this.stop(worker, error))
    return worker
  }

  private settle({ id, answer }: ThreadAnswer<Answer>): void {
    const { begun } = this
    if (begun?.id !== id) return
    this.begun = null
    clearTimeout(begun.timer)
    if (answer === null) begun.reject(new AppError('UNAVAILABLE', 'quarantined'))
    else begun.resolve(answer)
    this.begin()
  }

  /** Ends the thread and refuses its job; those who wait get another thread. */
  private stop(thread: Worker, error: Error): void {
    if (thread !== this.thread) return
    void thread.terminate()
    this.thread = null
    this.isOnline = false
    clearTimeout(this.begun?.timer)
    this.begun?.reject(error)
    this.begun = null
    this.begin()
  }
}
