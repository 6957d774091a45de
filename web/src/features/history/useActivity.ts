import { useClientHandle } from '@urql/vue'
import { computed, type Ref, ref, shallowReadonly, shallowRef, watch } from 'vue'
import { graphql, type ResultOf } from '../../graphql.ts'
import { readAnew } from '../../lib/read-anew.ts'
import { usePages } from '../../lib/usePages.ts'
import { useReconnected } from '../sync/useReconnected.ts'
import { ActivityRow_entry } from './ActivityRow.vue'
import { type ActivityFilter, toGraphQL, undoesOnePerson } from './activity-filter.ts'
import { useActivityNews } from './useActivityNews.ts'

/** The size of a page stands in the query: of a variable the server must assume the largest. */
const ActivityQuery = graphql(
  `
    query ActivityList_Query($documentId: ID!, $filter: ActivityFilter, $after: String, $mayUndo: Boolean!) {
      activity(documentId: $documentId, filter: $filter, first: 30, after: $after) {
        items { id startedAt unitIds ...ActivityRow_entry }
        endCursor
        hasNextPage
        undoable @include(if: $mayUndo) { firstSeq lastSeq }
        active { person { id name } organization { id name } }
      }
    }
  `,
  [ActivityRow_entry],
)

type Active = ResultOf<typeof ActivityQuery>['activity']['active']

/** What was done to a document, by the filter; read again, not too often, while more is being done. */
export function useActivity(documentId: string, filter: Ref<ActivityFilter>) {
  const { client } = useClientHandle()
  const active = shallowRef<Active>([])
  const refreshes = ref(0)

  const pages = usePages(async (after) => {
    const asked = toGraphQL(filter.value)
    const variables = { documentId, filter: asked, after, mayUndo: undoesOnePerson(filter.value) }
    const answer = await readAnew(client, ActivityQuery, variables)
    if (answer.data === undefined) throw answer.error
    active.value = answer.data.activity.active
    return { ...answer.data.activity, asked }
  }, 'activity')

  /** Of what is shown, where that is what is chosen by now. */
  const undoable = computed(() => {
    const shown = pages.last.value
    const isChosen = shown !== undefined && JSON.stringify(shown.asked) === JSON.stringify(toGraphQL(filter.value))
    return (isChosen && shown.undoable) || null
  })

  async function readAgain(read = pages.refresh): Promise<void> {
    const known = pages.items.value[0]?.id
    await read()
    if (pages.items.value[0]?.id !== known) refreshes.value += 1
  }

  useActivityNews(() => documentId, readAgain)
  useReconnected(() => void readAgain(pages.renew))
  watch(filter, pages.restart, { immediate: true, deep: true })

  return { ...pages, active: shallowReadonly(active), undoable, refreshes }
}
