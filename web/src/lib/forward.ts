import type { ExecutionResult } from '@urql/core'
import type { GraphQLError } from 'graphql'
import type { FormattedExecutionResult, Sink as SocketSink } from 'graphql-ws'

export interface Sink {
  next(result: ExecutionResult): void
  error(error: unknown): void
  complete(): void
}

/** What asking again does not change. */
const FINAL = new Set<unknown>(['FORBIDDEN', 'NOT_FOUND', 'INVALID', 'TOO_LARGE', 'SIGNED_IN_AS_OTHER'])

/**
 * What a subscription on the page's socket hands on. Whatever ends it but a refusal for good calls `ended`, to begin it
 * again: the server completes it with its session, or closes the socket of one that is over, which graphql-ws takes for an
 * end of everything on it.
 * @param isFinalClose whether nothing is asked again after the socket was closed so
 */
export function forwardTo(
  sink: Sink,
  ended: () => void,
  isFinalClose: (event: unknown) => boolean,
): SocketSink<FormattedExecutionResult> {
  let isFinal = false
  return {
    next(result) {
      isFinal = isRefusedForGood(result.errors)
      if (result.errors === undefined || isFinal) sink.next(result as ExecutionResult)
    },
    error(error) {
      if (isRefusedForGood(error) || isFinalClose(error)) sink.error(error)
      else ended()
    },
    complete: () => (isFinal ? sink.complete() : ended()),
  }
}

function isRefusedForGood(errors: unknown): boolean {
  if (!Array.isArray(errors)) return false
  return errors.some(({ extensions }: Partial<GraphQLError>) => FINAL.has(extensions?.code))
}
