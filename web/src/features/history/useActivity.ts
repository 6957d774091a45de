import { useClientHandle, useSubscription } from '@urql/vue'
import { onScopeDispose, type Ref, ref, shallowReadonly, shallowRef, watch } from 'vue'
import { graphql, type ResultOf } from '../../graphql.ts'
import { readAnew } from '../../lib/read-anew.ts'
import { usePages } from '../../lib/usePages.ts'
import { ActivityRow_entry } from './ActivityRow.vue'
import { type ActivityFilter, toGraphQL, undoesOnePerson } from './activity-filter.ts'

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

const ActivityEvents = graphql(`
  subscription ActivityList_Subscription($documentId: ID!) {
    activityEvents(documentId: $documentId) { documentId }
  }
`)

type Undoable = NonNullable<ResultOf<typeof ActivityQuery>['activity']['undoable']>
type Active = ResultOf<typeof ActivityQuery>['activity']['active']

/** While somebody types something happens every second. */
const REFRESH_MS = 5_000

/** What was done to a document, by the filter; read again, not too often, while more is being done. */
export function useActivity(documentId: string, filter: Ref<ActivityFilter>) {
  const { client } = useClientHandle()
  const active = shallowRef<Active>([])
  const undoable = shallowRef<Undoable | null>(null)
  const refreshes = ref(0)
  let timer: ReturnType<typeof setTimeout> | undefined

  const pages = usePages(async (after) => {
    const mayUndo = undoesOnePerson(filter.value)
    const variables = { documentId, filter: toGraphQL(filter.value), after, mayUndo }
    const answer = await readAnew(client, ActivityQuery, variables)
    if (answer.data === undefined) throw answer.error
    active.value = answer.data.activity.active
    undoable.value = answer.data.activity.undoable ?? null
    return answer.data.activity
  })

  useSubscription({ query: ActivityEvents, variables: { documentId } }, (_before, event) => {
    timer ??= setTimeout(async () => {
      timer = undefined
      const known = pages.items.value[0]?.id
      await pages.refresh()
      if (pages.items.value[0]?.id !== known) refreshes.value += 1
    }, REFRESH_MS)
    return event
  })
  onScopeDispose(() => clearTimeout(timer))

  watch(filter, pages.restart, { immediate: true, deep: true })

  return { ...pages, active: shallowReadonly(active), undoable: shallowReadonly(undoable), refreshes }
}
