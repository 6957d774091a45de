// A page may press Ctrl+Z before it has heard that its proposal was decided: what was a proposal is the text by then, and
// changing it is not for everybody. Such a push is refused, but no sign of an attacker. Each decision excuses one push of
// its author, for a minute: it cost the server a write, so nobody gets more tries out of this than they make others work.

import type { ProposalOwner } from './log.ts'

const EXCUSED_MS = 60_000

export class Excuses {
  private readonly used = new Map<string, number>()

  /** Whether a decision of a moment ago excuses this push; not the next one. */
  take(
    proposals: Iterable<Pick<ProposalOwner, 'authorId' | 'isOpen' | 'closedAt'>>,
    userId: string,
    now: Date,
  ): boolean {
    const since = now.getTime() - EXCUSED_MS
    for (const [key, at] of this.used) if (at < since) this.used.delete(key)
    for (const { authorId, closedAt } of proposals) {
      const at = closedAt?.getTime() ?? Number.NEGATIVE_INFINITY
      const key = `${userId} ${at}`
      if (authorId !== userId || at < since || this.used.has(key)) continue
      this.used.set(key, at)
      return true
    }
    return false
  }
}
