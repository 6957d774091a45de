/** As much of a comment as its words are read from. */
export const spokenSelect = {
  body: true,
  deletedAt: true,
  hiddenAt: true,
  mentions: {
    select: { id: true, user: { select: { name: true } }, organization: { select: { name: true } } },
  },
} as const

export interface Spoken {
  body: string
  deletedAt: Date | null
  hiddenAt: Date | null
  mentions: readonly { id: string; user: { name: string } | null; organization: { name: string } | null }[]
}

/** What was said, with names where people are mentioned; null where it was taken back or hidden. */
export function spokenWords({ body, deletedAt, hiddenAt, mentions }: Spoken): string | null {
  if (deletedAt !== null || hiddenAt !== null) return null
  const names = new Map(mentions.map(({ id, user, organization }) => [id, user?.name ?? organization?.name]))
  return body.replace(/@\[([\w-]+)\]/g, (_mention, id: string) => `@${names.get(id) ?? '…'}`)
}
