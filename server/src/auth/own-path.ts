import { LIMITS } from '../limits.ts'

const HERE = 'https://here.invalid'

/** A path of our own pages, as a browser would read it; whatever else was asked for becomes the front page. */
export function toOwnPath(wanted: string | undefined): string {
  if (wanted === undefined || !wanted.startsWith('/') || /[\\\p{Cc}]/u.test(wanted)) return '/'
  if (!URL.canParse(wanted, HERE)) return '/'
  const { origin, pathname, search, hash } = new URL(wanted, HERE)
  const path = pathname + search + hash
  // Dots may have gone from between two strokes: such a path is another site's address.
  return origin === HERE && !pathname.startsWith('//') && path.length <= LIMITS.onwardPath ? path : '/'
}
