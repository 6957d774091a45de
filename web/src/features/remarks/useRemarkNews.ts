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

/** Of several things in a row one reading tells all. */
const GATHER_MS = 300

/** Calls back soon after something was said, proposed or decided, and after a lost connection is there again. */
export function useRemarkNews(documentId: () => string, changed: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined

  function soon(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      changed()
    }, GATHER_MS)
  }

  const heard = <T>(_before: T | undefined, event: T): T => {
    soon()
    return event
  }
  const variables = computed(() => ({ documentId: documentId() }))
  useSubscription({ query: ThreadEvents, variables }, heard)
  useSubscription({ query: ProposalEvents, variables }, heard)
  useReconnected(changed)
  onScopeDispose(() => clearTimeout(timer))
}
