import { requireActor } from '../auth/actor.ts'
import { builder } from '../graphql/builder.ts'
import { once } from '../graphql/once.ts'
import { nextTurn } from '../threads/slices.ts'
import type { AuthoredRun as Run } from './authorship-runs.ts'
import {
  type AuthorshipAnswer,
  type AuthoredCell as Cell,
  readAuthorship,
  type AuthoredUnit as Unit,
} from './authorship-text.ts'
import { ChangeSource } from './schema-sources.ts'
import { Version } from './schema-versions.ts'
import { UnitKind } from './unit-kind.ts'

const AuthoredRun = builder.objectRef<Run>('AuthoredRun').implement({
  description:
    'Words of one author, written in one sitting and for one proposal, that came to where they are in one way.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    text: t.exposeString('text', { description: 'The words; a line break is \\n.' }),
    source: t.exposeInt('source', {
      nullable: true,
      description: 'Who wrote them first: an index of `sources`. Null where the log does not say.',
    }),
    broughtBy: t.exposeInt('broughtBy', {
      nullable: true,
      description:
        'Who moved them here, undid their deletion or restored them: an index of `sources`. Null where they stand as they were written.',
    }),
    version: t.prismaField({
      type: Version,
      nullable: true,
      description:
        'The first version kept after they were written, or after the proposal that brought them was accepted; null where none was kept since, and for words that are proposed only.',
      resolve: (query, { versionId }, _args, context, info) =>
        once(context, info, versionId, (id) => context.db.version.findUnique({ ...query, where: { id } })),
    }),
  }),
})

/** A text of fifty pages has thousands of runs: resolved in one go they would hold everybody up. */
async function inItsTurn({ runs }: { runs: Run[] }): Promise<Run[]> {
  if (runs.length > 0) await nextTurn()
  return runs
}

const AuthoredCell = builder.objectRef<Cell>('AuthoredCell').implement({
  description: 'A cell of a table with whose its words are.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    row: t.exposeInt('row', { description: 'Its row, from 0.' }),
    column: t.exposeInt('column', { description: 'Its column, from 0.' }),
    header: t.exposeBoolean('header', { description: 'Whether it is a heading.' }),
    runs: t.field({ type: [AuthoredRun], description: 'Its words.', resolve: inItsTurn }),
  }),
})

const AuthoredUnit = builder.objectRef<Unit>('AuthoredUnit').implement({
  description: 'A unit with whose its words are; of a passage only the words in it.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    id: t.exposeID('id', { description: 'Stays when it is moved.' }),
    kind: t.expose('kind', { type: UnitKind, description: 'What it is.' }),
    level: t.exposeInt('level', { description: 'From 0; means something for headings and lists.' }),
    label: t.exposeString('label', { description: 'Its mark, for instance „3.”; empty where it has none.' }),
    printed: t.exposeString('printed', { description: 'Its mark in print, with the § it stands on one line with.' }),
    reference: t.exposeString('reference', { description: 'For instance „§ 6 ust. 3”; of what it belongs to.' }),
    runs: t.field({
      type: [AuthoredRun],
      description: 'Its words; none for a table.',
      resolve: inItsTurn,
    }),
    cells: t.expose('cells', { type: [AuthoredCell], description: 'The cells of a table, row by row.' }),
  }),
})

const Authorship = builder.objectRef<AuthorshipAnswer>('Authorship').implement({
  description: 'Whose the words of a passage are, proposed ones included.',
  authScopes: { signedIn: true },
  fields: (t) => ({
    seq: t.exposeInt('seq', { description: 'The place in the log as of which this is so.' }),
    units: t.expose('units', { type: [AuthoredUnit], description: 'The units of the passage, in order.' }),
    sources: t.field({
      type: [ChangeSource],
      description: 'Who wrote and brought these words, in the order in which they began.',
      resolve: ({ sources }) => [...sources],
    }),
  }),
})

builder.queryField('authorship', (t) =>
  t.field({
    type: Authorship,
    authScopes: { signedIn: true },
    description:
      'Who wrote a passage as it is now: what lies between `from` and `to`, a unit, or where neither is named the whole text.',
    args: {
      documentId: t.arg.id({ description: 'The document.' }),
      from: t.arg({ type: 'Bytes', required: false, description: 'Where it begins: a Yjs relative position.' }),
      to: t.arg({ type: 'Bytes', required: false, description: 'Where it ends.' }),
      unitId: t.arg.id({ required: false, description: 'A block or a table instead.' }),
    },
    resolve: (_root, { documentId, ...aim }, context) =>
      readAuthorship(context, requireActor(context), documentId, aim),
  }),
)
