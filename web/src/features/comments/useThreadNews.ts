import { onScopeDispose } from 'vue'
import { useI18n } from 'vue-i18n'
import { useSpoken } from '../../lib/useSpoken.ts'
import { session } from '../auth/session.ts'
import { Announcer } from '../editor/state/announcer.ts'
import type { Thread } from './thread-fields.ts'

const ANNOUNCE_EVERY_MS = 4_000

/** What a screen reader is told about conversations: politely, and of several things in a row only the last. */
export function useThreadNews() {
  const { t } = useI18n()
  const { words: announced, say } = useSpoken()
  const announcer = new Announcer(say, ANNOUNCE_EVERY_MS)
  onScopeDispose(() => announcer.stop())

  function tell(words: string): void {
    announcer.announceNow(words)
  }

  /** What others said since. */
  function changed(before: Thread | null, now: Thread): void {
    const known = new Set(before?.comments.map(({ id }) => id))
    const viewerId = session.value.viewer?.id
    const last = now.comments.findLast(({ id, author }) => !known.has(id) && author.id !== viewerId)
    if (!last) return
    const name = last.author.name
    announcer.announce(before ? t('comments.news.replied', { name }) : t('comments.news.started', { name }))
  }

  return { announced, tell, changed }
}
