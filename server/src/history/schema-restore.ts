import { RestorationKind as RestorationKinds } from '@app/prisma'
import { requireActor } from '../auth/actor.ts'
import { mayOnHistory } from '../auth/history-policy.ts'
import { can } from '../auth/policy.ts'
import { accessSelect, toAccess } from '../documents/access.ts'
import { Document } from '../documents/types.ts'
import { builder } from '../graphql/builder.ts'
import { Organization, Person } from '../organizations/schema.ts'
import { Comparison } from './compare-schema.ts'
import { previewRestoration, requestChanges, requestVersion, restore } from './restore.ts'
import { ActivityEntry, ActivityKind } from './schema-activity.ts'
import { Version } from './schema-versions.ts'

const RestorationKind = builder.enumType(RestorationKinds, {
  name: 'RestorationKind',
  description: 'VERSION: the text of a version was brought back. CHANGES: what one person changed was undone.',
})

export const Restoration = builder.prismaObject('Restoration', {
  description: 'That an older text was brought back, as a new change: nothing is taken out of the history.',
  select: { document: { select: accessSelect } },
  authScopes: ({ document }, { actor }) => can(actor, 'read', toAccess(document)),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    kind: t.expose('kind', { type: RestorationKind, description: 'What was done.' }),
    seq: t.exposeInt('seq', { description: 'The place in the log of the change.' }),
    version: t.relation('version', {
      nullable: true,
      description: 'The version that was brought back; null with CHANGES.',
    }),
    keptVersion: t.relation('keptVersion', { description: 'The version that has the text as it was right before.' }),
    person: t.relation('person', {
      type: Person,
      nullable: true,
      description: 'Whose changes were undone; null with VERSION.',
    }),
    fromSeq: t.exposeInt('fromSeq', { nullable: true, description: 'Their first place in the log.' }),
    toSeq: t.exposeInt('toSeq', { nullable: true, description: 'Their last place in the log.' }),
    createdBy: t.relation('createdBy', { type: Person, description: 'Who did it.' }),
    organization: t.relation('organization', {
      type: Organization,
      nullable: true,
      description: 'For whom they acted at that moment.',
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When.' }),
  }),
})

builder.prismaObjectFields(Document, (t) => ({
  mayRestore: t.boolean({
    description: 'Whether the person asking may bring back an older text of it, or undo somebody’s changes.',
    resolve: (document, _args, { actor }) => mayOnHistory(actor, 'restore', toAccess(document)),
  }),
}))

builder.prismaObjectFields(Version, (t) => ({
  restorations: t.relation('restorations', {
    description: 'When its text was brought back, the latest first.',
    query: { orderBy: { seq: 'desc' } },
  }),
  keptBefore: t.relation('keptBefore', {
    description: 'What was brought back or undone right after it was kept.',
    query: { orderBy: { seq: 'asc' } },
  }),
}))

builder.objectField(ActivityEntry, 'restoration', (t) =>
  t.prismaField({
    type: Restoration,
    nullable: true,
    description: 'With RESTORE and ROLLBACK, what was brought back or undone.',
    // One by one on purpose: Prisma gathers them into one query.
    resolve: (query, { kind, documentId, firstSeq: seq }, _args, { db }) =>
      kind === 'RESTORE' || kind === 'ROLLBACK'
        ? db.restoration.findUnique({ ...query, where: { documentId_seq: { documentId, seq } } })
        : null,
  }),
)

builder.queryFields((t) => ({
  restoreVersionPreview: t.field({
    type: Comparison,
    authScopes: { signedIn: true },
    description: 'What bringing the text of a version back would change now. For who may do it.',
    args: { versionId: t.arg.id({ description: 'The version.' }) },
    resolve: async (_root, { versionId }, context) => {
      const actor = requireActor(context)
      return previewRestoration(context, actor, await requestVersion(context, actor, versionId))
    },
  }),
  undoChangesPreview: t.field({
    type: Comparison,
    authScopes: { signedIn: true },
    description: 'What undoing a person’s changes would change now. For who may do it.',
    args: {
      documentId: t.arg.id({ description: 'The document.' }),
      personId: t.arg.id({ description: 'Whose changes.' }),
      fromSeq: t.arg.int({ description: 'Their first place in the log, itself included.' }),
      toSeq: t.arg.int({ description: 'Their last place in the log, itself included.' }),
      kind: t.arg({ type: ActivityKind, required: false, description: 'Of which kind; of every kind if left out.' }),
      organizationId: t.arg.id({
        required: false,
        description: 'With `kind`, for whom they were made; for nobody if left out.',
      }),
    },
    resolve: async (_root, wanted, context) => {
      const actor = requireActor(context)
      return previewRestoration(context, actor, await requestChanges(context, actor, wanted))
    },
  }),
}))

const RestoreVersionInput = builder.inputType('RestoreVersionInput', {
  description: 'The version whose text is to be brought back.',
  fields: (t) => ({
    id: t.id({ description: 'A UUID made by the page: the same request again does nothing more.' }),
    versionId: t.id({ description: 'The version.' }),
  }),
})

const UndoChangesInput = builder.inputType('UndoChangesInput', {
  description: 'Changes of one person that are to be undone. What others wrote stays, and so do proposals.',
  fields: (t) => ({
    id: t.id({ description: 'A UUID made by the page: the same request again does nothing more.' }),
    documentId: t.id({ description: 'The document.' }),
    personId: t.id({ description: 'Whose changes.' }),
    fromSeq: t.int({ description: 'Their first place in the log, itself included.' }),
    toSeq: t.int({ description: 'Their last place in the log, itself included.' }),
    kind: t.field({ type: ActivityKind, required: false, description: 'Of which kind; of every kind if left out.' }),
    organizationId: t.id({
      required: false,
      description: 'With `kind`, for whom they were made; for nobody if left out.',
    }),
  }),
})

builder.mutationFields((t) => ({
  restoreVersion: t.prismaField({
    type: Restoration,
    nullable: true,
    authScopes: { signedIn: true },
    description:
      'Bring the text of a version back, by the least change. Remarks and proposals stay, and the text as it was is kept as a version. Null where it says so already.',
    args: { input: t.arg({ type: RestoreVersionInput, description: 'Which one.' }) },
    resolve: async (query, _root, { input: { id, versionId } }, context) => {
      const actor = requireActor(context)
      const made = await restore(context, actor, id, await requestVersion(context, actor, versionId))
      return made && context.db.restoration.findUnique({ ...query, where: { id: made.id } })
    },
  }),
  undoChanges: t.prismaField({
    type: Restoration,
    nullable: true,
    authScopes: { signedIn: true },
    description:
      'Undo what one person changed between two places of the log, and keep what everybody else wrote. Null where nothing of it is left to undo.',
    args: { input: t.arg({ type: UndoChangesInput, description: 'Whose changes.' }) },
    resolve: async (query, _root, { input: { id, ...wanted } }, context) => {
      const actor = requireActor(context)
      const made = await restore(context, actor, id, await requestChanges(context, actor, wanted))
      return made && context.db.restoration.findUnique({ ...query, where: { id: made.id } })
    },
  }),
}))
