import { useClientHandle, useSubscription } from '@urql/vue'
import { computed, onScopeDispose, type Ref } from 'vue'
import { graphql } from '../../graphql.ts'
import { readAnew } from '../../lib/read-anew.ts'
import { useLiveList } from '../../lib/useLiveList.ts'
import { useKeptUp } from '../sync/useKeptUp.ts'
import { type Thread, ThreadFields } from './thread-fields.ts'

export const ThreadsQuery = graphql(
  `
    query Threads_Query($documentId: ID!) {
      document(id: $documentId) { id threads { ...Thread_fields } }
    }
  `,
  [ThreadFields],
)
const ThreadQuery = graphql(
  `
    query Threads_One_Query($id: ID!) {
      thread(id: $id) { ...Thread_fields }
    }
  `,
  [ThreadFields],
)
const ThreadEvents = graphql(`
  subscription Threads_Subscription($documentId: ID!) {
    threadEvents(documentId: $documentId) { threadId }
  }
`)
const MarkReadMutation = graphql(`
  mutation Threads_MarkRead_Mutation($documentId: ID!, $threadIds: [ID!]!) {
    markThreadsRead(input: { documentId: $documentId, threadIds: $threadIds })
  }
`)

/** One request for all cards that came into sight together. */
const READ_PAUSE_MS = 400

export interface ThreadsOptions {
  documentId: string
  isReached: Readonly<Ref<boolean>>
  /** A thread as it was before and as it is now; null where it was not known. */
  changed(before: Thread | null, now: Thread): void
}

/** All conversations of a document, kept up to date one by one. */
export function useThreads({ documentId, isReached, changed }: ThreadsOptions) {
  const { client } = useClientHandle()
  const { items: threads, ...list } = useLiveList<Thread>({
    async readAll() {
      const { data, error } = await readAnew(client, ThreadsQuery, { documentId })
      return { items: data?.document?.threads, error }
    },
    readOne: async (id) => (await readAnew(client, ThreadQuery, { id })).data?.thread,
    changed,
  })

  const waiting = new Set<string>()
  let timer: ReturnType<typeof setTimeout> | undefined

  function markRead(id: string): void {
    waiting.add(id)
    timer ??= setTimeout(() => void sendRead(), READ_PAUSE_MS)
  }

  async function sendRead(): Promise<void> {
    timer = undefined
    const threadIds = [...waiting]
    waiting.clear()
    const answer = await client.mutation(MarkReadMutation, { documentId, threadIds })
    // They stay unread, and are sent again when they are next in sight.
    if (answer.error) return
    const read = new Set(threadIds)
    threads.value = threads.value.map((thread) => (read.has(thread.id) ? { ...thread, unread: false } : thread))
  }
  onScopeDispose(() => clearTimeout(timer))

  useSubscription({ query: ThreadEvents, variables: { documentId } }, (_before, event) => {
    const { threadId } = event.threadEvents
    void (threadId === null ? list.load() : list.reread(threadId))
    return event
  })
  useKeptUp(list.load, isReached)

  /** What was resolved asks for nobody's attention. */
  const unreadCount = computed(
    () => threads.value.filter(({ unread, resolvedAt }) => unread && resolvedAt === null).length,
  )
  return { ...list, threads, unreadCount, markRead }
}

export type Threads = ReturnType<typeof useThreads>
