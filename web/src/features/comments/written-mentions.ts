import { distinctly, type WrittenMention } from './mention-words.ts'
import type { ThreadComment } from './thread-fields.ts'

/** Who is named in a comment, as the field and the body show them. */
export function writtenMentions({ mentions }: Pick<ThreadComment, 'mentions'>): WrittenMention[] {
  return distinctly(
    mentions.map(({ id, person, organization }) => ({
      id,
      name: person?.name ?? organization?.name ?? '',
      detail: person?.organization?.name ?? '',
      personId: person?.id ?? null,
      organizationId: organization?.id ?? null,
    })),
  )
}
