/** Text as a searcher means it: without case and diacritics, each folded character remembering its place. */
export interface FoldedText {
  text: string
  /** Place of every folded character in the original; one more entry for the end. */
  places: number[]
}

const LOOKALIKES: Readonly<Record<string, string>> = {
  ł: 'l',
  đ: 'd',
  ø: 'o',
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  '\u00a0': ' ',
  '\u202f': ' ',
  '\n': ' ',
  '„': '"',
  '”': '"',
  '“': '"',
  '«': '"',
  '»': '"',
  '’': "'",
  '‘': "'",
  '–': '-',
  '—': '-',
  '\u2011': '-',
  '\u00ad': '',
}
const COMBINING = /\p{M}+/gu

export function foldText(original: string): FoldedText {
  const places: number[] = []
  let text = ''
  let place = 0
  for (const character of original) {
    const folded = foldCharacter(character)
    for (let index = 0; index < folded.length; index += 1) places.push(place)
    text += folded
    place += character.length
  }
  places.push(original.length)
  return { text, places }
}

function foldCharacter(character: string): string {
  const lower = character.toLowerCase()
  return LOOKALIKES[lower] ?? lower.normalize('NFD').replace(COMBINING, '')
}

export interface Range {
  from: number
  to: number
}

/** Places in the original where the folded query stands; they never overlap. */
export function rangesOf(folded: FoldedText, foldedQuery: string): Range[] {
  if (foldedQuery === '') return []
  const ranges: Range[] = []
  let at = folded.text.indexOf(foldedQuery)
  while (at !== -1) {
    const end = at + foldedQuery.length
    ranges.push({ from: folded.places[at]!, to: endPlace(folded.places, end) })
    at = folded.text.indexOf(foldedQuery, end)
  }
  return ranges
}

/** The end of the original character that the last folded one came from: "ß" is one character, folded to two. */
function endPlace(places: readonly number[], end: number): number {
  const last = places[end - 1]
  let next = end
  while (next < places.length - 1 && places[next] === last) next += 1
  return places[next]!
}
