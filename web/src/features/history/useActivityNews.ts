import { useSubscription } from '@urql/vue'
import { computed, onScopeDispose } from 'vue'
import { graphql } from '../../graphql.ts'
import { paced } from '../../lib/paced.ts'

const ActivityEvents = graphql(`
  subscription History_Activity_Subscription($documentId: ID!) {
    activityEvents(documentId: $documentId) { documentId }
  }
`)

/** While somebody types something happens every second. */
const PAUSE_MS = 5_000

/** Calls back after something was done to a document: soon after the first, then not too often but where `pauseMs` is 0. */
export function useActivityNews(documentId: () => string, changed: () => void, pauseMs = PAUSE_MS): void {
  const news = pauseMs === 0 ? { ask: changed, stop: () => undefined } : paced(changed, pauseMs)
  const variables = computed(() => ({ documentId: documentId() }))
  useSubscription({ query: ActivityEvents, variables }, (_before, event) => {
    news.ask()
    return event
  })
  onScopeDispose(() => news.stop())
}
