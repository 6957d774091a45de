import {
  cacheExchange,
  createClient,
  type ExecutionResult,
  fetchExchange,
  mapExchange,
  subscriptionExchange,
} from '@urql/core'
import { createSocket } from './features/sync/socket.ts'
import { noteOtherPerson, pagePerson, personHeader } from './lib/page-person.ts'
import { codeOf } from './lib/refusal.ts'

const socketUrl = new URL('/graphql', window.location.href)
socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:'

/** The page's one socket; documents use it directly, everything else through `client`. */
export const pageSocket = createSocket({ url: socketUrl.href, person: pagePerson, belongsToAnother: noteOtherPerson })

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
          const stop = pageSocket.client.subscribe(
            { query, variables: { ...variables } },
            { next: (result) => sink.next(result as ExecutionResult), error: sink.error, complete: sink.complete },
          )
          // urql unsubscribes inside `next`; in the same tick graphql-ws would release its lock on the socket twice.
          return { unsubscribe: () => void setTimeout(stop, 0) }
        },
      }),
    }),
  ],
})
