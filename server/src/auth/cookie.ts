import { createHmac, timingSafeEqual } from 'node:crypto'

/** `__Host-` may only be set over https, by this host, for the whole site: no other host can plant it. */
export function sessionCookieName(secure: boolean): string {
  return secure ? '__Host-wz.session' : 'wz.session'
}

/** The value of one cookie in a `Cookie` header, decoded; null when it is not there or not decodable. */
export function readCookie(header: string | undefined, name: string): string | null {
  for (const part of header?.split(';') ?? []) {
    const separator = part.indexOf('=')
    if (separator === -1 || part.slice(0, separator).trim() !== name) continue
    return decode(part.slice(separator + 1).trim())
  }
  return null
}

function decode(value: string): string | null {
  try {
    return decodeURIComponent(value)
  } catch {
    return null
  }
}

/** The session token in a cookie signed as better-auth signs it (`token.base64(hmac)`); null when forged. */
export function verifySignedToken(value: string, secret: string): string | null {
  const separator = value.lastIndexOf('.')
  if (separator < 1) return null
  const token = value.slice(0, separator)
  const expected = createHmac('sha256', secret).update(token).digest()
  const given = Buffer.from(value.slice(separator + 1), 'base64')
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) return null
  return token
}
