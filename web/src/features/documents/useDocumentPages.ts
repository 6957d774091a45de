import { useClientHandle } from '@urql/vue'
import { computed, type Ref, watch } from 'vue'
import { graphql, type ResultOf } from '../../graphql.ts'
import { readAnew } from '../../lib/read-anew.ts'
import { usePages } from '../../lib/usePages.ts'
import { DocumentRow_document } from './DocumentRow.vue'
import { type DocumentFilter, toGraphQL } from './document-filter.ts'

export const DocumentPagesQuery = graphql(
  `
    query DocumentList_Query($filter: DocumentFilter, $first: Int!, $after: String) {
      documents(filter: $filter, first: $first, after: $after) {
        items { id ...DocumentRow_document }
        totalCount
        endCursor
        hasNextPage
      }
    }
  `,
  [DocumentRow_document],
)

type Page = ResultOf<typeof DocumentPagesQuery>['documents']

const PAGE_SIZE = 30

/** The documents that fit a filter, page after page. */
export function useDocumentPages(filter: Ref<DocumentFilter>) {
  const { client } = useClientHandle()

  async function read(after: string | null): Promise<Page> {
    const variables = { filter: toGraphQL(filter.value), first: PAGE_SIZE, after }
    const answer = await readAnew(client, DocumentPagesQuery, variables)
    if (answer.data === undefined) throw answer.error
    return answer.data.documents
  }

  const pages = usePages(read, 'documents')
  watch(filter, pages.restart, { immediate: true, deep: true })
  return { ...pages, totalCount: computed(() => pages.last.value?.totalCount ?? 0) }
}
