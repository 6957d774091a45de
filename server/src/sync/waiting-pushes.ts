import { AppError } from '../errors.ts'
import type { Push, Waiting } from './push.ts'
import type { Standing } from './rights.ts'

const MAX_WAITING_BYTES = 8_000_000
/** A page has one on its way in each window. */
const MAX_WAITING_BYTES_OF_ONE = 2_000_000
const MAX_BATCH = 100

/** The pushes of one room that nobody looked at yet, in the order in which they came. */
export class WaitingPushes {
  private waiting: Waiting[] = []
  private bytes = 0
  private readonly byPerson = new Map<string, number>()

  get isEmpty(): boolean {
    return this.waiting.length === 0
  }

  /** @throws AppError `UNAVAILABLE` when too much waits already */
  add(push: Push, standing: Standing): Promise<{ seq: number }> {
    const { userId } = standing.actor
    const isFull = this.bytes + push.update.length > MAX_WAITING_BYTES
    if (isFull || this.bytesOf(userId) + push.update.length > MAX_WAITING_BYTES_OF_ONE) {
      throw new AppError('UNAVAILABLE', 'room')
    }
    this.count(userId, push.update.length)
    return new Promise((resolve, reject) => this.waiting.push({ push, standing, resolve, reject }))
  }

  /** To be looked at once more, before all others. */
  postpone({ push, standing, resolve, reject }: Waiting): void {
    this.waiting.unshift({ push, standing, resolve, reject })
    this.count(standing.actor.userId, push.update.length)
  }

  /** Takes the first of each person. */
  takeBatch(): Waiting[] {
    const people = new Set<string>()
    const batch: Waiting[] = []
    const later: Waiting[] = []
    for (const waiting of this.waiting) {
      const { userId } = waiting.standing.actor
      if (batch.length < MAX_BATCH && !people.has(userId)) {
        people.add(userId)
        batch.push(waiting)
        this.count(userId, -waiting.push.update.length)
      } else later.push(waiting)
    }
    this.waiting = later
    return batch
  }

  private bytesOf(userId: string): number {
    return this.byPerson.get(userId) ?? 0
  }

  private count(userId: string, bytes: number): void {
    this.bytes += bytes
    const left = this.bytesOf(userId) + bytes
    if (left === 0) this.byPerson.delete(userId)
    else this.byPerson.set(userId, left)
  }
}
