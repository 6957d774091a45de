// @vitest-environment happy-dom
import { CombinedError } from '@urql/core'
import { expect, it } from 'vitest'
import { shallowRef } from 'vue'
import { keepAnswer } from './keep-answer.ts'

const OFFLINE = new CombinedError({ networkError: new TypeError('Failed to fetch') })
const refused = (code: string) => new CombinedError({ graphQLErrors: [{ message: code, extensions: { code } }] })

interface Answer {
  data?: string | null
  error?: CombinedError
  key?: number
}

function ask() {
  const [data, error] = [shallowRef<string | null>(), shallowRef<CombinedError>()]
  const operation = shallowRef<{ key: number }>()
  const kept = keepAnswer({ data, error, operation })
  /** In the order in which urql does. */
  function answer({ data: now, error: problem, key = 1 }: Answer): string | undefined {
    data.value = now
    error.value = problem
    operation.value = { key }
    return kept.value
  }
  return answer
}

it('keeps the last good answer where a later one fails, also where part of it came', () => {
  const answer = ask()
  expect(answer({ error: OFFLINE })).toBeUndefined()
  expect(answer({ data: 'Ala' })).toBe('Ala')
  expect(answer({ data: 'A', error: refused('UNAVAILABLE') })).toBe('Ala')
  expect(answer({ error: OFFLINE })).toBe('Ala')
  expect(answer({ data: null, error: refused('UNEXPECTED') })).toBe('Ala')
  expect(answer({ data: 'Ola' })).toBe('Ola')
})

it('shows no part of a first answer that failed', () => {
  expect(ask()({ data: 'A', error: refused('UNEXPECTED') })).toBeUndefined()
})

it('does not miss an answer that nobody looked at', () => {
  const [data, error] = [shallowRef<string>(), shallowRef<CombinedError>()]
  const kept = keepAnswer({ data, error, operation: shallowRef({ key: 1 }) })
  data.value = 'Ala'
  data.value = undefined
  error.value = OFFLINE
  expect(kept.value).toBe('Ala')
})

it.each(['UNAUTHENTICATED', 'FORBIDDEN', 'NOT_FOUND', 'SIGNED_IN_AS_OTHER'])('keeps nothing after %s', (code) => {
  const answer = ask()
  answer({ data: 'Ala' })
  expect(answer({ data: null, error: refused(code) })).toBeUndefined()
  expect(answer({ error: OFFLINE })).toBeUndefined()
  expect(answer({ data: 'Ala' })).toBe('Ala')
})

it('keeps nothing of another question', () => {
  const answer = ask()
  answer({ data: 'Ala' })
  expect(answer({ error: OFFLINE, key: 2 })).toBeUndefined()
  expect(answer({ data: 'Ola', key: 2 })).toBe('Ola')
  expect(answer({ error: OFFLINE, key: 2 })).toBe('Ola')
})
