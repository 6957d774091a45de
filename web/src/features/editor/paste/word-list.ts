import type { Declarations } from './inline-style.ts'

/** Word prints a list item as a paragraph, with its level in a private property and its mark as text to ignore. */
export interface WordListItem {
  level: number
  marker: string
  ordered: boolean
}

export function wordListItem(element: Element, style: Declarations): WordListItem | null {
  const list = style.get('mso-list')
  if (!list || list.startsWith('none') || list.startsWith('skip')) return null
  const level = Number(/level(\d+)/.exec(list)?.[1] ?? '1') - 1
  const marker = ignoredMarker(element)
  return { level, marker, ordered: isOrderedMarker(marker) }
}

/** A span of Word's that only paints the mark of its list item. */
export function isIgnoredMarker(style: Declarations): boolean {
  return style.get('mso-list')?.startsWith('ignore') ?? false
}

function ignoredMarker(element: Element): string {
  for (const span of element.querySelectorAll('span[style]')) {
    if (/mso-list\s*:\s*ignore/i.test(span.getAttribute('style') ?? '')) {
      return (span.textContent ?? '').replaceAll('\u00a0', ' ').trim()
    }
  }
  return ''
}

/** "1", "1.", "1)", "a)", "iv." and "§ 1." count; a lone "§" or "o" is a bullet from a symbol font. */
export function isOrderedMarker(marker: string): boolean {
  return /^(§\s*)?\(?(\d+|[ivxlcdm]+|[a-z]{1,2})[.)]/i.test(marker) || /^\d+$/.test(marker)
}

/** Does it say more than a bullet does: a number, a letter of a list, "Rozdział 1."? */
export function isMark(marker: string): boolean {
  return /\d|\p{L}{2}|\p{L}[.)]/u.test(marker)
}
