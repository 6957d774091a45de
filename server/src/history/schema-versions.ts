import { VersionKind as VersionKinds } from '@app/prisma'
import { requireActor } from '../auth/actor.ts'
import { mayOnHistory } from '../auth/history-policy.ts'
import { type Actor, can } from '../auth/policy.ts'
import type { Context } from '../context.ts'
import { accessSelect, loadAccess, toAccess } from '../documents/access.ts'
import { getReadAccess, judgedAgain } from '../documents/judged-again.ts'
import { Document, DocumentStage } from '../documents/types.ts'
import { watchInDocument } from '../documents/watch.ts'
import { AppError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { Organization, Person } from '../organizations/schema.ts'
import { plainTextAt } from './read-past.ts'
import { createVersion } from './versions.ts'
import { listVersions, type VersionKeys } from './versions-list.ts'

export const VersionKind = builder.enumType(VersionKinds, {
  name: 'VersionKind',
  description:
    'How a version came to be. NAMED: by hand. IDLE: after a pause. CONTINUOUS: in long work. STAGE: when the document moved to another stage. RESTORE: before an older text was restored.',
})

const VersionAuthor = builder.prismaObject('VersionAuthor', {
  description: 'Somebody who changed the text between the version before and this one.',
  select: { userId: true, organizationId: true },
  authScopes: { signedIn: true },
  fields: (t) => ({
    person: t.prismaField({
      type: Person,
      nullable: true,
      description: 'Who.',
      // One by one on purpose: Prisma gathers them into one query.
      resolve: (query, { userId }, _args, { db }) => db.user.findUnique({ ...query, where: { id: userId } }),
    }),
    organization: t.prismaField({
      type: Organization,
      nullable: true,
      description: 'For whom they wrote at that moment.',
      resolve: (query, { organizationId }, _args, { db }) =>
        organizationId === null ? null : db.organization.findUnique({ ...query, where: { id: organizationId } }),
    }),
  }),
})

/** Of what it says now. */
function hashNow({ hash, redactedHash }: { hash: string; redactedHash: string | null }): string {
  return redactedHash ?? hash
}

export const Version = builder.prismaObject('Version', {
  description: 'A name on a place in the log of a document. Never changes but for a redaction, which is shown.',
  select: { document: { select: accessSelect } },
  authScopes: ({ document }, { actor }) => can(actor, 'read', toAccess(document)),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    document: t.relation('document', { type: Document, description: 'The document it is a version of.' }),
    number: t.exposeInt('number', { description: 'Counts the versions of the document, from 1.' }),
    seq: t.exposeInt('seq', { description: 'The place in the log.' }),
    kind: t.expose('kind', { type: VersionKind, description: 'How it came to be.' }),
    name: t.exposeString('name', { description: 'What it is called; empty unless somebody named it.' }),
    note: t.exposeString('note', { description: 'What was said about it; may be empty.' }),
    stage: t.expose('stage', { type: DocumentStage, description: 'The stage of the document then.' }),
    hash: t.exposeString('hash', {
      description: 'SHA-256 of the text, in hexadecimal: canonical JSON without proposals and marks (PROTOCOL.md).',
    }),
    createdBy: t.relation('createdBy', {
      type: Person,
      nullable: true,
      description: 'Who named it or caused it; null for those the server keeps by itself.',
    }),
    organization: t.relation('organization', {
      type: Organization,
      nullable: true,
      description: 'For whom they acted at that moment.',
    }),
    authors: t.relation('authors', {
      type: VersionAuthor,
      description: 'Everybody who changed the text since the version before, the most changes first.',
      query: { orderBy: { position: 'asc' } },
    }),
    isSameAsBefore: t.boolean({
      nullable: true,
      select: { documentId: true, number: true, hash: true, redactedHash: true },
      description:
        'Whether its text and that of the version before read the same now; null where there is none before.',
      // One by one on purpose: Prisma gathers them into one query.
      resolve: async ({ documentId, number, ...own }, _args, { db }) => {
        const before = await db.version.findUnique({
          where: { documentId_number: { documentId, number: number - 1 } },
          select: { hash: true, redactedHash: true },
        })
        return before && hashNow(before) === hashNow(own)
      },
    }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was kept.' }),
    writtenAt: t.expose('writtenAt', { type: 'DateTime', description: 'When its text was last written in.' }),
    redactedAt: t.expose('redactedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When something was taken out of its text; then the hash is that of the text before.',
    }),
    redactedHash: t.exposeString('redactedHash', {
      nullable: true,
      description: 'SHA-256 of the text as it reads since then; null where the text itself did not change.',
    }),
    redactionReason: t.exposeString('redactionReason', { nullable: true, description: 'Why.' }),
  }),
})

const VersionPage = builder.objectRef<VersionKeys>('VersionPage').implement({
  description: 'A part of the versions of a document, the newest first.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    items: t.prismaField({
      type: [Version],
      description: 'The versions.',
      resolve: (query, { ids }, _args, { db }) =>
        db.version.findMany({ ...query, where: { id: { in: ids } }, orderBy: { number: 'desc' } }),
    }),
    endCursor: t.exposeString('endCursor', { nullable: true, description: 'Where the next page begins.' }),
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether there is one.' }),
  }),
})

builder.prismaObjectFields(Document, (t) => ({
  versions: t.field({
    type: VersionPage,
    description: 'Its versions, the newest first. The text as it is now comes before them all.',
    args: {
      first: t.arg.int({ defaultValue: 30, description: 'How many, at most 100.' }),
      after: t.arg.string({ required: false, description: 'The `endCursor` of the page before.' }),
      namedOnly: t.arg.boolean({ defaultValue: false, description: 'Only those that somebody named.' }),
    },
    resolve: ({ id }, { first, after, namedOnly }, { db }) =>
      listVersions(db, id, { first, after: after ?? null, namedOnly }),
  }),
  mayNameVersion: t.boolean({
    description: 'Whether the person asking may name a version of it.',
    resolve: (document, _args, { actor }) => mayOnHistory(actor, 'nameVersion', toAccess(document)),
  }),
}))

/** The version's place, for somebody who may read it. */
async function findReadable({ db, actor }: Pick<Context, 'db' | 'actor'>, id: string) {
  const row = await db.version.findUnique({ where: { id }, select: { documentId: true, seq: true } })
  const access = row === null ? null : await loadAccess(db, row.documentId)
  return access !== null && can(actor, 'read', access) ? row : null
}

/** As where it was gone, or not to be read, before it was waited for. */
function nullIfGone(error: unknown): null {
  if (error instanceof AppError && error.code === 'NOT_FOUND') return null
  throw error
}

builder.queryFields((t) => ({
  version: t.prismaField({
    type: Version,
    nullable: true,
    authScopes: { anyone: true },
    description: 'One version; null where it does not exist or may not be read, which look the same.',
    args: { id: t.arg.id({ description: 'Which one.' }) },
    resolve: async (query, _root, { id }, context) =>
      (await findReadable(context, id)) && context.db.version.findUnique({ ...query, where: { id } }),
  }),
  // Not a field of the version: a list of versions must not read the text of each.
  versionContent: t.string({
    nullable: true,
    authScopes: { anyone: true },
    description:
      'The text of a version without proposals and marks, what is hashed: blocks as JSON, with their ids. Null where it does not exist or may not be read.',
    args: { id: t.arg.id({ description: 'Which version.' }) },
    resolve: async (_root, { id }, context) => {
      const found = await findReadable(context, id)
      if (found === null) return null
      const actor = requireActor(context)
      const judge = (current: Actor) => getReadAccess(context.db, current, found.documentId)
      const read = () => plainTextAt(context.db, { ...found, askedBy: actor.userId })
      return judgedAgain(context, actor, judge, read).catch(nullIfGone)
    },
  }),
}))

const CreateVersionInput = builder.inputType('CreateVersionInput', {
  description: 'A name for the text as it is now.',
  fields: (t) => ({
    id: t.id({ description: 'A UUID made by the page: the same request again gives the same version.' }),
    documentId: t.id({ description: 'The document.' }),
    name: t.string({ description: 'What it is called, at most 120 characters.' }),
    note: t.string({ required: false, description: 'What is to be known of it, at most 2,000 characters.' }),
  }),
})

builder.mutationField('createVersion', (t) =>
  t.prismaField({
    type: Version,
    authScopes: { signedIn: true },
    description:
      'Name the text as it is now. Whoever writes it or manages the document may. CONFLICT with detail `named` where the version with this id is called otherwise: it stays so.',
    args: { input: t.arg({ type: CreateVersionInput, description: 'What to call it.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { note, ...wanted } = input
      const { id } = await createVersion(context, requireActor(context), { ...wanted, note: note ?? '' })
      return context.db.version.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
)

const VersionEvent = builder.objectRef<{ versionId: string | null }>('VersionEvent').implement({
  description: 'There is a new version: read it.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    versionId: t.exposeID('versionId', { nullable: true, description: 'Which one; null: any may be, read all again.' }),
  }),
})

builder.subscriptionField('versionEvents', (t) =>
  t.field({
    type: VersionEvent,
    authScopes: { signedIn: true },
    description: 'Versions of a document that are kept. Ids only: what they say is read.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    subscribe: (_root, { documentId }, context) =>
      watchInDocument(context, requireActor(context), documentId, 'version', ({ versionId }) => versionId),
    resolve: ({ id: versionId }) => ({ versionId }),
  }),
)
