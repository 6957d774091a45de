import { useClientHandle } from '@urql/vue'
import { type Ref, watch } from 'vue'
import { graphql } from '../../graphql.ts'
import { readAnew } from '../../lib/read-anew.ts'
import { usePages } from '../../lib/usePages.ts'
import { useReconnected } from '../sync/useReconnected.ts'
import { useVersionNews } from './useVersionNews.ts'
import { VersionRow_version } from './VersionRow.vue'

const VersionsQuery = graphql(
  `
    query VersionList_Query($documentId: ID!, $after: String, $namedOnly: Boolean!) {
      document(id: $documentId) {
        id
        versions(first: 30, after: $after, namedOnly: $namedOnly) {
          items { id number name writtenAt ...VersionRow_version }
          endCursor
          hasNextPage
        }
      }
    }
  `,
  [VersionRow_version],
)

/** The versions of a document, read again whenever one is kept. */
export function useVersions(documentId: string, namedOnly: Ref<boolean>, kept: () => void) {
  const { client } = useClientHandle()

  const pages = usePages(async (after) => {
    const variables = { documentId, after, namedOnly: namedOnly.value }
    const answer = await readAnew(client, VersionsQuery, variables)
    if (answer.data === undefined) throw answer.error
    return answer.data.document?.versions ?? { items: [], endCursor: null, hasNextPage: false }
  }, 'versions')

  useVersionNews(
    () => documentId,
    () => {
      void pages.refresh()
      kept()
    },
  )
  useReconnected(pages.renew)
  watch(namedOnly, pages.restart, { immediate: true })

  return pages
}
