import { requireActor } from '../auth/actor.ts'
import type { Counts } from '../document/index.ts'
import { builder } from '../graphql/builder.ts'
import { ChangeProposal } from '../proposals/schema.ts'
import { type Comparison as Compared, compareDocument, type ComparedState as State } from './compare.ts'
import { ComparedUnit } from './compare-schema-units.ts'
import { ChangeSource } from './schema-sources.ts'
import { Version } from './schema-versions.ts'

const ComparisonCounts = builder.objectRef<Counts>('ComparisonCounts').implement({
  description: 'Changed units by what became of them.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    units: t.exposeInt('units', { description: 'All changed units.' }),
    wording: t.exposeInt('wording', { description: 'With other words.' }),
    added: t.exposeInt('added', { description: 'New ones.' }),
    removed: t.exposeInt('removed', { description: 'Gone ones.' }),
    moved: t.exposeInt('moved', { description: 'Moved, with the same words.' }),
    movedReworded: t.exposeInt('movedReworded', { description: 'Moved, with other words.' }),
    split: t.exposeInt('split', { description: 'Split off another.' }),
    joined: t.exposeInt('joined', { description: 'Joined to another.' }),
    link: t.exposeInt('link', { description: 'With the same words, some leading elsewhere.' }),
    kind: t.exposeInt('kind', { description: 'Of another kind.' }),
    level: t.exposeInt('level', { description: 'Of another level.' }),
    look: t.exposeInt('look', { description: 'Whose words only look otherwise.' }),
    table: t.exposeInt('table', { description: 'Tables in which something changed.' }),
    renumbered: t.exposeInt('renumbered', { description: 'Units with another number; not changed by that.' }),
    spacing: t.exposeInt('spacing', { description: 'Units in which white space differs; not changed by that.' }),
  }),
})

const ComparedState = builder.objectRef<State>('ComparedState').implement({
  description: 'One of the two compared states.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'Its place in the log.' }),
    writtenAt: t.expose('writtenAt', {
      type: 'DateTime',
      nullable: true,
      description: 'When the text was last written in; null before the first time.',
    }),
    version: t.prismaField({
      type: Version,
      nullable: true,
      description: 'The version it was asked for as.',
      resolve: (query, { versionId }, _args, { db }) =>
        versionId === null ? null : db.version.findUnique({ ...query, where: { id: versionId } }),
    }),
    proposal: t.prismaField({
      type: ChangeProposal,
      nullable: true,
      description: 'The proposal before or after which it was asked for.',
      resolve: (query, { proposalId }, _args, { db }) =>
        proposalId === null ? null : db.changeProposal.findUnique({ ...query, where: { id: proposalId } }),
    }),
  }),
})

export const Comparison = builder.objectRef<Compared>('Comparison').implement({
  description: 'What was done to a document between two of its states, without proposals and remarks.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    before: t.expose('before', { type: ComparedState, description: 'The earlier state, whichever was named first.' }),
    after: t.expose('after', { type: ComparedState, description: 'The later state.' }),
    counts: t.field({
      type: ComparisonCounts,
      description: 'Changed units by what became of them.',
      resolve: ({ difference }) => difference.counts,
    }),
    units: t.field({
      type: [ComparedUnit],
      description: 'Every unit of both states in the order of the later one; removed ones stand where they were.',
      resolve: (comparison) => comparison.difference.units.map((unit) => ({ ...unit, comparison })),
    }),
    sources: t.field({
      type: [ChangeSource],
      description: 'Whose the changes are, in the order in which they began.',
      resolve: ({ sources }) => [...sources],
    }),
  }),
})

const ComparedPlaceInput = builder.inputType('ComparedPlaceInput', {
  description: 'A state of a document, named in exactly one of these ways.',
  fields: (t) => ({
    versionId: t.id({ required: false, description: 'As this version has it.' }),
    at: t.field({ type: 'DateTime', required: false, description: 'As it was at this moment.' }),
    seq: t.int({ required: false, description: 'As it was at this place in its log.' }),
    lastRead: t.boolean({
      required: false,
      description: 'As the person asking saw it before this visit; on their first visit there is no such state.',
    }),
    now: t.boolean({ required: false, description: 'As it is.' }),
    beforeProposal: t.id({
      required: false,
      description: 'Without this proposal: as the text is, or was right before it was decided.',
    }),
    afterProposal: t.id({ required: false, description: 'The same with this proposal.' }),
  }),
})

builder.queryField('compare', (t) =>
  t.field({
    type: Comparison,
    authScopes: { signedIn: true },
    description: 'What was done to a document between two of its states, and by whom.',
    args: {
      documentId: t.arg.id({ description: 'The document.' }),
      from: t.arg({ type: ComparedPlaceInput, description: 'One state.' }),
      to: t.arg({ type: ComparedPlaceInput, description: 'The other.' }),
    },
    resolve: (_root, { documentId, from, to }, context) =>
      compareDocument(context, requireActor(context), documentId, [from, to]),
  }),
)
