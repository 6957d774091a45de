import { NotificationChannel as NotificationChannels, NotificationKind as NotificationKinds } from '@app/prisma'
import { requireActor } from '../auth/actor.ts'
import { can } from '../auth/policy.ts'
import { Thread } from '../comments/schema.ts'
import { spokenSelect } from '../comments/spoken.ts'
import { accessSelect, toAccess } from '../documents/access.ts'
import { Document } from '../documents/types.ts'
import { AppError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { Person } from '../organizations/schema.ts'
import { watchAs } from '../watch.ts'
import { excerptOf, toldSelect } from './excerpt.ts'
import { countUnread, listNotifications, markRead, type NotificationKeys } from './list.ts'
import { listSettings, type Setting, setSetting } from './settings.ts'

const NotificationKind = builder.enumType(NotificationKinds, {
  name: 'NotificationKind',
  description: 'What a person is told of. DIGEST is a setting only: once a day, by mail, what no mail told of.',
})

const NotificationChannel = builder.enumType(NotificationChannels, {
  name: 'NotificationChannel',
  description: 'Where a person is told.',
})

const Notification = builder.prismaObject('Notification', {
  description: 'Something a person should know of.',
  select: { userId: true, document: { select: accessSelect } },
  authScopes: ({ userId, document }, { actor }) => userId === actor?.userId && can(actor, 'read', toAccess(document)),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    kind: t.expose('kind', { type: NotificationKind, description: 'What happened.' }),
    actor: t.relation('actor', { type: Person, description: 'Who did it.' }),
    document: t.relation('document', { type: Document, description: 'Where.' }),
    thread: t.relation('thread', { type: Thread, nullable: true, description: 'In which conversation, if in one.' }),
    proposalId: t.exposeID('proposalId', { nullable: true, description: 'About which proposal, if about one.' }),
    excerpt: t.string({
      nullable: true,
      description:
        'The beginning of what was said, as it is now, or why a proposal was decided so; null where nothing was, or it was taken back.',
      select: { comment: { select: spokenSelect }, proposal: { select: toldSelect } },
      resolve: ({ comment, proposal }) => excerptOf(comment, proposal),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it happened.' }),
    readAt: t.expose('readAt', { type: 'DateTime', nullable: true, description: 'When the person saw it.' }),
  }),
})

const NotificationPage = builder.objectRef<NotificationKeys>('NotificationPage').implement({
  description: 'A part of what a person was told, the newest first.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    items: t.prismaField({
      type: [Notification],
      description: 'The notifications.',
      resolve: async (query, { ids }, _args, { db }) => {
        const rows = await db.notification.findMany({ ...query, where: { id: { in: ids } } })
        return rows.toSorted((left, right) => ids.indexOf(left.id) - ids.indexOf(right.id))
      },
    }),
    endCursor: t.exposeString('endCursor', { nullable: true, description: 'Where the next page begins.' }),
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether there is one.' }),
  }),
})

const NotificationSetting = builder.objectRef<Setting>('NotificationSetting').implement({
  description: 'Whether the person asking hears of a kind on a channel.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    kind: t.expose('kind', { type: NotificationKind, description: 'Of what.' }),
    channel: t.expose('channel', { type: NotificationChannel, description: 'Where.' }),
    enabled: t.exposeBoolean('enabled', { description: 'Whether they do.' }),
  }),
})

builder.queryFields((t) => ({
  notifications: t.field({
    type: NotificationPage,
    authScopes: { signedIn: true },
    description: 'What the person asking was told, of documents they may read now.',
    args: {
      first: t.arg.int({ defaultValue: 30, description: 'At most so many, up to 100.' }),
      after: t.arg.string({ required: false, description: 'After this place.' }),
      unreadOnly: t.arg.boolean({ defaultValue: false, description: 'Only what they have not seen.' }),
    },
    resolve: (_root, { first, after, unreadOnly }, context) =>
      listNotifications(context.db, requireActor(context), unreadOnly, { first, after: after ?? null }),
  }),
  unreadNotifications: t.int({
    authScopes: { signedIn: true },
    description: 'How much of it they have not seen.',
    resolve: (_root, _args, context) => countUnread(context.db, requireActor(context)),
  }),
  notificationSettings: t.field({
    type: [NotificationSetting],
    authScopes: { signedIn: true },
    description: 'What the person asking hears of, and where: every kind with every channel it has.',
    resolve: (_root, _args, context) => listSettings(context.db, requireActor(context).userId),
  }),
}))

const MarkNotificationsReadInput = builder.inputType('MarkNotificationsReadInput', {
  description: 'What was seen: exactly one of the two.',
  fields: (t) => ({
    ids: t.idList({ required: false, description: 'Which ones; at most 500.' }),
    all: t.boolean({ defaultValue: false, description: 'Everything so far.' }),
  }),
})

const SetNotificationSettingInput = builder.inputType('SetNotificationSettingInput', {
  description: 'One switch.',
  fields: (t) => ({
    kind: t.field({ type: NotificationKind, description: 'Of what.' }),
    channel: t.field({ type: NotificationChannel, description: 'Where; the digest comes by mail only.' }),
    enabled: t.boolean({ description: 'On or off.' }),
  }),
})

builder.mutationFields((t) => ({
  markNotificationsRead: t.int({
    authScopes: { signedIn: true },
    description: 'Note that notifications were seen. Answers how many are left.',
    args: { input: t.arg({ type: MarkNotificationsReadInput, description: 'Which ones.' }) },
    resolve: async (_root, { input: { ids, all } }, context) => {
      const actor = requireActor(context)
      if (all === Boolean(ids)) throw new AppError('INVALID', 'ids')
      await markRead(context, actor, ids ?? null)
      return countUnread(context.db, actor)
    },
  }),
  setNotificationSetting: t.field({
    type: [NotificationSetting],
    authScopes: { signedIn: true },
    description: 'Hear of a kind on a channel, or no longer. Answers all settings.',
    args: { input: t.arg({ type: SetNotificationSettingInput, description: 'The switch.' }) },
    resolve: async (_root, { input }, context) => {
      const { userId } = requireActor(context)
      await setSetting(context.db, userId, input)
      context.pubsub.publish('notification', { userId })
      return listSettings(context.db, userId)
    },
  }),
}))

const NotificationEvent = builder.objectRef<{ unread: number }>('NotificationEvent').implement({
  description: 'There is something new, or something was seen: ask again.',
  authScopes: { signedIn: true },
  fields: (t) => ({ unread: t.exposeInt('unread', { description: 'How much the person has not seen.' }) }),
})

builder.subscriptionField('notificationEvents', (t) =>
  t.field({
    type: NotificationEvent,
    authScopes: { signedIn: true },
    description:
      'Arrives at the start, and whenever what the person asking was told, or has seen, changes. A count only.',
    subscribe: (_root, _args, context) => {
      const watcher = requireActor(context)
      return watchAs(context, watcher, {
        listen(add) {
          // At once, too: a page that was away has missed what happened meanwhile.
          add(watcher.userId)
          return context.pubsub.subscribe('notification', ({ userId = watcher.userId }) => {
            if (userId === watcher.userId) add(userId)
          })
        },
        look: async (actor) => ({ unread: await countUnread(context.db, actor) }),
      })
    },
    resolve: (event) => event,
  }),
)
