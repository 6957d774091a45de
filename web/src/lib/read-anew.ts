import { type AnyVariables, type Client, createRequest, type OperationResult, type TypedDocumentNode } from '@urql/core'

type Answer = Promise<OperationResult>

interface UnderWay {
  now: Answer
  /** Asked for while `now` was under way; begins when it is over. */
  next: Answer | null
}

const underWay = new Map<number, UnderWay>()

/**
 * An answer that the server began after the call. urql gives whoever asks what is being asked already the answer to that,
 * which may be older than the event one has just heard of; nothing would ever put that right.
 */
export function readAnew<Data, Variables extends AnyVariables>(
  client: Client,
  query: TypedDocumentNode<Data, Variables>,
  variables: Variables,
): Promise<OperationResult<Data, Variables>> {
  const { key } = createRequest(query, variables)
  const begin = (): Answer => {
    const now = client
      .query(query, variables, { requestPolicy: 'network-only' })
      .toPromise()
      .finally(() => {
        if (underWay.get(key)?.next === null) underWay.delete(key)
      })
    underWay.set(key, { now, next: null })
    return now
  }
  const other = underWay.get(key)
  if (other === undefined) return begin() as Promise<OperationResult<Data, Variables>>
  other.next ??= other.now.then(begin, begin)
  return other.next as Promise<OperationResult<Data, Variables>>
}
