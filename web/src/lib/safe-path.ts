/** Where to go after signing in: only a path of this site, never another address dressed as one. */
export function safePath(wanted: unknown): string {
  if (typeof wanted !== 'string' || !wanted.startsWith('/')) return '/'
  const here = new URL('https://here.invalid')
  const there = new URL(wanted, here)
  if (there.origin !== here.origin || there.pathname.startsWith('/zaloguj')) return '/'
  return there.pathname + there.search + there.hash
}
