import { keep, recall } from './kept-with-entry.ts'

const NAME = 'shownPages'

/** How many pages of each list are shown: who comes back finds as many. */
interface Shown {
  [list: string]: number | undefined
}

const read = (): Shown => (recall(NAME) ?? {}) as Shown

export function recallPages(list: string): number {
  return read()[list] ?? 1
}

export function keepPages(list: string, count: number): void {
  if (recallPages(list) === count) return
  keep(NAME, { ...read(), [list]: count })
}
