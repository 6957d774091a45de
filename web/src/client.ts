import {
  cacheExchange,
  createClient,
  type ExecutionResult,
  fetchExchange,
  mapExchange,
  subscriptionExchange,
} from '@urql/core'
import type { GraphQLError } from 'graphql'
import { createSocket } from './features/sync/socket.ts'
import { graphql } from './graphql.ts'
import { createLasting } from './lib/lasting.ts'
import { belongsToAnother, noteOtherPerson, pagePerson, personHeader } from './lib/page-person.ts'
import { codeOf } from './lib/refusal.ts'

const socketUrl = new URL('/graphql', window.location.href)
socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:'

/** The page's one socket; documents use it directly, everything else through `client`. */
export const pageSocket = createSocket({ url: socketUrl.href, person: pagePerson, belongsToAnother: noteOtherPerson })

const SignedInQuery = graphql('query Client_SignedIn_Query { viewer { id } }')

/** What is heard by subscription, over the ends of sessions. */
export const heard = createLasting(async () => {
  if (belongsToAnother.value) return false
  const { data } = await client.query(SignedInQuery, {}, { requestPolicy: 'network-only' })
  return data === undefined ? null : data.viewer !== null
})
// A document has asked for a connection of the session there is now.
pageSocket.client.on('connected', () => heard.look())

interface Sink {
  next(result: ExecutionResult): void
  error(error: unknown): void
  complete(): void
}

/** One subscription on the page's socket; `ended` is called where it ended with its session. */
function forward(
  payload: { query: string; variables: Record<string, unknown> },
  sink: Sink,
  ended: () => void,
): () => void {
  let isRefused = false
  return pageSocket.client.subscribe(payload, {
    next: (result) => {
      if (isSignedOut(result.errors)) return
      isRefused = result.errors !== undefined
      sink.next(result as ExecutionResult)
    },
    error: (error) => (isSignedOut(error) ? ended() : sink.error(error)),
    complete: () => (isRefused ? sink.complete() : ended()),
  })
}

function isSignedOut(errors: unknown): boolean {
  if (!Array.isArray(errors)) return false
  return errors.some(({ extensions }: Partial<GraphQLError>) => extensions?.code === 'UNAUTHENTICATED')
}

/** Documents themselves never pass through here: their updates have a client of their own (`features/sync`). */
export const client = createClient({
  url: '/graphql',
  preferGetMethod: false,
  fetchOptions: () => ({ credentials: 'same-origin', headers: { 'x-wz-csrf': '1', ...personHeader() } }),
  exchanges: [
    mapExchange({
      onError(error) {
        if (codeOf(error) === 'SIGNED_IN_AS_OTHER') noteOtherPerson()
      },
      // A refusal of the whole answer comes as null, which no type says.
      onResult: (result) => (result.data === null ? { ...result, data: undefined } : result),
    }),
    cacheExchange,
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: ({ query = '', variables }) => ({
        subscribe(sink) {
          const stop = heard.subscribe((ended) => forward({ query, variables: { ...variables } }, sink, ended))
          // urql unsubscribes inside `next`; in the same tick graphql-ws would release its lock on the socket twice.
          return { unsubscribe: () => void setTimeout(stop, 0) }
        },
      }),
    }),
  ],
})
