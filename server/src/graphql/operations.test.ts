import { GraphQLObjectType, GraphQLSchema, GraphQLString, parse } from 'graphql'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import type { Context, Services } from '../context.ts'
import { AppError } from '../errors.ts'
import type { Connection } from './connection.ts'
import type { Gate } from './gate.ts'
import { Operations } from './operations.ts'

const WORDS = { type: GraphQLString, resolve: (words: string) => words }
const logged: string[] = []
const services = { logger: pino({ level: 'error' }, { write: (line: string) => void logged.push(line) }) } as Services

/** A subscription that tells one thing and then fails. */
async function failing(error: Error) {
  let hasEnded = false
  const events = [async () => ({ done: false, value: 'words' }), () => Promise.reject(error)]
  const source = {
    next: () => events.shift()?.() ?? Promise.resolve({ done: true, value: undefined }),
    async return() {
      hasEnded = true
      return { done: true, value: undefined }
    },
    [Symbol.asyncIterator]() {
      return this
    },
  }
  const schema = new GraphQLSchema({
    query: new GraphQLObjectType({ name: 'Query', fields: { words: WORDS } }),
    subscription: new GraphQLObjectType({
      name: 'Subscription',
      fields: { words: { ...WORDS, subscribe: () => source } },
    }),
  })
  const operations = new Operations({ services, schema, gate: { countRefusals: () => undefined } as unknown as Gate })
  const results = await operations.subscribe({
    schema,
    document: parse('subscription { words }'),
    contextValue: { requestId: 'r1' } as Context,
    connection: { toCaller: () => ({}) } as unknown as Connection,
    operationId: '1',
  })
  if (!(Symbol.asyncIterator in results)) throw new Error('it did not begin')
  return { results, hasEnded: () => hasEnded }
}

test('what fails between two events is told by its number alone, and its source is let go', async () => {
  const { results, hasEnded } = await failing(new Error('SELECT "token" FROM "Session"'))
  expect(await results.next()).toMatchObject({ value: { data: { words: 'words' } } })
  const failure: unknown = await results.next().catch((error: unknown) => error)
  expect(JSON.stringify(failure)).toBe('{"message":"INTERNAL","extensions":{"code":"INTERNAL","requestId":"r1"}}')
  expect(failure).not.toHaveProperty('originalError.message')
  expect(logged.join()).toContain('SELECT')
  expect(hasEnded()).toBe(true)
})

test('a refusal between two events keeps its code', async () => {
  const { results } = await failing(new AppError('NOT_FOUND'))
  await results.next()
  await expect(results.next()).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } })
})
