import { useClientHandle } from '@urql/vue'
import { type Ref, watch } from 'vue'
import { graphql, type ResultOf } from '../../graphql.ts'
import { readAnew } from '../../lib/read-anew.ts'
import { usePages } from '../../lib/usePages.ts'
import { NotificationRow_notification } from './NotificationRow.vue'
import { notificationChanges, setUnread } from './unread.ts'

const NotificationsQuery = graphql(
  `
    query NotificationList_Query($first: Int!, $after: String, $unreadOnly: Boolean!) {
      notifications(first: $first, after: $after, unreadOnly: $unreadOnly) {
        items { id createdAt readAt ...NotificationRow_notification }
        endCursor
        hasNextPage
      }
      unreadNotifications
    }
  `,
  [NotificationRow_notification],
)

const MarkMutation = graphql(`
  mutation NotificationList_Mark_Mutation($ids: [ID!], $all: Boolean!) {
    markNotificationsRead(input: { ids: $ids, all: $all })
  }
`)

type Page = ResultOf<typeof NotificationsQuery>['notifications']

const PAGE_SIZE = 30

/** What the person was told, page after page; read again whenever something is new. */
export function useNotifications(unreadOnly: Ref<boolean>) {
  const { client } = useClientHandle()

  async function read(after: string | null): Promise<Page> {
    const variables = { first: PAGE_SIZE, after, unreadOnly: unreadOnly.value }
    const answer = await readAnew(client, NotificationsQuery, variables)
    if (answer.data === undefined) throw answer.error
    setUnread(answer.data.unreadNotifications)
    return answer.data.notifications
  }

  const pages = usePages(read, 'notifications')

  /** Null marks everything. Answers what went wrong, if something did. */
  async function markRead(ids: string[] | null): Promise<unknown> {
    const answer = await client.mutation(MarkMutation, { ids, all: ids === null })
    if (answer.error === undefined) await pages.refresh()
    return answer.error
  }

  watch(unreadOnly, pages.restart, { immediate: true })
  watch(notificationChanges, pages.refresh)
  return { ...pages, markRead }
}
