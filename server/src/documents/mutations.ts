import { requireActor } from '../auth/actor.ts'
import { builder } from '../graphql/builder.ts'
import { archiveDocument, createDocument, markDocumentRead, renameDocument, restoreDocument } from './documents.ts'
import { shareDocument, toRecipient, unshareDocument } from './members.ts'
import { Document, DocumentRole } from './types.ts'

const CreateDocumentInput = builder.inputType('CreateDocumentInput', {
  description: 'What to start.',
  fields: (t) => ({
    id: t.id({ description: 'A UUID made by the page; the same request again gives the same document.' }),
    templateKey: t.string({ description: 'From which template.' }),
    title: t.string({ description: 'One line, up to 200 characters.' }),
    organizationId: t.id({ required: false, description: 'Led by which of my organisations; by default the first.' }),
  }),
})

const RenameDocumentInput = builder.inputType('RenameDocumentInput', {
  description: 'Which document, to what.',
  fields: (t) => ({
    documentId: t.id({ description: 'The document.' }),
    title: t.string({ description: 'One line, up to 200 characters.' }),
  }),
})

const ArchiveDocumentInput = builder.inputType('ArchiveDocumentInput', {
  description: 'Which document to put away.',
  fields: (t) => ({ documentId: t.id({ description: 'The document.' }) }),
})

const RestoreDocumentInput = builder.inputType('RestoreDocumentInput', {
  description: 'Which document to bring back.',
  fields: (t) => ({ documentId: t.id({ description: 'The document.' }) }),
})

const ShareDocumentInput = builder.inputType('ShareDocumentInput', {
  description: 'Which right to give to whom: exactly one of a person and an organisation.',
  fields: (t) => ({
    documentId: t.id({ description: 'The document.' }),
    personId: t.id({ required: false, description: 'To this person.' }),
    organizationId: t.id({ required: false, description: 'To everybody in this organisation.' }),
    role: t.field({ type: DocumentRole, description: 'The right.' }),
    manage: t.boolean({ required: false, defaultValue: false, description: 'Also rename, share and archive.' }),
    onlyNew: t.boolean({
      defaultValue: false,
      description: 'Refuse with `CONFLICT` where another right was given to them already.',
    }),
  }),
})

const UnshareDocumentInput = builder.inputType('UnshareDocumentInput', {
  description: 'Which right to take back.',
  fields: (t) => ({
    documentId: t.id({ description: 'The document.' }),
    memberId: t.id({ description: 'The right.' }),
  }),
})

const MarkDocumentReadInput = builder.inputType('MarkDocumentReadInput', {
  description: 'How far a document was read.',
  fields: (t) => ({
    documentId: t.id({ description: 'The document.' }),
    seq: t.int({ description: 'The last place in its log that was on the page.' }),
    opening: t.boolean({
      defaultValue: false,
      description:
        'The document was opened just now: what was read before becomes what “since my last visit” begins at.',
    }),
  }),
})

builder.mutationFields((t) => ({
  createDocument: t.prismaField({
    type: Document,
    authScopes: { signedIn: true },
    description: 'Start a document from a template.',
    args: { input: t.arg({ type: CreateDocumentInput, description: 'What to start.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { templateKey, title, organizationId } = input
      const beginning = { id: input.id, templateKey, title, organizationId: organizationId ?? null }
      const { id } = await createDocument(context, requireActor(context), beginning)
      return context.db.document.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  renameDocument: t.prismaField({
    type: Document,
    authScopes: { signedIn: true },
    description: 'Give a document another title.',
    args: { input: t.arg({ type: RenameDocumentInput, description: 'Which one, to what.' }) },
    resolve: async (query, _root, { input: { documentId, title } }, context) => {
      await renameDocument(context, requireActor(context), documentId, title)
      return context.db.document.findUniqueOrThrow({ ...query, where: { id: documentId } })
    },
  }),
  archiveDocument: t.prismaField({
    type: Document,
    authScopes: { signedIn: true },
    description: 'Put a document away: it is read, not written, and leaves the list.',
    args: { input: t.arg({ type: ArchiveDocumentInput, description: 'Which one.' }) },
    resolve: async (query, _root, { input: { documentId } }, context) => {
      await archiveDocument(context, requireActor(context), documentId)
      return context.db.document.findUniqueOrThrow({ ...query, where: { id: documentId } })
    },
  }),
  restoreDocument: t.prismaField({
    type: Document,
    authScopes: { signedIn: true },
    description: 'Bring an archived document back.',
    args: { input: t.arg({ type: RestoreDocumentInput, description: 'Which one.' }) },
    resolve: async (query, _root, { input: { documentId } }, context) => {
      await restoreDocument(context, requireActor(context), documentId)
      return context.db.document.findUniqueOrThrow({ ...query, where: { id: documentId } })
    },
  }),
  shareDocument: t.prismaField({
    type: Document,
    authScopes: { signedIn: true },
    description: 'Give a right on a document, or change one that was given.',
    args: { input: t.arg({ type: ShareDocumentInput, description: 'Which right, to whom.' }) },
    resolve: async (query, _root, { input }, context) => {
      const recipient = toRecipient(input.personId ?? null, input.organizationId ?? null)
      const share = { recipient, role: input.role, manage: input.manage ?? false, onlyNew: input.onlyNew }
      await shareDocument(context, requireActor(context), input.documentId, share)
      return context.db.document.findUniqueOrThrow({ ...query, where: { id: input.documentId } })
    },
  }),
  unshareDocument: t.prismaField({
    type: Document,
    authScopes: { signedIn: true },
    description: 'Take back a right that was given on a document.',
    args: { input: t.arg({ type: UnshareDocumentInput, description: 'Which right.' }) },
    resolve: async (query, _root, { input: { documentId, memberId } }, context) => {
      await unshareDocument(context, requireActor(context), documentId, memberId)
      return context.db.document.findUniqueOrThrow({ ...query, where: { id: documentId } })
    },
  }),
  markDocumentRead: t.boolean({
    authScopes: { signedIn: true },
    description: 'Note how far the person asking has read.',
    args: { input: t.arg({ type: MarkDocumentReadInput, description: 'Which one, how far.' }) },
    resolve: async (_root, { input }, context) => {
      const { documentId, seq, opening } = input
      await markDocumentRead(context, requireActor(context), { documentId, seq, isOpening: opening })
      return true
    },
  }),
}))
