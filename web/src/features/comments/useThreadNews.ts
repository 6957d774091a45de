import { onScopeDispose } from 'vue'
import { useI18n } from 'vue-i18n'
import { useSpoken } from '../../lib/useSpoken.ts'
import { session } from '../auth/session.ts'
import { Announcer } from '../editor/state/announcer.ts'
import type { Thread } from './thread-fields.ts'

const ANNOUNCE_EVERY_MS = 4_000

interface Options {
  /** It is being read or written in. */
  isRead(thread: Thread): boolean
  /** What changes of it now is the person's own doing. */
  isOwn(threadId: string): boolean
}

/** What a screen reader is told about conversations: politely, and of several things in a row only the last. */
export function useThreadNews({ isRead, isOwn }: Options) {
  const { t } = useI18n()
  const { words: announced, say } = useSpoken()
  const announcer = new Announcer(say, ANNOUNCE_EVERY_MS)
  onScopeDispose(() => announcer.stop())

  function tell(words: string): void {
    announcer.announceNow(words)
  }

  /** What others did with it, where it is in somebody's hands. */
  function outcomeOf(before: Thread | null, now: Thread): string | null {
    if (!before || before.resolvedAt === now.resolvedAt || !isRead(now) || isOwn(now.id)) return null
    if (now.resolvedAt === null) return t('comments.news.reopenedHere')
    const name = now.resolvedBy?.name ?? ''
    return t(now.takenIn ? 'comments.news.takenInHere' : 'comments.news.resolvedHere', { name })
  }

  /** What others said since, or whether they ended it. */
  function changed(before: Thread | null, now: Thread): void {
    const outcome = outcomeOf(before, now)
    if (outcome !== null) {
      announcer.announceNow(outcome)
      return
    }
    const known = new Set(before?.comments.map(({ id }) => id))
    const viewerId = session.value.viewer?.id
    const last = now.comments.findLast(({ id, author }) => !known.has(id) && author.id !== viewerId)
    if (!last) return
    const name = last.author.name
    announcer.announce(before ? t('comments.news.replied', { name }) : t('comments.news.started', { name }))
  }

  return { announced, tell, changed }
}
