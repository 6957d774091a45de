import { requireActor } from '../auth/actor.ts'
import { can } from '../auth/policy.ts'
import { exportFilename } from '../export/filename.ts'
import { builder } from '../graphql/builder.ts'
import { TEMPLATES } from '../templates/index.ts'
import { assertNotHeldBack, loadAccess } from './access.ts'
import { type DocumentListChange, watchDocumentList } from './changes.ts'
import { countDocuments, type DocumentKeys, listDocuments } from './list.ts'
import { issueTicket } from './tickets.ts'
import { Document, DocumentKind, DocumentStage } from './types.ts'
import { watchInDocument } from './watch.ts'

const DownloadFormat = builder.enumType('DownloadFormat', {
  description: 'What a document can be downloaded as.',
  values: ['HTML', 'DOCX'] as const,
})

const DocumentTemplate = builder.objectRef<(typeof TEMPLATES)[number]>('DocumentTemplate').implement({
  description: 'What a new document may start from.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    key: t.exposeString('key', { description: 'Stable.' }),
    title: t.exposeString('title', { description: 'What it is called, in Polish.' }),
    description: t.exposeString('description', { description: 'What is in it, in Polish.' }),
    titleEn: t.exposeString('titleEn', { description: 'What it is called, in English.' }),
    descriptionEn: t.exposeString('descriptionEn', { description: 'What is in it, in English.' }),
    kind: t.expose('kind', { type: DocumentKind, description: 'What it becomes.' }),
  }),
})

const DocumentFilter = builder.inputType('DocumentFilter', {
  description: 'Which documents; all conditions hold at once.',
  fields: (t) => ({
    search: t.string({ required: false, description: 'Words of the title or signature; diacritics do not matter.' }),
    kind: t.field({ type: DocumentKind, required: false, description: 'Of this kind.' }),
    stages: t.field({ type: [DocumentStage], required: false, description: 'At one of these stages.' }),
    organizationId: t.id({ required: false, description: 'Led by this organisation.' }),
    archived: t.boolean({ required: false, defaultValue: false, description: 'Put away, instead of in use.' }),
    unreadOnly: t.boolean({ required: false, defaultValue: false, description: 'With changes not read yet.' }),
    mineOnly: t.boolean({ required: false, defaultValue: false, description: 'Started by me or shared with me.' }),
  }),
})

const DocumentPage = builder.objectRef<DocumentKeys>('DocumentPage').implement({
  description: 'A part of the list of documents, the last written first.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    items: t.prismaField({
      type: [Document],
      description: 'The documents.',
      resolve: async (query, { ids }, _args, { db }) => {
        const rows = await db.document.findMany({ ...query, where: { id: { in: ids } } })
        return rows.toSorted((left, right) => ids.indexOf(left.id) - ids.indexOf(right.id))
      },
    }),
    totalCount: t.int({
      description: 'How many there are on all pages.',
      resolve: ({ parts }, _args, { db }) => countDocuments(db, parts),
    }),
    endCursor: t.exposeString('endCursor', { nullable: true, description: 'Where the next page begins.' }),
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether there is one.' }),
  }),
})

export const DownloadLink = builder.objectRef<{ url: string; filename: string }>('DownloadLink').implement({
  description: 'An address that works once, within a minute.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    url: t.exposeString('url', { description: 'A path of this instance.' }),
    filename: t.exposeString('filename', { description: 'What to call the file.' }),
  }),
})

const DocumentListChangeType = builder.objectRef<DocumentListChange>('DocumentListChange').implement({
  description: 'Something about a document changed: ask again.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    documentId: t.exposeID('documentId', {
      nullable: true,
      description: 'Which one; null: any may have, read all again.',
    }),
  }),
})

const RequestDownloadInput = builder.inputType('RequestDownloadInput', {
  description: 'Which document, as what.',
  fields: (t) => ({
    documentId: t.id({ description: 'The document.' }),
    format: t.field({ type: DownloadFormat, description: 'The format.' }),
  }),
})

builder.queryFields((t) => ({
  documents: t.field({
    type: DocumentPage,
    authScopes: { signedIn: true },
    description: 'Documents the person asking may read.',
    args: {
      filter: t.arg({ type: DocumentFilter, required: false, description: 'Which ones.' }),
      first: t.arg.int({ defaultValue: 30, description: 'At most so many, up to 100.' }),
      after: t.arg.string({ required: false, description: 'After this place.' }),
    },
    resolve: (_root, { filter, first, after }, context) =>
      listDocuments(context.db, requireActor(context), filter ?? {}, { first, after: after ?? null }),
  }),
  document: t.prismaField({
    type: Document,
    nullable: true,
    authScopes: { anyone: true },
    description: 'One document; null when there is none or it may not be read, which look the same.',
    args: { id: t.arg.id({ description: 'Its id.' }) },
    resolve: async (query, _root, { id }, { db, actor }) => {
      const access = await loadAccess(db, id)
      if (access !== null) assertNotHeldBack(actor, access)
      if (access === null || !can(actor, 'read', access)) return null
      return db.document.findUnique({ ...query, where: { id } })
    },
  }),
  templates: t.field({
    type: [DocumentTemplate],
    authScopes: { signedIn: true },
    description: 'What a new document may start from.',
    resolve: () => [...TEMPLATES],
  }),
}))

builder.mutationFields((t) => ({
  requestDownload: t.field({
    type: DownloadLink,
    authScopes: { signedIn: true },
    description: 'Prepare a document for download.',
    args: { input: t.arg({ type: RequestDownloadInput, description: 'Which one, as what.' }) },
    resolve: async (_root, { input: { documentId, format } }, context) => {
      const ticket = await issueTicket(context, requireActor(context), documentId, { format })
      const { title, signature } = await context.db.document.findUniqueOrThrow({ where: { id: documentId } })
      const filename = exportFilename(title, signature, context.clock.now(), format.toLowerCase())
      return { url: `/download/${ticket}`, filename }
    },
  }),
}))

const HeadingEvent = builder.objectRef<{ documentId: string }>('HeadingEvent').implement({
  description: 'A document is called otherwise, or is in another stage: read it.',
  authScopes: { signedIn: true },
  fields: (t) => ({ documentId: t.exposeID('documentId', { description: 'The document.' }) }),
})

builder.subscriptionFields((t) => ({
  headingEvents: t.field({
    type: HeadingEvent,
    authScopes: { signedIn: true },
    description: 'Changes of what a document is called, and of its stage. Ids only: what they are is read.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    subscribe: (_root, { documentId }, context) =>
      watchInDocument(context, requireActor(context), documentId, 'heading', () => documentId),
    resolve: (_event, { documentId }) => ({ documentId }),
  }),
  documentListChanged: t.field({
    type: DocumentListChangeType,
    authScopes: { signedIn: true },
    description:
      'Documents the person asking may read that changed or that they read further, or one they may read no more, without its id; a slow reader loses only repeats.',
    subscribe: (_root, _args, context) => watchDocumentList(context, requireActor(context)),
    resolve: (change) => change,
  }),
}))
