// Comparing fifty pages takes tens of milliseconds and ten times as many where everything was rewritten; on the main
// thread everybody's keystrokes would wait for it. One thread, one comparison at a time, kept warm while it is used.

import { Worker } from 'node:worker_threads'
import type { Difference } from '../document/index.ts'
import { AppError } from '../errors.ts'
import type { PastState, ThreadAnswer, ThreadJob, Work } from './compare-worker.ts'
import type { FrameJob, MadeFrame } from './playback-worker.ts'

const MAX_MS = 30_000
/** So many may wait; more than that are asked to come again. */
const MAX_WAITING = 20
const IDLE_MS = 60_000

interface Waiting {
  resolve: (answer: ThreadAnswer['answer']) => void
  reject: (error: Error) => void
  timer: NodeJS.Timeout
}

let thread: Worker | null = null
let idle: NodeJS.Timeout | undefined
let lastId = 0
const waiting = new Map<number, Waiting>()

/**
 * The difference between two states, worked out beside the main thread.
 * @throws AppError `UNAVAILABLE` where too many wait, it takes too long, or a state cannot be read
 */
export async function compareInThread(before: PastState, after: PastState): Promise<Difference> {
  const difference = await ask({ before, after })
  if (difference === null) throw new AppError('UNAVAILABLE', 'quarantined')
  return difference as Difference
}

/**
 * A frame of a history that is played, made beside the main thread; null where a piece of the past cannot be read.
 * @throws AppError `UNAVAILABLE` where too many wait or it takes too long
 */
export async function frameInThread(frame: FrameJob): Promise<MadeFrame | null> {
  return (await ask({ frame })) as MadeFrame | null
}

function ask(work: Work): Promise<ThreadAnswer['answer']> {
  if (waiting.size >= MAX_WAITING) return Promise.reject(new AppError('UNAVAILABLE', 'compare'))
  clearTimeout(idle)
  const worker = (thread ??= startThread())
  const id = ++lastId
  const answer = new Promise<ThreadAnswer['answer']>((resolve, reject) => {
    const timer = setTimeout(() => stop(new AppError('UNAVAILABLE', 'compare')), MAX_MS).unref()
    waiting.set(id, { resolve, reject, timer })
  })
  worker.ref()
  worker.postMessage({ id, ...work } satisfies ThreadJob)
  return answer
}

function startThread(): Worker {
  const worker = new Worker(new URL('./compare-thread.js', import.meta.url))
  worker.on('message', settle)
  worker.on('error', stop)
  return worker
}

function settle({ id, answer }: ThreadAnswer): void {
  const one = waiting.get(id)
  waiting.delete(id)
  clearTimeout(one?.timer)
  one?.resolve(answer)
  if (waiting.size > 0) return
  // The process may end while nobody waits.
  thread?.unref()
  idle = setTimeout(() => stop(new AppError('UNAVAILABLE', 'compare')), IDLE_MS).unref()
}

/** Ends the thread; the next comparison starts another one. Whoever waits is refused. */
function stop(error: Error): void {
  void thread?.terminate()
  thread = null
  for (const { reject, timer } of waiting.values()) {
    clearTimeout(timer)
    reject(error)
  }
  waiting.clear()
}
