/** Things of one calendar day, in the order they came in. */
export interface Day<T> {
  name: string
  items: T[]
}

/** Puts together what happened on one day; the order stays. */
export function groupByDay<T>(items: readonly T[], nameOf: (item: T) => string): Day<T>[] {
  const days: Day<T>[] = []
  for (const item of items) {
    const name = nameOf(item)
    const last = days.at(-1)
    if (last?.name === name) last.items.push(item)
    else days.push({ name, items: [item] })
  }
  return days
}
