import { warsawDay } from './words.ts'

const MAX_SLUG = 60

/** Names of downloads are ASCII: some offices' mail and archives still break other letters. ł does not decompose. */
export function foldToAscii(text: string): string {
  return text
    .replaceAll('ł', 'l')
    .replaceAll('Ł', 'L')
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
}

/** `2026-10-22_program-2027.docx`: the day in Warsaw, the signature where there is one, the title, and which part of it. */
export function exportFilename(
  title: string,
  signature: string | null,
  exportedAt: Date,
  extension: string,
  part = '',
): string {
  const named = [foldToAscii(signature ?? ''), shorten(foldToAscii(title))].filter((name) => name !== '')
  if (named.length === 0) named.push('dokument')
  if (part !== '') named.push(foldToAscii(part))
  return `${[warsawDay(exportedAt), ...named].join('_')}.${extension}`
}

function shorten(slug: string): string {
  if (slug.length <= MAX_SLUG) return slug
  const cut = slug.lastIndexOf('-', MAX_SLUG)
  return slug.slice(0, cut > 0 ? cut : MAX_SLUG)
}
