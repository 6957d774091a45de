import { useClientHandle } from '@urql/vue'
import { computed, type Ref, shallowRef, watch } from 'vue'
import { graphql, type ResultOf } from '../../graphql.ts'
import { readAnew } from '../../lib/read-anew.ts'
import { Refusal, signedOut } from '../../lib/refusal.ts'
import { usePages } from '../../lib/usePages.ts'
import { RemarkFields } from './remark-fields.ts'
import { type RemarkFilter, toGraphQL } from './remark-filter.ts'

export const RemarksQuery = graphql(
  `
    query Remarks_Query($documentId: ID!, $filter: RemarkFilter, $order: RemarkOrder, $first: Int!, $after: String) {
      viewer { id }
      document(id: $documentId) { id title }
      remarks(documentId: $documentId, filter: $filter, order: $order, first: $first, after: $after) {
        items { ...Remark_fields }
        totalCount
        documentCount
        endCursor
        hasNextPage
        choices {
          submitters { id name }
          organizations { id name }
          units { id name }
        }
      }
    }
  `,
  [RemarkFields],
)

type Page = NonNullable<ResultOf<typeof RemarksQuery>['remarks']>
export type RemarkChoices = Page['choices']

const PAGE_SIZE = 100
const NO_CHOICES: RemarkChoices = { submitters: [], organizations: [], units: [] }

/** The table of remarks of a document, page after page. */
export function useRemarkPages(documentId: () => string, filter: Ref<RemarkFilter>) {
  const { client } = useClientHandle()
  const title = shallowRef('')

  async function read(after: string | null): Promise<Page> {
    const variables = { documentId: documentId(), ...toGraphQL(filter.value), first: PAGE_SIZE, after }
    const { data, error } = await readAnew(client, RemarksQuery, variables)
    if (data === undefined) throw error
    const problem = signedOut(data)
    if (problem) throw problem
    if (data.remarks === null || data.document === null) throw new Refusal('NOT_FOUND')
    title.value = data.document.title
    return data.remarks
  }

  const list = usePages(read, 'remarks')
  watch(() => [documentId(), filter.value], list.restart, { immediate: true, deep: true })
  return {
    ...list,
    title,
    totalCount: computed(() => list.last.value?.totalCount ?? 0),
    documentCount: computed(() => list.last.value?.documentCount ?? 0),
    choices: computed(() => list.last.value?.choices ?? NO_CHOICES),
  }
}
