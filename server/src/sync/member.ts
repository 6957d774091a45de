// Somebody in a room: one window of one person, joined under one client id.

import type { Standing } from './rights.ts'
import type { Subscriber } from './subscriber.ts'

export interface Member {
  readonly clientId: number
  readonly subscriber: Subscriber
  /** What they were last found to be allowed. */
  standing: Standing
  /** How often their rights came into doubt, and how often that was settled. */
  doubts: number
  settledDoubts: number
  /** When they last changed the document, by the monotonic clock. */
  lastPushAt: number
}

/** While this holds, nothing of theirs is accepted and nothing reaches them. */
export function isInDoubt(member: Member): boolean {
  return member.doubts > member.settledDoubts
}
