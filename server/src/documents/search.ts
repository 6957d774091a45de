/** Lower case without diacritics, ł folded to l: what search compares, on both sides. */
export function fold(text: string): string {
  return text
    .toLowerCase()
    .replaceAll('ł', 'l')
    .replaceAll('đ', 'd')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** The folded words of a search; those beyond the tenth are left out. */
export function foldedWords(search: string): string[] {
  return fold(search)
    .split(' ')
    .filter((word) => word !== '')
    .slice(0, 10)
}

/** The folded words of a search, each safe inside LIKE. */
export function searchWords(search: string): string[] {
  return foldedWords(search).map((word) => word.replace(/[\\%_]/g, (character) => `\\${character}`))
}
