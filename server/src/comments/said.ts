import type { Actor } from '../auth/policy.ts'
import { toVisible } from '../document/index.ts'
import { AppError } from '../errors.ts'
import { type MentionInput, toMentionRows } from './mentions.ts'

const MAX_BODY = 5_000

/** Something said, as the page sends it. */
export interface Said {
  /** A UUID made by the page. */
  id: string
  body: string
  mentions: readonly MentionInput[]
  /** Words under this id of which the page knows: what it showed, or sent without knowing what became of it. */
  replaces: readonly string[]
}

/** Plain text with line breaks, without what cannot be seen. */
export function toBody(text: string): string {
  const body = toVisible(text)
  if (body === '' || body.length > MAX_BODY) throw new AppError('INVALID', 'body')
  return body
}

export function toFirstComment(actor: Actor, { id, body, mentions }: Said, now: Date) {
  return {
    id,
    createdById: actor.userId,
    organizationId: actor.organizationId,
    body: toBody(body),
    createdAt: now,
    mentions: { create: toMentionRows(mentions) },
  }
}
