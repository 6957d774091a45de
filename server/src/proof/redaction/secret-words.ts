/** What stands where something was taken out of the past: as many signs as there were, so that every place stays where it is. */
export const BLANK = '█'
/** What stands in the living text instead. */
export const MARK = '[usunięto]'

const LEAST_PART = 4

/**
 * Texts are compared without the case of letters, and without the sort of spaces and hyphens; every sign keeps its place, and
 * is the same whatever stands beside it, for a text is read in pieces.
 */
export function plain(text: string): string {
  return withoutCase(text.replace(/[\p{Zs}\t]/gu, ' ').replace(/[\u2010\u2011]/g, '-')).replaceAll('ς', 'σ')
}

function withoutCase(text: string): string {
  const lower = text.toLowerCase()
  if (lower.length === text.length) return lower
  return Array.from(text, (sign) => (sign.toLowerCase().length === sign.length ? sign.toLowerCase() : sign)).join('')
}

/** Where `secret` begins in `text`, none overlapping another. */
export function occurrences(text: string, secret: string): number[] {
  const [where, what] = [plain(text), plain(secret)]
  const found: number[] = []
  for (let at = where.indexOf(what); at !== -1; at = where.indexOf(what, at + what.length)) found.push(at)
  return found
}

/** Stretches of a text, as beginning and length. */
export type Stretch = readonly [start: number, length: number]

/** All of `secret` in `text`. */
export function stretchesOf(text: string, secret: string): Stretch[] {
  return occurrences(text, secret).map((start) => [start, secret.length] as const)
}

/** As `stretchesOf`, and a part of it that the ends of a cut-out text hold. */
export function stretchesInExcerpt(text: string, secret: string): Stretch[] {
  const [where, what] = [plain(text), plain(secret)]
  const found = stretchesOf(text, secret)
  const longest = Math.min(what.length - 1, where.length)
  for (let length = longest; length >= LEAST_PART; length -= 1) {
    if (!where.endsWith(what.slice(0, length))) continue
    found.push([where.length - length, length])
    break
  }
  for (let length = longest; length >= LEAST_PART; length -= 1) {
    if (!where.startsWith(what.slice(-length))) continue
    found.push([0, length])
    break
  }
  return [...found, ...cutOff(where, what)]
}

/** Beginnings of the words before the sign that says that a text was cut off there. */
function cutOff(where: string, what: string): Stretch[] {
  const found: Stretch[] = []
  for (let at = where.indexOf('…'); at !== -1; at = where.indexOf('…', at + 1)) {
    const before = where.slice(Math.max(0, at - what.length + 1), at)
    for (let length = before.length; length >= LEAST_PART; length -= 1) {
      if (!before.endsWith(what.slice(0, length))) continue
      found.push([at - length, length])
      break
    }
  }
  return found
}

export function blanked(text: string, stretches: readonly Stretch[]): string {
  return stretches.reduce(
    (left, [start, length]) => left.slice(0, start) + BLANK.repeat(length) + left.slice(start + length),
    text,
  )
}
