// Words as they are read: without the case of letters, the signs that nobody sees, and how many spaces of which sort stand
// between them; a letter with a mark is the same whether it is one sign or two. What is folded has other lengths: `placesOf`
// leads back.

const UNSEEN = String.raw`[\p{Cf}\p{DI}]`
const SPACE = String.raw`[\p{Z}\t\n\v\f\r\u0085]`

const UNSEEN_SIGNS = new RegExp(UNSEEN, 'gu')
const SPACES = new RegExp(`${SPACE}+`, 'gu')
/** A run of spaces, or a letter with its marks, whatever unseen signs stand between. */
const TOKENS = new RegExp(`${SPACE}(?:${UNSEEN}*${SPACE})*|(?!${UNSEEN}).(?:${UNSEEN}*(?!${UNSEEN})\\p{M})*`, 'gsu')
const HYPHENS = /[\u2010\u2011]/g
/** Letters that are printed as one. */
const LIGATURES = /[\uFB00-\uFB06]/g

/** Letters are taken apart, not put together: so they are the same in whatever pieces a text is read. */
export function fold(text: string): string {
  return text
    .replace(UNSEEN_SIGNS, '')
    .replace(SPACES, ' ')
    .replace(HYPHENS, '-')
    .replace(LIGATURES, (sign) => sign.normalize('NFKD'))
    .toLowerCase()
    .normalize('NFD')
    .replaceAll('ς', 'σ')
}

/** Words that are looked for. */
export function foldSecret(secret: string): string {
  return fold(secret).trim()
}

/** How many letters are seen of it. */
export function lengthSeen(text: string): number {
  return foldSecret(text).normalize('NFC').length
}

/** Where a sign of folded words stands in the text itself, with its marks: from, and before. */
export type Place = readonly [from: number, end: number]

/** One for each sign of `fold(text)`. */
export function placesOf(text: string): Place[] {
  const places: Place[] = []
  const lengths = new Map<string, number>()
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    const length = lengths.get(token) ?? fold(token).length
    lengths.set(token, length)
    const place = [index, index + token.length] as const
    for (let left = length; left > 0; left -= 1) places.push(place)
  }
  return places
}

/** Does the next sign make another letter of the last one of these words, as an ogonek does? */
export function joinsOn(words: string, next: string): boolean {
  const [letter = ''] = /.\p{M}*$/su.exec(words) ?? []
  return `${letter}${next}`.normalize('NFC').length < letter.normalize('NFC').length + next.length
}

/** The sign there, whole. */
export function signAt(words: string, at: number): string {
  const code = words.codePointAt(at)
  return code === undefined ? '' : String.fromCodePoint(code)
}

/** Do these words stand there, to their last letter? */
export function standsAt(words: string, secret: string, at: number): boolean {
  return words.startsWith(secret, at) && !joinsOn(secret, signAt(words, at + secret.length))
}
