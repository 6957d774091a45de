import { isHref } from '@app/server/document'

/** The address as the document may keep it, or null where the guard would refuse it. */
export function allowedHref(raw: string | null | undefined): string | null {
  const href = raw?.trim()
  if (!href) return null
  try {
    const normal = new URL(href).href
    return isHref(normal) ? normal : null
  } catch {
    return null
  }
}

/** What a person types into the link field: "forum.example.org" and "jan@example.org" are meant as links too. */
export function hrefFromInput(typed: string): string | null {
  const text = typed.trim()
  if (!text || /\s/.test(text)) return null
  if (/^[a-z][a-z0-9+.-]*:/i.test(text) && !/^[^:/]+:\d/.test(text)) return allowedHref(text)
  if (/^[^@/]+@[^@/]+\.[^@/]+$/.test(text)) return allowedHref(`mailto:${text}`)
  return /^[^/.]+\.[^/]/.test(text) ? allowedHref(`https://${text}`) : null
}

/** Words that would lie if they led anywhere else. */
export function showsAddress(words: string): boolean {
  return /https?:\/\/|\bwww\./i.test(words) || hrefFromInput(words) !== null
}
