import { useSubscription } from '@urql/vue'
import { computed, onScopeDispose } from 'vue'
import { graphql } from '../../graphql.ts'

const ActivityEvents = graphql(`
  subscription History_Activity_Subscription($documentId: ID!) {
    activityEvents(documentId: $documentId) { documentId }
  }
`)

/** While somebody types something happens every second. */
const PAUSE_MS = 5_000

/** Calls back after something was done to a document; not at once and not too often, but where `pauseMs` is 0. */
export function useActivityNews(documentId: () => string, changed: () => void, pauseMs = PAUSE_MS): void {
  let timer: ReturnType<typeof setTimeout> | undefined

  function soon(): void {
    timer ??= setTimeout(() => {
      timer = undefined
      changed()
    }, pauseMs)
  }

  const variables = computed(() => ({ documentId: documentId() }))
  useSubscription({ query: ActivityEvents, variables }, (_before, event) => {
    if (pauseMs === 0) changed()
    else soon()
    return event
  })
  onScopeDispose(() => clearTimeout(timer))
}
