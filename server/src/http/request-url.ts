import type { IncomingMessage } from 'node:http'

/** What was asked for, or null where it is not a path: anybody may write anything there, and `new URL` throws. */
export function requestUrl(request: IncomingMessage): URL | null {
  // Only a path: an absolute form would let the caller choose the host the rest of the program sees.
  if (!request.url?.startsWith('/')) return null
  const url = `http://localhost${request.url}`
  return URL.canParse(url) ? new URL(url) : null
}
