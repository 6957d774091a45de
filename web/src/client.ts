import { cacheExchange, createClient, fetchExchange, mapExchange, subscriptionExchange } from '@urql/core'
import { closeCodeOf, createSocket, OTHER_PERSON } from './features/sync/socket.ts'
import { graphql } from './graphql.ts'
import { forwardTo } from './lib/forward.ts'
import { createLasting } from './lib/lasting.ts'
import { belongsToAnother, noteOtherPerson, pagePerson, personHeader } from './lib/page-person.ts'
import { codeOf } from './lib/refusal.ts'

const socketUrl = new URL('/graphql', window.location.href)
socketUrl.protocol = socketUrl.protocol === 'https:' ? 'wss:' : 'ws:'

/** The page's one socket; documents use it directly, everything else through `client`. */
export const pageSocket = createSocket({ url: socketUrl.href, person: pagePerson, belongsToAnother: noteOtherPerson })

const isOthers = (event: unknown): boolean => closeCodeOf(event) === OTHER_PERSON

const SignedInQuery = graphql('query Client_SignedIn_Query { viewer { id } }')

/** What is heard by subscription, over the ends of sessions. */
export const heard = createLasting(async () => {
  if (belongsToAnother.value) return null
  const { data } = await client.query(SignedInQuery, {}, { requestPolicy: 'network-only' })
  return data === undefined ? null : data.viewer !== null
})
// A document has asked for a connection of the session there is now.
pageSocket.client.on('connected', () => heard.look())

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
          const payload = { query, variables: { ...variables } }
          const stop = heard.subscribe((ended) =>
            pageSocket.client.subscribe(payload, forwardTo(sink, ended, isOthers)),
          )
          // urql unsubscribes inside `next`; in the same tick graphql-ws would release its lock on the socket twice.
          return { unsubscribe: () => void setTimeout(stop, 0) }
        },
      }),
    }),
  ],
})
