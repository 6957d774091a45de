import { builder } from '../graphql/builder.ts'
import { ProposalChannel, ProposalState } from './schema.ts'

export const SaidOfProposalInput = builder.inputType('SaidOfProposalInput', {
  description: 'What a proposal said of itself.',
  fields: (t) => ({
    title: t.string({ description: 'Its title; may be empty.' }),
    grounds: t.string({ description: 'Its grounds; may be empty.' }),
  }),
})

export const DescribeProposalInput = builder.inputType('DescribeProposalInput', {
  description: 'What one’s own proposal is called, and why it is made.',
  fields: (t) => ({
    proposalId: t.id({ description: 'Which one.' }),
    title: t.string({ description: 'Up to 200 characters; may be empty.' }),
    grounds: t.string({ description: 'Up to 10,000 characters; may be empty.' }),
    was: t.field({
      type: SaidOfProposalInput,
      required: false,
      description:
        'What it said when this was written; nothing where left out. Where either says something else by now, and not the ' +
        'very same, it is a CONFLICT (`described`).',
    }),
  }),
})

export const SeenProposalInput = builder.inputType('SeenProposalInput', {
  description: 'What somebody was shown of a proposal when they decided.',
  fields: (t) => ({
    proposalId: t.id({ description: 'Which one.' }),
    hash: t.string({ description: '`ChangeProposal.hash` of what was shown.' }),
  }),
})

export const DecideProposalsInput = builder.inputType('DecideProposalsInput', {
  description: 'A decision on proposals of one document.',
  fields: (t) => ({
    proposalIds: t.idList({ description: 'Which ones; at most 500.' }),
    state: t.field({ type: ProposalState, description: 'ACCEPTED or DECLINED.' }),
    reason: t.string({ required: false, description: 'Why; asked for where they are declined.' }),
    seen: t.field({
      type: [SeenProposalInput],
      required: false,
      description: 'What was shown of them: where one would do something else by now it is a CONFLICT (`changed`).',
    }),
  }),
})

export const HideProposalInput = builder.inputType('HideProposalInput', {
  description: 'A proposal of which not everybody should read what it says.',
  fields: (t) => ({
    proposalId: t.id({ description: 'Which one.' }),
    reason: t.string({ required: false, description: 'Why; left out to show it again.' }),
  }),
})

export const WithdrawProposalInput = builder.inputType('WithdrawProposalInput', {
  description: 'One’s own proposal to take back.',
  fields: (t) => ({ proposalId: t.id({ description: 'Which one.' }) }),
})

export const ProposeWordingInput = builder.inputType('ProposeWordingInput', {
  description: 'Another wording of one unit, from a form.',
  fields: (t) => ({
    id: t.id({
      description:
        'A UUID made by the page: the same one means the same proposal; of one withdrawn or decided by now a CONFLICT (`decided`), of one out of whose grounds words were taken (`described`).',
    }),
    documentId: t.id({ description: 'The document.' }),
    unitId: t.id({ description: 'The block of text; not a table.' }),
    wording: t.string({ description: 'What it should say instead, as plain text.' }),
    base: t.string({
      required: false,
      description:
        'What it said, without proposals, when this was written. Where it says something else now it is a CONFLICT (`base`).',
    }),
    title: t.string({ required: false, description: 'What the proposal is called.' }),
    grounds: t.string({ description: 'Why; may be empty.' }),
    channel: t.field({
      type: ProposalChannel,
      required: false,
      description: 'PAPER, EMAIL or MEETING, where somebody else’s is entered; FORM otherwise.',
    }),
    onBehalfOf: t.string({
      required: false,
      description: 'Whose it is, as they are called; asked for where it is entered.',
    }),
    receivedAt: t.field({ type: 'DateTime', required: false, description: 'The day it came in; asked for likewise.' }),
  }),
})
