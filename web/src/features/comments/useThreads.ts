import { useClientHandle, useSubscription } from '@urql/vue'
import { computed, onScopeDispose, type Ref, shallowRef, watch } from 'vue'
import { graphql } from '../../graphql.ts'
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
  /** Whether the server can be reached: what happened meanwhile is read when it can again. */
  isOnline: Readonly<Ref<boolean>>
  /** A thread as it was before and as it is now; null where it was not known. */
  changed(before: Thread | null, now: Thread): void
}

/** All conversations of a document, kept up to date one by one. */
export function useThreads({ documentId, isOnline, changed }: ThreadsOptions) {
  const { client } = useClientHandle()
  const threads = shallowRef<readonly Thread[]>([])
  const isLoaded = shallowRef(false)
  const error = shallowRef<unknown>()
  const fresh = { requestPolicy: 'network-only' } as const

  async function load(): Promise<void> {
    const answer = await client.query(ThreadsQuery, { documentId }, fresh)
    error.value = answer.error
    if (!answer.data?.document) return
    threads.value = answer.data.document.threads
    isLoaded.value = true
  }

  /** The newest answer wins, whichever request was first. */
  const rounds = new Map<string, number>()

  async function reread(id: string): Promise<void> {
    const round = (rounds.get(id) ?? 0) + 1
    rounds.set(id, round)
    const answer = await client.query(ThreadQuery, { id }, fresh)
    if (rounds.get(id) !== round || answer.data === undefined) return
    const now = answer.data.thread
    const before = threads.value.find((thread) => thread.id === id) ?? null
    if (now) changed(before, now)
    threads.value = replaced(threads.value, id, now)
  }

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
    void (threadId === null ? load() : reread(threadId))
    return event
  })
  watch(isOnline, (online) => online && void load(), { immediate: true })

  /** What was resolved asks for nobody's attention. */
  const unreadCount = computed(
    () => threads.value.filter(({ unread, resolvedAt }) => unread && resolvedAt === null).length,
  )
  return { threads, isLoaded, error, unreadCount, load, reread, markRead }
}

export type Threads = ReturnType<typeof useThreads>

function replaced(threads: readonly Thread[], id: string, now: Thread | null): readonly Thread[] {
  const others = threads.filter((thread) => thread.id !== id)
  if (now === null) return others
  const index = threads.findIndex((thread) => thread.id === id)
  return index === -1 ? [...threads, now] : threads.map((thread) => (thread.id === id ? now : thread))
}
