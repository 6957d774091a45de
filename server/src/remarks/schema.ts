import { requireActor } from '../auth/actor.ts'
import { RemarkType } from '../comments/schema.ts'
import { isStorableValue } from '../document/storable.ts'
import { DownloadLink } from '../documents/schema.ts'
import { issueTicket } from '../documents/tickets.ts'
import { AppError } from '../errors.ts'
import { SHEET_FORMATS } from '../export/index.ts'
import { builder } from '../graphql/builder.ts'
import { ProposalChannel } from '../proposals/schema.ts'
import { REMARK_ORDERS, type RemarkOrder } from './arrange.ts'
import { remarkFilename } from './file.ts'
import { listRemarks, type RemarkPage as Page } from './list.ts'
import { type Named, REMARK_KINDS, REMARK_STATES, type Remark as Row } from './remark.ts'

const RemarkKind = builder.enumType('RemarkKind', {
  description: 'Said about the text, or proposed for it.',
  values: REMARK_KINDS,
})

const RemarkState = builder.enumType('RemarkState', {
  description: 'What became of it: of a conversation OPEN or RESOLVED, of a proposal as of ProposalState.',
  values: REMARK_STATES,
})

const RemarkOrderBy = builder.enumType('RemarkOrderBy', {
  description: 'What the table is sorted by. UNIT is the order of the text.',
  values: REMARK_ORDERS,
})

const SheetFormat = builder.enumType('SheetFormat', {
  description: 'What a table can be downloaded as.',
  values: SHEET_FORMATS,
})

const RemarkChoice = builder.objectRef<Named>('RemarkChoice').implement({
  description: 'Something that remarks can be filtered by.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'For the filter.' }),
    name: t.exposeString('name', { description: 'As it is called now.' }),
  }),
})

const RemarkChoices = builder.objectRef<Page['choices']>('RemarkChoices').implement({
  description: 'What the remarks of a document can be filtered by, whatever the filter is now.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    submitters: t.expose('submitters', { type: [RemarkChoice], description: 'By name.' }),
    organizations: t.expose('organizations', { type: [RemarkChoice], description: 'By name.' }),
    units: t.expose('units', { type: [RemarkChoice], description: 'In the order of the text, and those around them.' }),
  }),
})

const Remark = builder.objectRef<Row>('Remark').implement({
  description:
    'A row of the table of remarks: a conversation or a proposal. Names are those of now; hidden words are in no row.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Of the thread or the proposal.' }),
    kind: t.expose('kind', { type: RemarkKind, description: 'Which of the two.' }),
    number: t.exposeInt('number', { description: 'Its place among all of the document as they were entered.' }),
    type: t.expose('type', { type: RemarkType, nullable: true, description: 'What a remark asks for.' }),
    state: t.expose('state', { type: RemarkState, description: 'What became of it.' }),
    receivedAt: t.expose('receivedAt', { type: 'DateTime', description: 'When it came in.' }),
    isDayOnly: t.exposeBoolean('isDayOnly', { description: 'Of that, no more than the day is known.' }),
    submitter: t.string({
      nullable: true,
      description: 'Whose it is: its author, or whom somebody else entered it for; null where that is hidden.',
      resolve: ({ submitter }) => submitter?.name ?? null,
    }),
    organization: t.string({
      nullable: true,
      description: 'For whom its author spoke at that moment.',
      resolve: ({ organization }) => organization?.name ?? null,
    }),
    channel: t.expose('channel', { type: ProposalChannel, nullable: true, description: 'How a proposal came in.' }),
    enteredBy: t.exposeString('enteredBy', { nullable: true, description: 'Who entered it for another.' }),
    unitLabel: t.string({
      description: 'What its unit is called now, without any proposal, or was called before it was gone; may be empty.',
      resolve: ({ unit }) => unit.label,
    }),
    isLost: t.exposeBoolean('isLost', { description: 'The passage it is about is no longer in the text.' }),
    passage: t.exposeString('passage', {
      description: 'The words it was made on, or the wording without the proposal.',
    }),
    title: t.exposeString('title', { description: 'What a proposal is called; may be empty.' }),
    words: t.exposeString('words', {
      nullable: true,
      description: 'The remark, or the wording proposed; null where it was taken back or hidden.',
    }),
    hiddenReason: t.string({
      nullable: true,
      description: 'Why it was hidden; null where it was not, or was taken back.',
      resolve: ({ withheld, hiddenReason }) => (withheld === 'HIDDEN' ? hiddenReason : null),
    }),
    grounds: t.exposeString('grounds', { description: 'Why it is proposed; may be empty.' }),
    answerCount: t.int({ description: 'How often it was answered.', resolve: ({ answers }) => answers.length }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true, description: 'When it was closed.' }),
    decidedBy: t.exposeString('decidedBy', { nullable: true, description: 'Who closed it.' }),
    reason: t.exposeString('reason', { description: 'Why it was decided so; may be empty.' }),
  }),
})

const RemarkPage = builder.objectRef<Page>('RemarkPage').implement({
  description: 'A part of the table of remarks.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    items: t.expose('items', { type: [Remark], description: 'The rows.' }),
    totalCount: t.exposeInt('totalCount', { description: 'How many fit the filter.' }),
    documentCount: t.exposeInt('documentCount', { description: 'How many the document has.' }),
    endCursor: t.exposeString('endCursor', { nullable: true, description: 'Where the next part begins.' }),
    hasNextPage: t.exposeBoolean('hasNextPage', { description: 'Whether there is one.' }),
    choices: t.expose('choices', { type: RemarkChoices, description: 'What can be filtered by.' }),
  }),
})

const RemarkFilter = builder.inputType('RemarkFilter', {
  description: 'Which remarks; all conditions hold at once.',
  fields: (t) => ({
    search: t.string({ required: false, description: 'Words of a row or of the answers; diacritics do not matter.' }),
    kind: t.field({ type: RemarkKind, required: false, description: 'Of this kind.' }),
    types: t.field({ type: [RemarkType], required: false, description: 'Asking for one of these; no proposals then.' }),
    states: t.field({ type: [RemarkState], required: false, description: 'In one of these states.' }),
    organizationId: t.id({ required: false, description: 'Of this organisation, as in the choices.' }),
    submitterId: t.id({ required: false, description: 'Of this person, as in the choices.' }),
    unitId: t.id({ required: false, description: 'About this unit or one inside it.' }),
  }),
})

const RemarkOrderInput = builder.inputType('RemarkOrder', {
  description: 'How the table is sorted; of equals, the one that was entered first comes first.',
  fields: (t) => ({
    by: t.field({ type: RemarkOrderBy, description: 'By what.' }),
    descending: t.boolean({ required: false, defaultValue: false, description: 'The other way round.' }),
  }),
})

const RequestRemarksDownloadInput = builder.inputType('RequestRemarksDownloadInput', {
  description: 'Which rows of which table, as what.',
  fields: (t) => ({
    documentId: t.id({ description: 'The document.' }),
    format: t.field({ type: SheetFormat, description: 'The format.' }),
    filter: t.field({ type: RemarkFilter, required: false, description: 'Which rows; all of them if left out.' }),
    order: t.field({ type: RemarkOrderInput, required: false, description: 'As they were entered if left out.' }),
  }),
})

function toOrder(order: typeof RemarkOrderInput.$inferInput | null | undefined): RemarkOrder {
  return { by: order?.by ?? 'NUMBER', descending: order?.descending ?? false }
}

builder.queryField('remarks', (t) =>
  t.field({
    type: RemarkPage,
    nullable: true,
    authScopes: { anyone: true },
    description: 'The table of remarks of a document; null where there is none or it may not be read.',
    args: {
      documentId: t.arg.id({ description: 'The document.' }),
      filter: t.arg({ type: RemarkFilter, required: false, description: 'Which rows.' }),
      order: t.arg({ type: RemarkOrderInput, required: false, description: 'As they were entered if left out.' }),
      first: t.arg.int({ defaultValue: 50, description: 'At most so many, up to 100.' }),
      after: t.arg.string({ required: false, description: 'After this place.' }),
    },
    resolve: (_root, { documentId, filter, order, first, after }, context) =>
      listRemarks(context, context.actor, documentId, {
        filter: filter ?? {},
        order: toOrder(order),
        page: { first, after: after ?? null },
      }),
  }),
)

builder.mutationField('requestRemarksDownload', (t) =>
  t.field({
    type: DownloadLink,
    authScopes: { signedIn: true },
    description: 'Prepare a table of remarks for download, with the rows and the order asked for.',
    args: { input: t.arg({ type: RequestRemarksDownloadInput, description: 'Which rows, as what.' }) },
    resolve: async (_root, { input: { documentId, format, filter, order } }, context) => {
      const actor = requireActor(context)
      const selection = { filter: filter ?? {}, order: toOrder(order) }
      if (!isStorableValue(selection)) throw new AppError('INVALID', 'filter')
      const ticket = await issueTicket(context, actor, documentId, { format, selection })
      const document = await context.db.document.findUniqueOrThrow({ where: { id: documentId } })
      const locale = actor.locale === 'en' ? 'en' : 'pl'
      const filename = remarkFilename(document, context.clock.now(), format, locale)
      return { url: `/download/${ticket}`, filename }
    },
  }),
)
