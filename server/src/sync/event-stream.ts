// The events of one member as something to be read: an async iterator for whoever asks for one event after another, or
// a pipe for a transport that takes them as they come. Written by hand, since a generator cannot be woken from an
// `await` by `return`, and a reader that leaves must be forgotten at once.

import type { RoomEvent } from './events.ts'
import type { Outlet } from './subscriber.ts'

export type Pipe = (event: RoomEvent) => Promise<void> | undefined

interface Waiting {
  event: RoomEvent
  taken: () => void
  failed: (error: unknown) => void
}

export class EventStream implements Outlet, AsyncIterableIterator<RoomEvent> {
  private readonly waiting: Waiting[] = []
  private pipe: Pipe | null = null
  private wake: (() => void) | null = null
  private isOver = false
  /** The last event on its way: nothing is over before it has left. */
  private leaving: Promise<void> = Promise.resolve()
  private leave: () => void = () => undefined
  private readonly over: Promise<void>
  private markOver: () => void = () => undefined

  constructor() {
    this.over = new Promise((resolve) => {
      this.markOver = resolve
    })
  }

  /** What is done when the reader goes. */
  onLeave(leave: () => void): void {
    this.leave = leave
  }

  deliver(event: RoomEvent): Promise<void> | undefined {
    if (this.pipe !== null) {
      const ready = this.pipe(event)
      if (ready !== undefined) this.leaving = ready
      return ready
    }
    return new Promise((taken, failed) => {
      this.waiting.push({ event, taken, failed })
      this.wake?.()
    })
  }

  end(): void {
    this.isOver = true
    this.wake?.()
    if (this.waiting.length === 0) void this.leaving.catch(() => undefined).then(() => this.markOver())
  }

  /**
   * Hands every event to `pipe` from now on, those that waited first. Resolves when no more will come. A pipe that fails is
   * told to whoever delivers, now as later.
   */
  async pipeTo(pipe: Pipe): Promise<void> {
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      const { event, taken, failed } = next
      await Promise.resolve(event).then(pipe).then(taken, failed)
    }
    this.pipe = pipe
    if (this.isOver) this.markOver()
    await this.over
  }

  async next(): Promise<IteratorResult<RoomEvent>> {
    for (;;) {
      const next = this.waiting.shift()
      if (next !== undefined) {
        next.taken()
        return { done: false, value: next.event }
      }
      if (this.isOver) return { done: true, value: undefined }
      await new Promise<void>((resolve) => {
        this.wake = resolve
      })
    }
  }

  return(): Promise<IteratorResult<RoomEvent>> {
    this.leave()
    this.isOver = true
    this.waiting.length = 0
    this.markOver()
    this.wake?.()
    return Promise.resolve({ done: true, value: undefined })
  }

  [Symbol.asyncIterator](): this {
    return this
  }
}
