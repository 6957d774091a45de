import { requireActor } from '../auth/actor.ts'
import { mayOnHistory } from '../auth/history-policy.ts'
import { accessSelect, loadAccess, toAccess } from '../documents/access.ts'
import { Document } from '../documents/types.ts'
import { listenInDocument } from '../documents/watch.ts'
import { builder } from '../graphql/builder.ts'
import { Organization, Person } from '../organizations/schema.ts'
import { watchAs } from '../watch.ts'
import { lookBefore } from './last-look.ts'
import {
  assertMayReview,
  deleteStaffNote,
  listReviewedUnits,
  type ReviewedUnit as Reviewed,
  reviewUnit,
  writeStaffNote,
} from './review.ts'

/** No other type leads here: a note is reached by `staffNotes` and by who wrote it just now, and in no other way. */
const StaffNote = builder.prismaObject('StaffNote', {
  description: 'A note that staff of the City made on a unit, for staff alone.',
  select: { createdById: true, organizationId: true, document: { select: accessSelect } },
  authScopes: ({ document }, { actor }) => mayOnHistory(actor, 'review', toAccess(document)),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Made by the page that sent it.' }),
    unitId: t.exposeID('unitId', { description: 'The unit it is on.' }),
    unitLabel: t.exposeString('unitLabel', { description: 'What the unit was called then; may be empty.' }),
    body: t.exposeString('body', { description: 'The words.' }),
    author: t.prismaField({
      type: Person,
      nullable: true,
      description: 'Who wrote it.',
      // One by one on purpose: Prisma gathers them into one query.
      resolve: (query, { createdById }, _args, { db }) => db.user.findUnique({ ...query, where: { id: createdById } }),
    }),
    organization: t.prismaField({
      type: Organization,
      nullable: true,
      description: 'For which unit of the City.',
      resolve: (query, { organizationId }, _args, { db }) =>
        organizationId === null ? null : db.organization.findUnique({ ...query, where: { id: organizationId } }),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was written.' }),
    mayDelete: t.boolean({
      description: 'Whether the person asking may take it back.',
      resolve: ({ createdById }, _args, { actor }) => createdById === actor?.userId,
    }),
  }),
})

const ReviewedUnit = builder.objectRef<Reviewed>('ReviewedUnit').implement({
  description: 'A unit that somebody of the staff has gone over.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    unitId: t.exposeID('unitId', { description: 'Which unit.' }),
    person: t.prismaField({
      type: Person,
      nullable: true,
      description: 'Who.',
      resolve: (query, { userId }, _args, { db }) => db.user.findUnique({ ...query, where: { id: userId } }),
    }),
    isOwn: t.boolean({
      description: 'It was the person asking.',
      resolve: ({ userId }, _args, { actor }) => userId === actor?.userId,
    }),
    reviewedAt: t.expose('reviewedAt', { type: 'DateTime', description: 'When.' }),
    isStale: t.exposeBoolean('isStale', { description: 'The unit was changed, or taken out, since then.' }),
  }),
})

builder.prismaObjectFields(Document, (t) => ({
  mayReview: t.boolean({
    description: 'Whether the person asking is of the staff that goes over it.',
    resolve: (document, _args, { actor }) => mayOnHistory(actor, 'review', toAccess(document)),
  }),
  lastLookSeq: t.int({
    nullable: true,
    description: 'Up to where the person asking had read it before they came this time; null on the first visit.',
    select: (_args, { actor }) => ({ readMarks: { where: { userId: actor?.userId ?? '' }, take: 1 } }),
    resolve: ({ readMarks }, _args, { clock }) => lookBefore(readMarks[0], clock.now()),
  }),
}))

builder.queryFields((t) => ({
  staffNotes: t.prismaField({
    type: [StaffNote],
    authScopes: { signedIn: true },
    description: 'Notes of the City’s staff on a document, the oldest first. For staff alone.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    resolve: async (query, _root, { documentId }, context) => {
      await assertMayReview(context.db, requireActor(context), documentId)
      const orderBy = [{ createdAt: 'asc' as const }, { id: 'asc' as const }]
      return context.db.staffNote.findMany({ ...query, where: { documentId }, orderBy })
    },
  }),
  reviewedUnits: t.field({
    type: [ReviewedUnit],
    authScopes: { signedIn: true },
    description: 'Units that staff have gone over, the earliest first. For staff alone.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    resolve: (_root, { documentId }, context) => listReviewedUnits(context, requireActor(context), documentId),
  }),
}))

const WriteStaffNoteInput = builder.inputType('WriteStaffNoteInput', {
  description: 'A note on a unit.',
  fields: (t) => ({
    id: t.id({ description: 'A UUID made by the page: sent again, it is the same note with the words sent last.' }),
    documentId: t.id({ description: 'The document.' }),
    unitId: t.id({ description: 'The unit.' }),
    body: t.string({ description: 'The words, at most 5,000 characters.' }),
  }),
})

const DeleteStaffNoteInput = builder.inputType('DeleteStaffNoteInput', {
  description: 'A note to be taken back.',
  fields: (t) => ({ noteId: t.id({ description: 'Which one; one’s own.' }) }),
})

const ReviewUnitInput = builder.inputType('ReviewUnitInput', {
  description: 'A unit that was gone over.',
  fields: (t) => ({
    documentId: t.id({ description: 'The document.' }),
    unitId: t.id({ description: 'The unit.' }),
    reviewed: t.boolean({ description: 'False takes it back.' }),
    hash: t.string({
      required: false,
      description: 'Of the unit as the person saw it, as `documentUnits` gave it. Needed where `reviewed` is true.',
    }),
  }),
})

builder.mutationFields((t) => ({
  writeStaffNote: t.prismaField({
    type: StaffNote,
    authScopes: { signedIn: true },
    description: 'Write a note for staff alone.',
    args: { input: t.arg({ type: WriteStaffNoteInput, description: 'On what, which.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await writeStaffNote(context, requireActor(context), input)
      return context.db.staffNote.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  deleteStaffNote: t.boolean({
    authScopes: { signedIn: true },
    description: 'Take back one’s own note.',
    args: { input: t.arg({ type: DeleteStaffNoteInput, description: 'Which one.' }) },
    resolve: async (_root, { input: { noteId } }, context) => {
      await deleteStaffNote(context, requireActor(context), noteId)
      return true
    },
  }),
  reviewUnit: t.boolean({
    authScopes: { signedIn: true },
    description:
      'Note that one has gone over a unit as one saw it, or has not. `CONFLICT` where it was changed meanwhile.',
    args: { input: t.arg({ type: ReviewUnitInput, description: 'Which one.' }) },
    resolve: async (_root, { input: { reviewed, hash, ...unit } }, context) => {
      await reviewUnit(context, requireActor(context), { ...unit, isReviewed: reviewed, hash: hash ?? null })
      return reviewed
    },
  }),
}))

const ReviewEvent = builder.objectRef<{ documentId: string }>('ReviewEvent').implement({
  description: 'Staff reviewed something, or wrote a note: ask again.',
  authScopes: { signedIn: true },
  fields: (t) => ({ documentId: t.exposeID('documentId', { description: 'In which document.' }) }),
})

builder.subscriptionField('reviewEvents', (t) =>
  t.field({
    type: ReviewEvent,
    authScopes: { signedIn: true },
    description: 'Tells staff that other staff reviewed something or wrote a note. Ids only. For staff alone.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    subscribe: async (_root, { documentId }, context) => {
      const { db, pubsub } = context
      const actor = requireActor(context)
      await assertMayReview(db, actor, documentId)
      return watchAs(context, actor, {
        listen: (add) => listenInDocument(pubsub, documentId, 'review', () => add(documentId)),
        look: async (current) => {
          const access = await loadAccess(db, documentId)
          return access !== null && mayOnHistory(current, 'review', access) ? { documentId } : null
        },
      })
    },
    resolve: (event) => event,
  }),
)
