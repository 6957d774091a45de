const HERE = 'https://here.invalid'

/** Where to go after signing in: only a path of this site, never another address dressed as one. */
export function safePath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/') || !URL.canParse(wanted, HERE)) return '/'
  const { origin, pathname, search, hash } = new URL(wanted, HERE)
  // Dots may have gone from between two strokes: such a path is another site's address.
  if (origin !== HERE || pathname.startsWith('//') || pathname.startsWith('/zaloguj')) return '/'
  return pathname + search + hash
}
