/** A row of the activity, as far as it names units. */
interface Mention {
  startedAt: string
  unitIds: readonly string[]
}

interface Known {
  has(id: string): boolean
}

/** When each unit that rows name was last worked on, by id. */
export function lastMentions(seen: ReadonlyMap<string, string>, rows: readonly Mention[]): Map<string, string> {
  const last = new Map(seen)
  for (const { startedAt, unitIds } of rows) {
    for (const id of unitIds) if (startedAt > (last.get(id) ?? '')) last.set(id, startedAt)
  }
  return last
}

/** Is there a unit now that neither the text as it was read has, nor an earlier row? */
export function isNews(before: Known, now: ReadonlyMap<string, string>, known: Known): boolean {
  return [...now.keys()].some((id) => !before.has(id) && !known.has(id))
}

/**
 * The units that are not in the text as it is, the last worked on first.
 * @param name from when it was last worked on, and which of those with that name it is
 */
export function listGone(
  seen: ReadonlyMap<string, string>,
  known: Known,
  name: (when: string, number: number) => string,
): { id: string; name: string }[] {
  const numbers = new Map<string, number>()
  const gone = [...seen].filter(([id]) => !known.has(id)).sort(([, a], [, b]) => b.localeCompare(a))
  return gone.map(([id, when]) => {
    const number = (numbers.get(name(when, 1)) ?? 0) + 1
    numbers.set(name(when, 1), number)
    return { id, name: name(when, number) }
  })
}
