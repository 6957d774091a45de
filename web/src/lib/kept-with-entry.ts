// What a page remembers is kept with its entry of the browser's history: who comes back, or reloads, finds it as it was.

interface Kept {
  [name: string]: unknown
}

/** What the entry keeps under this name; of an older page of ours it may be anything. */
export function recall(name: string): unknown {
  return ((history.state ?? {}) as Kept)[name]
}

export function keep(name: string, value: unknown): void {
  history.replaceState({ ...history.state, [name]: value }, '')
}
