import {
  DocumentKind as DocumentKinds,
  DocumentRole as DocumentRoles,
  DocumentStage as DocumentStages,
} from '@app/prisma'
import { type Abilities, abilitiesOf } from '../auth/policy.ts'
import { builder } from '../graphql/builder.ts'
import { Organization, Person } from '../organizations/schema.ts'
import { accessSelect, toAccess } from './access.ts'

export const DocumentKind = builder.enumType(DocumentKinds, {
  name: 'DocumentKind',
  description: 'What kind of text it is.',
})

export const DocumentStage = builder.enumType(DocumentStages, {
  name: 'DocumentStage',
  description: 'Where the text is on its way; rights depend on it.',
})

export const DocumentRole = builder.enumType(DocumentRoles, {
  name: 'DocumentRole',
  description: 'A right on one document, each including those after it.',
})

export const DocumentAbilities = builder.objectRef<Abilities>('DocumentAbilities').implement({
  description: 'What the person asking may do with a document, now.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    read: t.exposeBoolean('read', { description: 'Open it.' }),
    edit: t.exposeBoolean('edit', { description: 'Write in it.' }),
    propose: t.exposeBoolean('propose', { description: 'Propose another wording, also in the editor.' }),
    proposeByForm: t.exposeBoolean('proposeByForm', { description: 'Propose another wording without the editor.' }),
    enterProposals: t.exposeBoolean('enterProposals', {
      description: 'Enter what somebody else proposed on paper, by mail or at a meeting.',
    }),
    comment: t.exposeBoolean('comment', { description: 'Comment on it.' }),
    manage: t.exposeBoolean('manage', { description: 'Share it, archive it and bring it back.' }),
    rename: t.exposeBoolean('rename', {
      description: 'Give it another title: who manages it, while it may be written.',
    }),
  }),
})

export const DocumentMember = builder.prismaObject('DocumentMember', {
  description: 'A right that was given on a document, to a person or to everybody in an organisation.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    person: t.relation('user', { type: Person, nullable: true, description: 'Whose right it is; or an organisation.' }),
    organization: t.relation('organization', { nullable: true, description: 'Whose right it is; or a person.' }),
    role: t.expose('role', { type: DocumentRole, description: 'The right.' }),
    manage: t.exposeBoolean('manage', { description: 'May also rename, share and archive.' }),
    since: t.expose('since', { type: 'DateTime', description: 'Since when.' }),
  }),
})

export const Document = builder.prismaObject('Document', {
  description: 'A text written together.',
  select: accessSelect,
  // Default deny: a document that may not be read has no fields, whichever way it was reached.
  authScopes: (document, { actor }) => abilitiesOf(actor, toAccess(document)).read,
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    title: t.exposeString('title', { description: 'One line.' }),
    signature: t.exposeString('signature', { nullable: true, description: 'For instance KFL/2026/02.' }),
    kind: t.expose('kind', { type: DocumentKind, description: 'What kind of text it is.' }),
    stage: t.expose('stage', { type: DocumentStage, description: 'Where the text is.' }),
    tags: t.exposeStringList('tags', { description: 'Topics.' }),
    organization: t.relation('organization', { type: Organization, description: 'Who leads it.' }),
    createdBy: t.prismaField({
      type: Person,
      description: 'Who started it.',
      select: { createdById: true },
      resolve: (query, { createdById }, _args, { db }) =>
        db.user.findUniqueOrThrow({ ...query, where: { id: createdById } }),
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was started.' }),
    lastWriteAt: t.expose('lastWriteAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When it was last written.',
    }),
    archivedAt: t.expose('archivedAt', { type: 'DateTime', nullable: true, description: 'Since when it is put away.' }),
    headSeq: t.exposeInt('headSeq', { description: 'The last place in its log.' }),
    unread: t.boolean({
      description: 'Whether it was written in since the person asking last read it.',
      select: (_args, { actor }) => ({ headSeq: true, readMarks: { where: { userId: actor?.userId ?? '' }, take: 1 } }),
      resolve: ({ headSeq, readMarks }) => headSeq > (readMarks[0]?.seq ?? 0),
    }),
    writingNow: t.prismaField({
      type: [Person],
      description: 'Who has it open and is writing.',
      resolve: async (query, { id }, _args, { db, rooms }) => {
        // One by one on purpose: Prisma gathers them, for all documents of a page, into one query.
        const people = rooms.writers(id).map((userId) => db.user.findUnique({ ...query, where: { id: userId } }))
        return (await Promise.all(people)).filter((person) => person !== null)
      },
    }),
    abilities: t.field({
      type: DocumentAbilities,
      description: 'What the person asking may do.',
      resolve: (document, _args, { actor }) => abilitiesOf(actor, toAccess(document)),
    }),
    members: t.relation('members', {
      description: 'Rights given on this document, the oldest first.',
      query: { where: { until: null }, orderBy: [{ since: 'asc' }, { id: 'asc' }] },
    }),
  }),
})
