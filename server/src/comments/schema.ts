import { RemarkType as RemarkTypes } from '@app/prisma'
import { requireActor } from '../auth/actor.ts'
import { can } from '../auth/policy.ts'
import { mayRemark, type RemarkAction } from '../auth/remark-policy.ts'
import type { Context } from '../context.ts'
import { accessSelect, loadAccess, type SelectedAccess, toAccess } from '../documents/access.ts'
import { Document } from '../documents/types.ts'
import { watchInDocument } from '../documents/watch.ts'
import { builder } from '../graphql/builder.ts'
import { Organization, Person } from '../organizations/schema.ts'

export const RemarkType = builder.enumType(RemarkTypes, {
  name: 'RemarkType',
  description: 'What a remark asks for: another wording, an addition, a deletion, an answer, or nothing in particular.',
})

const Mention = builder.prismaObject('Mention', {
  description: 'Somebody named in a comment; its id stands in the body as `@[id]`.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'As in the body.' }),
    person: t.relation('user', { type: Person, nullable: true, description: 'The person, if it is one.' }),
    organization: t.relation('organization', { nullable: true, description: 'The organisation, if it is one.' }),
  }),
})

const Reaction = builder.prismaObject('Reaction', {
  description: 'An answer without words.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    emoji: t.exposeString('emoji', { description: 'One of a short list.' }),
    person: t.relation('user', { type: Person, description: 'Whose it is.' }),
  }),
})

interface CommentRights {
  createdById: string
  thread: { document: SelectedAccess }
}

function mayWith(context: Context, action: RemarkAction, document: SelectedAccess, authorId: string | null): boolean {
  return mayRemark(context.actor, action, toAccess(document), authorId)
}

function mayOnComment(context: Context, action: RemarkAction, { createdById, thread }: CommentRights): boolean {
  return mayWith(context, action, thread.document, createdById)
}

interface Withheld extends CommentRights {
  deletedAt: Date | null
  hiddenAt: Date | null
}

/** Hidden words are read by their author and by who may hide them; words that were taken back by nobody. */
function isWithheld(context: Context, comment: Withheld): boolean {
  if (comment.deletedAt !== null) return true
  if (comment.hiddenAt === null) return false
  return comment.createdById !== context.actor?.userId && !mayOnComment(context, 'moderate', comment)
}

const ThreadComment = builder.prismaObject('ThreadComment', {
  description: 'One thing said in a thread.',
  select: { createdById: true, thread: { select: { document: { select: accessSelect } } } },
  authScopes: ({ thread }, { actor }) => can(actor, 'read', toAccess(thread.document)),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Made by the page that sent it.' }),
    author: t.relation('createdBy', { type: Person, description: 'Who said it.' }),
    organization: t.relation('organization', {
      type: Organization,
      nullable: true,
      description: 'For whom they spoke at that moment.',
    }),
    body: t.string({
      nullable: true,
      description: 'The words, with mentions as `@[id]`; null where they were taken back or hidden.',
      select: { body: true, deletedAt: true, hiddenAt: true },
      resolve: (comment, _args, context) => (isWithheld(context, comment) ? null : comment.body),
    }),
    mentions: t.field({
      type: [Mention],
      description: 'Who is named in it; nobody where the person asking may not read its words.',
      select: (_args, _context, nestedSelection) => ({ deletedAt: true, hiddenAt: true, mentions: nestedSelection() }),
      resolve: (comment, _args, context) => (isWithheld(context, comment) ? [] : comment.mentions),
    }),
    reactions: t.relation('reactions', {
      type: Reaction,
      description: 'Answers without words, the oldest first.',
      query: { orderBy: [{ createdAt: 'asc' }, { userId: 'asc' }] },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was said.' }),
    editedAt: t.expose('editedAt', { type: 'DateTime', nullable: true, description: 'When its words last changed.' }),
    deletedAt: t.expose('deletedAt', { type: 'DateTime', nullable: true, description: 'When it was taken back.' }),
    hiddenAt: t.expose('hiddenAt', { type: 'DateTime', nullable: true, description: 'When it was hidden.' }),
    hiddenReason: t.exposeString('hiddenReason', { nullable: true, description: 'Why it was hidden.' }),
    mayEdit: t.boolean({
      description: 'Whether the person asking may change or take back its words.',
      select: { deletedAt: true, hiddenAt: true },
      resolve: (comment, _args, context) =>
        comment.deletedAt === null && comment.hiddenAt === null && mayOnComment(context, 'edit', comment),
    }),
    mayHide: t.boolean({
      description: 'Whether the person asking may hide it, or show it again.',
      resolve: (comment, _args, context) => mayOnComment(context, 'moderate', comment),
    }),
  }),
})

export const Thread = builder.prismaObject('Thread', {
  description: 'A conversation about a passage or a unit of a document.',
  select: { createdById: true, document: { select: accessSelect } },
  authScopes: ({ document }, { actor }) => can(actor, 'read', toAccess(document)),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id that its marks in the text carry.' }),
    document: t.relation('document', { type: Document, description: 'The document it is about.' }),
    type: t.expose('type', { type: RemarkType, description: 'What it asks for.' }),
    unitId: t.exposeID('unitId', { description: 'The block where it begins.' }),
    unitLabel: t.exposeString('unitLabel', { description: 'What that unit was called when it was started.' }),
    wholeUnit: t.exposeBoolean('wholeUnit', { description: 'It is about the whole unit, not about some words.' }),
    quote: t.exposeString('quote', { description: 'The words it was started on.' }),
    quoteBefore: t.exposeString('quoteBefore', { description: 'A few characters before them.' }),
    quoteAfter: t.exposeString('quoteAfter', { description: 'A few characters after them.' }),
    seq: t.exposeInt('seq', { description: 'The place in the log at which it was started.' }),
    lostAt: t.expose('lostAt', {
      type: 'DateTime',
      nullable: true,
      description: 'Since when its passage is no longer in the text; null while it is.',
    }),
    lostSeq: t.exposeInt('lostSeq', { nullable: true, description: 'The place in the log where that was noticed.' }),
    author: t.relation('createdBy', { type: Person, description: 'Who began it.' }),
    organization: t.relation('organization', {
      type: Organization,
      nullable: true,
      description: 'For whom they spoke at that moment.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was begun.' }),
    activeAt: t.expose('activeAt', { type: 'DateTime', description: 'When something was last said or decided in it.' }),
    resolvedAt: t.expose('resolvedAt', { type: 'DateTime', nullable: true, description: 'When it was resolved.' }),
    resolvedBy: t.relation('resolvedBy', { type: Person, nullable: true, description: 'Who resolved it.' }),
    takenIn: t.boolean({
      description: 'Whether whoever resolved it said that it was taken into the text.',
      select: { takenInSeq: true },
      resolve: ({ takenInSeq }) => takenInSeq !== null,
    }),
    comments: t.relation('comments', {
      type: ThreadComment,
      description: 'What was said, the oldest first; the first one is the remark itself.',
      query: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
    }),
    unread: t.boolean({
      description: 'Whether something was said or decided since the person asking last looked.',
      select: (_args, { actor }) => ({
        activeAt: true,
        reads: { where: { userId: actor?.userId ?? '' }, select: { readAt: true } },
      }),
      resolve: ({ activeAt, reads }) => (reads[0]?.readAt ?? new Date(0)) < activeAt,
    }),
    mayReply: t.boolean({
      description: 'Whether the person asking may answer in it.',
      resolve: ({ document }, _args, context) => mayWith(context, 'reply', document, null),
    }),
    mayResolve: t.boolean({
      description: 'Whether the person asking may resolve it, open it again, or tie it to another passage.',
      resolve: ({ document, createdById }, _args, context) => mayWith(context, 'resolve', document, createdById),
    }),
  }),
})

builder.prismaObjectField(Document, 'threads', (t) =>
  t.relation('threads', {
    type: Thread,
    description: 'Every conversation about the text, the oldest first.',
    query: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
  }),
)

builder.queryField('thread', (t) =>
  t.prismaField({
    type: Thread,
    nullable: true,
    authScopes: { anyone: true },
    description: 'One conversation; null where it does not exist or may not be read, which look the same.',
    args: { id: t.arg.id({ description: 'Which one.' }) },
    resolve: async (query, _root, { id }, context) => {
      const row = await context.db.thread.findUnique({ where: { id }, select: { documentId: true } })
      const access = row === null ? null : await loadAccess(context.db, row.documentId)
      if (access === null || !can(context.actor, 'read', access)) return null
      return context.db.thread.findUnique({ ...query, where: { id } })
    },
  }),
)

const ThreadEvent = builder.objectRef<{ threadId: string | null }>('ThreadEvent').implement({
  description: 'A conversation has changed: read it again.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    threadId: t.exposeID('threadId', { nullable: true, description: 'Which one; null: any may have, read all again.' }),
  }),
})

builder.subscriptionField('threadEvents', (t) =>
  t.field({
    type: ThreadEvent,
    authScopes: { signedIn: true },
    description: 'Conversations of a document that change. Ids only: what they say is read again.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    subscribe: (_root, { documentId }, context) =>
      watchInDocument(context, requireActor(context), documentId, 'thread', ({ threadId }) => threadId),
    resolve: ({ id: threadId }) => ({ threadId }),
  }),
)
