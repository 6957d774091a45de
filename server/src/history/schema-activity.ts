import { requireActor } from '../auth/actor.ts'
import type { Actor } from '../auth/policy.ts'
import { getReadAccess, judgedAgain } from '../documents/judged-again.ts'
import { DocumentStage } from '../documents/types.ts'
import { watchInDocument } from '../documents/watch.ts'
import { builder } from '../graphql/builder.ts'
import { Organization, Person } from '../organizations/schema.ts'
import {
  type ActivityEntry as Entry,
  type ActivityFilter as Filter,
  findUndoable,
  listActive,
  listActivity,
  type ActivityPage as Page,
} from './activity.ts'
import type { UnitCounts } from './activity-outcome.ts'
import type { Author, SittingCounts } from './activity-sittings.ts'
import { UnitKind, type UnitKindName } from './unit-kind.ts'

export const ActivityKind = builder.enumType('ActivityKind', {
  description:
    'What was done. WRITING: written, proposed or remarked. DECISION: on proposals. RESTORE: an older text was brought back. ROLLBACK: somebody’s changes were undone. SEED: begun from a template. STAGE: moved to another stage.',
  values: ['WRITING', 'DECISION', 'RESTORE', 'ROLLBACK', 'SEED', 'CONVERSION', 'STAGE'] as const,
})

const KindCount = builder.objectRef<{ kind: UnitKindName; count: number }>('KindCount').implement({
  description: 'How many units of a kind.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    kind: t.expose('kind', { type: UnitKind, description: 'The kind.' }),
    count: t.exposeInt('count', { description: 'How many; never 0.' }),
  }),
})

function toKindCounts(counts: UnitCounts['added']): { kind: UnitKindName; count: number }[] {
  return Object.entries(counts).map(([kind, count]) => ({ kind: kind as UnitKindName, count }))
}

export const ActivityCounts = builder.objectRef<SittingCounts>('ActivityCounts').implement({
  description: 'Units by what became of them, each counted once; and what was decided on proposals.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    reworded: t.exposeInt('reworded', { description: 'Units with other words.' }),
    moved: t.exposeInt('moved', { description: 'Units that stand elsewhere, with the same words.' }),
    rekinded: t.exposeInt('rekinded', { description: 'Units of another kind or level, with the same words.' }),
    reformatted: t.exposeInt('reformatted', { description: 'Units whose words only look otherwise.' }),
    added: t.field({
      type: [KindCount],
      description: 'New units, by their kind.',
      resolve: ({ added }) => toKindCounts(added),
    }),
    removed: t.field({
      type: [KindCount],
      description: 'Units that are gone, by the kind they had.',
      resolve: ({ removed }) => toKindCounts(removed),
    }),
    accepted: t.exposeInt('accepted', { description: 'Proposals accepted.' }),
    declined: t.exposeInt('declined', { description: 'Proposals declined.' }),
    withdrawn: t.exposeInt('withdrawn', { description: 'One’s own proposals taken back.' }),
  }),
})

export const ActivityEntry = builder.objectRef<Entry & { documentId: string }>('ActivityEntry').implement({
  description:
    'What one person did for one organisation without five quiet minutes between; or a document that moved to another stage.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.id({ description: 'Stable.', resolve: ({ documentId, id }) => `${documentId}.${id}` }),
    kind: t.expose('kind', { type: ActivityKind, description: 'What was done.' }),
    person: t.prismaField({
      type: Person,
      nullable: true,
      description: 'Who; null where a deadline moved the document.',
      // One by one on purpose: Prisma gathers them into one query.
      resolve: (query, { userId }, _args, { db }) =>
        userId === null ? null : db.user.findUnique({ ...query, where: { id: userId } }),
    }),
    organization: t.prismaField({
      type: Organization,
      nullable: true,
      description: 'For whom they acted at that moment.',
      resolve: (query, { organizationId }, _args, { db }) =>
        organizationId === null ? null : db.organization.findUnique({ ...query, where: { id: organizationId } }),
    }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When it began.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', description: 'When its last row was written.' }),
    firstSeq: t.exposeInt('firstSeq', {
      description: 'Its first place in the log; for a change of stage, the last one before it.',
    }),
    lastSeq: t.exposeInt('lastSeq', { description: 'Its last place in the log; those of others lie between.' }),
    counts: t.expose('counts', {
      type: ActivityCounts,
      nullable: true,
      description: 'What became of the text; null for a change of stage.',
    }),
    unitIds: t.exposeStringList('unitIds', {
      description: 'Units that were changed, proposed to change or remarked on.',
    }),
    proposalIds: t.exposeStringList('proposalIds', {
      description: 'One’s own proposals that were worked on; with DECISION, those decided.',
    }),
    threadIds: t.exposeStringList('threadIds', { description: 'Conversations that were begun or tied anew.' }),
    stageFrom: t.expose('stageFrom', { type: DocumentStage, nullable: true, description: 'The stage it left.' }),
    stageTo: t.expose('stageTo', { type: DocumentStage, nullable: true, description: 'The stage it came to.' }),
    reason: t.exposeString('reason', { description: 'Why it was moved; may be empty.' }),
  }),
})

export const Active = builder.objectRef<Author>('Active').implement({
  description: 'Somebody who did something to a document, and for whom.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    person: t.prismaField({
      type: Person,
      nullable: true,
      description: 'Who.',
      resolve: (query, { userId }, _args, { db }) => db.user.findUnique({ ...query, where: { id: userId } }),
    }),
    organization: t.prismaField({
      type: Organization,
      nullable: true,
      description: 'For whom.',
      resolve: (query, { organizationId }, _args, { db }) =>
        organizationId === null ? null : db.organization.findUnique({ ...query, where: { id: organizationId } }),
    }),
  }),
})

const ActivitySpan = builder.objectRef<{ firstSeq: number; lastSeq: number }>('ActivitySpan').implement({
  description: 'Places in the log from one to another, both included.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    firstSeq: t.exposeInt('firstSeq', { description: 'The first one.' }),
    lastSeq: t.exposeInt('lastSeq', { description: 'The last one.' }),
  }),
})

const ActivityPage = builder.objectRef<Page & { documentId: string; filter: Filter }>('ActivityPage').implement({
  description: 'A part of what was done to a document, the newest first.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    items: t.field({
      type: [ActivityEntry],
      description: 'What was done.',
      resolve: ({ items, documentId }) => items.map((item) => ({ ...item, documentId })),
    }),
    endCursor: t.exposeString('endCursor', { nullable: true, description: 'Where the next page begins.' }),
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether there is one.' }),
    undoable: t.field({
      type: ActivitySpan,
      nullable: true,
      description:
        'From the first to the last place of all that meets the filter, on whatever page, and can be undone; null where nothing does.',
      resolve: ({ documentId, filter }, _args, { db }) => findUndoable(db, documentId, filter),
    }),
    active: t.field({
      type: [Active],
      description: 'Everybody who did something to the document, whatever the filter says, the latest first.',
      resolve: ({ documentId }, _args, { db }) => listActive(db, documentId),
    }),
  }),
})

const ActivityFilter = builder.inputType('ActivityFilter', {
  description: 'What of it; all conditions hold at once.',
  fields: (t) => ({
    personId: t.id({ required: false, description: 'By this person.' }),
    organizationId: t.id({ required: false, description: 'For this organisation.' }),
    unitId: t.id({ required: false, description: 'On this unit.' }),
    since: t.field({ type: 'DateTime', required: false, description: 'That ended at or after this moment.' }),
    until: t.field({ type: 'DateTime', required: false, description: 'That began before this moment.' }),
  }),
})

builder.queryField('activity', (t) =>
  t.field({
    type: ActivityPage,
    authScopes: { signedIn: true },
    description: 'What was done to a document, by whom, for whom and when.',
    args: {
      documentId: t.arg.id({ description: 'The document.' }),
      filter: t.arg({ type: ActivityFilter, required: false, description: 'What of it.' }),
      first: t.arg.int({ defaultValue: 30, description: 'How many, at most 100.' }),
      after: t.arg.string({ required: false, description: 'The `endCursor` of the page before.' }),
    },
    resolve: (_root, { documentId, filter, first, after }, context) => {
      const { db, history } = context
      const judge = (current: Actor) => getReadAccess(db, current, documentId)
      return judgedAgain(context, requireActor(context), judge, async () => {
        await history.fold(documentId)
        const of = { documentId, filter: filter ?? {} }
        return { ...(await listActivity(db, documentId, of.filter, { first, after: after ?? null })), ...of }
      })
    },
  }),
)

const ActivityEvent = builder.objectRef<{ documentId: string }>('ActivityEvent').implement({
  description: 'Something was done to a document: ask again.',
  authScopes: { signedIn: true },
  fields: (t) => ({ documentId: t.exposeID('documentId', { description: 'Which one.' }) }),
})

builder.subscriptionField('activityEvents', (t) =>
  t.field({
    type: ActivityEvent,
    authScopes: { signedIn: true },
    description:
      'Tells, at most once a second, that something was done to a document. Ids only: what it is is asked again.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    subscribe: (_root, { documentId }, context) =>
      watchInDocument(context, requireActor(context), documentId, 'document', (changed) => changed.documentId),
    resolve: (_changed, { documentId }) => ({ documentId }),
  }),
)
