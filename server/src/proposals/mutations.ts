import type { ProposalState } from '@app/prisma'
import { requireActor } from '../auth/actor.ts'
import { toUuid } from '../comments/inputs.ts'
import { AppError } from '../errors.ts'
import { builder } from '../graphql/builder.ts'
import { type Decision, decideProposals, withdrawProposal } from './decide.ts'
import { describeProposal } from './describe.ts'
import {
  DecideProposalsInput,
  DescribeProposalInput,
  HideProposalInput,
  ProposeWordingInput,
  WithdrawProposalInput,
} from './inputs.ts'
import { setProposalHidden } from './moderation.ts'
import { proposeWording } from './propose.ts'
import { ChangeProposal } from './schema.ts'

function toDecision(state: ProposalState): Decision['state'] {
  if (state !== 'ACCEPTED' && state !== 'DECLINED') throw new AppError('INVALID', 'state')
  return state
}

builder.mutationFields((t) => ({
  describeProposal: t.prismaField({
    type: ChangeProposal,
    authScopes: { signedIn: true },
    description: 'Give one’s own proposal a title and grounds, until it is decided.',
    args: { input: t.arg({ type: DescribeProposalInput, description: 'Which one, and the words.' }) },
    resolve: async (query, _root, { input: { proposalId: id, title, grounds, was } }, context) => {
      const before = was ?? { title: '', grounds: '' }
      await describeProposal(context, requireActor(context), id, { title, grounds }, before)
      return context.db.changeProposal.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  decideProposals: t.prismaField({
    type: [ChangeProposal],
    authScopes: { signedIn: true },
    description:
      'Accept or decline proposals of one document, all in one change. Accepted words stay their proposer’s.',
    args: { input: t.arg({ type: DecideProposalsInput, description: 'Which ones, and how.' }) },
    resolve: async (query, _root, { input: { proposalIds: ids, state, reason, seen } }, context) => {
      const shown = new Map((seen ?? []).map(({ proposalId, hash }) => [proposalId, hash]))
      const decision = { ids, state: toDecision(state), reason: reason ?? '', seen: shown }
      await decideProposals(context, requireActor(context), decision)
      const orderBy = [{ createdAt: 'asc' as const }, { id: 'asc' as const }]
      return context.db.changeProposal.findMany({ ...query, where: { id: { in: ids } }, orderBy })
    },
  }),
  withdrawProposal: t.prismaField({
    type: ChangeProposal,
    authScopes: { signedIn: true },
    description: 'Take one’s own proposal back; its marks leave the text.',
    args: { input: t.arg({ type: WithdrawProposalInput, description: 'Which one.' }) },
    resolve: async (query, _root, { input: { proposalId: id } }, context) => {
      await withdrawProposal(context, requireActor(context), id)
      return context.db.changeProposal.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  hideProposal: t.prismaField({
    type: ChangeProposal,
    authScopes: { signedIn: true },
    description:
      'Hide what a proposal says of itself, with a reason, or show it again. For coordinators and who manages the document.',
    args: { input: t.arg({ type: HideProposalInput, description: 'Which one, and why.' }) },
    resolve: async (query, _root, { input: { proposalId: id, reason } }, context) => {
      await setProposalHidden(context, requireActor(context), id, reason ?? null)
      return context.db.changeProposal.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
  proposeWording: t.prismaField({
    type: ChangeProposal,
    authScopes: { signedIn: true },
    description: 'Propose another wording of a unit without the editor, in one’s own name or as received.',
    args: { input: t.arg({ type: ProposeWordingInput, description: 'The wording and its grounds.' }) },
    resolve: async (query, _root, { input }, context) => {
      const { id } = await proposeWording(context, requireActor(context), {
        ...input,
        id: toUuid(input.id),
        title: input.title ?? '',
        base: input.base ?? null,
        channel: input.channel ?? 'FORM',
        onBehalfOf: input.onBehalfOf ?? null,
        receivedAt: input.receivedAt ?? null,
      })
      return context.db.changeProposal.findUniqueOrThrow({ ...query, where: { id } })
    },
  }),
}))
