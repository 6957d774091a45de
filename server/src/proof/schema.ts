import { requireActor } from '../auth/actor.ts'
import { mayOnHistory } from '../auth/history-policy.ts'
import { can } from '../auth/policy.ts'
import type { Context } from '../context.ts'
import { accessSelect, loadAccess, toAccess } from '../documents/access.ts'
import { DownloadLink } from '../documents/schema.ts'
import { issueTicket } from '../documents/tickets.ts'
import { Document } from '../documents/types.ts'
import { AppError } from '../errors.ts'
import { ARCHIVE_FORMAT } from '../export/index.ts'
import { builder } from '../graphql/builder.ts'
import { Version } from '../history/schema-versions.ts'
import { Person } from '../organizations/schema.ts'
import { proofFilename } from './bundle/bundle.ts'
import { linkAt } from './link-at.ts'
import { redactInTurn } from './redaction/in-turn.ts'
import type { RedactionPlaces } from './redaction/redactions.ts'
import { redactionsOf } from './redaction/versions.ts'

const RequestProofInput = builder.inputType('RequestProofInput', {
  description: 'Which version is to be proved.',
  fields: (t) => ({ versionId: t.id({ description: 'The version.' }) }),
})

/** Null where it does not exist, or this person may not read it. */
async function findReadable({ db, actor }: Pick<Context, 'db' | 'actor'>, id: string) {
  const version = await db.version.findUnique({ where: { id }, include: { document: true } })
  const access = version === null ? null : await loadAccess(db, version.documentId)
  return access !== null && can(actor, 'read', access) ? version : null
}

builder.queryField('versionLink', (t) =>
  t.string({
    nullable: true,
    authScopes: { anyone: true },
    description:
      'The chain of the log after the last row of a version, in hexadecimal (PROTOCOL.md): what a proof of it must say. Null where it does not exist or may not be read.',
    args: { id: t.arg.id({ description: 'Which version.' }) },
    resolve: async (_root, { id }, context) => {
      const version = await findReadable(context, id)
      return version && linkAt(context.db, version.documentId, version.seq)
    },
  }),
)

builder.mutationField('requestProof', (t) =>
  t.field({
    type: DownloadLink,
    authScopes: { signedIn: true },
    description:
      'Prepare the proof of a version for download: its text, what changed since the version before, the log with its chain, and a script that checks them offline.',
    args: { input: t.arg({ type: RequestProofInput, description: 'Which version.' }) },
    resolve: async (_root, { input: { versionId } }, context) => {
      const actor = requireActor(context)
      const version = await findReadable(context, versionId)
      if (version === null) throw new AppError('NOT_FOUND')
      const selection = { versionId }
      const ticket = await issueTicket(context, actor, version.documentId, { format: ARCHIVE_FORMAT, selection })
      const filename = proofFilename(version.document, version.number, context.clock.now())
      return { url: `/download/${ticket}`, filename }
    },
  }),
)

const Redaction = builder.prismaObject('Redaction', {
  description: 'Something that was taken out of a document and its past for good: who, when and why, never what.',
  select: { createdById: true, document: { select: accessSelect } },
  authScopes: ({ document }, { actor }) => can(actor, 'read', toAccess(document)),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stable.' }),
    isOfText: t.boolean({
      select: { places: true },
      description: 'Whether the text ever said it; else only what was said about the text.',
      resolve: ({ places }) => (places as unknown as RedactionPlaces).rows.length > 0,
    }),
    reason: t.exposeString('reason', { description: 'Why, as everybody may read.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When.' }),
    createdBy: t.prismaField({
      type: Person,
      nullable: true,
      description: 'Who did it.',
      // One by one on purpose: Prisma gathers them into one query.
      resolve: (query, { createdById }, _args, { db }) => db.user.findUnique({ ...query, where: { id: createdById } }),
    }),
  }),
})

builder.prismaObjectFields(Document, (t) => ({
  redactions: t.relation('redactions', {
    type: Redaction,
    description: 'What was taken out of it and its past, the last first.',
    query: { orderBy: { createdAt: 'desc' } },
  }),
  mayRedact: t.boolean({
    description: 'Whether the person asking may take words out of it and its past.',
    resolve: (document, _args, { actor }) => mayOnHistory(actor, 'redact', toAccess(document)),
  }),
}))

builder.prismaObjectField(Version, 'redactions', (t) =>
  t.prismaField({
    type: [Redaction],
    select: { id: true, documentId: true, seq: true, redactedHash: true, redactedAt: true },
    description: 'Everything that was taken out of it, the first one first.',
    resolve: async (query, version, _args, { db }) =>
      db.redaction.findMany({
        ...query,
        where: { id: { in: await redactionsOf(db, version) } },
        orderBy: [{ createdAt: 'asc' }, { id: 'asc' }],
      }),
  }),
)

const RedactTextInput = builder.inputType('RedactTextInput', {
  description: 'What is to go, and why.',
  fields: (t) => ({
    id: t.id({ description: 'A UUID made by the page: the same request again gives the same redaction.' }),
    documentId: t.id({ description: 'The document.' }),
    text: t.string({ description: 'The words, within one unit, of 4 to 500 characters. They are kept nowhere.' }),
    reason: t.string({ description: 'Why, for everybody to read; without the words. At most 500 characters.' }),
  }),
})

builder.mutationField('redactText', (t) =>
  t.prismaField({
    type: Redaction,
    authScopes: { signedIn: true },
    description:
      'Take words out of a document for good: its text, its whole past, its versions, and what was said about it. NOT_FOUND with detail `words` where they stand nowhere; UNAVAILABLE with detail `redactionList` where they are gone and a restored backup would not know of it yet: send it again.',
    args: { input: t.arg({ type: RedactTextInput, description: 'What and why.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await redactInTurn(context, requireActor(context), input)
      return context.db.redaction.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
)
