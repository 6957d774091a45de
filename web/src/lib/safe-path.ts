import { LIMITS } from '@app/server/limits'

const HERE = 'https://here.invalid'

/** Where to go after signing in: only a path of this site, never another address dressed as one. */
export function safePath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || /[\\\p{Cc}]/u.test(wanted)) return '/'
  if (!URL.canParse(wanted, HERE)) return '/'
  const { origin, pathname, search, hash } = new URL(wanted, HERE)
  const path = pathname + search + hash
  // Dots may have gone from between two strokes: such a path is another site's address.
  if (origin !== HERE || pathname.startsWith('//') || pathname.startsWith('/zaloguj')) return '/'
  return path.length <= LIMITS.onwardPath ? path : '/'
}

/** What carries it from page to page of signing in. */
export function nextQuery(path: string): { dalej?: string } {
  return path === '/' ? {} : { dalej: path }
}
