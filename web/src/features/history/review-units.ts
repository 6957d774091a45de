import type { Moment } from './compare-link.ts'

/** Is there more to read than how it begins? What is marked as reviewed is all of it. */
export function hasMore({ words, text }: { words: string; text: string }): boolean {
  return text !== words
}

interface Review {
  reviewedAt: string
  isOwn: boolean
  isStale: boolean
}

/** The place from which to see what became of a unit that was gone over; null where it is as somebody saw it. */
export function changedSince(reviews: readonly Review[]): Moment | null {
  if (reviews.some(({ isStale }) => !isStale)) return null
  const newest = [...reviews].sort((a, b) => b.reviewedAt.localeCompare(a.reviewedAt))
  const from = newest.find(({ isOwn }) => isOwn) ?? newest[0]
  return from === undefined ? null : `chwila:${from.reviewedAt}`
}
