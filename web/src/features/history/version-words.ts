/** The key of what is said of a version that nobody named. */
export function kindKey({ kind, keptBefore }: { kind: string; keptBefore: readonly unknown[] }): string {
  // What it was kept for may not have been done: the server was stopped in between, or a right was lost.
  const isLeft = kind === 'RESTORE' && keptBefore.length === 0
  return `history.versions.kinds.${isLeft ? 'RESTORE_LEFT' : kind}`
}

/** The key of what is said of a version whose text nobody changed. */
export function noAuthorsKey({ isSameAsBefore }: { isSameAsBefore: boolean | null }): string {
  if (isSameAsBefore === null) return 'history.versions.noAuthorsYet'
  return isSameAsBefore ? 'history.versions.noAuthors' : 'history.versions.onlySystem'
}
