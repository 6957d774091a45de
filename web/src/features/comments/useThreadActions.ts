import { useClientHandle } from '@urql/vue'
import { graphql, type VariablesOf } from '../../graphql.ts'
import { codeOf } from '../../lib/refusal.ts'
import type { Emoji } from './thread-fields.ts'

// Answers carry ids only: what changed is read again as one thread, by the same way as what others do.
const StartMutation = graphql(`
  mutation Thread_Start_Mutation($input: StartThreadInput!) { startThread(input: $input) { id } }
`)
const ReplyMutation = graphql(`
  mutation Thread_Reply_Mutation($input: ReplyInput!) { replyToThread(input: $input) { id } }
`)
const EditMutation = graphql(`
  mutation Thread_Edit_Mutation($input: EditCommentInput!) { editComment(input: $input) }
`)
const DeleteMutation = graphql(`
  mutation Thread_Delete_Mutation($commentId: ID!) { deleteComment(input: { commentId: $commentId }) }
`)
const HideMutation = graphql(`
  mutation Thread_Hide_Mutation($commentId: ID!, $reason: String) {
    hideComment(input: { commentId: $commentId, reason: $reason })
  }
`)
const ReactMutation = graphql(`
  mutation Thread_React_Mutation($commentId: ID!, $emoji: String!, $on: Boolean!) {
    react(input: { commentId: $commentId, emoji: $emoji, on: $on })
  }
`)
const ResolveMutation = graphql(`
  mutation Thread_Resolve_Mutation($threadId: ID!, $resolved: Boolean!, $takenIn: Boolean!) {
    resolveThread(input: { threadId: $threadId, resolved: $resolved, takenIn: $takenIn }) { id }
  }
`)
const ReanchorMutation = graphql(`
  mutation Thread_Reanchor_Mutation($input: ReanchorThreadInput!) { reanchorThread(input: $input) { id } }
`)

export type NewThread = VariablesOf<typeof StartMutation>['input']
export type Reply = VariablesOf<typeof ReplyMutation>['input']
export type Edit = VariablesOf<typeof EditMutation>['input']
export type Aim = NewThread['aim']

/** What can be done in a conversation. Each answers with what went wrong, or with nothing. */
export function useThreadActions(reread: (threadId: string) => Promise<void>) {
  const { client } = useClientHandle()

  const underWay = new Set<string>()

  async function run(threadId: string, work: PromiseLike<{ error?: unknown }>): Promise<unknown> {
    underWay.add(threadId)
    try {
      const { error } = await work
      // What somebody else, or oneself elsewhere, did meanwhile is to be seen by then.
      if (!error || codeOf(error) === 'CONFLICT') await reread(threadId)
      return error
    } finally {
      underWay.delete(threadId)
    }
  }

  return {
    /** Something is being done in this one from here. */
    isUnderWay: (threadId: string) => underWay.has(threadId),
    start: (input: NewThread) => run(input.id, client.mutation(StartMutation, { input })),
    reply: (input: Reply) => run(input.threadId, client.mutation(ReplyMutation, { input })),
    edit: (threadId: string, input: Edit) => run(threadId, client.mutation(EditMutation, { input })),
    remove: (threadId: string, commentId: string) => run(threadId, client.mutation(DeleteMutation, { commentId })),
    hide: (threadId: string, commentId: string, reason: string | null) =>
      run(threadId, client.mutation(HideMutation, { commentId, reason })),
    react: (threadId: string, commentId: string, emoji: Emoji, on: boolean) =>
      run(threadId, client.mutation(ReactMutation, { commentId, emoji, on })),
    resolve: (threadId: string, takenIn: boolean) =>
      run(threadId, client.mutation(ResolveMutation, { threadId, resolved: true, takenIn })),
    reopen: (threadId: string) =>
      run(threadId, client.mutation(ResolveMutation, { threadId, resolved: false, takenIn: false })),
    reanchor: (threadId: string, aim: Aim) =>
      run(threadId, client.mutation(ReanchorMutation, { input: { threadId, aim } })),
  }
}

export type ThreadActions = ReturnType<typeof useThreadActions>
