import { requireActor } from '../auth/actor.ts'
import { builder } from '../graphql/builder.ts'
import { Comparison } from './compare-schema.ts'
import { previewRestoration, restore } from './restore.ts'
import { requestChanges, requestMoment, requestVersion } from './restore-request.ts'
import { ActivityKind } from './schema-activity.ts'
import { Restoration } from './schema-restorations.ts'

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
  restoreMomentPreview: t.field({
    type: Comparison,
    authScopes: { signedIn: true },
    description: 'What bringing the text of a place in the log back would change now. For who may do it.',
    args: {
      documentId: t.arg.id({ description: 'The document.' }),
      seq: t.arg.int({ description: 'The place in the log.' }),
    },
    resolve: async (_root, wanted, context) => {
      const actor = requireActor(context)
      return previewRestoration(context, actor, await requestMoment(context, actor, wanted))
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

const RestoreMomentInput = builder.inputType('RestoreMomentInput', {
  description: 'The place in the log whose text is to be brought back.',
  fields: (t) => ({
    id: t.id({ description: 'A UUID made by the page: the same request again does nothing more.' }),
    documentId: t.id({ description: 'The document.' }),
    seq: t.int({ description: 'The place in the log, from 1.' }),
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
  restoreMoment: t.prismaField({
    type: Restoration,
    nullable: true,
    authScopes: { signedIn: true },
    description:
      'Bring the text of any place in the log back, also between versions, as `restoreVersion` does. Null where it says so already.',
    args: { input: t.arg({ type: RestoreMomentInput, description: 'Which one.' }) },
    resolve: async (query, _root, { input: { id, ...wanted } }, context) => {
      const actor = requireActor(context)
      const made = await restore(context, actor, id, await requestMoment(context, actor, wanted))
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
