import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readCookie, sessionCookieName, verifySignedToken } from './cookie.ts'

const SECRET = 'a secret of this test'

function sign(token: string, secret = SECRET): string {
  return `${token}.${createHmac('sha256', secret).update(token).digest('base64')}`
}

describe('reading a cookie', () => {
  it('finds exactly the name', () => {
    expect(readCookie('a=1; wz.session=x%2By; b=2', 'wz.session')).toBe('x+y')
    expect(readCookie('xwz.session=1; wz.sessions=2', 'wz.session')).toBeNull()
    expect(readCookie(undefined, 'wz.session')).toBeNull()
    expect(readCookie('wz.session=%E0%A4%A', 'wz.session')).toBeNull()
  })

  it('is bound to the host over https', () => {
    expect(sessionCookieName(true)).toBe('__Host-wz.session')
    expect(sessionCookieName(false)).toBe('wz.session')
  })
})

describe('a signed token', () => {
  it('is what was signed', () => {
    expect(verifySignedToken(sign('token'), SECRET)).toBe('token')
  })

  it.each([
    ['another secret', sign('token', 'another')],
    ['another token', sign('token').replace('token', 'other')],
    ['no signature', 'token.'],
    ['no token', sign('').slice(0)],
    ['nothing', ''],
    ['a short signature', 'token.YQ=='],
  ])('is refused with %s', (_what, value) => {
    expect(verifySignedToken(value, SECRET)).toBeNull()
  })
})
