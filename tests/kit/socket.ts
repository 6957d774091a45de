import type { FormattedExecutionResult } from 'graphql'
import { type Client, createClient } from 'graphql-ws'
import WebSocket from 'ws'
import type { TestApp } from './app.ts'

/** A GraphQL socket as our page opens one: same Origin, session cookie. */
export function openSocket(target: Pick<TestApp, 'port' | 'origin'>, cookie: string): Client {
  const headers = { cookie, origin: target.origin }
  class PageSocket extends WebSocket {
    constructor(address: string, protocols: string[]) {
      super(address, protocols, { headers })
    }
  }
  return createClient({
    url: `ws://127.0.0.1:${target.port}/graphql`,
    webSocketImpl: PageSocket,
    retryAttempts: 0,
    lazy: false,
    // Without it an abnormal close is printed; tests look at it where it matters.
    onNonLazyError: () => undefined,
  })
}

export interface SocketResult {
  data?: Record<string, unknown> | null | undefined
  errors?: FormattedExecutionResult['errors'] | undefined
}

/** The one result of a query or mutation, or the first of a subscription. */
export async function askSocket(
  client: Client,
  query: string,
  variables: Record<string, unknown> = {},
): Promise<SocketResult> {
  const results = client.iterate({ query, variables })
  const first = await results.next()
  await results.return?.()
  if (first.done) throw new Error('the operation ended without a result')
  return first.value
}

export function codesOf({ errors = [] }: Pick<SocketResult, 'errors'>): unknown[] {
  return errors.map((error) => error.extensions?.code)
}
