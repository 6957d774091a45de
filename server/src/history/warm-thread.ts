// Pure computing that takes tens of milliseconds and more: on the main thread everybody's keystrokes would wait for it. One
// thread, one job at a time, kept warm while it is used.

import { Worker } from 'node:worker_threads'
import { AppError } from '../errors.ts'

const MAX_MS = 30_000
/** So many may wait; more than that are asked to come again. */
const MAX_WAITING = 20
const IDLE_MS = 60_000

/** What a thread answers to a job; null where something it was given cannot be read. */
export interface ThreadAnswer<T> {
  id: number
  answer: T | null
}

interface Waiting<T> {
  resolve: (answer: T) => void
  reject: (error: Error) => void
  timer: NodeJS.Timeout
}

export class WarmThread<Job, Answer> {
  private readonly script: URL
  private readonly name: string
  private thread: Worker | null = null
  private idle: NodeJS.Timeout | undefined
  private lastId = 0
  private readonly waiting = new Map<number, Waiting<Answer>>()

  /** @param name what is refused with `UNAVAILABLE` */
  constructor(script: URL, name: string) {
    this.script = script
    this.name = name
  }

  /** @throws AppError `UNAVAILABLE` where too many wait, it takes too long, or what it was given cannot be read */
  run(job: Job): Promise<Answer> {
    if (this.waiting.size >= MAX_WAITING) return Promise.reject(this.refusal())
    clearTimeout(this.idle)
    this.thread ??= this.start()
    const id = ++this.lastId
    const answer = new Promise<Answer>((resolve, reject) => {
      const timer = setTimeout(() => this.stop(this.refusal()), MAX_MS).unref()
      this.waiting.set(id, { resolve, reject, timer })
    })
    this.thread.ref()
    this.thread.postMessage({ ...job, id })
    return answer
  }

  private refusal(): AppError {
    return new AppError('UNAVAILABLE', this.name)
  }

  private start(): Worker {
    const worker = new Worker(this.script)
    worker.on('message', (message: ThreadAnswer<Answer>) => this.settle(message))
    worker.on('error', (error) => this.stop(error))
    return worker
  }

  private settle({ id, answer }: ThreadAnswer<Answer>): void {
    const one = this.waiting.get(id)
    this.waiting.delete(id)
    clearTimeout(one?.timer)
    if (answer === null) one?.reject(new AppError('UNAVAILABLE', 'quarantined'))
    else one?.resolve(answer)
    if (this.waiting.size > 0) return
    // The process may end while nobody waits.
    this.thread?.unref()
    this.idle = setTimeout(() => this.stop(this.refusal()), IDLE_MS).unref()
  }

  /** Ends the thread; the next job starts another one. Whoever waits is refused. */
  private stop(error: Error): void {
    void this.thread?.terminate()
    this.thread = null
    for (const { reject, timer } of this.waiting.values()) {
      clearTimeout(timer)
      reject(error)
    }
    this.waiting.clear()
  }
}
