import { requireActor } from '../auth/actor.ts'
import { AppError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { deleteComment, replyToThread, setReaction } from './comments.ts'
import { editComment } from './edits.ts'
import {
  DeleteCommentInput,
  EditCommentInput,
  HideCommentInput,
  MarkThreadsReadInput,
  ReactInput,
  ReanchorThreadInput,
  ReplyInput,
  ResolveThreadInput,
  StartThreadInput,
  toAim,
  toSaid,
  toUuid,
} from './inputs.ts'
import { setHidden } from './moderation.ts'
import { Thread } from './schema.ts'
import { markThreadsRead, reanchorThread, setResolved, startThread } from './threads.ts'

const MAX_READ_AT_ONCE = 500

builder.mutationFields((t) => ({
  startThread: t.prismaField({
    type: Thread,
    authScopes: { signedIn: true },
    description: 'Begin a conversation about a passage or a unit. Asks for the right to comment, not to edit.',
    args: { input: t.arg({ type: StartThreadInput, description: 'The remark and its place.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { documentId, type, aim, comment, replaces } = input
      const thread = { id: toUuid(input.id), documentId, type, aim: toAim(aim), said: toSaid(comment, replaces) }
      const { id } = await startThread(context, requireActor(context), thread)
      return context.db.thread.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  replyToThread: t.prismaField({
    type: Thread,
    authScopes: { signedIn: true },
    description: 'Answer in a conversation.',
    args: { input: t.arg({ type: ReplyInput, description: 'The answer.' }) },
    resolve: async (query, _root, { input: { threadId, comment, replaces } }, context) => {
      await replyToThread(context, requireActor(context), threadId, toSaid(comment, replaces))
      return context.db.thread.findUniqueOrThrow({ ...query, where: { id: threadId } })
    },
  }),
  editComment: t.boolean({
    authScopes: { signedIn: true },
    description: 'Put other words in place of one’s own.',
    args: { input: t.arg({ type: EditCommentInput, description: 'The comment as it should be, and as it was.' }) },
    resolve: async (_root, { input: { comment, was } }, context) => {
      await editComment(context, requireActor(context), toSaid(comment, was))
      return true
    },
  }),
  deleteComment: t.boolean({
    authScopes: { signedIn: true },
    description: 'Take one’s own words back.',
    args: { input: t.arg({ type: DeleteCommentInput, description: 'Which ones.' }) },
    resolve: async (_root, { input: { commentId } }, context) => {
      await deleteComment(context, requireActor(context), commentId)
      return true
    },
  }),
  hideComment: t.boolean({
    authScopes: { signedIn: true },
    description: 'Hide words with a reason, or show them again. For coordinators and who manages the document.',
    args: { input: t.arg({ type: HideCommentInput, description: 'Which ones, and why.' }) },
    resolve: async (_root, { input: { commentId, reason } }, context) => {
      await setHidden(context, requireActor(context), commentId, reason ?? null)
      return true
    },
  }),
  react: t.boolean({
    authScopes: { signedIn: true },
    description: 'Answer without words.',
    args: { input: t.arg({ type: ReactInput, description: 'With what, to what.' }) },
    resolve: async (_root, { input: { commentId, emoji, on } }, context) => {
      await setReaction(context, requireActor(context), commentId, emoji, on)
      return true
    },
  }),
  resolveThread: t.prismaField({
    type: Thread,
    authScopes: { signedIn: true },
    description: 'Resolve a conversation, or open it again.',
    args: { input: t.arg({ type: ResolveThreadInput, description: 'Which one, and which of the two.' }) },
    resolve: async (query, _root, { input: { threadId, resolved, takenIn } }, context) => {
      if (takenIn && !resolved) throw new AppError('INVALID', 'takenIn')
      await setResolved(context, requireActor(context), threadId, resolved && { takenIn })
      return context.db.thread.findUniqueOrThrow({ ...query, where: { id: threadId } })
    },
  }),
  reanchorThread: t.prismaField({
    type: Thread,
    authScopes: { signedIn: true },
    description: 'Tie a conversation to another passage.',
    args: { input: t.arg({ type: ReanchorThreadInput, description: 'Which one, to what.' }) },
    resolve: async (query, _root, { input: { threadId, aim } }, context) => {
      await reanchorThread(context, requireActor(context), threadId, toAim(aim))
      return context.db.thread.findUniqueOrThrow({ ...query, where: { id: threadId } })
    },
  }),
  markThreadsRead: t.boolean({
    authScopes: { signedIn: true },
    description: 'Note that conversations were on the page.',
    args: { input: t.arg({ type: MarkThreadsReadInput, description: 'Which ones.' }) },
    resolve: async (_root, { input: { documentId, threadIds } }, context) => {
      if (threadIds.length > MAX_READ_AT_ONCE) throw new AppError('TOO_LARGE', 'threadIds')
      await markThreadsRead(context, requireActor(context), documentId, threadIds)
      return true
    },
  }),
}))
