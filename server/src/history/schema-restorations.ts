import { RestorationKind as RestorationKinds } from '@app/prisma'
import { mayOnHistory } from '../auth/history-policy.ts'
import { can } from '../auth/policy.ts'
import { accessSelect, toAccess } from '../documents/access.ts'
import { Document } from '../documents/types.ts'
import { builder } from '../graphql/builder.ts'
import { Organization, Person } from '../organizations/schema.ts'
import { ActivityEntry } from './schema-activity.ts'
import { Version } from './schema-versions.ts'

const RestorationKind = builder.enumType(RestorationKinds, {
  name: 'RestorationKind',
  description:
    'VERSION: the text of a version was brought back. MOMENT: that of a place in the log. CHANGES: what one person changed was undone.',
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
      description: 'The version that was brought back; null unless VERSION.',
    }),
    momentSeq: t.exposeInt('momentSeq', {
      nullable: true,
      description: 'The place in the log whose text was brought back; null unless MOMENT.',
    }),
    momentAt: t.expose('momentAt', { type: 'DateTime', nullable: true, description: 'When that text was written.' }),
    keptVersion: t.relation('keptVersion', { description: 'The version that has the text as it was right before.' }),
    person: t.relation('person', {
      type: Person,
      nullable: true,
      description: 'Whose changes were undone; null unless CHANGES.',
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
