import { useSubscription } from '@urql/vue'
import { computed, onScopeDispose } from 'vue'
import { graphql } from '../../graphql.ts'
import { paced } from '../../lib/paced.ts'
import { useActivityNews } from '../history/useActivityNews.ts'
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

/**
 * Calls back soon after something was said, proposed, decided or written, since units are called otherwise then; and where
 * a lost connection is there again.
 */
export function useRemarkNews(documentId: () => string, changed: () => void, reconnected: () => void): void {
  const news = paced(changed, 0)
  const heard = <T>(_before: T | undefined, event: T): T => {
    news.ask()
    return event
  }
  const variables = computed(() => ({ documentId: documentId() }))
  useSubscription({ query: ThreadEvents, variables }, heard)
  useSubscription({ query: ProposalEvents, variables }, heard)
  useActivityNews(documentId, changed)
  useReconnected(reconnected)
  onScopeDispose(() => news.stop())
}
