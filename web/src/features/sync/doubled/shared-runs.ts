/** The same characters in two texts: from `from` in one and from `at` in the other. */
export interface SharedRun {
  from: number
  at: number
  length: number
}

/** Looking for parts of a text in parts of another is slow: where this is used up, only a whole one is looked for. */
export interface Effort {
  left: number
}

export const newEffort = (): Effort => ({ left: 10_000_000 })

/** What of `made` stands in `text`: all of either, or at least `shortest` characters of both. */
export function sharedRuns(made: string, text: string, shortest: number, effort: Effort): SharedRun[] {
  const whole = wholeRun(made, text, shortest)
  if (whole !== null) return [whole]
  const cost = made.length * text.length
  if (Math.min(made.length, text.length) < shortest || cost > effort.left) return []
  effort.left -= cost
  const runs: SharedRun[] = []
  for (let from = 0; from + shortest <= made.length; ) {
    const at = text.indexOf(wholeCharacters(made, from, shortest))
    const length = at === -1 ? 1 : commonLength(made, from, text, at)
    if (at !== -1) runs.push({ from, at, length })
    from += length
  }
  return runs
}

/** All of one in the other; what is shorter than `shortest` must be all of both. */
export function wholeRun(made: string, text: string, shortest: number): SharedRun | null {
  if (made === text) return { from: 0, at: 0, length: made.length }
  if (Math.min(made.length, text.length) < shortest) return null
  const [at, from] = [text.indexOf(made), made.indexOf(text)]
  if (at === -1 && from === -1) return null
  return { from: Math.max(0, from), at: Math.max(0, at), length: Math.min(made.length, text.length) }
}

/** Never half a surrogate pair. */
function wholeCharacters(text: string, from: number, length: number): string {
  const end = /[\ud800-\udbff]/.test(text.charAt(from + length - 1)) ? from + length + 1 : from + length
  return text.slice(from, end)
}

function commonLength(a: string, from: number, b: string, at: number): number {
  let length = 0
  while (from + length < a.length && at + length < b.length) {
    const next = wholeCharacters(a, from + length, 1)
    if (!b.startsWith(next, at + length)) break
    length += next.length
  }
  return length
}
