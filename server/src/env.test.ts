import { describe, expect, it } from 'vitest'
import { EnvError, readEnv } from './env.ts'
import { LIMITS } from './limits.ts'

const SECRET = 'a'.repeat(32)
const SMTP = { SMTP_URL: 'smtp://mail.example.org', MAIL_FROM: 'zapis@example.org' }

function problemsOf(source: Record<string, string>): string {
  try {
    readEnv(source)
  } catch (error) {
    if (error instanceof EnvError) return error.problems.join('\n')
    throw error
  }
  throw new Error('the environment was accepted')
}

describe('the environment', () => {
  it('needs nothing for a demonstration on this computer', () => {
    const env = readEnv({})
    expect(env).toMatchObject({ port: 4000, host: '127.0.0.1', demo: true, limits: LIMITS })
    expect(env.publicUrl).toBeUndefined()
  })

  it('takes a variable set to nothing as not set', () => {
    expect(readEnv({ PORT: '', PUBLIC_URL: ' ' })).toMatchObject({ port: 4000, demo: true })
  })

  it('knows the day of publication only where somebody names one', () => {
    expect(readEnv({})).not.toHaveProperty('publishedOn')
    expect(readEnv({ PUBLISHED_ON: '2026-11-23' }).publishedOn).toBe('2026-11-23')
    expect(problemsOf({ PUBLISHED_ON: '23 listopada' })).toContain('PUBLISHED_ON')
  })

  it('is not a demonstration with PUBLIC_URL', () => {
    expect(readEnv({ PUBLIC_URL: 'https://zapis.example.org', ...SMTP }).demo).toBe(false)
  })

  it.each([
    ['PUBLIC_URL without a way to sign in', { PUBLIC_URL: 'https://zapis.example.org' }, /PUBLIC_URL needs SMTP_URL/],
    ['DATABASE_URL without AUTH_SECRET', { DATABASE_URL: 'postgres://db/wz' }, /DATABASE_URL needs AUTH_SECRET/],
    [
      'DATABASE_URL without PUBLIC_URL',
      { DATABASE_URL: 'postgres://db/wz', AUTH_SECRET: SECRET },
      /DATABASE_URL needs PUBLIC_URL/,
    ],
    ['a demonstration on the network', { HOST: '0.0.0.0' }, /HOST may not be changed/],
    ['half of OIDC', { OIDC_ISSUER: 'https://login.example.org' }, /OIDC_CLIENT_ID and OIDC_CLIENT_SECRET/],
    ['mail from nobody', { SMTP_URL: 'smtp://mail.example.org' }, /MAIL_FROM/],
    ['a first person without an organisation', { FIRST_ADMIN_EMAIL: 'anna@example.org' }, /go together/],
    ['a first organisation without a person', { FIRST_ORGANIZATION: 'Forum' }, /go together/],
    [
      'a first person in a demonstration',
      { FIRST_ADMIN_EMAIL: 'anna@example.org', FIRST_ORGANIZATION: 'Forum' },
      /need PUBLIC_URL/,
    ],
    ['a first person without an address', { FIRST_ADMIN_EMAIL: 'anna', FIRST_ORGANIZATION: 'Forum' }, /EMAIL/],
    ['a short secret', { AUTH_SECRET: 'short' }, /AUTH_SECRET: needs at least 32/],
    ['a port that is none', { PORT: '70000' }, /PORT/],
    ['a page under a path', { PUBLIC_URL: 'https://example.org/zapis', ...SMTP }, /PUBLIC_URL is an origin/],
    [
      'an address that asks for something',
      { PUBLIC_URL: 'https://example.org/?a', ...SMTP },
      /PUBLIC_URL is an origin/,
    ],
    ['an address that is none', { PUBLIC_URL: 'javascript:alert(1)' }, /PUBLIC_URL/],
    ['a proxy of a demonstration', { TRUSTED_PROXIES: '10.0.0.5' }, /TRUSTED_PROXIES needs PUBLIC_URL/],
    ['a proxy that is none', { TRUSTED_PROXIES: '10.0.0.0/33' }, /TRUSTED_PROXIES: needs addresses/],
    ['raised limits outside tests', { TEST_LIMITS: '{"connectionInitMs":10}' }, /TEST_LIMITS is for tests only/],
  ])('refuses %s in words', (_name, source, words) => {
    expect(problemsOf(source as Record<string, string>)).toMatch(words)
  })

  it('takes a first person of a real instance, the address as it is stored', () => {
    const first = { FIRST_ADMIN_EMAIL: 'Anna@Example.org', FIRST_ORGANIZATION: ' Forum Lokali ' }
    const env = readEnv({ PUBLIC_URL: 'https://zapis.example.org', ...SMTP, ...first })
    expect(env.firstPerson).toEqual({ email: 'anna@example.org', organization: 'Forum Lokali' })
  })

  it('names every problem at once', () => {
    const problems = problemsOf({ DATABASE_URL: 'postgres://db/wz' })
    expect(problems.split('\n')).toHaveLength(2)
  })

  it('raises limits in tests only, and only limits there are', () => {
    const limits = readEnv({ NODE_ENV: 'test', TEST_LIMITS: '{"connectionInitMs":10}' }).limits
    expect(limits).toEqual({ ...LIMITS, connectionInitMs: 10 })
    expect(() => readEnv({ NODE_ENV: 'test', TEST_LIMITS: '{"noSuchLimit":10}' })).toThrow()
  })
})
