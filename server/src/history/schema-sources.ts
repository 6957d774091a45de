import { UpdateKind } from '@app/prisma'
import { queryFromInfo } from '@pothos/plugin-prisma'
import type { GraphQLResolveInfo } from 'graphql'
import { Thread } from '../comments/schema.ts'
import type { Context } from '../context.ts'
import { builder } from '../graphql/builder.ts'
import { once } from '../graphql/once.ts'
import { Organization, Person } from '../organizations/schema.ts'
import { ChangeProposal } from '../proposals/schema.ts'
import type { ChangeSource as Source } from './sources.ts'

const WritingKind = builder.enumType(UpdateKind, {
  name: 'WritingKind',
  description:
    'What a row of the log is. ANNOTATION: marks only. ACCEPTANCE: proposals were accepted. RESTORE, ROLLBACK: an older text came back. SEED: begun from a template. REPAIR: by the server itself. VOID: nothing of it counts.',
})

/**
 * What else is to be loaded with a row. Looked up for each row that is loaded: a long history has a thousand sources of a
 * few people. Columns are all there, whatever it says.
 */
function selectionOf(context: Context, info: GraphQLResolveInfo): object {
  return queryFromInfo({ context, info })
}

export const ChangeSource = builder.objectRef<Source>('ChangeSource').implement({
  description: 'Somebody who wrote, brought or took out words, in one way, without a long pause.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    person: t.field({
      type: Person,
      nullable: true,
      description: 'Who.',
      resolve: ({ userId }, _args, context, info) =>
        once(context, info, userId, (id) =>
          context.db.user.findUnique({ ...selectionOf(context, info), where: { id } }),
        ),
    }),
    organization: t.field({
      type: Organization,
      nullable: true,
      description: 'For whom they acted at that moment.',
      resolve: ({ organizationId }, _args, context, info) =>
        once(context, info, organizationId, (id) =>
          context.db.organization.findUnique({ ...selectionOf(context, info), where: { id } }),
        ),
    }),
    proposal: t.prismaField({
      type: ChangeProposal,
      nullable: true,
      description: 'The proposal by which it came.',
      resolve: (query, { proposalId }, _args, context, info) =>
        once(context, info, proposalId, (id) => context.db.changeProposal.findUnique({ ...query, where: { id } })),
    }),
    takenIn: t.prismaField({
      type: [Thread],
      description:
        'Remarks on the same unit that were open then and that whoever resolved them said were taken into the text: their declaration. Only in comparisons.',
      resolve: async (query, { threadIds }, _args, context, info) => {
        const find = (id: string) => context.db.thread.findUnique({ ...query, where: { id } })
        const threads = await Promise.all(threadIds.map((threadId) => once(context, info, threadId, find)))
        return threads.filter((thread) => thread !== null)
      },
    }),
    kind: t.expose('kind', { type: WritingKind, description: 'In which way.' }),
    startedAt: t.expose('startedAt', { type: 'DateTime', description: 'When they began.' }),
    endedAt: t.expose('endedAt', { type: 'DateTime', description: 'When they last wrote.' }),
    firstSeq: t.exposeInt('firstSeq', { description: 'Their first place in the log.' }),
    lastSeq: t.exposeInt('lastSeq', { description: 'Their last place in the log; those of others lie between.' }),
  }),
})
