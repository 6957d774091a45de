import { useSubscription } from '@urql/vue'
import { computed } from 'vue'
import { graphql } from '../../graphql.ts'

const VersionEvents = graphql(`
  subscription History_Versions_Subscription($documentId: ID!) {
    versionEvents(documentId: $documentId) { versionId }
  }
`)

/** Calls back with a version that was kept; with null where any may read otherwise than it did, as after a redaction. */
export function useVersionNews(documentId: () => string, heard: (versionId: string | null) => void): void {
  const variables = computed(() => ({ documentId: documentId() }))
  useSubscription({ query: VersionEvents, variables }, (_before, event) => {
    heard(event.versionEvents.versionId)
    return event
  })
}
