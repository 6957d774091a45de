import { ProposalChannel as Channels, type ChangeProposal as Row, ProposalState as States } from '@app/prisma'
import { requireActor } from '../auth/actor.ts'
import { can } from '../auth/policy.ts'
import { mayOnProposal, type ProposalAction } from '../auth/proposal-policy.ts'
import type { Context } from '../context.ts'
import { accessSelect, loadAccess, type SelectedAccess, toAccess } from '../documents/access.ts'
import { Document } from '../documents/types.ts'
import { watchInDocument } from '../documents/watch.ts'
import { builder } from '../graphql/builder.ts'
import { Organization, Person } from '../organizations/schema.ts'
import { UNDECIDED } from './access.ts'
import { type Described, showOnce } from './found.ts'

export const ProposalState = builder.enumType(States, {
  name: 'ProposalState',
  description: 'What became of a proposal. SUPERSEDED: its marks left the text without a decision.',
})

export const ProposalChannel = builder.enumType(Channels, {
  name: 'ProposalChannel',
  description: 'How a proposal reached us.',
})

type Undecidable = Pick<Row, 'createdById' | 'state'> & { document: SelectedAccess }

/** Decided proposals are history. */
function mayWith(context: Context, action: ProposalAction, { document, createdById, state }: Undecidable): boolean {
  return UNDECIDED.includes(state) && mayOnProposal(context.actor, action, toAccess(document), createdById)
}

type Hidable = Pick<Row, 'createdById' | 'hiddenAt'> & { document: SelectedAccess }

function mayHide(context: Context, { document, createdById }: Hidable): boolean {
  return mayOnProposal(context.actor, 'moderate', toAccess(document), createdById)
}

/** What is hidden is read by its author and by who may hide it. */
function isWithheld(context: Context, row: Hidable): boolean {
  return row.hiddenAt !== null && row.createdById !== context.actor?.userId && !mayHide(context, row)
}

/** As the text has it while it is undecided; as the row kept it afterwards. */
async function describe(context: Context, row: Described & Pick<Row, 'id' | 'documentId' | 'state'>) {
  const { id, documentId, state } = row
  return UNDECIDED.includes(state) ? ((await showOnce(context, documentId)).get(id) ?? row) : row
}

const described = {
  id: true,
  documentId: true,
  unitId: true,
  unitLabel: true,
  wordingBefore: true,
  wordingAfter: true,
} as const

export const ChangeProposal = builder.prismaObject('ChangeProposal', {
  description: 'Somebody’s wish for another wording. It stands in the text under marks with its id.',
  select: { createdById: true, state: true, hiddenAt: true, document: { select: accessSelect } },
  authScopes: ({ document }, { actor }) => can(actor, 'read', toAccess(document)),
  fields: (t) => ({
    id: t.exposeID('id', { description: 'The id that its marks in the text carry.' }),
    document: t.relation('document', { type: Document, description: 'The document it would change.' }),
    author: t.relation('createdBy', { type: Person, description: 'Who made it.' }),
    organization: t.relation('organization', {
      type: Organization,
      nullable: true,
      description: 'For whom they spoke at that moment.',
    }),
    state: t.expose('state', { type: ProposalState, description: 'What became of it.' }),
    title: t.string({
      description: 'What it is called; empty also where it is hidden.',
      select: { title: true },
      resolve: (row, _args, context) => (isWithheld(context, row) ? '' : row.title),
    }),
    grounds: t.string({
      description: 'Why it is made; empty also where it is hidden.',
      select: { grounds: true },
      resolve: (row, _args, context) => (isWithheld(context, row) ? '' : row.grounds),
    }),
    channel: t.expose('channel', { type: ProposalChannel, description: 'How it reached us.' }),
    onBehalfOf: t.string({
      nullable: true,
      description: 'Whom its author speaks for here, as they are called; null also where it is hidden.',
      select: { onBehalfOf: true },
      resolve: (row, _args, context) => (isWithheld(context, row) ? null : row.onBehalfOf),
    }),
    receivedAt: t.expose('receivedAt', {
      type: 'DateTime',
      nullable: true,
      description: 'The day it came in, where it came on paper or by mail.',
    }),
    enteredBy: t.relation('enteredBy', { type: Person, nullable: true, description: 'Who entered it for another.' }),
    seq: t.exposeInt('seq', { description: 'The place in the log that made it.' }),
    createdAt: t.expose('createdAt', { type: 'DateTime', description: 'When it was made.' }),
    updatedAt: t.expose('updatedAt', { type: 'DateTime', description: 'When it was last described or decided.' }),
    unitId: t.id({
      nullable: true,
      description: 'The first block it touches.',
      select: described,
      resolve: async (row, _args, context) => (await describe(context, toDescribed(row))).unitId,
    }),
    unitLabel: t.string({
      description: 'What that unit is called without any proposal; empty where it has no name.',
      select: described,
      resolve: async (row, _args, context) => (await describe(context, toDescribed(row))).unitLabel,
    }),
    wordingBefore: t.string({
      description: 'The words of the blocks it touches without any proposal, one line each.',
      select: described,
      resolve: async (row, _args, context) => (await describe(context, toDescribed(row))).wordingBefore,
    }),
    wordingAfter: t.string({
      description: 'The same words with this proposal alone; empty where it is hidden.',
      select: described,
      resolve: async (row, _args, context) =>
        isWithheld(context, row) ? '' : (await describe(context, toDescribed(row))).wordingAfter,
    }),
    hash: t.string({
      nullable: true,
      description: 'Of what it would do, as the text has it now: sent back with a decision. Null where nothing stands.',
      select: { id: true, documentId: true },
      resolve: async ({ id, documentId, state }, _args, context) =>
        UNDECIDED.includes(state) ? ((await showOnce(context, documentId)).get(id)?.hash ?? null) : null,
    }),
    decidedAt: t.expose('decidedAt', { type: 'DateTime', nullable: true, description: 'When it was decided.' }),
    decidedBy: t.relation('decidedBy', {
      type: Person,
      nullable: true,
      description: 'Who decided it, or withdrew it.',
    }),
    reason: t.string({
      nullable: true,
      description: 'Why it was decided so; null also where it is hidden.',
      select: { decisionReason: true },
      resolve: (row, _args, context) => (isWithheld(context, row) ? null : row.decisionReason),
    }),
    hiddenAt: t.expose('hiddenAt', { type: 'DateTime', nullable: true, description: 'When it was hidden.' }),
    hiddenReason: t.exposeString('hiddenReason', { nullable: true, description: 'Why it was hidden.' }),
    mayHide: t.boolean({
      description: 'Whether the person asking may hide it, or show it again.',
      resolve: (row, _args, context) => mayHide(context, row),
    }),
    decisionSeq: t.exposeInt('decisionSeq', {
      nullable: true,
      description: 'The place in the log where the decision changed the text.',
    }),
    mayDecide: t.boolean({
      description: 'Whether the person asking may accept or decline it.',
      resolve: (row, _args, context) => mayWith(context, 'decide', row),
    }),
    mayWithdraw: t.boolean({
      description: 'Whether the person asking may take it back.',
      resolve: (row, _args, context) => mayWith(context, 'withdraw', row),
    }),
    mayDescribe: t.boolean({
      description: 'Whether the person asking may give it a title and grounds.',
      resolve: (row, _args, context) => row.hiddenAt === null && mayWith(context, 'describe', row),
    }),
  }),
})

type DescribedRow = Pick<Row, 'id' | 'documentId' | 'state' | keyof Described>

function toDescribed({ wordingBefore, wordingAfter, ...row }: DescribedRow) {
  return { ...row, wordingBefore: wordingBefore ?? '', wordingAfter: wordingAfter ?? '' }
}

builder.prismaObjectField(Document, 'proposals', (t) =>
  t.relation('proposals', {
    type: ChangeProposal,
    description: 'Every wish for another wording of the text, the oldest first.',
    query: { orderBy: [{ createdAt: 'asc' }, { id: 'asc' }] },
  }),
)

builder.queryField('proposal', (t) =>
  t.prismaField({
    type: ChangeProposal,
    nullable: true,
    authScopes: { anyone: true },
    description: 'One proposal; null where it does not exist or may not be read, which look the same.',
    args: { id: t.arg.id({ description: 'Which one.' }) },
    resolve: async (query, _root, { id }, context) => {
      const row = await context.db.changeProposal.findUnique({ where: { id }, select: { documentId: true } })
      const access = row === null ? null : await loadAccess(context.db, row.documentId)
      if (access === null || !can(context.actor, 'read', access)) return null
      return context.db.changeProposal.findUnique({ ...query, where: { id } })
    },
  }),
)

const ProposalEvent = builder.objectRef<{ proposalId: string | null }>('ProposalEvent').implement({
  description: 'A proposal is new or has changed: read it again.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    proposalId: t.exposeID('proposalId', {
      nullable: true,
      description: 'Which one; null: any may have, read all again.',
    }),
  }),
})

builder.subscriptionField('proposalEvents', (t) =>
  t.field({
    type: ProposalEvent,
    authScopes: { signedIn: true },
    description: 'Proposals of a document that change. Ids only: what they say is read again.',
    args: { documentId: t.arg.id({ description: 'The document.' }) },
    subscribe: (_root, { documentId }, context) =>
      watchInDocument(context, requireActor(context), documentId, 'proposal', ({ proposalId }) => proposalId),
    resolve: ({ id: proposalId }) => ({ proposalId }),
  }),
)
