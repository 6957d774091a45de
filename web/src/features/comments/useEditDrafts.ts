import { keptDrafts, keyOfWritten } from '../../lib/kept-words.ts'
import { session } from '../auth/session.ts'
import { toWritten, type WrittenMention } from './mention-words.ts'
import type { ThreadComment } from './thread-fields.ts'
import { writtenMentions } from './written-mentions.ts'

/** New words of a comment, being written. */
export interface EditDraft {
  words: string
  mentions: WrittenMention[]
  /** The words it had when the change was begun. */
  before: string
}

/** Comments being changed, by their ids: a card that is folded, or whose conversation was ended, loses none of it. */
export function useEditDrafts(documentId: string) {
  const drafts = keptDrafts<EditDraft>(keyOfWritten('edits', session.value.viewer?.id, documentId))

  function of(commentId: string): EditDraft | null {
    return drafts.all.value[commentId] ?? null
  }

  function begin(comment: ThreadComment): void {
    const mentions = writtenMentions(comment)
    const words = toWritten(comment.body ?? '', mentions)
    drafts.put(comment.id, { words, mentions, before: words })
  }

  function change(commentId: string, changes: Partial<EditDraft>): void {
    const before = of(commentId)
    if (before !== null) drafts.put(commentId, { ...before, ...changes })
  }

  function discard(commentId: string): void {
    drafts.put(commentId, null)
  }

  return { of, begin, change, discard }
}
