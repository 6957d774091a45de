// @vitest-environment happy-dom
import { CombinedError } from '@urql/core'
import { describe, expect, it } from 'vitest'
import { codeOf, Refusal, wordsOf } from './refusal.ts'

const refusedByGraphQL = (code: string) =>
  new CombinedError({ graphQLErrors: [{ message: code, extensions: { code } }] })

describe('a refusal in words', () => {
  it('knows the code of GraphQL and of plain HTTP', () => {
    expect(codeOf(refusedByGraphQL('FORBIDDEN'))).toBe('FORBIDDEN')
    expect(codeOf(new Refusal('EXPIRED'))).toBe('EXPIRED')
  })

  it('tells a server that was not reached from one that is out of order', () => {
    const networkError = new TypeError('Failed to fetch')
    expect(codeOf(new CombinedError({ networkError }))).toBe('OFFLINE')
    expect(codeOf(new CombinedError({ networkError, response: new Response(null, { status: 503 }) }))).toBe(
      'UNAVAILABLE',
    )
  })

  it('says something for every code, known or not', () => {
    expect(wordsOf(refusedByGraphQL('FORBIDDEN'))).toBe('Brak uprawnień do tej czynności.')
    expect(wordsOf(refusedByGraphQL('page'))).toMatch(/nieoczekiwany/)
    expect(wordsOf(new Error('secret detail'))).toMatch(/nieoczekiwany/)
  })
})
