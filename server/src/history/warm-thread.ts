// Pure computing that takes tens of milliseconds and more: on the main thread everybody's keystrokes would wait for it. One
// thread, one job at a time, kept warm while it is used. Whoever asks for much waits behind those who ask for little.

import type { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'
import { Shares } from '../threads/shares.ts'

const IDLE_MS = 60_000
/** How long one job may take, from when it is begun, or the thread for it is there. */
const MAX_MS = 30_000

/** What a thread answers to a job; null where something it was given cannot be read. */
export interface ThreadAnswer<T> {
  id: number
  answer: T | null
}

interface Begun<Answer> {
  id: number
  timer: NodeJS.Timeout | undefined
  resolve: (answer: Answer) => void
  reject: (error: Error) => void
}

export class WarmThread<Job extends object, Answer> {
  private readonly startWorker: () => Worker
  private readonly name: string
  private readonly maxMs: number
  private readonly shares: Shares
  private thread: Worker | null = null
  private isOnline = false
  private idle: NodeJS.Timeout | undefined
  private lastId = 0
  private begun: Begun<Answer> | null = null

  /** @param name what is refused with `UNAVAILABLE` */
  constructor(startWorker: () => Worker, name: string, maxMs = MAX_MS) {
    this.startWorker = startWorker
    this.name = name
    this.maxMs = maxMs
    this.shares = new Shares(name)
  }

  /**
   * @param read makes the job when its turn comes: those who wait hold no document
   * @param askedBy whose share of the thread it takes; null for the server's own work, which comes before others' and is
   *   not counted
   * @throws AppError `UNAVAILABLE` where too many wait, it takes too long, or what it was given cannot be read
   */
  run(read: () => Job | Promise<Job>, askedBy: string | null): Promise<Answer> {
    return this.shares.run(askedBy, async () => this.work(await read()))
  }

  private work(job: Job): Promise<Answer> {
    clearTimeout(this.idle)
    const thread = (this.thread ??= this.start())
    const id = ++this.lastId
    return new Promise<Answer>((resolve, reject) => {
      this.begun = { id, timer: undefined, resolve, reject }
      if (this.isOnline) this.limitTime(thread)
      thread.ref()
      thread.postMessage({ ...job, id })
    })
  }

  private limitTime(thread: Worker): void {
    if (this.begun === null) return
    this.begun.timer = setTimeout(() => this.stop(thread, this.refusal()), this.maxMs).unref()
  }

  /** The process may end while nobody waits. */
  private rest(thread: Worker): void {
    thread.unref()
    this.idle = setTimeout(() => this.stop(thread, this.refusal()), IDLE_MS).unref()
  }

  private refusal(): AppError {
    return new AppError('UNAVAILABLE', this.name)
  }

  private start(): Worker {
    const worker = this.startWorker()
    worker.once('online', () => {
      if (worker !== this.thread) return
      this.isOnline = true
      this.limitTime(worker)
    })
    worker.on('message', (message: ThreadAnswer<Answer>) => this.settle(worker, message))
    worker.on('error', (error) => this.stop(worker, error))
    return worker
  }

  private settle(thread: Worker, { id, answer }: ThreadAnswer<Answer>): void {
    const { begun } = this
    if (begun?.id !== id) return
    this.begun = null
    clearTimeout(begun.timer)
    this.rest(thread)
    if (answer === null) begun.reject(new AppError('UNAVAILABLE', 'quarantined'))
    else begun.resolve(answer)
  }

  /** Ends the thread and refuses its job; those who wait get another thread. */
  private stop(thread: Worker, error: Error): void {
    if (thread !== this.thread) return
    void thread.terminate()
    this.thread = null
    this.isOnline = false
    clearTimeout(this.idle)
    clearTimeout(this.begun?.timer)
    this.begun?.reject(error)
    this.begun = null
  }
}
