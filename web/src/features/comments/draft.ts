import { toVisible } from '@app/server/document'
import { toStored, type WrittenMention } from './mention-words.ts'
import { REMARK_TYPES, type RemarkType, type Thread } from './thread-fields.ts'

/** What a new remark will be about: bytes of relative positions as base64, or a unit. */
export type DraftAim = { anchor: string; head: string } | { unitId: string }

/** Something being written. Its id is made once, so that sending again after a lost answer makes nothing twice. */
export interface Written {
  commentId: string
  words: string
  mentions: WrittenMention[]
  /** Bodies that were sent under this id, whatever became of them: what is sent next takes their place. */
  sent: readonly string[]
}

/** A remark being written. */
export interface Draft extends Written {
  threadId: string
  type: RemarkType
  aim: DraftAim
  quote: string
}

export function newDraft(aim: DraftAim, quote: string): Draft {
  return {
    threadId: crypto.randomUUID(),
    commentId: crypto.randomUUID(),
    type: 'GENERAL',
    words: '',
    mentions: [],
    sent: [],
    aim,
    quote,
  }
}

/** The same words, as a remark of its own. */
export function underNewIds(draft: Draft): Draft {
  return { ...draft, threadId: crypto.randomUUID(), commentId: crypto.randomUUID(), sent: [] }
}

/** As many as the server compares. */
const MAX_SENT = 10

/** To be kept before it is sent: whether there comes an answer nobody knows. */
export function asSent<W extends Written>(written: W): W {
  const { body } = said(written.words, written.mentions)
  return { ...written, sent: [...written.sent.filter((each) => each !== body), body].slice(-MAX_SENT) }
}

/** Whether nothing was written, or aimed elsewhere, since. */
export function isAsItWas(now: Written, before: Written): boolean {
  return JSON.stringify(now) === JSON.stringify(before)
}

/** Whether this conversation is what was sent, and nothing was written on since. */
export function isSaidIn(thread: Thread, draft: Draft): boolean {
  if (thread.id !== draft.threadId || thread.type !== draft.type || draft.sent.length === 0) return false
  const comment = thread.comments.find(({ id }) => id === draft.commentId)
  return !comment?.deletedAt && comment?.body === said(draft.words, draft.mentions).body
}

export function isSameAim(one: DraftAim, other: DraftAim): boolean {
  if ('unitId' in one || 'unitId' in other) return 'unitId' in one && 'unitId' in other && one.unitId === other.unitId
  return one.anchor === other.anchor && one.head === other.head
}

/** What is written, as the server takes it and keeps it. */
export function said(words: string, mentions: readonly WrittenMention[]) {
  const stored = toStored(words, mentions)
  return {
    body: toVisible(stored.body),
    mentions: stored.mentions.map(({ id, personId, organizationId }) => ({ id, personId, organizationId })),
  }
}

/** An older page may have kept another shape. */
export function isDraft(value: unknown): value is Draft {
  if (typeof value !== 'object' || value === null) return false
  const draft = value as Partial<Draft>
  return (
    typeof draft.threadId === 'string' &&
    typeof draft.commentId === 'string' &&
    typeof draft.words === 'string' &&
    typeof draft.quote === 'string' &&
    Array.isArray(draft.mentions) &&
    Array.isArray(draft.sent) &&
    typeof draft.aim === 'object' &&
    REMARK_TYPES.some((type) => type === draft.type)
  )
}
