/** How many pages of each list are shown, kept with the entry of the browser's history: who comes back finds as many. */
interface Shown {
  [list: string]: number | undefined
}

function read(): Shown {
  const { shownPages } = (history.state ?? {}) as { shownPages?: Shown }
  return shownPages ?? {}
}

export function recallPages(list: string): number {
  return read()[list] ?? 1
}

export function keepPages(list: string, count: number): void {
  if (recallPages(list) === count) return
  history.replaceState({ ...history.state, shownPages: { ...read(), [list]: count } }, '')
}
