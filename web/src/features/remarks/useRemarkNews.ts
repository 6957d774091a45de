import { useSubscription } from '@urql/vue'
import { computed, onScopeDispose } from 'vue'
import { graphql } from '../../graphql.ts'
import { useReconnected } from '../sync/useReconnected.ts'

const ThreadEvents = graphql(`
  subscription Remarks_Threads_Subscription($documentId: ID!) {
    threadEvents(documentId: $documentId) { threadId }
  }
`)
const ProposalEvents = graphql(`
  subscription Remarks_Proposals_Subscription($documentId: ID!) {
    proposalEvents(documentId: $documentId) { proposalId }
  }
`)

/** Units are called otherwise when the text changes, and the order follows it. */
const TextEvents = graphql(`
  subscription Remarks_Text_Subscription {
    documentListChanged { documentId }
  }
`)

/** Of several things in a row one reading tells all. */
const GATHER_MS = 300
/** Whoever writes is heard of every second: so long after the first of it the table follows. */
const WRITING_MS = 5_000

/** Calls back soon after something was said, proposed, decided or written; and where a lost connection is there again. */
export function useRemarkNews(documentId: () => string, changed: () => void, reconnected: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let due = 0

  function within(ms: number): void {
    const now = performance.now()
    if (timer !== undefined && due <= now + ms) return
    clearTimeout(timer)
    due = now + ms
    timer = setTimeout(() => {
      timer = undefined
      changed()
    }, ms)
  }

  const heard = <T>(_before: T | undefined, event: T): T => {
    within(GATHER_MS)
    return event
  }
  const variables = computed(() => ({ documentId: documentId() }))
  useSubscription({ query: ThreadEvents, variables }, heard)
  useSubscription({ query: ProposalEvents, variables }, heard)
  useSubscription({ query: TextEvents }, (_before, event) => {
    if (event.documentListChanged.documentId === documentId()) within(WRITING_MS)
    return event
  })
  useReconnected(reconnected)
  onScopeDispose(() => clearTimeout(timer))
}
