import type { WrittenMention } from './mention-words.ts'
import { REMARK_TYPES, type RemarkType } from './thread-fields.ts'

/** What a new remark will be about: bytes of relative positions as base64, or a unit. */
export type DraftAim = { anchor: string; head: string } | { unitId: string }

/** A remark being written. Its ids are made once, so that sending again after a lost answer makes nothing twice. */
export interface Draft {
  threadId: string
  commentId: string
  type: RemarkType
  words: string
  mentions: WrittenMention[]
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
    aim,
    quote,
  }
}

/** Where storage is closed (some private windows) what is written lives as long as its page. */
export function keepWritten(key: string, written: object | null): void {
  try {
    if (written === null) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, JSON.stringify(written))
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
  }
}

export function recallWritten(key: string): unknown {
  try {
    const text = sessionStorage.getItem(key)
    return text === null ? null : JSON.parse(text)
  } catch (error) {
    if (error instanceof DOMException || error instanceof SyntaxError) return null
    throw error
  }
}

/** What somebody was writing goes with them when they sign out. */
export function wipeWritten(userId: string): void {
  try {
    for (const key of Object.keys(sessionStorage)) {
      if (key.startsWith(`wz.remark.${userId}.`) || key.startsWith(`wz.replies.${userId}.`))
        sessionStorage.removeItem(key)
    }
  } catch (error) {
    if (!(error instanceof DOMException)) throw error
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
    typeof draft.aim === 'object' &&
    REMARK_TYPES.some((type) => type === draft.type)
  )
}
