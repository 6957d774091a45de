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
  /** Bodies that they may take the place of: the one they were begun on, what was seen since, and what was sent. */
  was: readonly string[]
}

/** As many as the server compares. */
const MAX_WAS = 10

/** Comments being changed, by their ids: a card that is folded, or whose conversation was ended, loses none of it. */
export function useEditDrafts(documentId: string) {
  const drafts = keptDrafts<EditDraft>(keyOfWritten('edits', session.value.viewer?.id, documentId))

  function of(commentId: string): EditDraft | null {
    const draft = drafts.all.value[commentId]
    // What an older page kept does not say what it was begun on.
    return draft ? { ...draft, was: draft.was ?? [] } : null
  }

  function begin(comment: ThreadComment): void {
    const mentions = writtenMentions(comment)
    const body = comment.body ?? ''
    const words = toWritten(body, mentions)
    drafts.put(comment.id, { words, mentions, before: words, was: [body] })
  }

  function change(commentId: string, changes: Partial<EditDraft>): void {
    const before = of(commentId)
    if (before !== null) drafts.put(commentId, { ...before, ...changes })
  }

  /** They may take the place of these from now on, too. */
  function noteKnown(commentId: string, bodies: readonly string[]): void {
    const { was = [] } = of(commentId) ?? {}
    change(commentId, { was: [...was.filter((body) => !bodies.includes(body)), ...bodies].slice(-MAX_WAS) })
  }

  function discard(commentId: string): void {
    drafts.put(commentId, null)
  }

  return { of, begin, change, noteKnown, discard }
}
