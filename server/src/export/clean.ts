import type { Inline } from '../document/content.ts'

const LINK_PROTOCOLS = new Set(['http:', 'https:', 'mailto:'])

/** Characters that XML 1.0 cannot hold at all, and halves of surrogate pairs: one of them would break a whole file. */
const UNPRINTABLE = /[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/gu

/** Text as exports carry it: composed (NFC) and without characters that no format can hold. */
export function cleanText(text: string): string {
  return text.replace(UNPRINTABLE, '').normalize('NFC')
}

/** The address if it may stand in a published file; anything but the web and mail becomes plain text. */
export function safeAddress(address: string): string | null {
  const cleaned = cleanText(address)
  if (!URL.canParse(cleaned)) return null
  const url = new URL(cleaned)
  return LINK_PROTOCOLS.has(url.protocol) ? url.href : null
}

/** Runs next to each other that lead to the same place: one link each, so that a half-bold link stays one. */
export interface LinkGroup {
  address: string | null
  pieces: Inline[]
}

/** Groups by link. */
export function linkGroups(content: readonly Inline[]): LinkGroup[] {
  const groups: LinkGroup[] = []
  for (const piece of content) {
    const address = piece.formats?.link === undefined ? null : safeAddress(piece.formats.link)
    const last = groups.at(-1)
    if (last !== undefined && last.address === address) last.pieces.push(piece)
    else groups.push({ address, pieces: [piece] })
  }
  return groups
}
