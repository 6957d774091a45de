/** Another wording of a unit, being written. */
export interface WordingDraft extends Origin {
  wording: string
  grounds: string
  /** What the unit said when it was last shown: what the words are a wording of. */
  base: string
  /** What was sent, and as which proposal: the same sent again after a lost answer makes nothing twice. */
  sent?: { id: string; words: string }
}

export const RECEIVED = ['PAPER', 'EMAIL', 'MEETING'] as const
export type Channel = 'FORM' | (typeof RECEIVED)[number]

/** How it came, from whom and on which day: it goes wherever the words go, or they would be another's. */
export interface Origin {
  channel: Channel
  onBehalfOf: string
  receivedAt: string
}

/** What of it names the same person, whatever was once typed about another. */
function originOf({ channel, onBehalfOf, receivedAt }: Origin): readonly string[] {
  return channel === 'FORM' ? [] : [channel, onBehalfOf.trim(), receivedAt]
}

function isOfOneOrigin(one: Origin, other: Origin): boolean {
  return JSON.stringify(originOf(one)) === JSON.stringify(originOf(other))
}

/** What makes it one proposal and no other: its wording, and whose it is. */
export function identityOf(draft: WordingDraft): string {
  return JSON.stringify([draft.wording.trim(), ...originOf(draft)])
}

/**
 * Where nothing but grounds was written, they are for the unit that is chosen instead, and so is whose they are; never among
 * somebody else's words, nor in the place of other grounds.
 * @param next what is written about that unit
 * @param blank what would be, were nothing written
 */
export function carriedTo(next: WordingDraft, blank: WordingDraft, draft: WordingDraft): WordingDraft | null {
  const isOnlyGrounds = draft.wording === draft.base && draft.sent === undefined && !isUntouched(draft, blank)
  const isFree = isUntouched(next, blank) || isOfOneOrigin(next, draft)
  if (!isOnlyGrounds || !isFree || next.grounds !== '') return null
  const { grounds, channel, onBehalfOf, receivedAt } = draft
  return { ...next, grounds, channel, onBehalfOf, receivedAt }
}

export function isUntouched(draft: WordingDraft, { channel }: Origin): boolean {
  const { wording, base, grounds, onBehalfOf, receivedAt, sent } = draft
  const isOwn = draft.channel === channel && onBehalfOf === '' && receivedAt === ''
  return isOwn && wording === base && grounds === '' && sent === undefined
}
