import { describe, expect, it } from 'vitest'
import { safePath } from './safe-path.ts'

describe('safePath', () => {
  it('keeps a path of this site with its query and fragment', () => {
    expect(safePath('/dokument/a1?x=1#par')).toBe('/dokument/a1?x=1#par')
  })

  it.each([
    ['//zly.example', 'a protocol-relative address'],
    ['/\\zly.example', 'a backslash the browser reads as a slash'],
    ['/.//zly.example', 'another address once its dots are gone'],
    ['/\t/zly.example', 'a control character that no browser reads'],
    ['//[', 'no address at all'],
    ['https://zly.example/', 'another site'],
    ['javascript:alert(1)', 'a script'],
    ['/dokument/a1\u0000', 'a control character that is written out'],
    ['/dokument\\a1', 'a backslash further on'],
    ['/zaloguj?dalej=/zaloguj', 'the sign-in page itself'],
    [undefined, 'nothing'],
    [['/a', '/b'], 'a repeated parameter'],
  ])('answers / for %j: %s', (wanted: unknown, _why) => {
    expect(safePath(wanted)).toBe('/')
  })

  it('answers / for a path that is longer than the server takes, as it is written out', () => {
    expect(safePath(`/dokument/${'x'.repeat(500)}`)).toHaveLength(510)
    expect(safePath(`/dokument/${'x'.repeat(503)}`)).toBe('/')
    expect(safePath(`/dokument/${'ż'.repeat(200)}`)).toBe('/')
  })
})
