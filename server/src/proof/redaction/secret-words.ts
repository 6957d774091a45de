import { fold, foldSecret, joinsOn, type Place, placesOf, signAt, standsAt } from './folded.ts'

/** What stands where something was taken out of the past: as many signs as there were, so that every place stays where it is. */
export const BLANK = '█'
/** What stands in the living text instead. */
export const MARK = '[usunięto]'

const LEAST_PART = 4

/** Stretches of a text, as beginning and length. */
export type Stretch = readonly [start: number, length: number]

/** Where `secret` begins in `text`, none overlapping another. */
export function occurrences(text: string, secret: string): number[] {
  return stretchesOf(text, secret).map(([start]) => start)
}

/** All of `secret` in `text`, in whatever spelling. */
export function stretchesOf(text: string, secret: string): Stretch[] {
  const what = foldSecret(secret)
  const found = whole(fold(text), what).map((at) => [at, what.length] as const)
  return inText(text, found)
}

/** As `stretchesOf`, and a part of it that the ends of a cut-out text hold. */
export function stretchesInExcerpt(text: string, secret: string): Stretch[] {
  const [where, what] = [fold(text), foldSecret(secret)]
  const found = whole(where, what).map((at): Stretch => [at, what.length])
  const head = beginnings(what).find((part) => where.endsWith(part))
  const tail = endings(what).find((part) => standsAt(where, part, 0))
  if (head !== undefined) found.push([where.length - head.length, head.length])
  if (tail !== undefined) found.push([0, tail.length])
  return inText(text, [...found, ...cutOff(where, what)])
}

function whole(where: string, what: string): number[] {
  const found: number[] = []
  if (what === '') return found
  for (let at = where.indexOf(what); at !== -1; ) {
    const stands = standsAt(where, what, at)
    if (stands) found.push(at)
    at = where.indexOf(what, at + (stands ? what.length : 1))
  }
  return found
}

/** Parts of the words that a text may end with, the longest first. */
function beginnings(what: string): string[] {
  return lengthsOfParts(what)
    .filter((length) => !joinsOn(what.slice(0, length), signAt(what, length)))
    .map((length) => what.slice(0, length))
    .filter(isLong)
}

/** Parts of the words that a text may begin with, the longest first. */
function endings(what: string): string[] {
  return lengthsOfParts(what)
    .map((length) => what.slice(-length))
    .filter((part) => !/^\p{M}/u.test(part) && isLong(part))
}

function lengthsOfParts(what: string): number[] {
  return Array.from({ length: Math.max(0, what.length - LEAST_PART) }, (_, index) => what.length - 1 - index)
}

function isLong(part: string): boolean {
  return part.normalize('NFC').length >= LEAST_PART
}

/** Beginnings of the words before the sign that says that a text was cut off there. */
function cutOff(where: string, what: string): Stretch[] {
  const found: Stretch[] = []
  const parts = where.includes('…') ? beginnings(what) : []
  for (let at = where.indexOf('…'); at !== -1; at = where.indexOf('…', at + 1)) {
    const part = parts.find((each) => where.endsWith(each, at))
    if (part !== undefined) found.push([at - part.length, part.length])
  }
  return found
}

/** From stretches of the folded text to those of the text itself. */
function inText(text: string, folded: readonly Stretch[]): Stretch[] {
  if (folded.length === 0) return []
  const places = placesOf(text)
  return folded.map(([start, length]) => {
    const [from] = places[start] as Place
    const [, end] = places[start + length - 1] as Place
    return [from, end - from]
  })
}

/** Gone through once: of short words there may be very many. */
export function blanked(text: string, stretches: readonly Stretch[]): string {
  const parts: string[] = []
  let at = 0
  for (const [start, length] of stretches.toSorted(([one], [other]) => one - other)) {
    const end = Math.max(at, start + length)
    parts.push(text.slice(at, Math.max(at, start)), BLANK.repeat(end - Math.max(at, start)))
    at = end
  }
  return [...parts, text.slice(at)].join('')
}
